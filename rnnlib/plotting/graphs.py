"""Graphs: nodes and links on paper, how far influence reaches, and grids of rounds against distance."""

import numpy as np
from matplotlib.colors import LogNorm

from rnnlib import checks
from rnnlib.plotting.comparison import SIZE
from rnnlib.plotting.style import COLOURS, new_figure, style

_LOOKS = {-1: ("#d8d8d8", "o"), 0: (COLOURS[0], "o"), 1: (COLOURS[1], "s"), 2: (COLOURS[2], "^"),
          3: (COLOURS[3], "D")}


def graph_layout(adjacency, *, steps=300):
    """Place the nodes of a graph in the plane: linked ones near each other, all others apart.

    It starts from the two smoothest vectors on the graph and lets springs and repulsion do the rest, with
    steps that shrink to nothing. No chance is involved.

    Args:
        adjacency: (N, N), floating, symmetric, none negative; N at least 3.
        steps: of the springs.
    Returns:
        positions (N, 2), between -1 and 1.
    Raises:
        TypeError, ValueError: no symmetric square matrix of such entries, or no size.
    Source: Fruchterman and Reingold (1991); chapter 8.2.2.
    """
    A = _check_adjacency(adjacency)
    N = len(A)
    if N < 3:
        raise ValueError(f"adjacency: expected at least 3 nodes, got {N}")
    steps = checks.check_size("steps", steps)
    laplacian = np.diag(A.sum(axis=1)) - A
    places = np.linalg.eigh(laplacian)[1][:, 1:3].copy()
    places *= np.sign(places[np.abs(places).argmax(axis=0), [0, 1]])
    spiral = np.arange(N)[:, None] * 2.4 + [0.0, np.pi / 2]
    places = places / np.abs(places).max() + 0.02 * np.sin(spiral)
    wanted = 2 / np.sqrt(N)
    for step in range(steps):
        gap = places[:, None] - places[None]
        far = np.sqrt((gap**2).sum(axis=2)) + 1e-9
        force = (gap * (wanted**2 / far**2 - A * far / wanted)[..., None]).sum(axis=1)
        size = np.sqrt((force**2).sum(axis=1, keepdims=True)) + 1e-9
        places += force / size * np.minimum(size, 0.15 * (1 - step / steps))
    places -= (places.max(axis=0) + places.min(axis=0)) / 2
    return places / np.abs(places).max(axis=0)


@style()
def graph_pictures(positions, adjacency, panels, *, names=None, rings=()):
    """Draw a graph once for each way of colouring its nodes.

    Args:
        positions: (N, 2), floating.
        adjacency: (N, N), floating, symmetric; a link is drawn the thicker the larger its entry.
        panels: dict from a title to the nodes' classes, integers (N,), -1 for unknown and up to 3; from 1 to
            3 panels. Classes differ in colour and in shape.
        names: dict from a node to a short text inside it, which is drawn larger then, and on top; or None.
        rings: nodes with a ring around them.
    Returns:
        the figure, 5.2 inches wide.
    Raises:
        TypeError, ValueError: arrays that do not fit together, or too many panels.
    Source: chapter 8.2.2.
    """
    A = _check_adjacency(adjacency)
    N = len(A)
    checks.check_array("positions", positions, (N, 2))
    if not isinstance(panels, dict) or not 1 <= len(panels) <= 3:
        raise TypeError("panels: expected a dict of from 1 to 3 colourings")
    figure, axes = new_figure(3.9 if len(panels) == 1 else 3.0, ncols=len(panels), squeeze=False)
    for ax, (title, classes) in zip(axes[0], panels.items(), strict=True):
        checks.check_integers(f"panels[{title!r}]", classes, (N,), low=-1, high=3)
        for u, v in np.argwhere(np.triu(A) > 0):
            ax.plot(*positions[[u, v]].T, color="#9a9a9a", linewidth=0.5 + 0.9 * A[u, v] / A.max(), zorder=1)
        for kind in np.unique(classes):
            colour, marker = _LOOKS[int(kind)]
            here = positions[classes == kind]
            ax.scatter(*here.T, s=170 if len(panels) == 1 else 70, c=colour, marker=marker, zorder=2,
                       edgecolors="white" if kind >= 0 else "#707070", linewidths=0.8)
        for v in rings:
            ax.scatter(*positions[v], s=390 if len(panels) == 1 else 190, facecolors="none",
                       edgecolors="#303030", linewidths=1.6, zorder=3)
        for v, name in (names or {}).items():
            colour, marker = _LOOKS[int(classes[v])]
            ax.scatter(*positions[v], s=330 if len(panels) == 1 else 190, c=colour, marker=marker, zorder=4,
                       edgecolors="white", linewidths=0.8)
            ax.annotate(name, positions[v], ha="center", va="center", fontsize=9, fontweight="bold",
                        color="white" if classes[v] >= 0 else "black", zorder=5)
        ax.set(xlim=(-1.12, 1.12), ylim=(-1.12, 1.12), xticks=[], yticks=[], title=title)
        for side in ax.spines.values():
            side.set_visible(False)
    return figure


@style()
def reach_maps(maps):
    """Draw square maps of influence with one logarithmic scale; where it is zero, nothing is drawn.

    Args:
        maps: dict from a title to (R, W), floating, none negative, not all zero; from 1 to 4 of them.
    Returns:
        the figure, 5.2 inches wide.
    Raises:
        TypeError, ValueError: no dict of maps, a negative entry, or nothing but zeros.
    Source: chapter 8.2.2.
    """
    if not isinstance(maps, dict) or not 1 <= len(maps) <= 4:
        raise TypeError("maps: expected a dict of from 1 to 4 maps")
    for title, values in maps.items():
        checks.check_array(f"maps[{title!r}]", values, ("R", "W"))
        if values.min() < 0 or values.max() == 0:
            raise ValueError(f"maps[{title!r}]: expected entries of at least 0, not all of them 0")
    some = np.concatenate([values[values > 0] for values in maps.values()])
    scale = LogNorm(some.min() * 0.8, max(some.max(), some.min() * 2))
    figure, axes = new_figure(2.35, ncols=len(maps), squeeze=False)
    for ax, (title, values) in zip(axes[0], maps.items(), strict=True):
        R, W = values.shape
        rows, columns = np.indices((R, W))
        ax.scatter(columns.ravel(), rows.ravel(), s=5, c="#b8b8b8", zorder=1)
        drawn = ax.imshow(np.where(values > 0, values, np.nan), cmap=SIZE.with_extremes(bad="#ffffff00"),
                          norm=scale, interpolation="none", zorder=2)
        ax.set(xticks=[], yticks=[], title=title, xlim=(-0.6, W - 0.4), ylim=(R - 0.4, -0.6))
    figure.colorbar(drawn, ax=list(axes[0]), location="bottom", fraction=0.07, aspect=40, pad=0.03)
    return figure


@style()
def round_grid(values, *, xlabel, ylabel, columns, rows, form="{:.0f}"):
    """Draw a grid of numbers, each written into its field; fields without a number stay empty.

    Args:
        values: (R, W), floating; NaN where nothing is known.
        xlabel, ylabel: texts at the axes.
        columns, rows: W and R names.
        form: how a number is written.
    Returns:
        the figure, 5.2 inches wide.
    Raises:
        TypeError, ValueError: no such array, nothing in it, or another number of names.
    Source: chapter 8.2.2.
    """
    R, W = checks.check_array("values", values, ("R", "W"), finite=False).shape
    if len(columns) != W or len(rows) != R:
        raise ValueError(f"columns, rows: expected {W} and {R} names, got {len(columns)} and {len(rows)}")
    if not np.isfinite(values).any():
        raise ValueError("values: expected at least one number")
    figure, ax = new_figure(0.85 + 0.36 * R)
    low, high = np.nanmin(values), np.nanmax(values)
    ax.imshow(values, cmap=SIZE, vmin=low, vmax=high, aspect="auto", interpolation="none")
    for (row, column), value in np.ndenumerate(values):
        if np.isfinite(value):
            dark = value > low + 0.45 * (high - low)
            ax.text(column, row, form.format(value), ha="center", va="center", fontsize=9,
                    color="white" if dark else "black")
    ax.set(xticks=range(W), yticks=range(R), xlabel=xlabel, ylabel=ylabel)
    ax.set_xticklabels(columns)
    ax.set_yticklabels(rows)
    ax.tick_params(length=0)
    return figure


def _check_adjacency(adjacency):
    """Return a symmetric square matrix without negative entries, or raise."""
    A = checks.check_array("adjacency", adjacency, ("N", "N"))
    if A.shape[0] != A.shape[1] or not np.array_equal(A, A.T):
        raise ValueError(f"adjacency: expected a symmetric square matrix, got one of shape {A.shape}")
    if A.min() < 0:
        raise ValueError(f"adjacency: expected no negative entry, got {A.min():.3g}")
    return A
