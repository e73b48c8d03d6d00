"""Typical wrong answers to the exercises on the basic structure."""


def _delay(W_xh, W_hh, W_hy):
    """Source of a delay line with the given weights, as text."""
    return (
        f"def my_delay():\n    W_xh, W_hh, W_hy = {W_xh}, {W_hh}, {W_hy}\n"
        "    return np.array(W_xh), np.array(W_hh), np.array(W_hy)"
    )


WRONG_ANSWERS = {
    "ex-structure-delay": [
        (
            _delay("[[0.03], [0.0], [0.0]]", "[[0.0, 1, 0], [0, 0, 1], [0, 0, 0]]", "[[0.0, 0, 1 / 0.03]]"),
            "transposed",
        ),
        (
            _delay("[[0.03], [0.0], [0.0]]", "[[0.0, 0, 0], [1, 0, 0], [0, 1, 0]]", "[[0.0, 1 / 0.03, 0]]"),
            "x_(t-1) instead of x_(t-2)",
        ),
        (
            _delay("[[1.0], [0.0], [0.0]]", "[[0.0, 0, 0], [1, 0, 0], [0, 1, 0]]", "[[0.0, 0, 1]]"),
            "tanh bends the input",
        ),
        (
            _delay("[[0.03], [0.0], [0.0]]", "[[0.0, 0, 0], [1, 0, 0], [0, 1, 0]]", "[[0.0, 0, 1]]"),
            "W_hy must undo what W_xh does",
        ),
        (
            _delay("[0.03, 0.0, 0.0]", "[[0.0, 0, 0], [1, 0, 0], [0, 1, 0]]", "[[0.0, 0, 1 / 0.03]]"),
            "(3, 1) is expected",
        ),
    ],
    "ex-structure-count": [
        ("def my_count(D, H, K, L, T):\n    return H * D + H * H + H + K * H + K", "there are L"),
        (
            "def my_count(D, H, K, L, T):\n    return L * (H * D + H * H + H) + K * H + K",
            "only layer 1 reads x_t",
        ),
        ("def my_count(D, H, K, L, T):\n    return T * (H * D + H * H + H + K * H + K)", "T plays no part"),
        (
            "def my_count(D, H, K, L, T):\n    return H * D + H * H + H + K * H",
            "the bias of the output layer",
        ),
    ],
    "ex-structure-leak": [
        ("def my_leak(n):\n    return 0.5 ** n", "which weight leaves 1/2 after n"),
        ("def my_leak(n):\n    return 1 - 0.5 / n", "it does not lose equal amounts"),
        ("def my_leak(n):\n    return np.exp(-1 / n)", "1/e is left"),
    ],
}
