"""Victoria's demand: the electricity an Australian state drew from its grid in each half hour of 2014."""

from datetime import date
from typing import NamedTuple

import numpy as np

from rnnlib.datasets.shipped import shipped_bytes

VICTORIA_DEMAND = "279184975574933549b111e918576b55eb1f2c435d0e2e3b98e6ff651343dba3"


class VictoriaDemand(NamedTuple):
    """A year of demand for electricity, day by day.

    Attributes:
        dates: tuple of the D = 365 days, each a datetime.date.
        working: (D,) bool, False on Saturdays, Sundays and public holidays.
        demand: (D, 48) float64, megawatts, the mean of each half hour from midnight on, in standard
            time all year.
    Source: Australian Energy Market Operator, by way of the data set `elecdemand` of the R package fpp2.
    """

    dates: tuple[date, ...]
    working: np.ndarray
    demand: np.ndarray


def victoria_demand():
    """Read the half-hourly demand for electricity of Victoria, Australia, in 2014.

    Returns:
        VictoriaDemand.
    Raises:
        FileNotFoundError, ValueError: the file is missing or damaged.
    Source: tools/make_victoria_demand.py; data/README.md.
    """
    lines = shipped_bytes("victoria-demand.csv", VICTORIA_DEMAND).decode("ascii").splitlines()[1:]
    rows = [line.split(",") for line in lines]
    return VictoriaDemand(
        dates=tuple(date.fromisoformat(row[0]) for row in rows),
        working=np.array([row[1] == "1" for row in rows]),
        demand=np.array([row[2:] for row in rows], dtype=float),
    )
