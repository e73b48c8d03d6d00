"""Pictures that set networks beside each other: how they are wired, what reaches what, how runs compare."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, LogNorm

from rnnlib import checks
from rnnlib.plotting.style import COLOURS, as_axes, new_figure, style

#: For sizes on a logarithmic scale: pale to dark blue. What is exactly zero stays blank.
SIZE = LinearSegmentedColormap.from_list("size", ["#d5e6f7", "#7fb2e5", COLOURS[0], "#123a66"]).with_extremes(
    bad="white")
_LEVELS = {"x": 0.0, "h": 1.0, "y": 2.0}
_MARKERS = ("o", "s", "^", "D")


@style()
def wirings(graphs, *, highlight=None):
    """Draw which number is computed from which, one panel a network, and what one output depends on.

    Inputs x are at the bottom, hidden states h in the middle, outputs y on top, steps from left to right.
    What the highlighted output depends on, at any distance, is filled and joined by thick lines.

    Args:
        graphs: dict from a title to a network: a dict from each node that is computed, ("h", 3) or ("y", 3),
            to the list of nodes that it is computed from; x has no entry. Steps count from 1.
        highlight: step of the highlighted output; None for the last one.
    Returns:
        the figure, 5.2 inches wide.
    Raises:
        TypeError: `graphs` is no dict.
        ValueError: no networks, a node other than x, h or y, or a step that has no output.
    Source: chapter 2.2.1.
    """
    if not isinstance(graphs, dict):
        raise TypeError(f"graphs: expected a dict from title to network, got {type(graphs).__name__}")
    if not graphs:
        raise ValueError("graphs: expected at least one network, got none")
    figure, axes = new_figure(1.75, ncols=len(graphs), squeeze=False)
    for number, (ax, (title, inputs)) in enumerate(zip(axes[0], graphs.items(), strict=True)):
        nodes = {*inputs, *(node for sources in inputs.values() for node in sources)}
        if unknown := sorted({str(name) for name, _ in nodes} - set(_LEVELS)):
            raise ValueError(f"graphs[{title!r}]: expected nodes x, h and y, got {unknown}")
        T = max(step for _, step in nodes)
        root = ("y", T if highlight is None else checks.check_size("highlight", highlight))
        if root not in inputs:
            raise ValueError(f"highlight: expected a step with an output, got {root[1]} in {title!r}")
        reached = _ancestors(inputs, root)
        for node, sources in inputs.items():
            for source in sources:
                on = node in reached
                ax.plot([source[1], node[1]], [_LEVELS[source[0]], _LEVELS[node[0]]], zorder=1 + on,
                        color=COLOURS[1] if on else "#b0b0b0", linewidth=2.2 if on else 1.0)
        for name, step in nodes:
            on = (name, step) in reached
            ax.plot(step, _LEVELS[name], "o", markersize=9, zorder=3, markeredgewidth=1.3,
                    color=COLOURS[1] if on else "white", markeredgecolor=COLOURS[1] if on else "#707070")
        ax.set(xlim=(0.4, T + 0.6), ylim=(-0.3, 2.3), xticks=[1, T], title=title)
        ax.set_xticklabels(["$x_1$", f"$x_{{{T}}}$"], fontsize=11)
        ax.set_yticks(list(_LEVELS.values()), [f"${name}$" for name in _LEVELS] if number == 0 else [""] * 3)
        ax.tick_params(length=0, labelsize=11)
        ax.spines[:].set_visible(False)
    return figure


@style()
def influence_maps(maps, *, floor=1e-3, top=1.0, xlabel="input step $s$", ylabel="output step $t$",
                   label="size of the influence", marks=None):
    """Show how strongly each input acts on each output: one square a network, a row for every output.

    Colours are logarithmic. An influence that is exactly zero is left blank; one below `floor` has the
    palest colour, and one above `top` the darkest.

    Args:
        maps: dict from a title to influences (T, T), floating, none negative: row t is the output, column s
            the input. All of one size.
        floor, top: sizes, > 0, of the palest and the darkest colour.
        xlabel, ylabel, label: texts at the axes and at the bar of colours.
        marks: list of steps after which a thin line is drawn down and across; None for none.
    Returns:
        the figure, 5.2 inches wide.
    Raises:
        TypeError, ValueError: no dict with at least one square of one size, a negative influence, or limits
            in the wrong order.
    Source: chapter 2.2.2.
    """
    if not isinstance(maps, dict):
        raise TypeError(f"maps: expected a dict from title to influences, got {type(maps).__name__}")
    if not maps:
        raise ValueError("maps: expected at least one square, got none")
    floor, top = (checks.check_number(name, value, 0.0, open_low=True)
                  for name, value in (("floor", floor), ("top", top)))
    if floor >= top:
        raise ValueError(f"floor: expected a number below top = {top:g}, got {floor:g}")
    T = len(next(iter(maps.values())))
    figure, axes = new_figure(1.35 + 4.4 / len(maps), ncols=len(maps), sharey=True, squeeze=False)
    for ax, (title, values) in zip(axes[0], maps.items(), strict=True):
        checks.check_array(f"maps[{title!r}]", values, (T, T))
        if values.size and values.min() < 0:
            raise ValueError(f"maps[{title!r}]: expected no negative numbers, got {values.min():g}")
        shown = np.ma.masked_equal(np.where(values > 0, np.clip(values, floor, top), 0.0), 0.0)
        image = ax.imshow(shown, cmap=SIZE, norm=LogNorm(floor, top), interpolation="none",
                          extent=(0.5, T + 0.5, T + 0.5, 0.5))
        for mark in marks or ():
            ax.axvline(mark + 0.5, color="black", linewidth=0.8, linestyle=":")
            ax.axhline(mark + 0.5, color="black", linewidth=0.8, linestyle=":")
        ax.set(title=title, xlabel=xlabel, xticks=sorted({1, *(marks or ()), T}),
               yticks=sorted({1, *(marks or ()), T}))
        ax.spines[["top", "right"]].set_visible(True)
    axes[0, 0].set_ylabel(ylabel)
    figure.colorbar(image, ax=axes[0].tolist(), label=label, location="bottom", fraction=0.06, pad=0.03,
                    aspect=40)
    return figure


@style()
def spreads(curves, *, x=None, xlabel="", ylabel="", title="", ax=None):
    """Show the mean of several runs as a line and all of them as a band, from the worst to the best.

    Lines differ in colour, in their dashes and in their markers.

    Args:
        curves: dict from a label to values (runs, points), floating; at least one run, two points.
        x: positions of the points, (points,), floating or integer; None for 0, 1, ...
        xlabel, ylabel, title: texts beside and over the axes.
        ax: matplotlib Axes, or None.
    Returns:
        the figure.
    Raises:
        TypeError, ValueError: no dict with at least one curve, or arrays that do not fit.
    Source: chapter 2.2.3.
    """
    if not isinstance(curves, dict):
        raise TypeError(f"curves: expected a dict from label to runs, got {type(curves).__name__}")
    if not curves:
        raise ValueError("curves: expected at least one curve, got none")
    ax = as_axes(ax, 2.8)
    points = next(iter(curves.values())).shape[-1] if x is None else len(x)
    x = np.arange(points) if x is None else x
    lines = ("-", "--", "-.", (0, (6, 1, 1, 1)))
    for k, (label, values) in enumerate(curves.items()):
        runs, _ = checks.check_array(f"curves[{label!r}]", values, ("runs", points)).shape
        if not runs or points < 2:
            raise ValueError(f"curves[{label!r}]: expected at least one run of two points, "
                             f"got shape {values.shape}")
        colour = COLOURS[k % len(COLOURS)]
        ax.fill_between(x, values.min(axis=0), values.max(axis=0), color=colour, alpha=0.22, linewidth=0)
        ax.plot(x, values.mean(axis=0), color=colour, linestyle=lines[k % 4], label=label,
                marker=_MARKERS[k % 4], markersize=4, markevery=max(1, points // 6))
    ax.set(xlabel=xlabel, ylabel=ylabel, title=title)
    return ax.figure


def _ancestors(inputs, root):
    """Everything that a node is computed from, itself included."""
    found, waiting = set(), [root]
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += inputs.get(node, [])
    return found
