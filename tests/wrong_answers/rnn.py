"""Typical wrong answers to the exercises on the RNN's mathematics."""


def _count(body):
    """Source of a count from a condition for three fixed points."""
    return (
        "def my_count(w, b):\n"
        "    s = np.sqrt(max(0.0, 1 - 1 / w)) if w != 0 else 0.0\n"
        "    b_c = w * s - np.arctanh(min(s, 0.999999))\n"
        f"    return 3 if {body} else 1"
    )


def _latch(w, u):
    """Source of a latch with these weights."""
    return f"def my_latch():\n    return {w}, {u}"


def _pair(loss, gradient):
    """Source of a pair of expressions of a, t and y = exp(a)."""
    return f"def my_pair(a, t):\n    y = np.exp(a)\n    return {loss}, {gradient}"


WRONG_ANSWERS = {
    "ex-rnn-count": [
        (_count("w > 1 and abs(b) < 1.5 * b_c"), "compare it with b_c"),
        (_count("w > 1 and b < b_c"), "take |b|"),
        (_count("w > 1 and abs(b) < b_c / 2"), "smaller in size than b_c"),
        (_count("abs(b) < 0.2"), "for weights up to 1 there is only one"),
        ("def my_count(w, b):\n    return 2", "1 or 3 is expected"),
    ],
    "ex-rnn-latch": [
        (_latch(0.9, 1.0), "nothing holds it"),
        (_latch(2.0, 1.5), "must be larger than w h*"),
        (_latch(2.0, 5.0), "which only pulses of size 1 should"),
        (_latch(-2.0, 2.7), "changes its sign at every step"),
        (_latch(2.0, -2.7), "u must be above 0"),
        ("def my_latch():\n    return 2.0", "two numbers w, u are expected"),
    ],
    "ex-rnn-pair": [
        (_pair("np.log1p(y) - t * a", "y / (1 + y) - t"), "yes-or-no answers"),
        (_pair("y - t * a", "1 - t / y"), "with respect to y"),
        (_pair("(y - t) ** 2 / 2", "(y - t) * y"), "the squared error of exp(a)"),
        (_pair("t * a - y", "y - t"), "the sign of the loss"),
        (_pair("y - t * a", "t - y"), "output minus target"),
        (_pair("(y - t * a).mean()", "y - t"), "the loss of each entry is expected"),
        (_pair("(y - t * a).mean()", "(y - t) / t.size"), "the mean over all entries"),
    ],
}
