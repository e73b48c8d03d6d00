"""Hidden-state evolution: every unit of a small network over time, for a chosen cell, scale and input."""

import functools
from typing import NamedTuple

import numpy as np

from rnnlib import plotting
from rnnlib.cells import GRUCell, LSTMCell, RNNCell
from rnnlib.diagnostics import saturation
from rnnlib.explore import explore
from rnnlib.initializers import normal, scaled_to_spectral_radius
from rnnlib.unroll import unroll

CELLS = ("tanh", "LSTM, forget bias 1", "LSTM, forget bias 3", "GRU")
RADII = (0.5, 0.8, 1.0, 1.2, 1.5)
KINDS = ("pulse", "sine", "noise")
UNITS, STEPS, PULSE_AT, PERIOD = 24, 60, 5, 15
LATER = 500  # steps without input after the picture's end

LABELS = {"cell": "cell", "radius": "spectral radius ρ", "kind": "input"}
WORDS = {"input": "input", "unit": "unit (sorted)", "norm": r"norm $\|h_t\|$", "time": "time step $t$",
         "component": "component {number} ({share:.0%})"}

_SEED = 11  # of a matrix whose two largest eigenvalues are a complex pair: activity turns, once in 8.5 steps


class Evolution(NamedTuple):
    """What happens in the network over the picture's steps.

    Args:
        x: the input, (T,).
        h: the hidden states, (T, H).
        norms: their norms, (T,).
        points: the states in their first two principal components, (T, 2).
        shares: the parts of the variance that the two components hold, (2,).
        later: after a pulse, the norms of the states of the 500 steps that follow; else empty.
    Source: chapter 2.1.
    """

    x: np.ndarray
    h: np.ndarray
    norms: np.ndarray
    points: np.ndarray
    shares: np.ndarray
    later: np.ndarray


def build_cell(cell, radius):
    """Make a cell of 24 units whose every recurrent matrix is Gaussian with a given spectral radius.

    The matrix inside tanh (W_hh of the simple cell, and the recurrent part of W_C or W_h) is the same for
    all cells but for its scale; so are the input weights, of standard deviation 1.

    Args:
        cell: one of CELLS.
        radius: the spectral radius, >= 0.
    Returns:
        RNNCell, LSTMCell or GRUCell with one input, float64.
    Raises:
        ValueError: an unknown cell or a negative radius.
    Source: chapter 2.1.
    """
    H = UNITS
    if cell == "tanh":
        made, blocks = RNNCell(1, H, rng=0), ("h",)
    elif cell == "GRU":
        made, blocks = GRUCell(1, H, rng=0), ("h", "r", "z")
    elif cell in CELLS:
        made, blocks = LSTMCell(1, H, forget_bias=float(cell[-1]), rng=0), ("C", "f", "i", "o")
    else:
        raise ValueError(f"cell: expected one of {', '.join(map(repr, CELLS))}, got {cell!r}")
    recurrent, of_input = np.random.default_rng(_SEED), np.random.default_rng([_SEED, 1])
    for name in blocks:
        W = scaled_to_spectral_radius((H, H), radius=radius, rng=recurrent)
        W_x = normal((H, 1), std=1.0, rng=of_input)
        if cell == "tanh":
            made.params |= {"W_hh": W, "W_xh": W_x}
        else:
            made.params[f"W_{name}"] = np.hstack([W, W_x])
    return made


def make_input(kind):
    """Return the input sequence.

    Args:
        kind: "pulse", a single 2 at step 5; "sine", of period 15 and amplitude 1; or "noise", Gaussian of
            standard deviation 1, the same at every call.
    Returns:
        array (T,).
    Raises:
        ValueError: another kind.
    Source: chapter 2.1.
    """
    steps = np.arange(STEPS)
    if kind == "pulse":
        return np.where(steps == PULSE_AT, 2.0, 0.0)
    if kind == "sine":
        return np.sin(2 * np.pi * steps / PERIOD)
    if kind == "noise":
        return np.random.default_rng([_SEED, 2]).standard_normal(STEPS)
    raise ValueError(f"kind: expected one of {', '.join(map(repr, KINDS))}, got {kind!r}")


@functools.cache
def evolve(cell, radius, kind):
    """Run the network.

    Args:
        cell, radius: see `build_cell`.
        kind: see `make_input`.
    Returns:
        Evolution.
    Raises:
        ValueError: an unknown cell or kind, or a negative radius.
    Source: chapter 2.1.
    """
    x, network = make_input(kind), build_cell(cell, radius)
    h, state, _ = unroll(network, x[:, np.newaxis, np.newaxis])
    after, _, _ = unroll(network, np.zeros((LATER if kind == "pulse" else 0, 1, 1)), state)
    h, after = h[:, 0], after[:, 0]
    points, _, shares = plotting.principal_components(h)
    return Evolution(x, h, np.linalg.norm(h, axis=1), points, shares, np.linalg.norm(after, axis=1))


@plotting.style()
def draw(cell, radius, kind, *, words=WORDS):
    """Draw input, units, norm and trajectory below each other.

    Args:
        cell, radius, kind: see `evolve`.
        words: the texts in the picture.
    Returns:
        matplotlib Figure.
    Source: chapter 2.1.
    """
    run = evolve(cell, radius, kind)
    figure, axes = plotting.new_figure(6.4, nrows=4, height_ratios=[0.5, 2.0, 1.0, 2.6])
    top, units, norm, plane = axes
    top.plot(run.x, color=plotting.COLOURS[-1], linewidth=1.5,
             drawstyle="steps-mid" if kind == "pulse" else "default")
    top.set(ylim=(-3, 3), yticks=[], xlim=(-0.5, STEPS - 0.5))
    top.set_ylabel(words["input"], rotation=0, ha="right", va="center")
    top.spines[["left", "bottom"]].set_visible(False)
    plotting.heat_map(run.h[:, plotting.phase_order(run.h)], xlabel="", ylabel=words["unit"], ax=units)
    plotting.timed_line(np.column_stack([np.arange(STEPS), run.norms]), ax=norm)
    norm.set(xlim=(-0.5, STEPS - 0.5), ylim=(0, 5), yticks=[0, 2, 4], xlabel=words["time"],
             ylabel=words["norm"])
    for ax in (top, units):
        ax.tick_params(bottom=False, labelbottom=False)
    label = [words["component"].format(number=i + 1, share=share) for i, share in enumerate(run.shares)]
    plotting.trajectory(run.points, xlabel=label[0], ylabel=label[1], ax=plane)
    plane.set(xlim=(-4.8, 4.8), ylim=(-3.1, 3.1), aspect="equal", xticks=[-4, -2, 0, 2, 4], yticks=[-2, 0, 2])
    figure.align_ylabels(axes[1:])
    return figure


def describe(cell, radius, kind):
    """Say what the network does, with the numbers.

    Args:
        cell, radius, kind: see `evolve`.
    Returns:
        str, one sentence.
    Source: chapter 2.1.
    """
    run = evolve(cell, radius, kind)
    where = f"{_name(cell)}, spectral radius {radius:g}"
    if kind == "pulse":
        return f"{where}: {_after_pulse(run)}."
    if kind == "sine":
        last, before = run.h[-PERIOD:], run.h[-2 * PERIOD:-PERIOD]
        moved = np.linalg.norm(last - before) / np.linalg.norm(last)
        where += f", a sine of period {PERIOD} as input"
        memory = f"differs by {moved:.1%} between the last two periods"
    else:
        where += ", noise as input"
        memory = f"correlates by {neighbour_correlation(run.h):.2f} between neighbouring steps"
    return (f"{where}: the state {memory} and has norm {run.norms.mean():.1f} on average; two components "
            f"hold {run.shares.sum():.0%} of its variance, and {saturation(run.h):.0%} of all values are "
            "saturated (beyond 0.99 in size).")


def alt(cell, radius, kind):
    """Say what the picture shows, for readers who do not see it.

    Args:
        cell, radius, kind: see `evolve`.
    Returns:
        str.
    Source: chapter 2.1.
    """
    return (f"Four panels for a {_name(cell)} with spectral radius {radius:g}: the input, a {kind}; a heat "
            f"map of {UNITS} units over {STEPS} steps, sorted by phase; the norm of the state; and the path "
            "of the state in its first two principal components, coloured by time.")


def outlasts_input(run):
    """Say whether activity keeps itself alive: whether the norm has stopped falling long after the input.

    Args:
        run: Evolution.
    Returns:
        bool.
    Source: chapter 2.1.
    """
    early, late = run.later[LATER // 5:2 * LATER // 5].mean(), run.later[-LATER // 5:].mean()
    return bool(late > 1e-3 and late > 0.9 * early)


def neighbour_correlation(h):
    """Return the correlation between the states of neighbouring steps, over all units and steps.

    Args:
        h: hidden states, (T, H), floating.
    Returns:
        float in [-1, 1]: near 0 where a state says nothing about the next one.
    Source: chapter 2.1.
    """
    now, before = (part - part.mean(axis=0) for part in (h[1:], h[:-1]))
    return float((now * before).sum() / np.sqrt((now**2).sum() * (before**2).sum()))


def hidden_state_evolution(*, draw=draw, describe=describe, alt=alt, labels=None, words=None):
    """Show every unit of a small network over time, for a chosen cell, weight scale and input.

    Args:
        draw, describe, alt: functions of cell, radius and kind, for other pictures or another language.
        labels: dict from the name of a control to the text beside it; those left out stay as they are.
        words: dict from a key of `WORDS` to a text in the picture; those left out stay as they are.
    Returns:
        Demo of 60 frames.
    Source: chapter 2.1.
    """
    return explore(functools.partial(draw, words=WORDS | (words or {})), describe=describe, alt=alt,
                   labels=LABELS | (labels or {}), start={"radius": 1.2},
                   name="rnnlib.demos.hidden_state_evolution", cell=CELLS, radius=RADII, kind=KINDS)


def _name(cell):
    """How a sentence calls the cell."""
    return f"{cell} cell" if "," not in cell else cell.replace("LSTM,", "LSTM cell with")


def _after_pulse(run):
    """What becomes of a pulse."""
    if outlasts_input(run):
        return (f"the pulse at step {PULSE_AT} starts activity that keeps itself alive, with norm "
                f"{run.norms[-1]:.2f} at step {STEPS - 1} and {run.later[-1]:.2f} after {LATER} more steps "
                "without input")
    peak = int(run.norms.argmax())
    steps = int((run.norms[peak:] < run.norms[peak] / 2).argmax())
    left = run.norms[-1] / run.norms[peak]
    return (f"the pulse at step {PULSE_AT} lifts the state to norm {run.norms[peak]:.2f}; {steps} "
            f"step{'s' * (steps != 1)} later less than half of it is left, and at step {STEPS - 1} a share "
            "of " + (f"{left:.0%}" if left >= 0.01 else f"{left:.0e}"))
