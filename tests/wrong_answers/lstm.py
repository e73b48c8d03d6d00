"""Typical wrong answers to the exercises on the LSTM."""


def _latch(**changed):
    """Source of a latch with some parameters changed, as text."""
    parts = {
        "W_f": "[[0, 0, -20.0]]",
        "b_f": "[10.0]",
        "W_i": "[[0, 0, 20.0]]",
        "b_i": "[-10.0]",
        "W_C": "[[0, 3.0, 0]]",
        "b_C": "[0.0]",
        "W_o": "[[0, 0, 0.0]]",
        "b_o": "[10.0]",
    } | changed
    body = ", ".join(f"{name}=np.array({value})" for name, value in parts.items())
    return f"def my_latch():\n    return dict({body})"


def _coupled(expression):
    """Source of a gradient at a_f."""
    return f"def my_coupled(dC, C_prev, C_tilde, f):\n    return {expression}"


WRONG_ANSWERS = {
    "ex-lstm-bias": [
        ("def my_bias(n):\n    return 0.5 ** (1 / n)", "the forget gate itself"),
        ("def my_bias(n):\n    return np.log(n)", "the gate is n / (n + 1)"),
        ("def my_bias(n):\n    return np.log(max(n - 1, 1e-9))", "the gate is 1 - 1/n"),
        ("def my_bias(n):\n    return np.log(2 ** (1 / n) - 1)", "f is 1 minus what it should be"),
    ],
    "ex-lstm-coupled": [
        (_coupled("dC * (C_prev + C_tilde) * f * (1 - f)"), "has a minus"),
        (_coupled("dC * (C_prev - C_tilde)"), "slope of the sigmoid, f (1 - f), is missing"),
        (_coupled("dC * (C_prev * f - C_tilde * (1 - f))"), "their slope"),
        (_coupled("(C_prev - C_tilde) * f * (1 - f)"), "dC that arrives is missing"),
    ],
    "ex-lstm-latch": [
        (_latch(W_f="[[0, 0, 0.0]]"), "is added to the old one"),
        (_latch(W_i="[[0, 0, 0.0]]", b_i="[0.0]"), "values come in although write is 0"),
        (_latch(b_f="[0.0]"), "forgets while it waits"),
        (_latch(W_C="[[0, 0, 3.0]]"), "does not follow the value"),
        (_latch(W_C="[[0, 0.3, 0]]"), "agrees too weakly"),
        (_latch(W_C="[[0, -3.0, 0]]"), "wrong sign"),
        (_latch(b_o="[0.0]"), "the output gate hides it"),
        (_latch(W_f="[0, 0, -20.0]"), "shape (1, 3)"),
    ],
}
