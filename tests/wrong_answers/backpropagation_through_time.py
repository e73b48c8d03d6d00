"""Typical wrong answers to the exercises on backpropagation through time."""


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


WRONG_ANSWERS = {
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
}
