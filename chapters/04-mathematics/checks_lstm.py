"""Checks of the exercises on the LSTM: each answers at once, and says what is wrong."""

import numpy as np

from rnnlib.cells import LSTMCell
from rnnlib.exercises import Verdict, call_answer, expect_array, expect_number, first_failure
from rnnlib.unroll import unroll

LATCH = {
    "W_f": (1, 3),
    "W_i": (1, 3),
    "W_C": (1, 3),
    "W_o": (1, 3),
    "b_f": (1,),
    "b_i": (1,),
    "b_C": (1,),
    "b_o": (1,),
}


def check_bias(function):
    """Judge a function n -> forget bias with which half of a cell state is left after n steps.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 4.2.
    """
    verdicts = []
    for n in (2, 1, 14, 100):
        gate = 0.5 ** (1 / n)
        hints = [(gate, "this is the forget gate itself; which bias b has sigmoid(b) equal to it?")]
        if n > 1:
            hints += [
                (
                    np.log(n),
                    "with ln n the gate is n / (n + 1), and about 1/e is left after n steps, not 1/2.",
                ),
                (
                    np.log(n - 1),
                    "with ln(n - 1) the gate is 1 - 1/n, and about 1/e is left after n steps, not 1/2.",
                ),
                (
                    np.log(1 - gate) - np.log(gate),
                    "the sign is turned: with this bias f is 1 minus what it should be.",
                ),
            ]
        verdicts.append(
            expect_number(
                f"the bias for n = {n}",
                call_answer(function, n),
                np.log(gate) - np.log1p(-gate),
                rtol=1e-5,
                hints=hints,
            )
        )
    failed = first_failure(*verdicts)
    return (
        failed if not failed else Verdict(True, "with your bias half is left after 1, 2, 14 and 100 steps.")
    )


def check_coupled(function):
    """Judge a function (dC, C_prev, C_tilde, f) -> the gradient at a_f of a cell with i = 1 - f.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 4.2; the variant CIFG of Greff et al. (2017).
    """
    verdicts = []
    for seed, shape in enumerate([(2, 3), (4, 1)]):
        rng = np.random.default_rng(seed)
        dC, C_prev = rng.normal(size=shape), rng.normal(size=shape)
        C_tilde, f = np.tanh(rng.normal(size=shape)), rng.uniform(0.1, 0.9, size=shape)
        slope = f * (1 - f)
        hints = [
            (
                dC * C_prev * slope,
                "only the path through f is there; f now decides on the candidate too, through i = 1 - f.",
            ),
            (
                dC * (C_prev + C_tilde) * slope,
                "when f grows, i = 1 - f shrinks: the candidate's share has a minus.",
            ),
            (dC * (C_prev - C_tilde), "the slope of the sigmoid, f (1 - f), is missing."),
            (dC * (C_prev - C_tilde) * f, "f is not the slope of the sigmoid: that is f (1 - f)."),
            ((C_prev - C_tilde) * slope, "the error dC that arrives is missing."),
            (
                dC * (C_prev * f - C_tilde * (1 - f)),
                "f and 1 - f are the gates; what is needed is their slope, f (1 - f), for both.",
            ),
        ]
        verdicts.append(
            expect_array(
                "the gradient at a_f",
                call_answer(function, dC, C_prev, C_tilde, f),
                dC * (C_prev - C_tilde) * slope,
                hints=hints,
            )
        )
    failed = first_failure(*verdicts)
    return failed if not failed else Verdict(True, "the gradient agrees on two batches.")


def check_latch(function):
    """Judge parameters of a one-unit LSTM that should hold the last value written, whatever comes in between.

    Args:
        function: takes nothing, returns a dict with W_f, W_i, W_C, W_o, (1, 3) on [h, value, write], and b_f,
            b_i, b_C, b_o, (1,).
    Returns:
        Verdict.
    Source: chapter 4.2.
    """
    params = call_answer(function)
    if isinstance(params, Verdict):
        return params
    if not isinstance(params, dict) or set(params) != set(LATCH):
        return Verdict(False, f"a dict with the names {', '.join(LATCH)} is expected.")
    cell = LSTMCell(2, 1, rng=0)
    for name, shape in LATCH.items():
        value = np.asarray(params[name])
        if value.dtype.kind not in "fiu" or value.shape != shape:
            return Verdict(
                False, f"{name} should be an array of numbers of shape {shape}, got shape {value.shape}."
            )
        if not np.isfinite(value).all():
            return Verdict(False, f"{name} holds NaN or infinity.")
        cell.params[name][...] = value
    rng = np.random.default_rng(3)
    value, write = rng.choice([-1.0, 1.0], size=(60, 200)), (rng.random((60, 200)) < 0.15).astype(float)
    write[0] = 1
    last = np.where(write == 1, np.arange(60)[:, None], 0)
    held = np.take_along_axis(value, np.maximum.accumulate(last, axis=0), axis=0)
    h, _, caches = unroll(cell, np.stack([value, write], axis=2))
    agreement = h[..., 0] * held
    if agreement.min() >= 0.5:
        return Verdict(
            True,
            f"over 60 steps h keeps the sign of the last value written, with |h| >= {agreement.min():.2f}.",
        )
    return Verdict(False, _about_latch(caches, value, write, agreement))


def _about_latch(caches, value, write, agreement):
    """What to say of a cell that is no latch."""
    f, i, o = (np.stack([getattr(cache, gate) for cache in caches])[..., 0] for gate in "fio")
    C_tilde = np.stack([cache.C_tilde for cache in caches])[..., 0]
    writing, waiting = write[1:] == 1, write[1:] == 0
    means = {
        "f": (f[1:][writing].mean(), f[1:][waiting].mean()),
        "i": (i[1:][writing].mean(), i[1:][waiting].mean()),
    }
    if np.abs(C_tilde).max() < 1e-6:
        return "the candidate is 0 at every step: nothing leads from the value to it."
    if means["i"][0] < 0.5:
        return f"the input gate is shut when something is to be written (mean i there: {means['i'][0]:.2f})."
    if means["i"][1] > 0.05:
        return f"values come in although write is 0: the input gate is then {means['i'][1]:.2f} on average."
    if means["f"][1] < 0.95:
        return f"the cell forgets while it waits: the forget gate is then {means['f'][1]:.2f} on average."
    if means["f"][0] > 0.2:
        return f"a new value is added to the old one: at a write the mean forget gate is {means['f'][0]:.2f}."
    if o.min() < 0.7:
        return f"the content is there, but the output gate hides it: its least value is {o.min():.2f}."
    written = write == 1
    plus, minus = (C_tilde[written & (value == sign)].mean() for sign in (1, -1))
    if abs(plus - minus) < 0.1:
        return f"the candidate does not follow the value: at a write {plus:.2f} for 1, {minus:.2f} for -1."
    if plus < minus:
        return "h has the wrong sign: the candidate should have the sign of the value."
    return (
        f"h agrees too weakly with the last value written: h times value falls to {agreement.min():.2f}; "
        "0.5 is asked for."
    )
