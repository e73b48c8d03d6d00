"""Pictures of gradients: their size against the distance they have come."""

import numpy as np

from rnnlib import checks
from rnnlib.plotting.style import COLOURS, as_axes, style

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
