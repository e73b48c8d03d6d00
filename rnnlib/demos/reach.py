"""How far back: what six cells learn to remember on three tasks, and how far their gradients reach."""

import functools

import numpy as np

from rnnlib import plotting
from rnnlib.datasets import reach_record
from rnnlib.explore import explore

TASKS = ("recall", "adding", "copy")
CELLS = ("tanh", "orthogonal tanh", "GRU", "LSTM 0", "LSTM 1", "LSTM 3")
LAGS = (8, 20, 50)
SOLVED = 0.1  # share of the loss without memory
LABELS = {"task": "task", "cell": "cell (LSTM: forget bias)", "lag": "lag"}
WORDS = {"share": "loss / baseline", "lag": "lag", "baseline": "no memory", "optimum": "optimum",
         "gradient": "gradient norm", "steps": "steps back", "before": "before training",
         "after": "after training, lag {lag}"}

_TOP = 1.45
_SHORT = {"LSTM 0": "an LSTM with forget bias 0", "LSTM 1": "an LSTM with forget bias 1",
          "LSTM 3": "an LSTM with forget bias 3", "tanh": "a tanh network", "GRU": "a GRU",
          "orthogonal tanh": "an orthogonal tanh network"}


@functools.cache
def record():
    """Load the stored sweep once.

    Returns:
        datasets.ReachRecord.
    Raises:
        FileNotFoundError, ValueError: the file is missing or damaged.
    Source: chapter 8.1.1.
    """
    return reach_record()


def stored(task, cell, lag):
    """Return the trained networks of one frame.

    Args:
        task, cell, lag: of `TASKS`, `CELLS` and `LAGS`.
    Returns:
        datasets.ReachPoint.
    Raises:
        ValueError: an unknown task, cell or lag.
    Source: chapter 8.1.1.
    """
    for name, value, known in (("task", task, TASKS), ("cell", cell, CELLS), ("lag", lag, LAGS)):
        if value not in known:
            raise ValueError(f"{name}: expected one of {', '.join(map(repr, known))}, got {value!r}")
    return record().points[task, cell, lag]


def solved(task, cell, lag):
    """Count the seeds whose held-out loss is below a tenth of the loss without memory.

    Args:
        task, cell, lag: see `stored`.
    Returns:
        int; the number of seeds.
    Raises:
        ValueError: an unknown task, cell or lag.
    Source: chapter 8.1.1.
    """
    shares = stored(task, cell, lag).shares
    return int((shares < SOLVED).sum()), len(shares)


@plotting.style()
def draw(task, cell, lag, *, words=WORDS):
    """Draw the losses of all seeds at all lags, then the gradients before training and after it.

    Args:
        task, cell, lag: see `stored`.
        words: the texts in the picture.
    Returns:
        matplotlib Figure.
    Source: chapter 8.1.1.
    """
    chosen = stored(task, cell, lag)
    figure, (losses, gradients) = plotting.new_figure(5.0, nrows=2)
    losses.axhline(1.0, color="black", linestyle="--", linewidth=1.0)
    losses.axhline(0.0, color="black", linewidth=1.0)
    for place, name in ((1.04, "baseline"), (0.04, "optimum")):
        losses.text(3.08, place, words[name], ha="right", va="bottom")
    for at, each in enumerate(LAGS):
        shares = np.minimum(stored(task, cell, each).shares, _TOP - 0.03)
        spread = at + 0.07 * (np.arange(len(shares)) - (len(shares) - 1) / 2)
        now = each == lag
        losses.plot(spread, shares, "o", markersize=9 if now else 6, alpha=1.0 if now else 0.55,
                    color=plotting.COLOURS[1 if now else 0])
    losses.set(xlim=(-0.5, 3.1), ylim=(-0.08, _TOP), xticks=range(3), xticklabels=map(str, LAGS),
               xlabel=words["lag"], ylabel=words["share"])
    steps = 5 * np.arange(len(chosen.gradient))
    for curve, line, colour, name in ((record().before[task, cell].gradient, "--", 0, "before"),
                                      (chosen.gradient, "-", 1, "after")):
        gradients.plot(steps, np.maximum(curve, -6.0), line, color=plotting.COLOURS[colour],
                       label=words[name].format(lag=lag))
    gradients.axhline(-2.0, color="black", linestyle=":", linewidth=1.0)
    gradients.set(xlim=(0, 100), ylim=(-6.2, 4.2), yticks=(-6, -4, -2, 0, 2),
                  yticklabels=["10⁻⁶", "10⁻⁴", "0.01", "1", "100"],
                  xlabel=words["steps"], ylabel=words["gradient"])
    gradients.legend(loc="upper right", ncols=2)
    figure.align_ylabels([losses, gradients])
    return figure


def describe(task, cell, lag):
    """Say how many seeds solved the task, between which shares they ended, and how far the gradient reaches.

    Args:
        task, cell, lag: see `stored`.
    Returns:
        str, one sentence.
    Source: chapter 8.1.1.
    """
    point, (right, seeds) = stored(task, cell, lag), solved(task, cell, lag)
    start = record().before[task, cell].reach
    low, high = (f"{100 * value + 1e-6:.0f}" for value in (point.shares.min(), point.shares.max()))
    ended = f"{low} %" if low == high else f"{low} to {high} %"
    return (f"{task.capitalize()} with lag {lag}: {_SHORT[cell]} solves it in {right} of {seeds} seeds, "
            f"with {ended} of the loss without memory; the gradient stays above 1 % for {_steps(start)} "
            f"steps before training and {_steps(point.reach)} after it.")


def alt(task, cell, lag):
    """Say what the picture shows, for readers who do not see it.

    Args:
        task, cell, lag: see `stored`.
    Returns:
        str.
    Source: chapter 8.1.1.
    """
    return (f"Two panels for the task {task} and {_SHORT[cell]}: the held-out loss of four seeds at three "
            f"lags, with lag {lag} in orange, between the lines of the baseline and the optimum; and the "
            "norm of the gradient over 100 steps back, before training and after it.")


def how_far_back(*, draw=draw, describe=describe, alt=alt, labels=None, words=None):
    """Show which cell learns to remember over which lag, on which task.

    Args:
        draw, describe, alt: functions of task, cell and lag, for other pictures or another language.
        labels: dict from the name of a control to the text beside it; those left out stay as they are.
        words: dict from a key of `WORDS` to a text in the picture; those left out stay as they are.
    Returns:
        Demo of 54 frames.
    Source: chapter 8.1.1.
    """
    return explore(functools.partial(draw, words=WORDS | (words or {})), describe=describe, alt=alt,
                   labels=LABELS | (labels or {}), start={"task": "recall", "cell": "LSTM 1", "lag": 20},
                   name="rnnlib.demos.how_far_back", task=list(TASKS), cell=list(CELLS), lag=list(LAGS))


def _steps(reach):
    """The median of the seeds' reach, and where it is the last step that was followed, that it is more."""
    middle = int(np.floor(np.median(reach)))
    return "100 or more" if middle >= 100 else f"{middle}"
