"""Typical wrong answers to the exercises on the variants."""


def _size(count):
    """Source of an answer that takes the largest H whose count, a text, is within the budget."""
    return (
        'def my_size(kind, D, budget):\n    n = {"RNN": 1, "GRU": 3, "LSTM": 4}[kind]\n    H = 0\n'
        f"    while (lambda H: {count})(H + 1) <= budget:\n        H += 1\n    return H"
    )


def _wait(first, step, after="later"):
    """Source of an answer whose later glances begin at `first` and are joined by `step`."""
    return (
        "def my_wait(seen, k):\n    evidence = np.where(seen, 1, -1) * np.log(4)\n"
        "    odds, now = np.zeros_like(evidence), 0\n    for t, e_t in enumerate(evidence):\n"
        "        now, later = weaken(now) + e_t, np.zeros(seen.shape[1])\n"
        f"        for s in reversed(range({first}, min(t + k + 1, len(seen)))):\n"
        f"            later = {step}\n        odds[t] = now + {after}\n    return odds"
    )


def _adder(scale="0.05", **changed):
    """Source of an answer with some weights changed."""
    weights = {
        "W_f": "[[0, 0, 0]]",
        "b_f": "[12]",
        "W_i": "[[0, 0, 24]]",
        "b_i": "[-12]",
        "W_C": "[[0, 0.05, 0]]",
        "b_C": "[0]",
        "W_o": "[[0, 0, 0]]",
        "b_o": "[12]",
    } | changed
    inside = ", ".join(f'"{name}": {value}' for name, value in weights.items())
    return f"def my_adder():\n    return {{{inside}}}, {scale}"


WRONG_ANSWERS = {
    "ex-variants-size": [
        (_size("n * H * (H + D)"), "the biases are missing"),
        (_size("n * H * (H + D + 2)"), "two biases"),
        (_size("H * (H + D + 1)"), "the size of an RNN"),
        (_size("n * H * (H + D + 1)").replace("return H", "return H + 1"), "one unit too many"),
        (_size("n * H * (H + D + 1)").replace('"LSTM": 4', '"LSTM": 3'), "counts 3 layers"),
    ],
    "ex-variants-wait": [
        (_wait("t", "weaken(later) + evidence[s]"), "counted twice"),
        (_wait("t + 1", "weaken(later) + evidence[s]"), "weakened once more"),
        (_wait("t + 1", "weaken(later + evidence[s])").replace("k + 1", "k"), "one step too little"),
        (_wait("t + 1", "weaken(later + evidence[s])").replace("t + k", "99"), "end of the evening"),
    ],
    "ex-variants-adder": [
        (_adder(b_f="[1]"), "the forget gate is as low as 0.73"),
        (_adder(W_i="[[0, 24, 0]]"), "should follow the marker"),
        (_adder(W_i="[[0, 0, 0]]", b_i="[12]"), "should follow the marker"),
        (_adder(W_i="[[0, 0, 6]]", b_i="[-3]"), "leak in"),
        (_adder("1.0", W_C="[[0, 1, 0]]"), "tanh bends"),
        (_adder("1.0"), "divide by the factor"),
        (_adder(b_o="[0]"), "the output gate shows only"),
    ],
}
