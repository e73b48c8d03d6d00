"""Typical wrong answers to the exercises on the LSTM in TensorFlow."""


def _stack(flags, units="hidden_size"):
    """Source of a stack whose layers have these flags."""
    return (
        "def my_stack(num_layers, hidden_size):\n"
        f"    return [layers.LSTM({units}, return_sequences=flag) for flag in {flags}]"
    )


def _arrays(result, first="r, z, n = np.split(a, 3)\n        return np.concatenate([z, r, n])"):
    """Source of a conversion with a helper `swap`."""
    return (
        "def my_gru_arrays(weight_ih, weight_hh, bias_ih, bias_hh):\n"
        f"    def swap(a):\n        {first}\n    return {result}"
    )


_STACKED = "swap(weight_ih).T, swap(weight_hh).T, np.stack([swap(bias_ih), swap(bias_hh)])"

WRONG_ANSWERS = {
    "ex-tensorflow-stack": [
        (_stack("[True] * num_layers"), "layer 2 of 2 returns all steps"),
        (_stack("[False] * num_layers"), "layer 1 of 2 returns its last output alone"),
        (_stack("[True] * (num_layers - 2) + [False]"), "asked for 2, you built 1"),
        (_stack("[True] * (num_layers - 1) + [False]", "10"), "asked for 6 units"),
        ("def my_stack(num_layers, hidden_size):\n"
         "    return [layers.LSTM(hidden_size, return_sequences=True)] * num_layers",
         "its weights are shared"),
        ("def my_stack(num_layers, hidden_size):\n    return layers.LSTM(hidden_size)",
         "a list of layers.LSTM"),
    ],
    "ex-tensorflow-gru": [
        (_arrays(_STACKED, "r, z, n = np.split(a, 3)\n        return np.concatenate([-z, r, n])"),
         "z has changed its sign"),
        (_arrays("swap(weight_ih), swap(weight_hh), np.stack([swap(bias_ih), swap(bias_hh)])"),
         "kernel is not transposed"),
        (_arrays("swap(weight_ih).T, swap(weight_hh).T, swap(bias_ih) + swap(bias_hh)"),
         "the two biases are added"),
        (_arrays("swap(weight_ih).T, swap(weight_hh).T, np.stack([swap(bias_hh), swap(bias_ih)])"),
         "the rows of bias are exchanged"),
        (_arrays("swap(weight_ih).T, swap(weight_hh).T, np.stack([bias_ih, bias_hh])"),
         "bias has PyTorch's order"),
    ],
}
