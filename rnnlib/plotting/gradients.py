"""Pictures of gradients: their size against the distance they have come, and descents that follow them."""

import matplotlib.patheffects
import numpy as np

from rnnlib import checks
from rnnlib.plotting.style import COLOURS, as_axes, new_figure, style

_SUPERSCRIPTS = str.maketrans("-0123456789", "\N{SUPERSCRIPT MINUS}⁰¹²³⁴⁵⁶⁷⁸⁹")


@style()
def norms_by_lag(curves, *, limits=(-20, 20), linestyles=None, colours=None, xlabel="lag $k$", ylabel=None,
                 ax=None):
    """Show norms against the lag on a logarithmic axis whose limits do not depend on the data.

    Where a curve leaves the picture, a triangle marks the border, above or below. The line at 1 parts
    growing from shrinking.

    Args:
        curves: dict from a label to the logarithms to base 10 of norms at lag 0, 1, ..., K; each (K + 1,),
            floating, with K >= 1; -inf, the logarithm of 0, is allowed.
        limits: the least and the largest power of ten shown.
        linestyles: list of matplotlib line styles, one a curve; None for solid ones, which are
            thicker than others.
        colours: list of matplotlib colours, one a curve; None for those of the style, in turn.
        xlabel, ylabel: texts beside the axes; None for the symbol of the gradient norm.
        ax: matplotlib Axes, or None.
    Returns:
        the figure.
    Raises:
        TypeError, ValueError: no dict with at least one curve, curves of unequal length or with NaN or +inf,
            limits in the wrong order, a list of another length.
    Source: Pascanu, Mikolov and Bengio (2013); chapter 3.2.2.
    """
    if not isinstance(curves, dict):
        raise TypeError(f"curves: expected a dict from label to values, got {type(curves).__name__}")
    if not curves:
        raise ValueError("curves: expected at least one curve, got none")
    lengths = set()
    for label, values in curves.items():
        lengths.add(len(checks.check_array(f"curves[{label!r}]", values, ("K + 1",), finite=False)))
        if np.isnan(values).any() or (values == np.inf).any():
            raise ValueError(f"curves[{label!r}]: expected finite numbers or -inf, got NaN or inf")
    if len(lengths) > 1 or min(lengths) < 2:
        raise ValueError("curves: expected curves of one length of at least 2, got lengths "
                         f"{', '.join(map(str, sorted(lengths)))}")
    low, high = (checks.check_number("limits", limit) for limit in limits)
    if low >= high:
        raise ValueError(f"limits: expected the lower one first, got {limits}")
    linestyles = _one_each("linestyles", linestyles, curves, ["-"] * len(curves))
    colours = _one_each("colours", colours, curves, [COLOURS[i % len(COLOURS)] for i in range(len(curves))])
    ax = as_axes(ax, 3.0)
    ax.axhline(0.0, color="black", alpha=0.5, linewidth=0.8)
    for (label, values), line, colour in zip(curves.items(), linestyles, colours, strict=True):
        _curve(ax, values, low, high, label=label, linestyle=line, color=colour,
               linewidth=2.6 if line == "-" else 1.8)
    powers = np.arange(int(np.ceil(low)), int(np.floor(high)) + 1)
    step = max(1, round((high - low) / 8))
    ticks = powers[powers % step == 0]
    ax.set(xlim=(0, max(lengths) - 1), ylim=(low, high), xlabel=xlabel, yticks=ticks,
           ylabel=r"$\|\partial h_T\,/\,\partial h_{T-k}\|$" if ylabel is None else ylabel)
    ax.yaxis.label.set_fontsize(12)  # for the subscripts
    ax.set_yticklabels([_power_of_ten(power) for power in ticks])
    return ax.figure


@style()
def descents(loss, extent, paths, *, xlabel="weight $w$", ylabel="bias $b$", label="loss"):
    """Show descents on a map of a loss over two parameters, one panel a descent, all on the same map.

    Dark is high. A square marks the start, a small dot every step, a star the end. Where a path leaves the
    map, it ends in an arrow at the border, and stays away.

    Args:
        loss: values of the loss, (rows, columns), floating; row i belongs to one value of the second
            parameter, from the lowest on.
        extent: the first and last value of the first parameter, then of the second.
        paths: dict from a title to points (N + 1, 2), floating, N >= 1, the first of which is on the map.
        xlabel, ylabel, label: texts beside the axes and beside the bar of colours.
    Returns:
        the figure.
    Raises:
        TypeError, ValueError: no finite floating arrays of these shapes, no paths, or a start off the map.
    Source: Pascanu, Mikolov and Bengio (2013); chapter 3.2.3.
    """
    checks.check_array("loss", loss, ("rows", "columns"))
    if not isinstance(paths, dict) or not paths:
        raise TypeError(f"paths: expected a dict with at least one path, got {paths!r}")
    (left, right, bottom, top) = (checks.check_number("extent", end) for end in extent)
    figure, axes = new_figure(3.1, ncols=len(paths), sharex=True, sharey=True, squeeze=False)
    for ax, (title, points) in zip(axes[0], paths.items(), strict=True):
        checks.check_array(f"paths[{title!r}]", points, ("N + 1", 2))
        if not (left <= points[0, 0] <= right and bottom <= points[0, 1] <= top):
            raise ValueError(f"paths[{title!r}]: expected a start on the map, got {points[0]}")
        # the upper half of the greys is left to paths
        image = ax.imshow(loss, origin="lower", extent=(left, right, bottom, top), aspect="auto",
                          cmap="Greys", interpolation="none", vmin=0, vmax=2 * loss.max())
        ax.set(title=title, xlim=(left, right), ylim=(bottom, top), xlabel=xlabel)
        _path(ax, points, np.array([left, bottom]), np.array([right, top]))
    axes[0, 0].set_ylabel(ylabel)
    bar = figure.colorbar(image, ax=axes[0].tolist(), label=label, fraction=0.06, pad=0.02)
    bar.ax.set_ylim(0, loss.max())
    return figure


def _path(ax, points, low, high):
    """A descent up to where it leaves the map, black on white so that it shows on any grey."""
    outside = ((points < low) | (points > high)).any(axis=1)
    stop = int(outside.argmax()) if outside.any() else len(points)
    inside = points[:stop]
    ax.plot(*inside.T, "-", color="white", linewidth=3.5)
    ax.plot(*inside.T, ".-", color="black", linewidth=0.8, markersize=2.5)
    ax.plot(*points[0], "s", color="black", markersize=7, markeredgecolor="white")
    if not outside.any():
        ax.plot(*points[-1], "*", color="black", markersize=13, markeredgecolor="white")
        return
    move = points[stop] - inside[-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = np.where(move > 0, (high - inside[-1]) / move, (low - inside[-1]) / move)
    border = inside[-1] + 0.98 * np.nanmin(np.where(move == 0, np.nan, reach)) * move
    ax.annotate("", border, inside[-1], arrowprops={
        "arrowstyle": "-|>", "color": COLOURS[1], "linewidth": 2.6, "mutation_scale": 18, "shrinkA": 0,
        "shrinkB": 0, "path_effects": [matplotlib.patheffects.withStroke(linewidth=5, foreground="white")]})


def _curve(ax, values, low, high, **options):
    """One line, with a triangle wherever it leaves the limits."""
    shown = np.maximum(values, 2 * low - high)  # -inf has no place on the page; anything below the border has
    line, = ax.plot(shown, **options)
    outside = (shown < low) | (shown > high)
    for last in np.flatnonzero(~outside[:-1] & outside[1:]):
        before, after = shown[last], shown[last + 1]
        border = low if after < low else high
        ax.plot(last + (border - before) / (after - before), border, "v" if border == low else "^",
                color=line.get_color(), markersize=8, clip_on=False, zorder=3)


def _power_of_ten(power):
    """10 to a power as plain text, with digits that stay readable on a phone."""
    return "1" if power == 0 else "10" + str(power).translate(_SUPERSCRIPTS)


def _one_each(name, given, curves, default):
    """The list `given`, or the default, if it has an entry for each curve."""
    if given is None:
        return default
    if len(given) != len(curves):
        raise ValueError(f"{name}: expected {len(curves)} entries, one a curve, got {len(given)}")
    return given
