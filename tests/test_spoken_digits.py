"""Spoken digits: the recordings, their labels and phones, and how the file is made of what a speaker says."""

import io

import numpy as np
import pytest

from rnnlib import datasets
from rnnlib.datasets.speech import expand
from tools import make_spoken_digits as maker

SPOKEN = datasets.spoken_digits()


def test_every_voice_speaks_every_digit_twice():
    assert len(SPOKEN.waves) == len(SPOKEN.labels) == len(SPOKEN.voices) == len(SPOKEN.phones) == 480
    counts = np.zeros((24, 10), int)
    np.add.at(counts, (SPOKEN.voices, SPOKEN.labels), 1)
    assert (counts == 2).all()
    assert SPOKEN.labels.dtype == SPOKEN.voices.dtype == np.int64


def test_the_advised_split_holds_every_accent_and_both_sexes():
    test = [name.split("+")[0] for name in SPOKEN.voice_names[2::3]]
    assert len(test) == len(set(test)) == 8
    assert len(set(SPOKEN.voice_names)) == 24
    female = [name for name in SPOKEN.voice_names[::2]]
    assert [name for name in female if name.split("+")[1][0] in "fAsbag"] == female
    assert sum(v % 2 == 0 for v in range(2, 24, 3)) == 4


def test_waves_are_what_the_docstring_says():
    assert SPOKEN.rate == 8000
    seconds = np.array([len(wave) for wave in SPOKEN.waves]) / SPOKEN.rate
    assert 0.16 <= seconds.min() and seconds.max() <= 0.64 and round(seconds.sum()) == 175
    for wave in SPOKEN.waves:
        assert wave.dtype == np.float32 and wave.ndim == 1
        assert 0.88 < np.abs(wave).max() < 0.92 and abs(wave.mean()) < 0.05


def test_no_two_recordings_are_equal():
    assert len({wave.tobytes() for wave in SPOKEN.waves}) == 480


def test_phones_follow_each_other_inside_the_recording():
    for wave, phones in zip(SPOKEN.waves, SPOKEN.phones, strict=True):
        starts = [start for _, start in phones]
        assert starts[0] == 0 and starts[-1] < len(wave) and (np.diff(starts) > 0).all()
        assert all(name and not name.startswith("_") and isinstance(name, str) for name, _ in phones)


def test_phones_spell_the_digit():
    first = {0: "z", 1: "w", 2: "t", 4: "f", 5: "f", 6: "s", 7: "s", 9: "n"}
    for digit, phones in zip(SPOKEN.labels, SPOKEN.phones, strict=True):
        assert phones[0][0] == first.get(int(digit), phones[0][0])
    sevens = [phones for digit, phones in zip(SPOKEN.labels, SPOKEN.phones, strict=True) if digit == 7]
    assert {"".join(name for name, _ in phones) for phones in sevens} == {"sɛvən"}


def test_s_is_high_and_vowels_are_low():
    """The phones are where the sound says they are: in a six, s holds most of what lies over 3 kHz."""
    shares = {"s": [], "ɪ": []}
    for digit, wave, phones in zip(SPOKEN.labels, SPOKEN.waves, SPOKEN.phones, strict=True):
        if digit == 6:
            for (name, start), end in zip(phones[:2], [phones[1][1], phones[2][1]], strict=True):
                power = np.abs(np.fft.rfft(wave[start:end])) ** 2
                shares[name].append(power[len(power) * 3 // 4 :].sum() / power.sum())
    assert np.median(shares["s"]) > 0.12 > 0.04 > np.median(shares["ɪ"])


def test_expand_undoes_compress():
    codes = np.arange(256, dtype=np.uint8)
    assert (maker.compress(expand(codes).astype(np.float64)) == codes).all()
    wave = np.linspace(-1, 1, 1001)
    error = np.abs(expand(maker.compress(wave)) - wave)
    assert (error <= 0.0225 * np.abs(wave) + 1e-4).all()
    assert expand(codes)[[0, 255]].tolist() == [-1, 1]


@pytest.mark.parametrize("codes", [np.zeros(3), [1, 2], np.zeros(3, np.int64)])
def test_expand_wants_bytes(codes):
    with pytest.raises(TypeError, match="codes: expected a uint8 array, got"):
        expand(codes)


class Tone:
    """A speaker that hums: a silence, two phones of 2,205 samples and one of none, a silence."""

    def say(self, text, voice, speed, pitch):
        low, high = self.speeds
        assert low <= speed < high and 0 <= pitch < 100 and text in maker.WORDS and voice in maker.VOICES
        wave = 8000 * np.sin(2 * np.pi * 441 / maker.SPOKEN_AT * np.arange(4410))
        sound = np.concatenate([np.zeros(441), wave, np.zeros(441)]).astype(np.int16)
        return sound, [("_", 0), ("a", 441), ("b", 2646), ("r", 4851), ("", 4851), ("_", 5000)]

    speeds = maker.SPEEDS


def test_a_recording_is_cut_resampled_and_made_equally_loud():
    codes, phones = maker.recording(*Tone().say("one", maker.VOICES[0], 150, 50))
    wave = expand(codes)
    assert len(wave) == 1600 and phones == [("a", 0), ("b", 800)]
    assert 0.88 < np.abs(wave).max() < 0.92
    peak = np.abs(np.fft.rfft(wave)).argmax() * 8000 / 1600
    assert peak == 440


def test_the_file_is_the_same_each_time_and_numpy_reads_it():
    first, second = maker.make(Tone()), maker.make(Tone())
    assert first == second
    with np.load(io.BytesIO(first)) as file:
        assert file["labels"].tolist() == [d for _ in range(24) for d in range(10) for _ in range(2)]
        assert file["lengths"].sum() == len(file["samples"]) == 480 * 1600
        assert file["phone_names"].tolist() == ["a", "b"] and (file["phone_counts"] == 2).all()


def test_a_damaged_file_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("RNNLIB_SHIPPED", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="spoken-digits.npz: expected a file"):
        datasets.spoken_digits()
    (tmp_path / "spoken-digits.npz").write_bytes(b"PK")
    with pytest.raises(ValueError, match="spoken-digits.npz: expected SHA-256"):
        datasets.spoken_digits()
