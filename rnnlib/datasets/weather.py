"""Seattle's weather: four years of daily measurements at one place."""

import csv
from typing import NamedTuple

import numpy as np

from rnnlib.datasets.shipped import shipped_bytes

SEATTLE = "62f0609f787158128aa2bd102967173a4953122dd4f872bf1d502cae1037df0b"


class DailyWeather(NamedTuple):
    """One number a day for each of four quantities; no day is missing.

    Attributes:
        dates: datetime64[D] (T,), in order, one day apart.
        highest: float (T,), the day's highest temperature, in degrees Celsius.
        lowest: float (T,), its lowest.
        rain: float (T,), what fell, in millimetres.
        wind: float (T,), the mean speed of the wind, in metres a second.
    Source: chapter 6.3.2.
    """

    dates: np.ndarray
    highest: np.ndarray
    lowest: np.ndarray
    rain: np.ndarray
    wind: np.ndarray


def seattle_weather():
    """Read the weather of Seattle, 1 January 2012 to 31 December 2015, 1,461 days.

    Returns:
        DailyWeather. The file's column of words (sun, rain, ...) is left out: it calls days dry on which
        rain was measured.
    Raises:
        FileNotFoundError, ValueError: the file is missing or damaged.
    Source: National Oceanic and Atmospheric Administration; data/README.md.
    """
    rows = list(csv.DictReader(shipped_bytes("seattle-weather.csv", SEATTLE).decode("ascii").splitlines()))
    dates = np.array([row["date"].replace("/", "-") for row in rows], dtype="datetime64[D]")
    columns = ("temp_max", "temp_min", "precipitation", "wind")
    return DailyWeather(dates, *(np.array([float(row[name]) for row in rows]) for name in columns))
