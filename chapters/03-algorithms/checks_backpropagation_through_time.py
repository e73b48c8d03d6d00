"""Checks of the exercises on backpropagation through time: each answers at once, and says what is wrong."""

import numpy as np

from rnnlib.cells import RNNCell
from rnnlib.clipping import clip_by_norm, clip_by_value
from rnnlib.diagnostics import spectral_radius
from rnnlib.exercises import Verdict, call_answer, expect_array, expect_number, first_failure
from rnnlib.unroll import bptt, unroll


def check_input_gradient(function):
    """Judge a function (params, h, dh) -> dL/dx of shape (T, B, D), against bptt of fresh tanh networks.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 3.2.
    """
    verdicts = []
    for seed, (T, B, D, H) in enumerate([(6, 2, 3, 4), (1, 1, 2, 3), (9, 3, 5, 5)]):
        rng = np.random.default_rng(seed)
        cell = RNNCell(D, H, rng=rng)
        h, _, caches = unroll(cell, rng.normal(size=(T, B, D)))
        dh = rng.normal(size=(T, B, H))
        right = bptt(cell, dh, caches)[0]
        W_xh, slope = cell.params["W_xh"], 1 - h**2
        hints = [
            (dh @ W_xh, "the slope of tanh, 1 - h^2, is missing, and nothing comes back from later steps.")
        ]
        if T > 1:  # at a single step these are right
            hints += [
                (slope * dh @ W_xh, "nothing comes back from later steps: add what passes through W_hh."),
                (
                    _swept(cell, h, dh, slope, turned=True),
                    "on the way back from step to step W_hh is transposed: in rows it reads da @ W_hh.",
                ),
                (
                    _swept(cell, h, dh, np.ones_like(h), turned=False),
                    "the slope of tanh, 1 - h^2, is missing.",
                ),
            ]
        verdicts.append(
            expect_array("dx", call_answer(function, cell.params, h, dh), right, rtol=1e-8, hints=hints)
        )
    failed = first_failure(*verdicts)
    return failed if not failed else Verdict(True, "dx agrees with rnnlib's bptt on three fresh networks.")


def _swept(cell, h, dh, slope, turned):
    """dL/dx by a sweep with a mistake: W_hh transposed, or another slope."""
    W_hh = cell.params["W_hh"].T if turned else cell.params["W_hh"]
    da, carried = np.empty_like(h), np.zeros_like(h[0])
    for t in reversed(range(len(h))):
        da[t] = slope[t] * (dh[t] + carried)
        carried = da[t] @ W_hh
    return da @ cell.params["W_xh"]


def check_clip(function):
    """Judge a function (grads, max_norm) -> gradients clipped by their global norm.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 3.2.
    """
    rng = np.random.default_rng(0)
    long = {"W_hh": 3 * rng.normal(size=(4, 4)), "b_h": rng.normal(size=4)}
    short = {name: 1e-3 * grad for name, grad in long.items()}
    zero = {name: 0 * grad for name, grad in long.items()}
    for grads, max_norm in ((long, 1.0), (long, 5.0), (short, 1.0), (zero, 1.0)):
        answer = call_answer(function, grads, max_norm)
        if isinstance(answer, Verdict):
            return answer
        if not isinstance(answer, dict) or set(answer) != set(grads):
            return Verdict(False, f"a dict with the names {', '.join(grads)} is expected.")
        right, norm = clip_by_norm(grads, max_norm)
        if norm < max_norm and all(
            np.allclose(answer[n], grads[n] * max_norm / max(norm, 1e-300)) for n in grads
        ):
            if norm > 0:
                return Verdict(
                    False, "a gradient shorter than the threshold was made longer; it should stay as it is."
                )
        one_by_one = {name: clip_by_norm({name: grad}, max_norm)[0][name] for name, grad in grads.items()}
        by_value = clip_by_value(grads, max_norm)
        for name in grads:
            hints = [
                (
                    grads[name],
                    f"the gradients came back unchanged, though their norm {norm:.3g} is above {max_norm:g}.",
                ),
                (
                    one_by_one[name],
                    "every array was clipped by its own norm; the norm of all together counts.",
                ),
                (by_value[name], "every entry was cut off by itself; that is clipping by value."),
            ]
            hints = hints if norm > max_norm else []
            verdict = expect_array(f"the clipped {name}", answer[name], right[name], rtol=1e-4, hints=hints)
            if not verdict:
                return verdict
    return Verdict(True, "long gradients are shortened together, short ones and zeros stay as they are.")


def check_bound(function):
    """Judge a function (W_hh, activation, k) -> (gamma sigma_max)^k.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 3.2.
    """
    rng, verdicts = np.random.default_rng(1), []
    for activation, gamma, k in (
        ("tanh", 1, 1),
        ("tanh", 1, 5),
        ("sigmoid", 1 / 4, 3),
        ("sigmoid", 1 / 4, 20),
    ):
        W = rng.normal(size=(6, 6)) / 2
        sigma, radius = np.linalg.norm(W, 2), spectral_radius(W)
        hints = [
            (
                (gamma * radius) ** k,
                "this takes the largest eigenvalue; the bound needs the largest singular value.",
            ),
            (radius**k, "this takes the largest eigenvalue; the bound needs the largest singular value."),
            (
                (gamma * np.linalg.norm(W)) ** k,
                "this takes the Frobenius norm; the bound needs the largest "
                "singular value, np.linalg.norm(W_hh, 2).",
            ),
        ]
        if gamma != 1:
            hints += [
                (sigma**k, "the slope of the sigmoid is missing: it is at most 1/4."),
                (gamma * sigma**k, "each of the k steps contributes the factor 1/4, not only one."),
            ]
        verdicts.append(
            expect_number(
                f"the bound for {activation} and k = {k}",
                call_answer(function, W, activation, k),
                (gamma * sigma) ** k,
                hints=hints,
            )
        )
    failed = first_failure(*verdicts)
    return failed if not failed else Verdict(True, "the bound is right for both activations and four lags.")
