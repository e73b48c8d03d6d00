"""Makes data/spoken-digits.npz: the ten digits, spoken by 24 voices of the synthesiser espeak-ng.

    python -m tools.make_spoken_digits

It needs espeak-ng (`apt-get install espeak-ng`; version 1.51 made the file), whose library is asked through
ctypes, because only the library says where each phone begins. The same version gives the same file, byte for
byte. Nothing that runs needs espeak-ng.
"""

import ctypes
import io
import zipfile
from ctypes.util import find_library
from pathlib import Path

import numpy as np
from scipy.signal import resample_poly

TARGET = Path(__file__).resolve().parents[1] / "data" / "spoken-digits.npz"
RATE, SPOKEN_AT = 8000, 22050  # samples a second: of the file, of espeak-ng
WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
ACCENTS = ("en-US", "en", "en-GB-scotland", "en-GB-x-rp", "en-GB-x-gbclan", "en-GB-x-gbcwmd", "en-029",
           "en-US-nyc")
SPEAKERS = ("f1", "m1", "f2", "m2", "f3", "m3", "f4", "m4", "f5", "m5", "Alicia", "m6", "Annie", "m7",
            "steph", "m8", "belinda", "adam", "aunty", "Alex", "grandma", "boris", "anika", "Lee")
VOICES = tuple(f"{ACCENTS[i % len(ACCENTS)]}+{speaker}" for i, speaker in enumerate(SPEAKERS))
TAKES = 2
SPEEDS, PITCHES = (150, 211), (35, 66)  # words a minute and espeak-ng's own scale; the second is excluded


class Phone(ctypes.Structure):
    """espeak_EVENT of espeak-ng's speak_lib.h, whose last 8 bytes hold the name of a phone."""

    _fields_ = [("type", ctypes.c_int), ("unique_identifier", ctypes.c_uint), ("text_position", ctypes.c_int),
                ("length", ctypes.c_int), ("milliseconds", ctypes.c_int), ("sample", ctypes.c_int),
                ("user_data", ctypes.c_void_p), ("name", ctypes.c_char * 8)]


class Speaker:
    """espeak-ng: text in, sound and phones out."""

    PHONE, RATE_PARAMETER, PITCH_PARAMETER = 7, 1, 3  # numbers of speak_lib.h

    def __init__(self):
        self._library = ctypes.CDLL(find_library("espeak-ng") or "libespeak-ng.so.1")
        # sound to a function, synchronously; events for phones, in IPA; never exit
        rate = self._library.espeak_Initialize(2, 0, None, 0x8003)
        if rate != SPOKEN_AT:
            raise RuntimeError(f"espeak-ng: expected {SPOKEN_AT} samples a second, got {rate}")
        kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int,
                                ctypes.POINTER(Phone))
        self._callback = kind(self._receive)
        self._library.espeak_SetSynthCallback(self._callback)

    def _receive(self, sound, samples, events):
        """What espeak-ng calls with each piece of sound."""
        k = 0
        while events[k].type:
            if events[k].type == self.PHONE:
                self._phones.append((events[k].name.decode(), events[k].sample))
            k += 1
        if sound and samples:
            self._pieces.append(np.ctypeslib.as_array(sound, (samples,)).copy())
        return 0

    def say(self, text, voice, speed, pitch):
        """Speak.

        Args:
            text: str.
            voice: language and variant, such as "en-US+f1".
            speed: words a minute.
            pitch: 0 to 99, 50 being the voice's own.
        Returns:
            sound, int16 (N,) at 22,050 samples a second; list of (phone, first sample).
        """
        self._pieces, self._phones = [], []
        errors = [self._library.espeak_SetVoiceByName(f"gmw/{voice}".encode())]
        errors.append(self._library.espeak_SetParameter(self.RATE_PARAMETER, speed, 0))
        errors.append(self._library.espeak_SetParameter(self.PITCH_PARAMETER, pitch, 0))
        data, size = text.encode(), ctypes.c_size_t(len(text.encode()) + 1)
        errors.append(self._library.espeak_Synth(data, size, 0, 1, 0, 1, None, None))
        if any(errors):
            raise RuntimeError(f"espeak-ng: expected to speak {text!r} as {voice}, got errors {errors}")
        return np.concatenate(self._pieces), self._phones


def compress(wave):
    """Return a wave as bytes by the mu-law, the way of digital telephones: fine steps where it is quiet.

    code = round(255 / 2 * (1 + sign(wave) ln(1 + 255 |wave|) / ln 256))

    Args:
        wave: floating (N,), in [-1, 1].
    Returns:
        uint8 (N,).
    """
    bent = np.sign(wave) * np.log1p(255 * np.abs(wave)) / np.log(256)
    return np.round((bent + 1) * 127.5).astype(np.uint8)


def recording(sound, phones):
    """Cut the silence off, go down to 8,000 samples a second, make the loudest sample 0.9.

    Args:
        sound: int16 (N,) at 22,050 samples a second.
        phones: list of (phone, first sample). An empty name, or one that begins with "_", is a pause; the
            last is one. A phone that ends where it begins has melted into the one before and is left out.
    Returns:
        uint8 (M,), as `compress` returns it; list of (phone, first of the M samples).
    """
    names = [name.startswith("_") or not name for name, _ in phones]
    first, last = names.index(False), len(names) - 1 - names[::-1].index(False)
    start, stop = phones[first][1], phones[last + 1][1]
    heard = [phones[k] for k in range(first, last + 1) if phones[k][1] < phones[k + 1][1]]
    wave = resample_poly(sound[start:stop].astype(np.float64), RATE // 50, SPOKEN_AT // 50)
    starts = [(name, round((sample - start) * RATE / SPOKEN_AT)) for name, sample in heard]
    return compress(0.9 * wave / np.abs(wave).max()), starts


def pack(takes):
    """Put takes into one .npz file, compressed by LZMA, which NumPy reads as any other.

    Args:
        takes: list of (digit, number of the voice, uint8 samples, list of (phone, first sample)).
    Returns:
        bytes.
    """
    digits, voices, samples, phones = zip(*takes, strict=True)
    names = sorted({name for each in phones for name, _ in each})
    flat = [(names.index(name), start) for each in phones for name, start in each]
    arrays = {
        "samples": np.concatenate(samples), "lengths": np.array([len(each) for each in samples], np.int32),
        "labels": np.array(digits, np.uint8), "voices": np.array(voices, np.uint8),
        "phones": np.array([name for name, _ in flat], np.uint8),
        "phone_starts": np.array([start for _, start in flat], np.int32),
        "phone_counts": np.array([len(each) for each in phones], np.uint8),
        "voice_names": np.array(VOICES), "phone_names": np.array(names),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as archive:
        for name, array in arrays.items():
            member = io.BytesIO()
            np.save(member, array, allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy")  # dated 1980, so that the bytes do not depend on today
            archive.writestr(entry, member.getvalue(), zipfile.ZIP_LZMA)
    return file.getvalue()


def make(speaker):
    """Let every voice speak every digit, at a speed and pitch drawn for each take.

    Args:
        speaker: Speaker, or anything else with its `say`.
    Returns:
        bytes of the file.
    """
    rng, takes = np.random.default_rng(0), []
    for v, voice in enumerate(VOICES):
        for digit, word in enumerate(WORDS):
            for _ in range(TAKES):
                speed, pitch = int(rng.integers(*SPEEDS)), int(rng.integers(*PITCHES))
                takes.append((digit, v, *recording(*speaker.say(word, voice, speed, pitch))))
    return pack(takes)


if __name__ == "__main__":
    TARGET.write_bytes(make(Speaker()))
