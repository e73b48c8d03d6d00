"""Pictures of section 1.2: shapes, surprise, sounds, beliefs and orders show what they were given."""

import io
import wave

import numpy as np
import pytest
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from pictures import assert_texts_can_be_read

from rnnlib import plotting
from rnnlib.plotting.shapes import SHAPES
from rnnlib.plotting.surprise import starts_word

TEXT = "'don't you see?' said alice, in a tone of great surprise."
BITS = np.random.default_rng(0).gamma(1.5, 2.0, len(TEXT))
HUM = (0.8 * np.sin(2 * np.pi * 1000 / 8000 * np.arange(3200))).astype(np.float32)
IMAGES = np.random.default_rng(1).random((4, 8, 8))
CHANCES = np.random.default_rng(2).dirichlet(np.ones(10), (4, 8))
LABELS = np.array([3, 5, 8, 9])
PANELS = {
    "text": ([[3.0, 3.1], [3.5, 3.9], [4.1, 4.1]], {"best": 2.0, "blind": 4.3}, "bits", (4.7, 1.9)),
    "speech": ([[0.9, 0.93], [0.9, 0.88], [0.8, 0.88]], {"blind": 0.7}, "accuracy", (0.45, 1.03)),
}
WAYS = ("kept", "one shuffle", "new each")
FIGURES = {
    "shapes": lambda: plotting.sequence_shapes(),
    "surprise": lambda: plotting.surprise(TEXT, BITS),
    "spectrogram": lambda: plotting.spectrogram(HUM, 8000, phones=[("a", 0), ("b", 1600)], title="hum"),
    "beliefs": lambda: plotting.beliefs(IMAGES, CHANCES, LABELS, name="digit", xlabel="guess"),
    "orders": lambda: plotting.order_test(PANELS, ways=WAYS),
}


@pytest.mark.parametrize("name", FIGURES)
def test_texts_lie_inside_apart_and_are_large_enough(name):
    assert_texts_can_be_read(FIGURES[name]())


# ---- shapes


def test_shapes_have_a_box_for_each_piece_and_an_arrow_for_each_way():
    figure = plotting.sequence_shapes()
    for ax, (_, steps, inputs, outputs) in zip(figure.axes, SHAPES, strict=True):
        assert len(ax.findobj(FancyBboxPatch)) == steps + len(inputs) + len(outputs)
        assert len(ax.findobj(FancyArrowPatch)) == steps - 1 + len(inputs) + len(outputs)


# ---- surprise


def test_bars_are_as_high_as_the_bits_in_the_order_of_the_text():
    figure = plotting.surprise(TEXT, BITS, width=20)
    drawn, letters = [], ""
    for ax in figure.axes:
        bars = sorted(ax.patches, key=lambda bar: bar.get_x())
        drawn += [bar.get_height() for bar in bars]
        letters += "".join(label.get_text() for label in ax.get_xticklabels()).replace("\xa0", " ")
        assert len(bars) <= 20
    np.testing.assert_allclose(drawn, BITS)
    assert letters == TEXT


def test_first_letters_are_hatched():
    figure = plotting.surprise(TEXT, BITS)
    hatched = [k for ax in figure.axes for k in
               [(ax, round(bar.get_x() + bar.get_width() / 2)) for bar in ax.patches if bar.get_hatch()]]
    firsts = [ax.get_xticklabels()[k].get_text() for ax, k in hatched]
    assert firsts == [word[0] for word in "dont you see said alice in a tone of great surprise".split()]


def test_a_word_begins_once():
    assert [k for k in range(len(TEXT)) if starts_word(TEXT, k)][:3] == [1, 7, 11]
    assert starts_word("a", 0) and not starts_word("1", 0) and starts_word("'tis", 1)


# ---- sounds


def test_a_sound_is_a_wav_file_inside_a_player_with_a_name():
    sound = plotting.Sound(HUM, 8000, 'a "hum" & <more>')
    with wave.open(io.BytesIO(sound.to_wav())) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8000, 1, 2)
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    np.testing.assert_allclose(samples / 32767, HUM, atol=1 / 32767)
    html = sound._repr_html_()
    assert 'aria-label="a &quot;hum&quot; &amp; &lt;more&gt;"' in html and "controls" in html
    assert html.count("http") == 0 and 'src="data:audio/wav;base64,UklGR' in html
    assert repr(sound) == 'Sound of 0.4 seconds: a "hum" & <more>'


def test_a_spectrogram_is_darkest_at_the_frequency_of_the_tone():
    figure = FIGURES["spectrogram"]()
    image = figure.axes[0].images[0]
    decibels, (left, right, low, high) = np.asarray(image.get_array()), image.get_extent()
    assert (left, right, low, high) == (0, 400, 0, 4)
    middle = decibels[:, 20:-20]
    assert abs(high * middle.mean(axis=1).argmax() / (len(decibels) - 1) - 1.0) < 0.02
    assert decibels.max() == 0 and decibels.min() == -60
    lines = [line.get_xdata()[0] for line in figure.axes[0].get_lines()]
    assert lines == [200]


# ---- beliefs


def test_beliefs_are_marked_where_they_are_strongest():
    figure = FIGURES["beliefs"]()
    for b in range(4):
        right = figure.axes[2 * b + 1]
        marks = {"x": [], "o": []}
        for line in right.get_lines():
            marks[line.get_marker()].append((int(line.get_xdata()[0]), int(line.get_ydata()[0])))
        best = [(int(k), row + 1) for row, k in enumerate(CHANCES[b].argmax(axis=1))]
        assert set(marks["o"]) == {(k, row) for k, row in best if k == LABELS[b]}
        assert set(marks["x"]) == {(k, row) for k, row in best if k != LABELS[b]}
        np.testing.assert_allclose(np.asarray(right.images[0].get_array()), CHANCES[b])


# ---- orders


def test_every_run_and_every_baseline_is_drawn():
    figure = FIGURES["orders"]()
    for ax, (scores, baselines, _, limits) in zip(figure.axes, PANELS.values(), strict=True):
        marks = [line for line in ax.get_lines() if line.get_linestyle() == "None"]
        assert [list(line.get_ydata()) for line in marks] == scores
        dashed = [line.get_ydata()[0] for line in ax.get_lines() if line.is_dashed()]
        assert dashed == list(baselines.values())
        assert ax.get_ylim() == limits
        assert {text.get_text() for text in ax.texts} == set(baselines)


@pytest.mark.parametrize(("call", "error", "message"), [
    (lambda: plotting.sequence_shapes(SHAPES[:2]), ValueError, "shapes: expected 4"),
    (lambda: plotting.sequence_shapes([*SHAPES[:3], ("a", 6, (0,), (0,))]), ValueError, "steps: expected at"),
    (lambda: plotting.sequence_shapes([*SHAPES[:3], ("a", 2, (2,), (0,))]), ValueError, "steps from 0 to 1"),
    (lambda: plotting.surprise("", BITS[:0]), ValueError, "bits: expected one number >= 0"),
    (lambda: plotting.surprise(TEXT, BITS[1:]), ValueError, "bits: expected shape"),
    (lambda: plotting.surprise(TEXT, -BITS), ValueError, "bits: expected one number >= 0"),
    (lambda: plotting.surprise(TEXT, BITS, width=9), ValueError, "width"),
    (lambda: plotting.Sound(2 * HUM, 8000, "hum"), ValueError,
     r"wave: .* all in \[-1, 1\], got 3200 samples up"),
    (lambda: plotting.Sound(HUM[:0], 8000, "hum"), ValueError, "wave: expected at least one sample"),
    (lambda: plotting.Sound(HUM, 8000.5, "hum"), TypeError, "rate: expected a whole number"),
    (lambda: plotting.Sound(HUM, 8000, " "), ValueError, "label: expected a text"),
    (lambda: plotting.spectrogram(HUM[:128], 8000), ValueError, "wave: expected more than 128 samples"),
    (lambda: plotting.beliefs(IMAGES, 2 * CHANCES, LABELS), ValueError,
     "probabilities: expected numbers >= 0"),
    (lambda: plotting.beliefs(IMAGES[:3], CHANCES, LABELS), ValueError, "probabilities: expected shape"),
    (lambda: plotting.beliefs(IMAGES, CHANCES, LABELS, columns=3), ValueError,
     "images: expected from 1 to 8"),
    (lambda: plotting.order_test({}, ways=WAYS), ValueError, "panels: expected from 1 to 4 tasks, got 0"),
    (lambda: plotting.order_test(PANELS, ways=WAYS[:2]), ValueError, "expected 2 lists of scores, got 3"),
])
def test_bad_input_is_told(call, error, message):
    with pytest.raises(error, match=message):
        call()
