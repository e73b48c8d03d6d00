"""Reading plans: who reads what, one after another, along an axis of minutes."""

from matplotlib.colors import to_rgb
from matplotlib.patches import Patch

from rnnlib.plotting.style import COLOURS, new_figure

_HATCHES = ("", "//", "..", "xx")


def reading_paths(paths):
    """Draw each reader's path as a row of boxes, as long as the readings take.

    Args:
        paths: dict of reader to a list of (name, minutes); a name is its source and a part, such as
            "Goodfellow 10.2": the first word gives colour and hatching, the rest is written into the box.
    Returns:
        Figure.
    Raises:
        ValueError: there is no reader, a path is empty, or a reading takes no time.
    Source: chapter 7.4.
    """
    if not paths or not all(paths.values()):
        raise ValueError(f"paths: expected readers with at least one reading each, got {paths!r}")
    if not all(minutes > 0 for path in paths.values() for _, minutes in path):
        raise ValueError("paths: expected readings of more than 0 minutes")
    sources = list(dict.fromkeys(name.split()[0] for path in paths.values() for name, _ in path))
    look = {source: {"color": COLOURS[k % len(COLOURS)], "hatch": _HATCHES[k % len(_HATCHES)],
                     "edgecolor": "white"} for k, source in enumerate(sources)}
    fig, ax = new_figure(0.9 + 0.75 * len(paths))
    for row, path in enumerate(paths.values()):
        start = 0
        for name, minutes in path:
            source, _, part = name.partition(" ")
            ax.barh(row, minutes, left=start, height=0.6, facecolor=look[source]["color"],
                    hatch=look[source]["hatch"], edgecolor="white")
            colour = look[source]["color"]
            dark = sum(w * c for w, c in zip((0.299, 0.587, 0.114), to_rgb(colour), strict=True)) < 0.6
            ax.text(start + minutes / 2, row, part.removeprefix("lecture "), ha="center", va="center",
                    fontsize=9, color="white" if dark else "black",
                    bbox={"facecolor": colour, "edgecolor": "none", "pad": 1.5})
            start += minutes
    ax.set_yticks(range(len(paths)), list(paths))
    ax.invert_yaxis()
    ax.set(xlabel="minutes")
    handles = [Patch(facecolor=each["color"], hatch=each["hatch"], edgecolor="white", label=source)
               for source, each in look.items()]
    ax.legend(handles=handles, loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=4, frameon=False,
              fontsize=10, handlelength=1.5, columnspacing=1)
    return fig
