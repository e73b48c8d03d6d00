"""Bits: functions of two bits on the corners of a square, with the lines at which threshold units switch."""

import numpy as np

from rnnlib import checks
from rnnlib.plotting.style import COLOURS, as_axes, style

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
_LOW, _HIGH = -0.45, 1.45


@style()
def two_bits(values, units, *, region=None, title="", ax=None):
    """Draw a function of two bits, and the lines at which threshold units switch.

    A disc is filled where the function is 1. A unit's line is where its weighted sum equals its threshold;
    the last unit's line is the thickest.

    Args:
        values: the function at (0, 0), (0, 1), (1, 0), (1, 1), each 0 or 1.
        units: list of (w_1, w_2, threshold); a unit whose weights are both 0 has no line.
        region: function from points (M, 2) to bool (M,), the points that are shaded; None for none.
        title: text over the square.
        ax: matplotlib Axes, or None.
    Returns:
        the figure.
    Raises:
        TypeError, ValueError: no four values of 0 and 1, or units that are no three numbers.
    Source: Minsky and Papert (1969); chapter 1.1.1.
    """
    if len(values) != 4 or not all(value in (0, 1) for value in values):
        raise ValueError(f"values: expected four of 0 and 1, got {values!r}")
    for unit in units:
        if len(unit) != 3:
            raise ValueError(f"units: expected (w_1, w_2, threshold), got {unit!r}")
        for name, number in zip(("w_1", "w_2", "threshold"), unit, strict=True):
            checks.check_number(name, number)
    ax = as_axes(ax, 3.0)
    if region is not None:
        middles = np.linspace(_LOW, _HIGH, 121)
        x, y = np.meshgrid(middles, middles)
        shade = np.asarray(region(np.column_stack([x.ravel(), y.ravel()]))).reshape(x.shape)
        image = np.zeros((*shade.shape, 4))
        image[shade] = [0.82, 0.4, 0.05, 0.22]
        ax.imshow(image, origin="lower", extent=(_LOW, _HIGH, _LOW, _HIGH), interpolation="none")
    for number, unit in enumerate(units, start=1):
        ends = _line(*unit)
        if ends is not None:
            last = number == len(units)
            ax.plot(*ends, color=COLOURS[0], linewidth=2.4 if last else 1.0,
                    alpha=1.0 if last else 0.25 + 0.4 * number / len(units))
    for corner, value in zip(CORNERS, values, strict=True):
        ax.plot(*corner, "o", markersize=13, markeredgecolor="black", markeredgewidth=1.4,
                color="black" if value else "white", zorder=3)
    ax.set(xlim=(_LOW, _HIGH), ylim=(_LOW, _HIGH), xticks=[0, 1], yticks=[0, 1], aspect="equal", title=title)
    return ax.figure


def _line(w_1, w_2, threshold):
    """Where w_1 x + w_2 y = threshold crosses the square: xs and ys of two points, or None."""
    points = []
    for x in (_LOW, _HIGH):
        if w_2 and _LOW <= (y := (threshold - w_1 * x) / w_2) <= _HIGH:
            points.append((x, y))
    for y in (_LOW, _HIGH):
        if w_1 and _LOW <= (x := (threshold - w_2 * y) / w_1) <= _HIGH:
            points.append((x, y))
    points = sorted(set(points))
    return None if len(points) < 2 else np.array([points[0], points[-1]]).T
