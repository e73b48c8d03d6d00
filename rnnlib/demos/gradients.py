"""Vanishing gradients: the norm of a gradient against the distance it has come, and what bounds it."""

import functools
from typing import NamedTuple

import numpy as np

from rnnlib import diagnostics, plotting
from rnnlib.activations import sigmoid
from rnnlib.cells import GRUCell, LSTMCell, RNNCell
from rnnlib.explore import explore

CELLS = ("tanh", "relu", "LSTM", "GRU")
RADII = (0.5, 0.9, 1.0, 1.1, 1.5)
SCALES = (0.0, 0.3, 1.0)
UNITS, INPUTS, LAGS = 32, 16, 100
RELU_BIAS = 0.01  # at rest relu would sit on its kink, where it has no derivative
FORGET_BIAS = 1.0

LABELS = {"cell": "cell", "radius": "spectral radius ρ", "scale": "input scale"}
WORDS = {"gradient": "gradient", "bound": r"bound $(\gamma\,\sigma_{\max})^k$",
         "steps": "product of norms", "lag": "lag $k$: steps back in time",
         "norm": r"$\|\partial h_T\,/\,\partial h_{T-k}\|$"}
# where bound and steps agree, the dots of the one show on and between the dashes of the other
LINES = {"gradient": ("-", plotting.COLOURS[0]), "bound": ((0, (5, 5)), plotting.COLOURS[2]),
         "steps": (":", plotting.COLOURS[1])}

_SEED = 1


class Decay(NamedTuple):
    """Logarithms to base 10 of three quantities at lag 0, 1, ..., 100, each (101,).

    Args:
        gradient: the norm of d h_T / d state_{T-k}.
        steps: the product of the norms of the k Jacobians.
        bound: Pascanu's bound; None where there is none.
    Source: chapter 3.2.2.
    """

    gradient: np.ndarray
    steps: np.ndarray
    bound: np.ndarray | None


def build_cell(cell, radius):
    """Make a cell of 32 units whose every recurrent matrix is orthogonal but for a factor.

    All singular values of such a matrix, and the sizes of all its eigenvalues, equal the factor. Biases are
    zero but for 0.01 with relu and a forget bias of 1. Input weights are Glorot uniform.

    Args:
        cell: one of CELLS.
        radius: the factor, >= 0.
    Returns:
        RNNCell, LSTMCell or GRUCell with 16 inputs, float64.
    Raises:
        ValueError: an unknown cell.
    Source: chapter 3.2.2.
    """
    if cell not in CELLS:
        raise ValueError(f"cell: expected one of {', '.join(map(repr, CELLS))}, got {cell!r}")
    if cell == "LSTM":
        made = LSTMCell(INPUTS, UNITS, forget_bias=FORGET_BIAS, rng=_SEED)
    elif cell == "GRU":
        made = GRUCell(INPUTS, UNITS, rng=_SEED)
    else:
        made = RNNCell(INPUTS, UNITS, activation=cell, rng=_SEED)
        made.params["b_h"] += RELU_BIAS if cell == "relu" else 0.0
    for name, W in made.params.items():
        if name.startswith("W_") and name != "W_xh":
            W[:, :UNITS] *= radius  # cells start out with orthogonal recurrent matrices
    return made


@functools.cache
def decay(cell, radius, scale):
    """Measure how a gradient changes on its way back from step 100 to step 0.

    Args:
        cell, radius: see `build_cell`.
        scale: standard deviation of the inputs, which are independent Gaussian numbers; >= 0.
    Returns:
        Decay.
    Raises:
        ValueError: an unknown cell.
    Source: Pascanu, Mikolov and Bengio (2013); chapter 3.2.2.
    """
    network = build_cell(cell, radius)
    x = scale * np.random.default_rng([_SEED, 1]).standard_normal((LAGS, 1, INPUTS))
    jacobians = diagnostics.step_jacobians(network, x)
    gradient = diagnostics.norms_of_products(jacobians, rows=slice(UNITS), log10=True)
    is_simple = isinstance(network, RNNCell)
    bound = diagnostics.pascanu_bound(network, np.arange(LAGS + 1), log10=True) if is_simple else None
    return Decay(gradient, diagnostics.products_of_norms(jacobians, log10=True), bound)


@plotting.style()
def draw(cell, radius, scale, *, words=WORDS):
    """Draw the three quantities against the lag, on axes that are the same for all values.

    Args:
        cell, radius, scale: see `decay`.
        words: the texts in the picture.
    Returns:
        matplotlib Figure.
    Source: chapter 3.2.2.
    """
    run = decay(cell, radius, scale)
    shown = [name for name in LINES if getattr(run, name) is not None]
    figure, ax = plotting.new_figure(3.4)
    plotting.norms_by_lag({words[name]: getattr(run, name) for name in shown}, limits=(-20, 20),
                          linestyles=[LINES[name][0] for name in shown],
                          colours=[LINES[name][1] for name in shown],
                          xlabel=words["lag"], ylabel=words["norm"], ax=ax)
    figure.get_layout_engine().set(rect=(0, 0, 1, 0.91))  # the same room for the legend over all pictures
    figure.legend(loc="upper center", ncols=3, handlelength=2.6, columnspacing=1.4)
    return figure


def describe(cell, radius, scale):
    """Say by what a gradient is multiplied, whether it vanishes, and what the bound allows.

    Args:
        cell, radius, scale: see `decay`.
    Returns:
        str, one sentence.
    Source: chapter 3.2.2.
    """
    run = decay(cell, radius, scale)
    ten, hundred = run.gradient[10], run.gradient[LAGS]
    if abs(hundred) < 2:
        verdict = "it stays within a factor of 100"
    else:
        verdict = "it vanishes" if hundred < 0 else "it explodes"
    if run.bound is not None:
        beside = f"the bound allows {_factor(run.bound[LAGS])}"
    else:
        beside = f"the norms of the single steps would allow {_factor(run.steps[LAGS])}"
    if cell == "LSTM":
        steps = diagnostics.half_life(float(sigmoid(np.array(FORGET_BIAS))))
        beside += f", the forget bias of {FORGET_BIAS:g} alone would halve it every {steps:.1f} steps"
    return (f"{cell} cell, spectral radius {radius:g}, inputs of standard deviation {scale:g}: a gradient is "
            f"multiplied by at most {_factor(ten)} over 10 steps and {_factor(hundred)} over {LAGS}, so "
            f"{verdict}; {beside}.")


def alt(cell, radius, scale):
    """Say what the picture shows, for readers who do not see it.

    Args:
        cell, radius, scale: see `decay`.
    Returns:
        str.
    Source: chapter 3.2.2.
    """
    curves = "the norm of the gradient and the product of the norms of the single steps"
    if cell in ("tanh", "relu"):
        curves = "the norm of the gradient, the product of the norms of the single steps and the bound"
    return (f"Logarithmic plot over lags 0 to {LAGS} of {curves}, for a {cell} cell with spectral radius "
            f"{radius:g} and inputs of standard deviation {scale:g}.")


def vanishing_gradients(*, draw=draw, describe=describe, alt=alt, labels=None, words=None):
    """Show the norm of a gradient against the number of steps it has come back.

    Args:
        draw, describe, alt: functions of cell, radius and scale, for other pictures or another language.
        labels: dict from the name of a control to the text beside it; those left out stay as they are.
        words: dict from a key of `WORDS` to a text in the picture; those left out stay as they are.
    Returns:
        Demo of 60 frames.
    Source: Pascanu, Mikolov and Bengio (2013); chapter 3.2.2.
    """
    return explore(functools.partial(draw, words=WORDS | (words or {})), describe=describe, alt=alt,
                   labels=LABELS | (labels or {}), start={"radius": 1.1, "scale": 0.3},
                   name="rnnlib.demos.vanishing_gradients", cell=CELLS, radius=RADII, scale=SCALES)


def _factor(power):
    """10 to a power, short: 0.37, 12, 4e+17."""
    value = 10.0**power
    return f"{value:.2g}" if 0.01 <= value < 100 else f"{value:.0e}"
