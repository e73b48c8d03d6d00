"""Typical wrong answers to the exercises on frameworks."""

_SPECS = "[tf.TensorSpec(SHAPE, tf.float32), tf.TensorSpec(SHAPE, tf.float32), tf.TensorSpec((), tf.float32)]"


def _descend(result, shape="None", decorator="@tf.function(input_signature=SPECS)"):
    """Source of a step of descent."""
    decorator = decorator.replace("SPECS", _SPECS.replace("SHAPE", shape))
    return f"{decorator}\ndef my_descend(w, g, rate):\n    return {result}"


def _parameters(result):
    """Source of a choice of parameters."""
    return f"def my_parameters(lstm):\n    return {result}"


def _epsilon(result):
    """Source of a translation of epsilon."""
    return f"def my_epsilon(epsilon, t, beta_2=0.999):\n    return {result}"


WRONG_ANSWERS = {
    "ex-frameworks-descend": [
        (_descend("w - rate * g", decorator=""), "a tf.function is expected"),
        (_descend("w + rate * g"), "descending subtracts"),
        (_descend("w - 0.1 * g"), "the rate of the first trace"),
    ],
    "ex-frameworks-parameters": [
        (_parameters("list(lstm.parameters())"), "4 of 4 second biases"),
        (_parameters("[p for n, p in lstm.named_parameters() if 'bias' not in n]"),
         "4 of 4 first biases are missing"),
        (_parameters("[n for n, p in lstm.named_parameters() if 'bias_hh' not in n]"),
         "not their names"),
        (_parameters("[p for n, p in lstm.named_parameters() if 'hh' not in n]"),
         "4 of 8 weights are missing"),
    ],
    "ex-frameworks-epsilon": [
        (_epsilon("epsilon / np.sqrt(1 - beta_2 ** t)"), "the inverse is asked for"),
        (_epsilon("epsilon * (1 - beta_2 ** t)"), "the root is missing"),
        (_epsilon("epsilon * np.sqrt(1 - beta_2)"), "to the power t"),
    ],
}
