"""Typical wrong answers: what learners really write, and the message each of them must get.

`WRONG_ANSWERS` maps the label of an exercise to pairs: the source of a wrong answer, and words that its
message must contain. The source replaces the solution cell; the page's import cell and starter run before it.
"""


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


def _delay(W_xh, W_hh, W_hy):
    """Source of a delay line with the given weights, as text."""
    return (
        f"def my_delay():\n    W_xh, W_hh, W_hy = {W_xh}, {W_hh}, {W_hy}\n"
        "    return np.array(W_xh), np.array(W_hh), np.array(W_hy)"
    )


def _input_gradient(slope="(1 - h[t] ** 2)", back='params["W_hh"]', through="through_next"):
    """Source of the sweep back with another slope, another matrix or nothing that comes through."""
    return (
        "def my_input_gradient(params, h, dh):\n"
        "    dx = np.zeros((*h.shape[:2], params['W_xh'].shape[1]))\n"
        "    through_next = np.zeros(h.shape[1:])\n"
        "    for t in reversed(range(len(h))):\n"
        f"        da = {slope} * (dh[t] + {through})\n"
        "        dx[t] = da @ params['W_xh']\n"
        f"        through_next = da @ {back}\n"
        "    return dx"
    )


def _clip(body):
    """Source of a clipping function that returns an expression of grads, norm and max_norm."""
    return (
        "def my_clip(grads, max_norm):\n"
        "    norm = np.sqrt(sum((grad ** 2).sum() for grad in grads.values()))\n"
        f"    return {body}"
    )


def _bound(sigma, formula):
    """Source of a bound from a property sigma of W_hh and a formula."""
    return (
        "def my_bound(W_hh, activation, k):\n"
        "    gamma = {'tanh': 1, 'sigmoid': 1 / 4}[activation]\n"
        f"    sigma = {sigma}\n    return {formula}"
    )


WRONG_ANSWERS: dict[str, list[tuple[str, str]]] = {
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
    "ex-bptt-input": [
        (_input_gradient(through="0"), "nothing comes back from later steps: add"),
        (_input_gradient(slope="1"), "the slope of tanh, 1 - h^2, is missing."),
        (_input_gradient(slope="1", through="0"), "and nothing comes back"),
        (_input_gradient(back='params["W_hh"].T'), "W_hh is transposed"),
    ],
    "ex-bptt-clip": [
        (_clip("{n: g * max_norm / np.linalg.norm(g) for n, g in grads.items()}"), "by its own norm"),
        (_clip("{n: np.clip(g, -max_norm, max_norm) for n, g in grads.items()}"), "clipping by value"),
        (_clip("{n: g * max_norm / norm for n, g in grads.items()}"), "was made longer"),
        (_clip("[g * max_norm / norm for g in grads.values()]"), "a dict with the names"),
    ],
    "ex-bptt-bound": [
        (_bound("np.linalg.norm(W_hh)", "(gamma * sigma) ** k"), "the Frobenius norm"),
        (_bound("np.linalg.norm(W_hh, 2)", "sigma ** k"), "the slope of the sigmoid is missing"),
        (_bound("np.linalg.norm(W_hh, 2)", "gamma * sigma ** k"), "each of the k steps contributes"),
    ],
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
