"""Speech: recordings of spoken words, with who speaks and which phone is heard when."""

import io
from typing import NamedTuple

import numpy as np

from rnnlib.datasets.shipped import shipped_bytes

SPOKEN_DIGITS = "8b62c65b402b8c0364f8efaf8638cdd7101212a96c64079812a4e67c81001930"
RATE = 8000


class SpokenDigits(NamedTuple):
    """Recordings of single digits, all lists and arrays in the same order.

    Attributes:
        waves: list of float32 arrays (N,), the sound, in [-1, 1].
        labels: int64 (B,), the digit that is spoken, 0 to 9.
        voices: int64 (B,), who speaks: an index into voice_names.
        phones: list of tuples of (phone, first sample), the phone in the International Phonetic Alphabet; a
            phone ends where the next one begins, the last one with the recording.
        rate: samples a second.
        voice_names: tuple of str, language and variant, such as "en-GB-scotland+f2".
    Source: data/README.md.
    """

    waves: list
    labels: np.ndarray
    voices: np.ndarray
    phones: list
    rate: int
    voice_names: tuple


def spoken_digits():
    """Read 480 spoken digits: 24 synthetic voices, ten digits each, each spoken twice.

    Voices 0, 2, 4, ... are female variants of the synthesiser, the others male; voice v has accent v mod 8 of
    eight English accents. To test on voices that were never heard, split by `voices`, never by recordings:
    `voices % 3 == 2` are eight voices, four of them female, one of each accent.

    Returns:
        SpokenDigits, 8,000 samples a second, 0.16 to 0.64 seconds each, the loudest sample 0.9.
    Raises:
        FileNotFoundError, ValueError: the file is missing or damaged.
    Source: espeak-ng 1.51; data/README.md.
    """
    with np.load(io.BytesIO(shipped_bytes("spoken-digits.npz", SPOKEN_DIGITS)), allow_pickle=False) as file:
        arrays = dict(file)
    waves = np.split(expand(arrays["samples"]), np.cumsum(arrays["lengths"])[:-1])
    names = arrays["phone_names"].tolist()
    pairs = [(names[k], start) for k, start in zip(arrays["phones"], arrays["phone_starts"].tolist(),
                                                   strict=True)]
    ends = np.cumsum(arrays["phone_counts"], dtype=int)
    phones = [tuple(pairs[start:end]) for start, end in zip([0, *ends[:-1]], ends, strict=True)]
    return SpokenDigits(waves, arrays["labels"].astype(np.int64), arrays["voices"].astype(np.int64), phones,
                        RATE, tuple(arrays["voice_names"].tolist()))


def expand(codes):
    """Undo the mu-law, by which each sample became a byte, with fine steps where it is quiet.

    wave = sign(u) (256^|u| - 1) / 255  with  u = codes / 127.5 - 1

    Args:
        codes: uint8, any shape.
    Returns:
        float32 array of the same shape, in [-1, 1].
    Raises:
        TypeError: codes are no uint8 array.
    Source: ITU-T G.711 (1988), in its continuous form with 256 equal steps; data/README.md.
    """
    if not isinstance(codes, np.ndarray) or codes.dtype != np.uint8:
        kind = codes.dtype if isinstance(codes, np.ndarray) else type(codes).__name__
        raise TypeError(f"codes: expected a uint8 array, got {kind}")
    u = np.arange(256) / 127.5 - 1
    return (np.sign(u) * np.expm1(np.abs(u) * np.log(256)) / 255).astype(np.float32)[codes]
