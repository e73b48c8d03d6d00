"""Pictures of phones: they show the recording, the beliefs and the confusions that they were given."""

import numpy as np
import pytest
from pictures import texts

from rnnlib import plotting

RNG = np.random.default_rng(0)
NAMES = ("s", "ɪ", "k")
CHANCES = RNG.dirichlet(np.ones(3), 12)
TRUTH = np.repeat([0, 1, 2, 0], 3)
WAVE = RNG.uniform(-0.9, 0.9, 960)
FEATURES = RNG.normal(size=(12, 5))
PHONES = (("s", 0), ("ɪ", 240), ("k", 480))


def test_a_recording_shows_wave_bands_and_phones():
    figure = plotting.recording(WAVE, 8000, FEATURES, PHONES)
    top, bottom = figure.axes
    np.testing.assert_array_equal(top.lines[0].get_ydata(), WAVE)
    np.testing.assert_array_equal(bottom.images[0].get_array(), FEATURES.T)
    assert [line.get_xdata()[0] for line in bottom.lines] == [30, 60]
    assert set(NAMES) <= {text.get_text() for text in texts(figure)}


def test_posteriors_show_chances_and_the_truth_as_steps():
    ax = plotting.posteriors(CHANCES, NAMES, TRUTH).axes[0]
    np.testing.assert_array_equal(ax.images[0].get_array(), CHANCES.T)
    steps = [(line.get_xdata()[0], line.get_xdata()[1], line.get_ydata()[0]) for line in ax.lines]
    assert steps == [(0, 30, 0), (30, 60, 1), (60, 90, 2), (90, 120, 0)]


def test_phone_confusions_show_the_share_of_each_row():
    counts = np.array([[3, 1, 0], [0, 0, 0], [2, 0, 2]])
    shown = plotting.phone_confusions(counts, NAMES).axes[0].images[0].get_array()
    np.testing.assert_allclose(shown, [[0.75, 0.25, 0], [0, 0, 0], [0.5, 0, 0.5]])


@pytest.mark.parametrize(("call", "words"), [
    (lambda: plotting.recording(WAVE, 8000, FEATURES, ()), "expected at least one sample"),
    (lambda: plotting.posteriors(CHANCES, NAMES[:2], TRUTH), "a column for each of 2 names"),
    (lambda: plotting.posteriors(2 * CHANCES, NAMES, TRUTH), "expected numbers in"),
    (lambda: plotting.posteriors(CHANCES, NAMES, TRUTH[:5]), "truth"),
    (lambda: plotting.phone_confusions(np.eye(2, dtype=int), NAMES), "counts"),
])
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()
