"""Typical wrong answers to the exercises on forward propagation."""


def _step(h_t, y_t):
    """Source of a step that computes h_t and y_t by two expressions; h_t is the right one if empty."""
    h_t = h_t or "np.tanh(x_t @ W_xh.T + h_prev @ W_hh.T + b_h)"
    return f"def my_step(x_t, h_prev, W_xh, W_hh, b_h, W_hy, b_y):\n    h_t = {h_t}\n    return h_t, {y_t}"


def _chunks(piece, state, stop="len(x)"):
    """Source of a run in pieces, each cut out by an expression and started from another."""
    return (
        f"def my_chunks(cell, x, length):\n    state, pieces = None, []\n"
        f"    for start in range(0, {stop}, length):\n"
        f"        h, state, _ = unroll(cell, {piece}, {state})\n        pieces.append(h)\n"
        f"    return np.concatenate(pieces), state"
    )


def _count(expression):
    """Source of a count by one expression."""
    return f"def my_multiplications(T, B, D, H, K):\n    return {expression}"


WRONG_ANSWERS = {
    "ex-forward-fourth": [
        ("my_h_4 = np.array([-0.183, -0.346])", "tanh is still to be taken"),
        ("my_h_4 = np.array([-0.365, -0.568])", "the bias b_h is missing"),
        ("my_h_4 = np.array([-0.462, -0.380])", "this starts from a zero state"),
        ("my_h_4 = np.array([0.575, -0.281])", "this is h_3"),
        ("my_h_4 = np.array([-0.099, -0.172])", "W_hh is transposed"),
        ("my_h_4 = np.array([0.866, 0.153])", "the column of W_xh for the letter 'a'"),
        ("my_h_4 = np.array([-0.279, -0.333])", "h_{4,1}: not right"),
        ("my_h_4 = -0.181", "should be two numbers"),
    ],
    "ex-forward-step": [
        (_step("np.tanh(x_t @ W_xh.T + h_prev @ W_hh.T)", "h_t @ W_hy.T + b_y"), "the bias b_h is missing"),
        (_step("np.tanh(x_t @ W_xh.T + h_prev @ W_hh + b_h)", "h_t @ W_hy.T + b_y"), "W_hh is transposed"),
        (_step("np.tanh(np.tanh(x_t @ W_xh.T + h_prev @ W_hh.T + b_h))", "h_t @ W_hy.T + b_y"), "taken tw"),
        (_step("x_t @ W_xh.T + h_prev @ W_hh.T + b_h", "h_t @ W_hy.T + b_y"), "tanh is missing"),
        (_step("np.tanh(x_t @ W_xh + h_prev @ W_hh + b_h)", "h_t @ W_hy.T + b_y"), "raised ValueError"),
        (_step("", "h_prev @ W_hy.T + b_y"), "from the old state"),
        (_step("", "h_t @ W_hy.T"), "the bias b_y is missing"),
        (_step("", "np.tanh(h_t @ W_hy.T + b_y)"), "has no tanh"),
        (_step("", "softmax(h_t @ W_hy.T + b_y)"), "probabilities"),
        (
            "def my_step(x_t, h_prev, W_xh, W_hh, b_h, W_hy, b_y):\n    for i in range(len(b_h)):\n"
            "        h_prev[:, i] = np.tanh(x_t @ W_xh[i] + h_prev @ W_hh[i] + b_h[i])\n"
            "    return h_prev, h_prev @ W_hy.T + b_y",
            "one after the other",
        ),
    ],
    "ex-forward-chunks": [
        (_chunks("x[start:start + length]", "None"), "the state is reset at every border"),
        (_chunks("x[start:start + length + 1]", "state"), "are read twice"),
        (_chunks("x[start:start + length - 1]", "state"), "is never read"),
        (_chunks("x[start:start + length]", "state", stop="len(x) - len(x) % length"), "steps are missing"),
        (
            _chunks("x[start:start + length]", "state") + "\n\nwhole = my_chunks\n"
            "def my_chunks(cell, x, length):\n"
            "    return whole(cell, x, length)[0], unroll(cell, x[:length])[1]",
            "the one after the first piece",
        ),
        (
            _chunks("x[start:start + length]", "state") + "\n\nwhole = my_chunks\n"
            "def my_chunks(cell, x, length):\n    return whole(cell, x, length)[0]",
            "two arrays are expected",
        ),
    ],
    "ex-forward-count": [
        (_count("B * T * (H * D + H * H + K * H)"), "everything is counted at every step"),
        (_count("B * T * (H * H + K * H)"), "the output is counted at every step"),
        (_count("B * (T * (H * D + H * H) + K * H)"), "a column is copied"),
        (_count("T * H * H + K * H"), "a factor B is missing"),
        (_count("B * (T * (H * H + H) + K * H + K)"), "biases are added"),
        (_count("B * T * H * H"), "the one output at the end is missing"),
    ],
}
