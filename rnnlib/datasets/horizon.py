"""Horizon record: how forecast errors grow with the horizon on three real series, as measured once."""

import json
from typing import NamedTuple

import numpy as np

from rnnlib.datasets.shipped import shipped_bytes

HORIZON = "78d37e1e7ba9a3aa7447726ec7a6c53c9c1636ce29691671631e1dc82aa8ea3b"


class HorizonRecord(NamedTuple):
    """Errors of three methods on one series, 1 to 32 steps ahead, and an example.

    Everything is in the unit of the series: per cent of log price, ppm, or sunspots.

    Attributes:
        origins: how many origins the errors are taken over.
        errors: dict from a method ("persistence", "seasonal naive", "LSTM") to its root mean squared errors,
            (S, 32), a row for each of S seeds; S is 1 for the methods without any.
        past: the 40 values up to the example's origin, as differences from the last of them, (40,).
        future: what came after it, as differences from the same value, (32,).
        forecasts: dict from a method to what it forecast there, (32,); for the LSTM by the first seed.
    Source: chapter 6.3.1.
    """

    origins: int
    errors: dict
    past: np.ndarray
    future: np.ndarray
    forecasts: dict


def horizon_record():
    """Read the stored errors of forecasts.

    Returns:
        dict from a series ("share price", "carbon dioxide", "sunspots") to HorizonRecord.
    Raises:
        FileNotFoundError, ValueError: the file is missing or damaged.
    Source: tools/make_horizon.py; data/README.md.
    """
    stored, records = json.loads(shipped_bytes("horizon.json", HORIZON)), {}
    for name, series in stored.items():
        errors = {method: np.array(runs) for method, runs in series["errors"].items()}
        example = {key: np.array(values) for key, values in series["example"].items()}
        past, future = example.pop("past"), example.pop("future")
        records[name] = HorizonRecord(series["origins"], errors, past, future, example)
    return records
