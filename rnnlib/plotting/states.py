"""Pictures of states: units and gates over time, and the path of a state through its principal plane."""

import numpy as np

from rnnlib import checks
from rnnlib.plotting.style import COLOURS, SIGNED, TIME, as_axes, new_figure, style


def principal_components(states):
    """Project states onto the two directions in which they vary most.

    The directions are singular vectors of the centred states. Their signs, which a singular value
    decomposition leaves open, are set so that the entry of largest size is positive: a figure made twice
    looks the same.

    Args:
        states: (T, H), floating, T >= 1 and H >= 2.
    Returns:
        points (T, 2), centred; directions (2, H), orthonormal rows; shares (2,), the parts of the variance
        that each direction holds (0 where nothing varies).
    Raises:
        TypeError, ValueError: no finite floating array (T, H), or one that is too small.
    Source: Pearson (1901); chapter 2.1.
    """
    T, H = checks.check_array("states", states, ("T", "H")).shape
    if T < 1 or H < 2:
        raise ValueError(f"states: expected at least one step and two units, got shape {states.shape}")
    size = np.abs(states).max()
    centred = states / size if size > 0 else states
    centred = centred - centred.mean(axis=0)
    _, values, directions = np.linalg.svd(np.vstack([centred, np.zeros((2, H))]), full_matrices=False)
    values, directions = values[:2], directions[:2]
    largest = np.take_along_axis(directions, np.abs(directions).argmax(axis=1)[:, np.newaxis], axis=1)
    directions = directions * np.where(largest < 0, -1.0, 1.0)
    total = (centred**2).sum()
    shares = values**2 / total if total > 0 else np.zeros(2)
    return size * (centred @ directions.T), directions, shares


def phase_order(states):
    """Sort units so that those which rise and fall together stand beside each other.

    Units are ordered by the angle of their weights in the first two principal components: a wave that runs
    through the units becomes a slanted stripe of a heat map.

    Args:
        states: (T, H), floating, T >= 1 and H >= 2.
    Returns:
        array (H,) of indices.
    Raises:
        TypeError, ValueError: see `principal_components`.
    Source: chapter 2.1.
    """
    _, directions, _ = principal_components(states)
    return np.argsort(np.arctan2(directions[1], directions[0]), kind="stable")


@style()
def heat_map(states, *, limit=1.0, xlabel="time step $t$", ylabel="unit", ax=None):
    """Show every unit over time: one row a unit, one column a step, colour for the value.

    Args:
        states: (T, H), floating; T, H >= 1.
        limit: the size of value, > 0, that has the full colour, of either sign.
        xlabel, ylabel: texts beside the axes.
        ax: matplotlib Axes, or None.
    Returns:
        the figure.
    Raises:
        TypeError, ValueError: no finite floating array (T, H), or an empty one; a limit that is not positive.
    Source: chapter 2.1.
    """
    T, H = _check_states(states)
    limit = checks.check_number("limit", limit, 0.0, open_low=True)
    ax = as_axes(ax, 2.2)
    ax.imshow(states.T, cmap=SIGNED, vmin=-limit, vmax=limit, aspect="auto", interpolation="none",
              extent=(-0.5, T - 0.5, H + 0.5, 0.5))
    ax.set(xlabel=xlabel, ylabel=ylabel, yticks=sorted({1, H}))
    ax.spines[["top", "right"]].set_visible(True)
    bar = ax.inset_axes((1.03, 0.0, 0.03, 1.0))
    bar.imshow(np.linspace(limit, -limit, 33)[:, np.newaxis], cmap=SIGNED, aspect="auto",
               interpolation="none", extent=(0, 1, -limit, limit))
    bar.set(xticks=[], yticks=[-limit, 0, limit])
    bar.set_yticklabels([f"\N{MINUS SIGN}{limit:g}", "0", f"{limit:g}"])
    bar.yaxis.tick_right()
    bar.spines[:].set_visible(True)
    return ax.figure


@style()
def timed_line(points, *, pieces=12, ax=None):
    """Draw a line through points whose colour runs with time, from blue through violet and pink to orange.

    Args:
        points: (T, 2), floating, T >= 2: where the line is at step 0, 1, ..., T - 1.
        pieces: into how many lines of one colour it is cut, at most.
        ax: matplotlib Axes, or None.
    Returns:
        the figure.
    Raises:
        TypeError, ValueError: no finite floating array (T, 2), fewer than two points, fewer than one piece.
    Source: chapter 2.1.
    """
    T = len(checks.check_array("points", points, ("T", 2)))
    if T < 2:
        raise ValueError(f"points: expected at least two, got {T}")
    cuts = np.unique(np.linspace(0, T - 1, checks.check_size("pieces", pieces) + 1).round().astype(int))
    ax = as_axes(ax, 2.2)
    for first, last in zip(cuts[:-1], cuts[1:], strict=True):
        ax.plot(*points[first:last + 1].T, color=TIME((first + last) / 2 / (T - 1)))
    return ax.figure


@style()
def trajectory(points, *, xlabel="component 1", ylabel="component 2", ax=None):
    """Show the path of a state through a plane as a `timed_line`.

    A dot marks the first point, an arrow head the last move.

    Args:
        points: (T, 2), floating, T >= 2.
        xlabel, ylabel: texts beside the axes.
        ax: matplotlib Axes, or None.
    Returns:
        the figure.
    Raises:
        TypeError, ValueError: no finite floating array (T, 2), or fewer than two points.
    Source: chapter 2.1.
    """
    ax = as_axes(ax, 3.0)
    timed_line(points, ax=ax)
    ax.plot(*points[0], "o", color=TIME(0.0), markersize=6)
    if (points[-1] != points[-2]).any():
        ax.annotate("", points[-1], points[-2], arrowprops={
            "arrowstyle": "-|>", "color": TIME(1.0), "mutation_scale": 14, "shrinkA": 0, "shrinkB": 0})
    ax.set(xlabel=xlabel, ylabel=ylabel)
    return ax.figure


@style()
def gate_timeline(gates, *, labels=None, xlabel="time step $t$", share=0.8):
    """Show every gate of a gated cell over time: its mean over the units, and where most units lie.

    Args:
        gates: dict from a gate's name to its values (T, H), floating, in [0, 1]: one sample of what
            `rnnlib.diagnostics.gate_values` returns.
        labels: dict from a gate's name to the text beside its panel; the name where it has none.
        xlabel: text below the last panel.
        share: the part of the units, in (0, 1], that lies inside the band.
    Returns:
        the figure, one panel a gate, stacked.
    Raises:
        TypeError, ValueError: no dict with at least one gate, values out of [0, 1], unequal shapes.
    Source: chapter 2.3.
    """
    if not isinstance(gates, dict):
        raise TypeError(f"gates: expected a dict from name to values, got {type(gates).__name__}")
    if not gates:
        raise ValueError("gates: expected at least one gate, got none")
    share = checks.check_number("share", share, 0.0, 1.0, open_low=True)
    T, H = _check_states(next(iter(gates.values())), f"gates[{next(iter(gates))!r}]")
    for name, values in gates.items():
        checks.check_array(f"gates[{name!r}]", values, (T, H))
        if not 0.0 <= values.min() <= values.max() <= 1.0:
            raise ValueError(f"gates[{name!r}]: expected values in [0, 1], got values in "
                             f"[{values.min():g}, {values.max():g}]")
    labels = {name: f"${name}_t$" for name in gates} | (labels or {})
    figure, axes = new_figure(0.5 + 0.95 * len(gates), nrows=len(gates), sharex=True, squeeze=False)
    for i, (ax, (name, values)) in enumerate(zip(axes[:, 0], gates.items(), strict=True)):
        low, high = np.quantile(values, [0.5 - share / 2, 0.5 + share / 2], axis=1)
        ax.fill_between(np.arange(T), low, high, color=COLOURS[i], alpha=0.25, linewidth=0)
        ax.plot(values.mean(axis=1), color=COLOURS[i])
        ax.set(ylim=(-0.03, 1.03), yticks=[0, 0.5, 1], xlim=(-0.5, T - 0.5))
        ax.set_ylabel(labels[name], rotation=0, ha="right", va="center")
    axes[-1, 0].set_xlabel(xlabel)
    return figure


def _check_states(states, name="states"):
    """T and H of states that have at least one of each."""
    T, H = checks.check_array(name, states, ("T", "H")).shape
    if T < 1 or H < 1:
        raise ValueError(f"{name}: expected at least one step and one unit, got shape {states.shape}")
    return T, H
