"""Sounds: a recording that a notebook plays, and the picture of what it is made of."""

import base64
import html
import io
import wave as wav

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from rnnlib import checks
from rnnlib.plotting.style import COLOURS, as_axes, style

#: For the power of a sound: white, pale to dark blue, nearly black.
POWER = LinearSegmentedColormap.from_list("power", ["#ffffff", "#d5e6f7", "#7fb2e5", COLOURS[0], "#123a66",
                                                    "#071525"])


class Sound:
    """A recording that a notebook shows as a player, with the sound inside: nothing is loaded from elsewhere.

    Attributes:
        wave, rate, label: the arguments.
    Args:
        wave: floating (N,), in [-1, 1], N >= 1.
        rate: samples a second.
        label: what is heard, for those who do not see the player, or do not hear it.
    Raises:
        TypeError, ValueError: no such wave, a rate that is no whole number above 0, no text.
    Source: chapters 1.2.2 and 6.2.
    """

    def __init__(self, wave, rate, label):
        checks.check_array("wave", wave, ("N",))
        if not len(wave) or np.abs(wave).max() > 1:
            raise ValueError(f"wave: expected at least one sample, all in [-1, 1], got {len(wave)} samples"
                             + (f" up to {np.abs(wave).max():g}" if len(wave) else ""))
        self.wave, self.rate = wave, checks.check_size("rate", rate)
        if not isinstance(label, str) or not label.strip():
            raise ValueError(f"label: expected a text that says what is heard, got {label!r}")
        self.label = label

    def __repr__(self):
        return f"Sound of {len(self.wave) / self.rate:.1f} seconds: {self.label}"

    def to_wav(self):
        """Return the recording as a WAV file, 16 bits a sample.

        Returns:
            bytes.
        """
        buffer = io.BytesIO()
        with wav.open(buffer, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(self.rate)
            file.writeframes(np.round(self.wave * 32767).astype("<i2").tobytes())
        return buffer.getvalue()

    def _repr_html_(self):
        data = base64.b64encode(self.to_wav()).decode("ascii")
        return (f'<audio controls preload="metadata" aria-label="{html.escape(self.label)}" '
                f'style="display:block;width:100%;max-width:24rem" '
                f'src="data:audio/wav;base64,{data}"></audio>')


@style()
def spectrogram(wave, rate, *, phones=(), title="", xlabel="time (ms)", ylabel="frequency (kHz)", ax=None):
    """Show which frequencies a sound is made of, moment by moment: a column a moment, darker for more power.

    Windows of 16 ms, one each 2 ms; the picture reaches 60 dB down from the loudest point.

    Args:
        wave: floating (N,), longer than a window.
        rate: samples a second.
        phones: pairs of (phone, first sample), in order; a line is drawn where each begins.
        title: text on top.
        xlabel, ylabel: texts beside the axes.
        ax: matplotlib Axes, or None.
    Returns:
        the figure.
    Raises:
        TypeError, ValueError: no floating wave, one that is too short, a rate that is no whole number.
    Source: Koenig, Dunn and Lacy (1946); chapter 1.2.2.
    """
    checks.check_array("wave", wave, ("N",))
    rate = checks.check_size("rate", rate)
    size, hop = max(2, round(0.016 * rate)), max(1, round(0.002 * rate))
    if len(wave) <= size:
        raise ValueError(f"wave: expected more than {size} samples, a window of 16 ms, got {len(wave)}")
    padded = np.pad(wave.astype(np.float64), size // 2)
    windows = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop] * np.hanning(size)
    power = np.abs(np.fft.rfft(windows, n=4 * size)) ** 2
    decibels = 10 * np.log10(np.maximum(power / max(power.max(), 1e-300), 1e-6))
    ax = as_axes(ax, 2.4)
    end = 1000 * len(wave) / rate
    ax.imshow(decibels.T, cmap=POWER, vmin=-60, vmax=0, aspect="auto", origin="lower",
              interpolation="none", extent=(0, end, 0, rate / 2000))
    ax.set(xlabel=xlabel, ylabel=ylabel, title=title)
    ax.spines[["top", "right"]].set_visible(True)
    starts = [1000 * start / rate for _, start in phones] + [end]
    for k, (name, _) in enumerate(phones):
        if k:
            ax.axvline(starts[k], color=COLOURS[1], linewidth=1.2, linestyle=(0, (3, 2)))
        ax.text((starts[k] + starts[k + 1]) / 2, 0.95 * rate / 2000, name, ha="center", va="top", fontsize=11,
                color="#a04c05", bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0, "alpha": 0.8})
    return ax.figure
