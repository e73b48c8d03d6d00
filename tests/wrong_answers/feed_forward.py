"""Typical wrong answers to the exercises on feed-forward networks."""


def _parity(g, W_hh="[[g / 2, -g / 2], [g / 2, -g / 2]]", W_hy="[[0.5, -0.5]]", b_h="[-g / 2, -3 * g / 2]"):
    """Source of a network of two units for parity, with gain g, as text."""
    return (
        f"def my_parity():\n    g = {g}\n    W_xh, W_hh = np.array([[g], [g]]), np.array({W_hh})\n"
        f"    return W_xh, W_hh, np.array({b_h}), np.array({W_hy})"
    )


WRONG_ANSWERS = {
    "ex-feedforward-hidden": [
        ("def my_hidden(D, K, w, budget):\n    return (budget - K) / (w * D + 1 + K)", "round down"),
        ("def my_hidden(D, K, w, budget):\n    return -(-(budget - K) // (w * D + 1 + K))", "rounded up"),
        ("def my_hidden(D, K, w, budget):\n    return (budget - K) // (w * D + K)", "biases of the hidden"),
        ("def my_hidden(D, K, w, budget):\n    return budget // (w * D + 1)", "output layer is missing"),
    ],
    "ex-feedforward-reach": [
        ("def my_reach(widths):\n    return sum(widths)", "overlap"),
        ("def my_reach(widths):\n    return int(np.prod(widths))", "do not multiply"),
        ("def my_reach(widths):\n    return sum(w - 1 for w in widths)", "present step itself"),
    ],
    "ex-feedforward-parity": [
        (_parity(10, W_hh="[[g / 2, g / 2], [-g / 2, -g / 2]]"), "transposed"),
        (_parity(2.0), "wears off"),
        (_parity(10, W_hh="[[g / 2, 0], [0, 0]]", W_hy="[[1, 0]]", b_h="[0, 0]"), "this is OR"),
        (_parity(10, W_hy="[0.5, -0.5]"), "(1, 2) is expected"),
        (_parity(10, W_hy="[[-0.5, 0.5]]"), "never passes 0.5"),
    ],
}
