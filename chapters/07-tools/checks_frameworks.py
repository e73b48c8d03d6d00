"""Checks of the exercises on frameworks: each answers at once, and says what is wrong."""

import copy

import numpy as np
import tensorflow as tf
import torch

from rnnlib.exercises import Verdict, call_answer, expect_array, expect_number, first_failure


def check_descend(function):
    """Judge a tf.function (w, g, rate) -> w - rate g: is it traced once for four Python numbers?

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 7.1.
    """
    count = getattr(function, "experimental_get_tracing_count", None)
    if count is None:
        return Verdict(False, "a tf.function is expected: decorate it with tf.function.")
    before, verdicts = count(), []
    for rate, shape in ((0.1, (3,)), (0.05, (3,)), (0.025, (3,)), (0.0125, (2, 2))):
        w, g = np.full(shape, 2.0, np.float32), np.full(shape, 4.0, np.float32)
        answer = call_answer(function, tf.constant(w), tf.constant(g), rate)
        if isinstance(answer, Verdict):
            return answer
        verdicts.append(expect_array(f"the result for rate {rate}", np.asarray(answer), w - rate * g, hints=[
            (w + rate * g, "the sign is wrong: descending subtracts."),
            (w - 0.1 * g, "the rate of the first trace is used for ever."),
        ]))
    if not all(verdicts):
        return first_failure(*verdicts)
    traces = count() - before
    if traces > 2:
        return Verdict(False, f"right numbers, but {traces} traces: each rate is a new one.")
    if traces == 2:
        return Verdict(False, "right numbers, and rates are inputs, but a new shape is a new trace: "
                              "give a signature whose shape is None.")
    return Verdict(True, "four rates and two shapes, one trace.")


def check_parameters(function):
    """Judge a function lstm -> list of the parameters that are to be trained.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 7.1.
    """
    lstm = torch.nn.LSTM(3, 4, num_layers=2, bidirectional=True)
    named, twins = dict(lstm.named_parameters()), {}

    def choose():
        """The reader is given a copy, so that copies, too, are told apart by identity."""
        twin = copy.deepcopy(lstm)
        twins.update({id(value): name for name, value in twin.named_parameters()})
        return twin, function(twin)

    choose.__name__ = getattr(function, "__name__", "the answer")
    answer = call_answer(choose)
    if isinstance(answer, Verdict):
        return answer
    _, chosen = answer
    if not isinstance(chosen, list | tuple):
        return Verdict(False, f"a list of parameters is expected, but it is of type {type(chosen).__name__}.")
    if strange := [value for value in chosen if not isinstance(value, torch.Tensor)]:
        return Verdict(False, f"the list holds a {type(strange[0]).__name__}; parameters are expected, "
                              "not their names.")
    if len({id(value) for value in chosen} & set(twins)) < len(chosen):
        return Verdict(False, "the list holds a parameter twice, or one that is not the LSTM's.")
    kept = {twins[id(value)] for value in chosen}
    for start, what in (("weight", "weights"), ("bias_ih", "first biases")):
        wanted = {name for name in named if name.startswith(start)}
        if missing := sorted(wanted - kept):
            return Verdict(False, f"{len(missing)} of {len(wanted)} {what} are missing, "
                                  f"such as {missing[0]}.")
    if second := sorted(name for name in kept if name.startswith("bias_hh")):
        return Verdict(False, f"{len(second)} of 4 second biases would be trained, such as {second[0]}.")
    return Verdict(True, "two layers and two directions: every weight, and one bias a gate.")


def check_epsilon(function):
    """Judge a function (epsilon, t, beta_2) -> Keras's epsilon that acts like PyTorch's in update t.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 7.1.
    """
    verdicts = []
    for epsilon, t, beta_2 in ((1e-3, 1, 0.999), (1e-3, 7, 0.99), (1e-2, 40, 0.999)):
        answer = call_answer(function, epsilon, t, beta_2)
        if isinstance(answer, Verdict):
            return answer
        rest = 1 - beta_2 ** t
        verdicts.append(expect_number(f"the epsilon for update {t}", answer, epsilon * rest ** 0.5, hints=[
            (epsilon, "handed on as it is, it counts more in Keras: the place differs."),
            (epsilon / rest ** 0.5, "this is what Keras's number counts in PyTorch; "
                                    "the inverse is asked for."),
            (epsilon * rest, "the root is missing."),
            (epsilon / rest, "the root is missing, and the inverse is asked for."),
            (epsilon * (1 - beta_2) ** 0.5, "beta_2 is to be raised to the power t."),
        ]))
    if all(verdicts):
        return Verdict(True, "in updates 1, 7 and 40 the two forms take the same step.")
    return first_failure(*verdicts)
