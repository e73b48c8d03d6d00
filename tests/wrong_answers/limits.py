"""Typical wrong answers to the exercises on limits."""


def _copy(result):
    """Source of a baseline of copy memory."""
    return f"def my_copy(T, S, K):\n    return {result}"


def _combine(result):
    """Source of two steps made into one."""
    return f"def my_combine(first, second):\n    (a, b), (c, d) = first, second\n    return {result}"


def _search(chosen, value):
    """Source of a search for a unit."""
    return ("def my_search(states, labels, new_states, new_labels):\n"
            "    old, new = auc(states, labels), auc(new_states, new_labels)\n"
            f"    unit = {chosen}.argmax()\n    return unit, {value}")


WRONG_ANSWERS = {
    "ex-limits-copy": [
        (_copy("S * np.log(K) / (T + 2 * S)"), "these are nats"),
        (_copy("np.log2(K)"), "what one copied symbol costs"),
        (_copy("S * np.log2(K) / (T + S)"), "the length is wrong"),
        (_copy("10 * np.log2(K) / (T + 20)"), "S need not be 10"),
    ],
    "ex-limits-combine": [
        (_combine("(a * c, b + d)"), "multiplied by the factor of the second"),
        (_combine("(a * c, a * d + b)"), "this is the other order"),
        (_combine("(c, c * b + d)"), "a third step needs it"),
        (_combine("a * c"), "a pair"),
    ],
    "ex-limits-search": [
        (_search("old", "new[unit]"), "how far an AUC is from 1/2 counts"),
        (_search("np.abs(new - 0.5)", "new[unit]"), "chosen on the new states"),
        (_search("np.abs(old - 0.5)", "new[unit]"), "turn its sign"),
        (_search("np.abs(old - 0.5)", "1 - old[unit]"), "it was chosen on"),
    ],
}
