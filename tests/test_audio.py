"""Audio features: each step against another route to the same numbers, and messages for bad input."""

import numpy as np
import pytest
import torch

from rnnlib import audio, metrics

RNG = np.random.default_rng(0)
WAVE = RNG.uniform(-0.9, 0.9, 3333)


def test_hann_is_torchs_periodic_window():
    np.testing.assert_allclose(audio.hann(200), torch.hann_window(200, dtype=torch.float64), atol=1e-15)


@pytest.mark.parametrize(("size", "hop"), [(200, 80), (80, 80), (7, 4)])
def test_frames_are_pieces_round_the_middle_of_each_hop(size, hop):
    frames = audio.cut_frames(WAVE, size, hop)
    assert frames.shape == (len(WAVE) // hop, size)
    before = (size - hop) // 2
    for k in (0, 1, len(frames) // 2, len(frames) - 1):
        start = k * hop - before
        wanted = [WAVE[i] if 0 <= i < len(WAVE) else 0 for i in range(start, start + size)]
        np.testing.assert_array_equal(frames[k], wanted)


def test_mel_scale_is_inverted_and_passes_1000_at_1000_hertz():
    hertz = np.linspace(0, 4000, 50)
    np.testing.assert_allclose(audio.mel_to_hertz(audio.hertz_to_mel(hertz)), hertz, atol=1e-9)
    assert audio.hertz_to_mel(1000) == pytest.approx(1000, abs=0.1)


def test_filters_are_triangles_that_add_up_to_one():
    filters = audio.mel_filters(8000, 1024, 20, low=60.0)
    hertz = np.arange(513) * 8000 / 1024
    edges = audio.mel_to_hertz(np.linspace(audio.hertz_to_mel(60), audio.hertz_to_mel(4000), 22))
    for m, row in enumerate(filters):
        np.testing.assert_allclose(row, np.interp(hertz, edges[m:m + 3], [0, 1, 0], 0, 0), atol=1e-12)
    inside = (hertz >= edges[1]) & (hertz <= edges[-2])
    np.testing.assert_allclose(filters.sum(axis=0)[inside], 1)
    assert filters.min() == 0 and filters.max() <= 1


def test_log_mel_is_that_of_torch_stft():
    padded = torch.tensor(np.pad(WAVE, (60, 400)))
    window = torch.nn.functional.pad(torch.hann_window(200, dtype=torch.float64), (0, 56))
    z = torch.stft(padded, 256, 80, window=window, center=False, return_complex=True)
    power = (z.abs() ** 2 / window.sum() ** 2).numpy().T[: len(WAVE) // 80]
    wanted = np.log(power @ audio.mel_filters(8000, 256, 20).T + audio.FLOOR)
    np.testing.assert_allclose(audio.log_mel(WAVE, 8000), wanted, rtol=1e-9)


def test_a_tone_shows_in_its_band_and_silence_at_the_floor():
    tone = 0.5 * np.sin(2 * np.pi * 1000 * np.arange(4000) / 8000)
    edges = audio.mel_to_hertz(np.linspace(audio.hertz_to_mel(60), audio.hertz_to_mel(4000), 22))
    band = int(np.argmin(np.abs(edges[1:-1] - 1000)))
    assert (audio.log_mel(tone, 8000)[3:-3].argmax(axis=1) == band).all()
    np.testing.assert_allclose(audio.log_mel(np.zeros(800), 8000), np.log(audio.FLOOR))


def test_float32_waves_give_the_same_features():
    found = audio.log_mel(WAVE.astype(np.float32), 8000)
    np.testing.assert_allclose(found, audio.log_mel(WAVE, 8000), rtol=1e-4)


@pytest.mark.parametrize(("call", "words"), [
    (lambda: audio.hann(1), "size: expected a whole number of at least 2"),
    (lambda: audio.cut_frames(WAVE, 80, 200), "hop: expected at most size"),
    (lambda: audio.cut_frames(WAVE[:10], 200, 80), "wave: expected at least 80 samples"),
    (lambda: audio.hertz_to_mel(-1.0), "hertz: expected frequencies of at least 0"),
    (lambda: audio.mel_filters(8000, 64, 40), "bands: 40 filters are too many for 64 points"),
    (lambda: audio.mel_filters(8000, 256, 20, high=5000.0), "high: expected"),
])
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize(("found", "expected", "distance"), [
    ("", "", 0), ("abc", "", 3), ("", "ab", 2), ("kitten", "sitting", 3), ("siks", "siks", 0),
    ("ab", "ba", 2), (["s", "ɪ"], ["s", "iː", "k"], 2),
])
def test_edit_distance(found, expected, distance):
    assert metrics.edit_distance(found, expected) == metrics.edit_distance(expected, found) == distance


def every_way(found, expected):
    """The distance by trying all three edits, without a table."""
    if not (found and expected):
        return len(found) + len(expected)
    if found[0] == expected[0]:
        return every_way(found[1:], expected[1:])
    return 1 + min(every_way(found[1:], expected), every_way(found, expected[1:]),
                   every_way(found[1:], expected[1:]))


def test_edit_distance_is_the_least_of_all_ways():
    for _ in range(40):
        one, other = ("".join(RNG.choice(list("abc"), RNG.integers(1, 7))) for _ in range(2))
        assert metrics.edit_distance(one, other) == every_way(one, other)
