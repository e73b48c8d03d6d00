"""Audio features: from a wave to the logarithm of its power, by frames and by bands as wide as the ear's."""

import numpy as np

from rnnlib import checks

FLOOR = 1e-8  # power below which a band counts as silent: 80 dB under full scale


def hann(size):
    """Return the periodic Hann window, which fades a frame in and out.

    w_n = (1 - cos(2 pi n / size)) / 2

    Args:
        size: samples in the window, at least 2.
    Returns:
        float64 array (size,), in [0, 1].
    Raises:
        TypeError, ValueError: size is no whole number of at least 2.
    Source: Harris (1978); chapter 6.2.1.
    """
    size = checks.check_size("size", size, 2)
    return (1 - np.cos(2 * np.pi * np.arange(size) / size)) / 2


def cut_frames(wave, size, hop):
    """Cut a wave into frames that overlap, one in the middle of each whole hop.

    Frame k has its centre at sample (k + 1/2) hop. What it lacks at the ends is filled with zeros.

    Args:
        wave: floating (N,), N >= hop.
        size: samples of a frame.
        hop: samples from one frame to the next, not above size.
    Returns:
        array (N // hop, size) of the wave's dtype.
    Raises:
        TypeError, ValueError: no such wave, a size that is no whole number above 0, a hop above the size.
    Source: chapter 6.2.1.
    """
    checks.check_array("wave", wave, ("N",))
    size, hop = checks.check_size("size", size), checks.check_size("hop", hop)
    if hop > size:
        raise ValueError(f"hop: expected at most size, {size}, got {hop}")
    if len(wave) < hop:
        raise ValueError(f"wave: expected at least {hop} samples, one hop, got {len(wave)}")
    count, before = len(wave) // hop, (size - hop) // 2
    padded = np.pad(wave, (before, size))
    return np.lib.stride_tricks.sliding_window_view(padded, size)[: count * hop : hop].copy()


def hertz_to_mel(hertz):
    """Return the mel value of a frequency: nearly linear below 1 kHz, logarithmic further up.

    mel = 2595 log10(1 + hertz / 700)

    Args:
        hertz: number or array, >= 0.
    Returns:
        float64 number or array.
    Raises:
        ValueError: a frequency is negative or no number.
    Source: O'Shaughnessy (1987), Speech Communication; chapter 6.2.1.
    """
    hertz = np.asarray(hertz, dtype=np.float64)
    if not (hertz >= 0).all():
        raise ValueError("hertz: expected frequencies of at least 0")
    return 2595 * np.log10(1 + hertz / 700)


def mel_to_hertz(mel):
    """Return the frequency of a mel value; the inverse of hertz_to_mel.

    Args:
        mel: number or array, >= 0.
    Returns:
        float64 number or array, in hertz.
    Source: O'Shaughnessy (1987); chapter 6.2.1.
    """
    return 700 * (10 ** (np.asarray(mel, dtype=np.float64) / 2595) - 1)


def mel_filters(rate, points, bands, low=60.0, high=None):
    """Return triangular filters that are equally spaced in mel and overlap by half.

    Filter m rises from the centre of filter m - 1 to its own centre, where it is 1, and falls to the
    centre of filter m + 1. So at each frequency from the first centre to the last, they add up to 1.

    Args:
        rate: samples a second.
        points: length of the Fourier transform; it has points // 2 + 1 frequencies.
        bands: number of filters.
        low, high: where the first begins and the last ends, in hertz; high is rate / 2 if None.
    Returns:
        float64 array (bands, points // 2 + 1), in [0, 1].
    Raises:
        TypeError, ValueError: a size that is no whole number above 0; low and high not in order and in
            [0, rate / 2]; a filter so narrow that it holds no frequency of the transform.
    Source: Davis and Mermelstein (1980); chapter 6.2.1.
    """
    rate, points = checks.check_size("rate", rate), checks.check_size("points", points, 2)
    bands = checks.check_size("bands", bands)
    high = checks.check_number("high", rate / 2 if high is None else high, 0.0, rate / 2, open_low=True)
    low = checks.check_number("low", low, 0.0, high, open_high=True)
    edges = mel_to_hertz(np.linspace(hertz_to_mel(low), hertz_to_mel(high), bands + 2))
    left, centre, right = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    hertz = np.arange(points // 2 + 1) * rate / points
    filters = np.maximum(0, np.minimum((hertz - left) / (centre - left), (right - hertz) / (right - centre)))
    if not filters.any(axis=1).all():
        raise ValueError(f"bands: {bands} filters are too many for {points} points: filter "
                         f"{int(np.argmin(filters.any(axis=1)))} holds no frequency")
    return filters


def log_mel(wave, rate, *, bands=20, window=0.025, hop=0.010, low=60.0):
    """Return the log-mel spectrogram: the log of the power in each mel band, frame by frame.

    x_tm = ln(sum_f M_mf |FFT(w * frame_t)_f|^2 / sum(w)^2 + FLOOR)

    Args:
        wave: floating (N,), at least one hop long.
        rate: samples a second.
        bands: number of mel bands.
        window, hop: length of a frame, and time from one to the next, in seconds.
        low: lower end of the first band, in hertz.
    Returns:
        float64 array (T, bands), T the number of whole hops.
    Raises:
        TypeError, ValueError: as cut_frames and mel_filters.
    Source: Davis and Mermelstein (1980), without their cosine transform; chapter 6.2.1.
    """
    rate = checks.check_size("rate", rate)
    size = round(checks.check_number("window", window, 0.0, open_low=True) * rate)
    step = round(checks.check_number("hop", hop, 0.0, open_low=True) * rate)
    frames = cut_frames(wave, size, step).astype(np.float64)
    points = 1 << (size - 1).bit_length()
    fade = hann(size)
    power = np.abs(np.fft.rfft(frames * fade, n=points)) ** 2 / fade.sum() ** 2
    return np.log(power @ mel_filters(rate, points, bands, low).T + FLOOR)
