"""Checks of the exercises on energy demand: each answers at once, and says what is wrong."""

import numpy as np

from rnnlib.exercises import Verdict, call_answer, expect_array, expect_number


def check_mase(function):
    """Judge a function (train, truth, forecast, season) -> mean absolute scaled error.

    Args:
        function: the reader's; three one-dimensional arrays and a number of hours.
    Returns:
        Verdict.
    Source: chapter 6.3.3; Hyndman and Koehler, Another look at measures of forecast accuracy (2006).
    """
    rng = np.random.default_rng(5)
    train, season = rng.gamma(4.0, 1.0, 40), 7
    truth, forecast = rng.gamma(8.0, 1.0, 21), rng.gamma(6.0, 1.0, 21)
    error = np.abs(truth - forecast).mean()
    steps = {lag: np.abs(train[lag:] - train[:-lag]).mean() for lag in (1, season)}
    joined = np.concatenate([train, truth])
    hints = [
        (error / truth.mean(), "you divide by the mean of the truth; the scale is an error of a forecast."),
        (error / np.abs(truth[season:] - truth[:-season]).mean(),
         "the scale comes from the truth that is scored; it belongs to the training part."),
        (error / np.abs(joined[season:] - joined[:-season]).mean(),
         "the scale has seen the hours that are scored; take it from the training part alone."),
        (error / steps[1], "the naive forecast is one season back, not one hour."),
        (error / np.mean((train[season:] - train[:-season]) ** 2),
         "the scale is squared; its unit is not that of the error."),
        (error, "this is the mean absolute error; it is not scaled yet."),
        (steps[season] / error, "it is upside down: the forecast's error belongs above the scale."),
    ]
    answer = call_answer(function, train, truth, forecast, season)
    verdict = expect_number("the MASE", answer, error / steps[season], hints=hints)
    return Verdict(True, "the scale is that of training, one season back.") if verdict else verdict


def check_calibrate(function):
    """Judge a function (errors, d, n, alpha) -> half-widths by hour from the last n known days.

    Args:
        function: the reader's; errors are (days, 24), absolute.
    Returns:
        Verdict.
    Source: chapter 6.3.3; Lei et al., Distribution-free predictive inference for regression (2018).
    """
    errors = np.random.default_rng(6).gamma(2.0, 1.0, (60, 24))
    d, n, alpha = 40, 19, 0.1
    known, rank = np.sort(errors[d - n : d], axis=0), 18
    late = np.sort(errors[d - n + 1 : d + 1], axis=0)
    hints = [
        (np.quantile(errors, 1 - alpha, axis=0), "all days of the backtest are in it, also those to come."),
        (late[rank - 1], "it uses the error of day d itself, which is not known when it is issued."),
        (np.quantile(late, 1 - alpha, axis=0), "it uses the error of day d itself, which is not known then."),
        (np.sort(errors[:d], axis=0)[int(np.ceil((1 - alpha) * (d + 1))) - 1],
         "all days before d are in it; take the last n."),
        (known[rank], "one place too far: a rank counts from 1, an index from 0."),
        (np.quantile(known, 1 - alpha, axis=0),
         "this is an interpolated quantile of n errors; the rank is that of n + 1."),
        (known[rank - 2], "one place too low: the rank is that of n + 1 errors, tomorrow's among them."),
        (np.sort(errors[d - n : d].ravel())[int(np.ceil((1 - alpha) * (24 * n + 1))) - 1] * np.ones(24),
         "all hours share one width; calibrate each hour by itself."),
    ]
    answer = call_answer(function, errors, d, n, alpha)
    verdict = expect_array("the half-widths", answer, known[rank - 1], hints=hints)
    return Verdict(True, "only known days, and the right rank for each hour.") if verdict else verdict
