"""Checks of the exercises on the GRU: each answers at once, and says what is wrong."""

import numpy as np

from rnnlib.activations import sigmoid
from rnnlib.cells import GRUCell
from rnnlib.exercises import Verdict, call_answer, expect_array, expect_number, first_failure
from rnnlib.unroll import unroll


def check_bias(function):
    """Judge a function n -> the bias b_z that leaves half of a state after n steps.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 4.3.
    """
    verdicts = []
    for n in (7, 100, 2, 1):
        right = np.log(2 ** (1 / n) - 1)
        hints = []
        if n > 1:  # at one step these are right
            z = 1 - 0.5 ** (1 / n)
            hints = [
                (0.0, "with b_z = 0 half of the state is gone after one step, whatever n is."),
                (-right, "the sign: this bias opens the gate to the candidate, so the state is lost sooner."),
                (z, "this is z itself; b_z is the number whose sigmoid it is."),
                (1 - z, "this is 1 - z, what a step keeps; b_z is a number whose sigmoid is z."),
                (np.log(1 - z), "this is the logarithm of 1 - z; solve sigmoid(-b_z) = 1 - z for b_z."),
                (
                    np.log(1 / (2 * n - 1)),
                    "z = 1 / (2 n) would do if every step took the same amount, but each takes a share of "
                    "what is left: (1 - z)^n = 1/2.",
                ),
            ]
        answer = call_answer(function, n)
        verdicts.append(expect_number(f"the bias for n = {n}", answer, right, hints=hints))
    failed = first_failure(*verdicts)
    if not failed:
        return failed
    return Verdict(True, "after 1, 2, 7 and 100 steps half of the state is left.")


def check_convert(function):
    """Judge a function (kernel, recurrent_kernel, bias) -> parameters of GRUCell(reset_after=True).

    Args:
        function: the reader's, with the three arrays of a Keras GRU layer.
    Returns:
        Verdict.
    Source: chapter 4.3.
    """
    for seed, (D, H) in enumerate([(2, 3), (4, 4), (3, 1)]):
        rng = np.random.default_rng(seed)
        arrays = [rng.normal(size=shape) for shape in ((D, 3 * H), (H, 3 * H), (2, 3 * H))]
        answer = call_answer(function, *arrays)
        if isinstance(answer, Verdict):
            return answer
        cell = GRUCell(D, H, reset_after=True, rng=0)
        if not isinstance(answer, dict) or set(answer) != set(cell.params):
            return Verdict(False, f"a dict with the names {', '.join(cell.params)} is expected.")
        right = _from_keras(*arrays)
        for name in ("W_r", "W_z", "W_h", "b_r", "b_z", "b_h", "b_hh"):
            verdict = expect_array(name, answer[name], right[name], hints=_slips(name, right, arrays))
            if not verdict:
                return verdict
        x_t, h = rng.normal(size=(5, D)), rng.uniform(-1, 1, size=(5, H))
        for name, value in answer.items():
            cell.params[name][...] = value
        np.testing.assert_allclose(cell.forward(x_t, h)[0], _keras_step(*arrays, x_t, h), rtol=1e-9)
    return Verdict(True, "with your parameters GRUCell gives what Keras's equations give, for three sizes.")


def _from_keras(kernel, recurrent_kernel, bias):
    """The parameters of GRUCell(reset_after=True) from the arrays of a Keras GRU."""
    params = {}
    pieces = (np.split(array, 3, axis=1) for array in (kernel, recurrent_kernel, bias))
    for gate, x_part, h_part, both in zip("zrh", *pieces, strict=True):
        sign = -1 if gate == "z" else 1
        params[f"W_{gate}"] = sign * np.concatenate([h_part, x_part]).T
        params[f"b_{gate}"] = sign * (both[0] if gate == "h" else both.sum(axis=0))
    return params | {"b_hh": np.split(bias, 3, axis=1)[2][1]}


def _slips(name, right, arrays):
    """Pairs of a typical wrong array under this name and what to say of it."""
    kernel, recurrent_kernel, bias = arrays
    kind, gate = name.split("_")
    other = {"r": "z", "z": "r"}.get(gate)
    hints = []
    if gate == "z":
        hints.append((-right[name], f"{name} has the wrong sign: Keras's z multiplies the old state."))
    if other:
        wrong = right[f"{kind}_{other}"]
        message = f"{name} holds the numbers of {kind}_{other}: Keras's order is z, r, candidate."
        hints += [(wrong, message), (-wrong, message)]
    if kind == "W":
        swapped = _from_keras(kernel, recurrent_kernel, bias)[name]
        H = len(recurrent_kernel)
        swapped = np.concatenate([swapped[:, H:], swapped[:, :H]], axis=1)
        message = f"{name} acts on [h, x]: the block of the state comes first."
        hints += [(swapped, message), (-swapped, message)]
    if name in ("b_r", "b_z"):
        place = "zrh".index(gate)
        for row, which in ((0, "second"), (1, "first")):
            part = np.split(bias, 3, axis=1)[place][row]
            message = f"{name} lacks the {which} row of bias: the two rows of r and of z are added."
            hints += [(part, message), (-part, message)]
    if name in ("b_h", "b_hh"):
        merged = right["b_h"] + right["b_hh"]
        hints += [
            (merged, "the candidate's two biases must stay apart: the reset gate multiplies one of them."),
            (right["b_hh" if name == "b_h" else "b_h"], "b_h and b_hh have changed places."),
        ]
    return hints


def _keras_step(kernel, recurrent_kernel, bias, x_t, h):
    """One step of a Keras GRU with reset_after=True, as its equations read."""
    x_z, x_r, x_h = np.split(x_t @ kernel + bias[0], 3, axis=1)
    h_z, h_r, h_h = np.split(h @ recurrent_kernel + bias[1], 3, axis=1)
    z, r = sigmoid(x_z + h_z), sigmoid(x_r + h_r)
    return z * h + (1 - z) * np.tanh(x_h + r * h_h)


def check_hold(function):
    """Judge a function () -> W_z, b_z, W_h, scale of a GRU unit that samples a value and holds it.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 4.3.
    """
    answer = call_answer(function)
    if isinstance(answer, Verdict):
        return answer
    if not isinstance(answer, tuple | list) or len(answer) != 4:
        return Verdict(False, "four things are expected: W_z, b_z, W_h and scale.")
    cell = GRUCell(2, 1, rng=0)
    for value in cell.params.values():
        value[...] = 0
    for name, value in zip(("W_z", "b_z", "W_h"), answer, strict=False):
        shape = cell.params[name].shape
        value = np.asarray(value)
        if value.dtype.kind not in "if" or value.shape != shape or not np.isfinite(value).all():
            return Verdict(False, f"{name} should be a finite array of shape {shape}.")
        cell.params[name][...] = value
    scale = np.asarray(answer[3])
    if scale.size != 1 or scale.dtype.kind not in "if" or not np.isfinite(scale).all():
        return Verdict(False, "scale should be one number.")
    values, flags, wanted = _signal()
    x = np.stack([values, flags], axis=1)[:, None]
    found = float(scale.reshape(())) * unroll(cell, x)[0][:, 0, 0]
    return _judge_held(found, values, flags, wanted)


def _signal(steps=400):
    """Values, flags (few, the first one up) and what is to be held at each step."""
    rng = np.random.default_rng(0)
    values, flags = rng.uniform(-1, 1, size=steps), np.zeros(steps)
    flags[[0, 3, 4, 40, 90, 290]] = 1
    last = np.maximum.accumulate(np.where(flags == 1, np.arange(steps), 0))
    return values, flags, values[last]


def _judge_held(found, values, flags, wanted):
    """What to say of an output, given what it should be."""
    error = np.abs(found - wanted)
    if error.max() <= 0.01:
        return Verdict(True, f"held over 400 steps with an error of at most {error.max():.2g}.")
    up = flags == 1
    if np.abs(found).max() < 1e-6:
        return Verdict(False, "the output stays 0: nothing of the value gets into the state.")
    if _alike(found[~up], values[~up]) > 0.98:
        if _alike(found[up], values[up]) < 0.9:
            return Verdict(False, "the gate is open while the flag is 0, and shut when it is 1.")
        return Verdict(False, "the output follows the value at every step; the flag should open the gate.")
    if error[up].max() > 0.01:
        if _alike(found[up], wanted[up]) > 0.99:
            return Verdict(
                False,
                f"right after a flag the output is off by {error[up].max():.2g}: tanh bends the value, or z "
                "is not close enough to 1, or scale does not fit.",
            )
        return Verdict(False, "right after a flag the output is not the value of that step.")
    step = int(np.argmax(error > 0.01))
    since = step - int(np.flatnonzero(up[:step + 1])[-1])
    return Verdict(
        False,
        f"the value is taken in rightly, but {since} steps after a flag it is off by more than 0.01: z is "
        "not close enough to 0 while the flag is down.",
    )


def _alike(a, b):
    """The correlation of two rows of numbers; 0 if one of them does not vary."""
    a, b = a - a.mean(), b - b.mean()
    size = np.sqrt((a**2).sum() * (b**2).sum())
    return float((a * b).sum() / size) if size > 1e-12 else 0.0
