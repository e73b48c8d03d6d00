"""Typical wrong answers to the exercises on the GRU."""


def _bias(formula):
    """Source of a bias for a memory of n steps."""
    return f"def my_bias(n):\n    return {formula}"


def _convert(order="zrh", sign="-1", blocks="[h, x]", b_r="both.sum(axis=0)", b_h="both[0]", b_hh="both[1]"):
    """Source of a conversion from Keras's arrays with a slip."""
    return (
        "def my_convert(kernel, recurrent_kernel, bias):\n"
        "    params = {}\n"
        "    parts = [np.split(a, 3, axis=1) for a in (kernel, recurrent_kernel, bias)]\n"
        f"    for gate, x, h, both in zip('{order}', *parts):\n"
        f"        sign = {sign} if gate == 'z' else 1\n"
        f"        params['W_' + gate] = sign * np.concatenate({blocks}).T\n"
        f"        params['b_' + gate] = sign * ({b_h} if gate == 'h' else {b_r})\n"
        "        if gate == 'h':\n"
        f"            params['b_hh'] = {b_hh}\n"
        "    return params"
    )


def _hold(on_flag=40.0, b_z=-20.0, small=0.1, scale=10.0):
    """Source of a sample-and-hold unit with other numbers."""
    return (
        "def my_hold():\n"
        f"    return (np.array([[0.0, 0.0, {on_flag}]]), np.array([{b_z}]),\n"
        f"            np.array([[0.0, {small}, 0.0]]), {scale})"
    )


WRONG_ANSWERS = {
    "ex-gru-bias": [
        (_bias("-np.log(2 ** (1 / n) - 1)"), "the sign: this bias opens the gate"),
        (_bias("1 - 0.5 ** (1 / n)"), "this is z itself"),
        (_bias("0.5 ** (1 / n)"), "this is 1 - z, what a step keeps"),
        (_bias("np.log(0.5 ** (1 / n))"), "this is the logarithm of 1 - z"),
        (_bias("np.log(1 / (2 * n - 1))"), "each takes a share of what is left"),
    ],
    "ex-gru-convert": [
        (_convert(sign="1"), "W_z has the wrong sign"),
        (_convert(order="rzh"), "Keras's order is z, r, candidate"),
        (_convert(blocks="[x, h]"), "the block of the state comes first"),
        (_convert(b_r="both[0]"), "lacks the second row of bias"),
        (_convert(b_h="both.sum(axis=0)"), "must stay apart"),
        (_convert(b_h="both[1]", b_hh="both[0]"), "have changed places"),
        ("def my_convert(kernel, recurrent_kernel, bias):\n    return kernel.T", "a dict with the names"),
    ],
    "ex-gru-hold": [
        (_hold(on_flag=-40.0, b_z=20.0), "open while the flag is 0"),
        (_hold(small=1.0, scale=1.0), "tanh bends the value"),
        (_hold(on_flag=8.0, b_z=-4.0), "off by"),
        (_hold(on_flag=25.0, b_z=-5.0), "z is not close enough to 0"),
        (_hold(on_flag=0.0, b_z=-40.0), "nothing of the value gets into the state"),
        ("def my_hold():\n    return np.zeros((1, 3)), np.zeros(1), 1.0", "four things are expected"),
        ("def my_hold():\n    return np.zeros(3), np.zeros(1), np.zeros((1, 3)), 1.0", "W_z should be"),
    ],
}
