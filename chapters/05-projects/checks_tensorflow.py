"""Checks of the exercises on the LSTM in TensorFlow: each answers at once, and says what is wrong."""

import numpy as np
from keras import layers

from rnnlib.exercises import Verdict, call_answer, expect_array, first_failure


def check_stack(function):
    """Judge a function (num_layers, hidden_size) -> list of LSTM layers of Keras.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 5.2.
    """
    for asked in (2, 1, 3):
        answer = call_answer(function, asked, 6)
        if isinstance(answer, Verdict):
            return answer
        wrong = _judge_layers(answer, asked)
        if wrong:
            return Verdict(False, wrong)
    return Verdict(True, "stacks of 1, 2 and 3 layers are built as asked for, and they run.")


def _judge_layers(answer, asked):
    """What is wrong with a list of layers for `asked` layers of 6 units; None if nothing is."""
    if not isinstance(answer, list | tuple) or not all(isinstance(part, layers.LSTM) for part in answer):
        return "a list of layers.LSTM is expected."
    if len(answer) != asked:
        return f"asked for {asked}, you built {len(answer)}."
    if any(part.units != 6 for part in answer):
        return f"asked for 6 units, you have {[part.units for part in answer]}."
    if len({id(part) for part in answer}) < asked:
        return "the same layer stands in the list more than once, so its weights are shared."
    for k, part in enumerate(answer[:-1]):
        if not part.return_sequences:
            return f"layer {k + 1} of {asked} returns its last output alone; the next one needs all steps."
    if answer[-1].return_sequences:
        return f"layer {asked} of {asked} returns all steps; only its last output is wanted."
    y = np.zeros((2, 5, 4), np.float32)
    for part in answer:
        y = part(y)
    return None if tuple(y.shape) == (2, 6) else f"the output has the shape {tuple(y.shape)}, not (2, 6)."


def check_gru_arrays(function):
    """Judge a function (weight_ih, weight_hh, bias_ih, bias_hh) -> (kernel, recurrent_kernel, bias).

    Args:
        function: the reader's; PyTorch's arrays, rows r z n, to Keras's, columns z r h.
    Returns:
        Verdict.
    Source: chapter 5.2.
    """
    D, H = 3, 4
    rng = np.random.default_rng(5)
    theirs = [rng.standard_normal(shape) for shape in ((3 * H, D), (3 * H, H), (3 * H,), (3 * H,))]
    answer = call_answer(function, *[array.copy() for array in theirs])
    if isinstance(answer, Verdict):
        return answer
    if not isinstance(answer, tuple | list) or len(answer) != 3:
        return Verdict(False, "three arrays are expected: kernel, recurrent_kernel and bias.")

    def ordered(array, order, sign=1):
        r, z, n = np.split(array, 3)
        blocks = {"r": r, "z": sign * z, "h": n}
        return np.concatenate([blocks[gate] for gate in order])

    def all_three(order, sign=1):
        W_ih, W_hh, b_ih, b_hh = (ordered(array, order, sign) for array in theirs)
        return W_ih.T, W_hh.T, np.stack([b_ih, b_hh])

    def summed(order):
        return sum(ordered(b, order) for b in theirs[2:])

    right, verdicts = all_three("zrh"), []
    for k, name in enumerate(("kernel", "recurrent_kernel", "bias")):
        hints = [
            (all_three("rzh")[k], f"{name} has PyTorch's order r z n; Keras wants z r h."),
            (all_three("zrh", -1)[k], f"{name}: z has changed its sign, but it multiplies the old state in "
                                      "both frameworks."),
            (all_three("hzr")[k], f"{name} has the order h z r; Keras wants z r h."),
        ]
        if k < 2:
            hints += [(right[k].T, f"{name} is not transposed: Keras multiplies from the right."),
                      (all_three("rzh")[k].T, f"{name} is not transposed: Keras multiplies from the right.")]
        else:
            hints += [(summed(order), "the two biases are added; the candidate's two must stay apart, as r "
                                      "multiplies one of them.") for order in ("zrh", "rzh")]
            hints.append((right[2][::-1], "the rows of bias are exchanged: the first belongs to the input."))
        verdicts.append(expect_array(name, answer[k], right[k], hints=hints))
    if all(verdicts):
        return Verdict(True, "with your arrays Keras computes what PyTorch does.")
    return first_failure(*verdicts)
