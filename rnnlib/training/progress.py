"""Progress: how far training is, for a function of one's own or as a line of text."""

from typing import NamedTuple

from rnnlib import checks


class Progress(NamedTuple):
    """What training tells after every step, and once more at the end of every epoch.

    Attributes:
        epoch: which epoch, counted from 1.
        epochs: how many there will be at most.
        step: which step of the epoch, counted from 1.
        steps: how many the epoch has; None if that is not known before its end.
        finished: whether this is the report at the end of the epoch.
        loss: of this step; at the end the epoch's mean.
        gradient_norm: of this step, before clipping; at the end the epoch's mean.
        learning_rate: of this step.
        validation_loss: at the end of an epoch with validation, otherwise None.
    Source: chapter 3.3.3.
    """

    epoch: int
    epochs: int
    step: int
    steps: int | None
    finished: bool
    loss: float
    gradient_norm: float
    learning_rate: float
    validation_loss: float | None = None


class ProgressLine:
    """A function for `fit(progress=...)` that writes a line an epoch, and a bar that grows in between.

    The text depends on the numbers of the training alone, not on the clock. The bar is drawn on terminals
    only, where a line can be written over; in files and notebooks there is one line an epoch.

    Args:
        stream: where to write, such as sys.stdout.
        width: characters of the bar.
        bar: whether to draw the bar; None: if the stream is a terminal.
    Raises:
        TypeError: nothing to write to, or a wrong type of `width` or `bar`.
        ValueError: a width below 1.
    Source: chapter 3.3.3.
    """

    def __init__(self, stream, *, width=20, bar=None):
        if not callable(getattr(stream, "write", None)):
            raise TypeError(f"stream: expected something to write to, such as sys.stdout, got "
                            f"{type(stream).__name__}")
        self._stream, self._width = stream, checks.check_size("width", width)
        terminal = getattr(stream, "isatty", lambda: False)
        self._bar = bool(terminal()) if bar is None else checks.check_flag("bar", bar)
        self._drawn, self._length = None, 0

    def __call__(self, progress):
        """Write what is new.

        Args:
            progress: Progress.
        """
        p = progress
        text = f"epoch {p.epoch:{len(str(p.epochs))}}/{p.epochs}"
        loss = f"loss {p.loss:#.3g}"
        if p.finished:
            parts = [text, loss]
            if p.validation_loss is not None:
                parts.append(f"validation {p.validation_loss:#.3g}")
            self._write("  ".join(parts), "\n")
            self._drawn, self._length = None, 0
        elif self._bar:
            if p.steps is None:
                drawn = f"{text}  step {p.step}"
            else:
                full = self._width * p.step // max(p.steps, p.step)
                drawn = f"{text}  [{'#' * full}{'.' * (self._width - full)}]"
            if drawn != self._drawn:
                self._drawn = drawn
                self._write(f"{drawn}  {loss}", "")

    def _write(self, text, end):
        """Write over the line that is there."""
        start = "\r" if self._bar else ""
        self._stream.write(start + text.ljust(self._length) + end)
        self._length = len(text)
        if hasattr(self._stream, "flush"):
            self._stream.flush()
