"""Pictures of translation: where attention looks, and which beginnings a beam search keeps."""

import matplotlib
from matplotlib.artist import Artist
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.font_manager import FontProperties

from rnnlib import checks
from rnnlib.plotting.style import COLOURS, new_figure, style

_FONT = "DejaVu Sans Mono"
_PITCH = 0.602  # width of a letter of that font, in its size
_WEIGHTS = LinearSegmentedColormap.from_list("weights", [COLOURS[0] + "00", COLOURS[0]])
_WIDTH, _SIDE, _TOP, _BOTTOM = 5.2, 1.14, 0.86, 0.34  # inches, of the map's figure and margins


class Words(Artist):
    """A piece of a text at a place of axes, in letters of fixed pitch, horizontal or turned upright.

    In SVG it is real text, a few bytes. It is no matplotlib Text, because it is data: no label, and not to
    be translated.

    Attributes:
        text, x, y, anchor, size, upright, bold, pale: the arguments.
    Args:
        text: str.
        x, y: where the middle of its height is, in the axes' data coordinates.
        anchor: 0 if the text begins there, 1 if it ends there.
        size: of the letters, in points.
        upright: whether it reads from the bottom up.
        bold, pale: how it is set off.
    Source: chapter 6.1.2.
    """

    def __init__(self, text, x, y, *, anchor=0.0, size=9.5, upright=False, bold=False, pale=False):
        super().__init__()
        self.text, self.x, self.y, self.anchor, self.size = text, x, y, anchor, size
        self.upright, self.bold, self.pale = upright, bold, pale
        self.set_in_layout(False)
        self.set_clip_on(False)

    def draw(self, renderer):
        """Draw the text.

        Args:
            renderer: matplotlib's.
        """
        if not self.text:
            return
        gc = renderer.new_gc()
        gc.set_foreground("black")
        gc.set_alpha(0.65 if self.pale else 1.0)
        prop = FontProperties(family="monospace", size=self.size, weight="bold" if self.bold else "normal")
        point = renderer.points_to_pixels(1.0)
        before = self.anchor * len(self.text) * _PITCH * self.size * point
        x, y = self.axes.transData.transform((self.x, self.y))
        drop = 0.34 * self.size * point  # from the middle to the base line
        x, y = (x + drop, y - before) if self.upright else (x - before, y - drop)
        y = self.figure.bbox.height - y if renderer.flipy() else y
        with matplotlib.rc_context({"svg.fonttype": "none", "font.monospace": [_FONT, "monospace"]}):
            renderer.draw_text(gc, x, y, self.text, prop, 90 if self.upright else 0)
        gc.restore()


@style()
def attention_map(weights, columns, rows, *, source=None, guesses=None, room=None, xlabel="", right=""):
    """Draw attention weights as a map: a column for each word read, a row for each word written.

    Args:
        weights: floating (rows, columns), from 0, transparent, to 1, full colour.
        columns: texts over the columns.
        rows: texts on the left of the rows.
        source: for each of the first rows the column that is marked by a circle, or None.
        guesses: texts on the right of the rows, bold where they differ from those on the left; or None.
        room: rows and columns that the figure has room for; None for as many as are needed.
        xlabel, right: texts under the map and over the guesses.
    Returns:
        the figure, 5.2 inches wide.
    Raises:
        TypeError, ValueError: weights outside [0, 1], texts of another number, more than there is room for.
    Source: Bahdanau, Cho and Bengio (2015); chapter 6.1.2.
    """
    T, S = checks.check_array("weights", weights, (len(rows), len(columns))).shape
    if weights.size and not (weights.min() >= 0 and weights.max() <= 1):
        raise ValueError(f"weights: expected numbers in [0, 1], got {weights.min():g} to {weights.max():g}")
    room = max(T, S) if room is None else checks.check_size("room", room)
    if max(T, S) > room:
        raise ValueError(f"room: expected at least {max(T, S)}, the larger number of words, got {room}")
    cell = (_WIDTH - 2 * _SIDE) / room
    height = _TOP + cell * room + _BOTTOM
    figure, ax = new_figure(height)
    figure.set_layout_engine("none")
    ax.set(position=(_SIDE / _WIDTH, _BOTTOM / height, 1 - 2 * _SIDE / _WIDTH, cell * room / height),
           xlim=(0, room), ylim=(room, 0), xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    ax.imshow(weights, cmap=_WEIGHTS, vmin=0, vmax=1, interpolation="none", extent=(0, S, T, 0),
              aspect="auto")
    ax.plot([0, S, S, 0, 0], [0, 0, T, T, 0], color="black", linewidth=0.8, clip_on=False)
    ax.hlines(range(1, T), 0, S, color="black", linewidth=0.3, alpha=0.4)
    ax.vlines(range(1, S), 0, T, color="black", linewidth=0.3, alpha=0.4)
    if source is not None:
        ax.plot([s + 0.5 for s in source], [t + 0.5 for t in range(len(source))], "o", markersize=9,
                markerfacecolor="none", color=COLOURS[1], markeredgewidth=1.4)
    for s, word in enumerate(columns):
        ax.add_artist(Words(word, s + 0.5, -0.3, upright=True))
    for t, word in enumerate(rows):
        ax.add_artist(Words(word, -0.3, t + 0.5, anchor=1.0))
        if guesses is not None:
            right_word = guesses[t] == word
            ax.add_artist(Words(guesses[t], S + 0.3, t + 0.5, bold=not right_word, pale=right_word))
    ax.text(0, room + 0.15 * 13 / room, xlabel, va="top")
    if right:
        ax.text(S + 0.3, -0.3, right, va="bottom")
    return figure


@style()
def beam(parents, ended, kept, dropped, *, steps, room, words):
    """Draw a beam search: the tree of what was kept, and the hypotheses of its last step with their scores.

    Args:
        parents: for each step so far a list with the place of each kept hypothesis' parent, from 0.
        ended: likewise, whether the hypothesis is complete.
        kept, dropped: lists of pairs of a score and a text, best first.
        steps, room: how many steps, and how many places of a beam, the figure has room for.
        words: dict with the texts "kept", "dropped", "step" and "place".
    Returns:
        the figure, 5.2 inches wide.
    Raises:
        ValueError: more steps or places than there is room for.
    Source: chapter 6.1.2.
    """
    steps, room = checks.check_size("steps", steps), checks.check_size("room", room)
    if len(parents) > steps or max(map(len, parents)) > room:
        raise ValueError(f"steps, room: expected at least {len(parents)} and {max(map(len, parents))}, "
                         f"got {steps} and {room}")
    figure, (tree, page) = new_figure(3.8, nrows=2)
    figure.set_layout_engine("none")  # the axes have to stand still, and it is quicker
    tree.set_position((0.09, 0.65, 0.9, 0.33))
    page.set_position((0.09, 0.0, 0.9, 0.52))
    path, place = {}, 0
    for t in range(len(parents) - 1, -1, -1):  # back from the best
        path[t] = place
        place = parents[t][place]
    for t, row in enumerate(parents):
        for k, parent in enumerate(row):
            best = path[t] == k
            tree.plot([t, t + 1], [parent + 1 if t else 1, k + 1], color=COLOURS[0] if best else "#808080",
                      linewidth=2.4 if best else 1.0, zorder=1 + best)
            tree.plot(t + 1, k + 1, "s" if ended[t][k] else "o", markersize=6 if best else 4.5, zorder=3,
                      color=COLOURS[0] if best else "#808080")
    tree.plot(0, 1, "o", markersize=6, color=COLOURS[0], zorder=3)
    tree.set(xlim=(-0.3, steps + 0.3), ylim=(room + 0.5, 0.5), xticks=range(steps + 1),
             yticks=range(1, room + 1), xlabel=words["step"], ylabel=words["place"])
    lines = room + 5
    page.set(xlim=(0, 1), ylim=(lines, -0.5), xticks=[], yticks=[])
    page.spines[:].set_visible(False)
    page.text(0, 0, words["kept"], va="center", fontweight="bold")
    page.text(0, room + 1, words["dropped"], va="center", fontweight="bold")
    for first, hypotheses, pale in ((1, kept, False), (room + 2, dropped, True)):
        for k, (score, text) in enumerate(hypotheses):
            number = f"{score:.2f}".replace("-", "\N{MINUS SIGN}")
            page.add_artist(Words(number, 0.1, first + k, anchor=1.0, size=9, pale=pale))
            page.add_artist(Words(text, 0.12, first + k, size=9, pale=pale, bold=not (pale or k)))
    return figure
