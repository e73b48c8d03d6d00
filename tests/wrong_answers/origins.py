"""Typical wrong answers to the exercises on the origins."""


def _majority(weights, threshold):
    """Source of a unit of three inputs, as text."""
    return f"def my_majority():\n    return {weights}, {threshold}"


def _latch(*numbers):
    """Source of a unit with a loop, as text."""
    return f"def my_latch():\n    return {', '.join(map(str, numbers))}"


def _change(expression):
    """Source of a change of energy, as text."""
    return f"def my_change(W, s, i):\n    return {expression}"


WRONG_ANSWERS = {
    "ex-origins-majority": [
        (_majority([1, 1, 1], 3), "this is an and"),
        (_majority([1, 1, 0], 2), "for the inputs 0 1 1 it stays silent"),
        (_majority([-1, -1, -1], -1), "it does the opposite"),
        (_majority([1, 1, 1], 0), "always fires"),
        (_majority([1, 1], 2), "three inputs"),
    ],
    "ex-origins-latch": [
        (_latch(1, 0, 1, 1), "never lets go"),
        (_latch(1, -1, 0.5, 1), "forgets at once: the loop alone does not"),
        (_latch(1, -1, 1, 0), "switches itself on"),
        (_latch(1, -1, 2, 2), "set alone does not reach"),
    ],
    "ex-origins-energy": [
        (_change("s[i] * (W[i] @ s)"), "a factor 2 is missing"),
        (_change("-2 * s[i] * (W[i] @ s)"), "the sign is wrong"),
        (_change("2 * (W[i] @ s)"), "s_i itself is missing"),
        (_change("4 * s[i] * (W[i] @ s)"), "counted twice"),
    ],
}
