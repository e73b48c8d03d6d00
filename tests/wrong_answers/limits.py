"""Typical wrong answers to the exercises on limits."""


def _copy(result):
    """Source of a baseline of copy memory."""
    return f"def my_copy(T, S, K):\n    return {result}"


def _combine(result):
    """Source of two steps made into one."""
    return f"def my_combine(first, second):\n    (a, b), (c, d) = first, second\n    return {result}"


def _excess(result):
    """Source of an excess over moved labels."""
    return ("def my_excess(states, labels, new_states, new_labels):\n"
            "    own, moved, only = search(states, labels, new_states, new_labels), [], []\n"
            "    for k in (1, 2, 3):\n"
            "        old, new = (np.roll(each, k * len(each) // 4) for each in (labels, new_labels))\n"
            "        moved.append(search(states, old, new_states, new))\n"
            "        only.append(search(states, labels, new_states, new))\n"
            f"    return {result}")


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
    "ex-limits-excess": [
        (_excess("own - 0.5"), "chance is not 1/2"),
        (_excess("own - np.mean(only)"), "move the labels of both parts"),
        (_excess("own - np.max(moved)"), "not the largest"),
        (_excess("np.mean(moved) - own"), "the sign is wrong"),
    ],
}
