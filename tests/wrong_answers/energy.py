"""Typical wrong answers to the exercises on energy demand."""


def _mase(scale):
    """Source of a MASE with another scale."""
    return ("def my_mase(train, truth, forecast, season):\n"
            f"    return np.abs(truth - forecast).mean() / {scale}")


def _calibrate(body):
    """Source of a calibration by one expression."""
    return f"def my_calibrate(errors, d, n, alpha):\n    return {body}"


WRONG_ANSWERS = {
    "ex-energy-mase": [
        (_mase("1"), "not scaled yet"),
        (_mase("np.abs(np.diff(train)).mean()"), "one season back, not one hour"),
        (_mase("np.abs(truth[season:] - truth[:-season]).mean()"), "belongs to the training part"),
        (_mase("np.square(train[season:] - train[:-season]).mean()"), "the scale is squared"),
    ],
    "ex-energy-calibrate": [
        (_calibrate("np.sort(errors[d - n + 1:d + 1], axis=0)[int(np.ceil((1 - alpha) * (n + 1))) - 1]"),
         "the error of day d itself"),
        (_calibrate("np.sort(errors[d - n:d], axis=0)[int(np.ceil((1 - alpha) * (n + 1)))]"),
         "one place too far"),
        (_calibrate("np.quantile(errors[d - n:d], 1 - alpha, axis=0)"), "interpolated quantile"),
        (_calibrate("np.sort(errors[:d], axis=0)[int(np.ceil((1 - alpha) * (d + 1))) - 1]"),
         "take the last n"),
    ],
}
