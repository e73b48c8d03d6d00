"""Timeline: the steps from the first formal neuron to the recurrent networks of today, drawn to scale."""

from typing import NamedTuple

from rnnlib import checks
from rnnlib.plotting.style import COLOURS, new_figure, style

#: What an event is about, in the order of the legend, each with its colour and its mark.
KINDS = {"neurons": (COLOURS[5], "o"), "loops": (COLOURS[0], "s"), "learning": (COLOURS[1], "D"),
         "gates": (COLOURS[2], "^"), "attention": (COLOURS[3], "v"), "linear recurrence": (COLOURS[4], "P")}
_WIDTH, _ROW, _TOP, _BOTTOM = 5.2, 0.262, 0.12, 0.5  # inches, as all coordinates here
_AXIS, _LABELS = 0.62, 1.62


class Event(NamedTuple):
    """A step in the history of recurrent networks.

    Attributes:
        year: of the first public version.
        name: what it is called, in a few words.
        kind: one of `KINDS`.
        key: of the work in references.bib.
    Source: chapter 1.1.3.
    """

    year: int
    name: str
    kind: str
    key: str


#: What the course's timeline shows, in order.
EVENTS = (
    Event(1943, "threshold neurons", "neurons", "mcculloch1943logical"),
    Event(1958, "perceptron", "neurons", "rosenblatt1958perceptron"),
    Event(1969, "limits of the perceptron", "neurons", "minsky1969perceptrons"),
    Event(1972, "threshold nets with memories", "loops", "amari1972learning"),
    Event(1982, "Hopfield net", "loops", "hopfield1982neural"),
    Event(1986, "Jordan network", "loops", "jordan1986serial"),
    Event(1986, "back-propagation", "learning", "rumelhart1986learning"),
    Event(1987, "back-propagation through time", "learning", "robinson1987utility"),
    Event(1990, "Elman network", "loops", "elman1990finding"),
    Event(1990, "BPTT, how to do it", "learning", "werbos1990backpropagation"),
    Event(1991, "vanishing gradients", "learning", "hochreiter1991untersuchungen"),
    Event(1997, "LSTM", "gates", "hochreiter1997long"),
    Event(1997, "bidirectional RNN", "loops", "schuster1997bidirectional"),
    Event(2000, "forget gate", "gates", "gers2000learning"),
    Event(2006, "CTC", "learning", "graves2006connectionist"),
    Event(2014, "GRU", "gates", "cho2014learning"),
    Event(2014, "attention", "attention", "bahdanau2015neural"),
    Event(2014, "sequence to sequence", "gates", "sutskever2014sequence"),
    Event(2017, "Transformer", "attention", "vaswani2017attention"),
    Event(2021, "S4", "linear recurrence", "gu2022efficiently"),
    Event(2023, "RWKV", "linear recurrence", "peng2023rwkv"),
    Event(2023, "Mamba", "linear recurrence", "gu2023mamba"),
    Event(2024, "xLSTM", "gates", "beck2024xlstm"),
    Event(2024, "minGRU", "linear recurrence", "feng2024were"),
)


@style()
def timeline(events=EVENTS, *, names=None):
    """Draw events down a scale of years; thin lines lead from the scale to their names.

    Years are to scale on the left, so gaps and crowds can be seen. The names stand in even rows, each with
    the colour and the mark of its kind.

    Args:
        events: Events in the order of their years, two at least.
        names: dict from a kind to the text of the legend; the kind itself where it has none.
    Returns:
        the figure, 5.2 inches wide.
    Raises:
        TypeError, ValueError: no Events, fewer than two, an unknown kind, years that go back or stand still.
    Source: chapter 1.1.3.
    """
    events = _check_events(events)
    height = _TOP + _ROW * len(events) + _BOTTOM
    figure, ax = new_figure(height)
    figure.set_layout_engine("none")
    ax.set(position=(0, 0, 1, 1), xlim=(0, _WIDTH), ylim=(0, height))
    ax.set_axis_off()
    top, bottom = height - _TOP - _ROW / 2, _BOTTOM + _ROW / 2
    first, last = events[0].year, events[-1].year

    def level(year):
        return top - (year - first) / (last - first) * (top - bottom)

    ax.plot([_AXIS, _AXIS], [bottom, top], color="black", linewidth=1.0)
    for decade in range(-(-first // 10) * 10, last + 1, 10):
        ax.plot([_AXIS - 0.06, _AXIS], [level(decade)] * 2, color="black", linewidth=1.0)
        ax.text(_AXIS - 0.1, level(decade), str(decade), ha="right", va="center", fontsize=9.5)
    for row, event in enumerate(events):
        colour, mark = KINDS[event.kind]
        y = top - row * _ROW
        ax.plot([_AXIS, _AXIS + 0.25, _LABELS - 0.35, _LABELS - 0.12],
                [level(event.year), level(event.year), y, y], color=colour, linewidth=0.9, alpha=0.8)
        ax.plot(_AXIS, level(event.year), mark, color=colour, markersize=4.5)
        ax.plot(_LABELS, y, mark, color=colour, markersize=7)
        ax.text(_LABELS + 0.16, y, f"{event.year}", ha="left", va="center", fontsize=10, fontweight="bold")
        ax.text(_LABELS + 0.6, y, event.name, ha="left", va="center", fontsize=10.5)
    _legend(ax, events, names or {})
    return figure


def _check_events(events):
    """The events as a tuple, in order and of known kinds."""
    events = tuple(events)
    for event in events:
        if not isinstance(event, Event):
            raise TypeError(f"events: expected Events, got {type(event).__name__}")
        checks.check_size("year", event.year)
        checks.check_choice("kind", event.kind, tuple(KINDS))
    years = [event.year for event in events]
    if len(events) < 2 or years != sorted(years) or years[0] == years[-1]:
        raise ValueError(f"events: expected at least two of different years, in order, got {years}")
    return events


def _legend(ax, events, names):
    """The kinds that occur, with their marks, in two rows."""
    kinds = [kind for kind in KINDS if any(event.kind == kind for event in events)]
    for i, kind in enumerate(kinds):
        colour, mark = KINDS[kind]
        x, y = 0.35 + 1.62 * (i % 3), 0.36 - 0.22 * (i // 3)
        ax.plot(x, y, mark, color=colour, markersize=7)
        ax.text(x + 0.13, y, names.get(kind, kind), ha="left", va="center", fontsize=9.5)
