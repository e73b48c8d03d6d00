"""Typical wrong answers to the exercises on where recurrent networks are used."""


def _shapes(review="many-to-one", translation="read, then write", melody="one-to-many", alarm="step by step",
            word="many-to-one", verbs="step by step"):
    """Source of the six shapes, some of them wrong."""
    return (
        "my_shapes = {\n"
        f"    'a film review goes in; good or bad': {review!r},\n"
        f"    'a Chinese sentence goes in; the same in French': {translation!r},\n"
        f"    \"a composer's name goes in; a melody in his manner\": {melody!r},\n"
        f"    'heart beats go in; an alarm at once after any odd one': {alarm!r},\n"
        f"    'a spoken word goes in; which of ten it was': {word!r},\n"
        f"    'a text goes in; for each word, whether it is a verb': {verbs!r},\n"
        "}"
    )


def _seasonal(lag, result="series[:-lag]"):
    """Source of a seasonal forecast with another lag or another result."""
    return f"def my_seasonal(series, ahead, period):\n    lag = {lag}\n    return {result}"


def _reverse(body):
    """Source of a reversal that returns an expression of x and lengths."""
    return f"def my_reverse(x, lengths):\n    return {body}"


WRONG_ANSWERS = {
    "ex-uses-shapes": [
        (_shapes(translation="step by step"), "may depend on the last Chinese one"),
        (_shapes(alarm="many-to-one"), "would come too late"),
        (_shapes(verbs="many-to-one"), "one answer for each word"),
        (_shapes(verbs="read, then write"), "go in pairs"),
        (_shapes(word="one-to-many"), "many frames of sound"),
        (_shapes(melody="many to many"), "is none of"),
        ("del my_shapes['a film review goes in; good or bad']", "is missing"),
        ("my_shapes = ['many-to-one'] * 6", "a dict from task to shape"),
    ],
    "ex-uses-seasonal": [
        (_seasonal("ahead"), "no whole number of periods"),
        (_seasonal("ahead + period"), "no whole number of periods"),
        (_seasonal("period * (ahead // period + 1)"), "a later value was known"),
        (_seasonal("period * -(-ahead // period)", "series[lag:]"), "to be forecast, series[lag:] itself"),
        (_seasonal("period * -(-ahead // period)", "series[:-lag] + 1"), "the forecast of series[11]"),
        (_seasonal("period * -(-ahead // period)", "np.roll(series, lag)"), "49 forecasts were expected"),
    ],
    "ex-uses-reverse": [
        (_reverse("x[::-1]"), "now begin with zeros"),
        (_reverse("x[:, :, ::-1]"), "the features of each step"),
        (_reverse("x[:, ::-1]"), "have changed places"),
        (_reverse("np.take_along_axis(x, ((lengths - np.arange(len(x))[:, None]) % len(x))[..., None], 0)"),
         "off by one"),
        (_reverse("np.roll(x, 1, axis=0)"), "step 1 of a sequence of 6 should be its step 4"),
        (_reverse("list(x)"), "an array of the shape of x"),
    ],
}
