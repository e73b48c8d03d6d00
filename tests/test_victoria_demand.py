"""Victoria's demand: the file is whole and plausible, and its maker opens no other file."""

from datetime import date, timedelta

import numpy as np
import pytest

from rnnlib.datasets import victoria_demand
from tools import make_victoria_demand

DATA = victoria_demand()


def test_every_day_of_the_year_is_there_once():
    assert DATA.dates == tuple(date(2014, 1, 1) + timedelta(i) for i in range(365))
    assert DATA.demand.shape == (365, 48) and DATA.working.shape == (365,)
    assert DATA.demand.min() > 2500 and DATA.demand.max() < 10000


def test_ten_holidays_are_weekdays_without_work():
    days = list(zip(DATA.dates, DATA.working, strict=True))
    holidays = [day for day, works in days if day.weekday() < 5 and not works]
    assert len(holidays) == 10 and date(2014, 11, 4) in holidays and date(2014, 12, 25) in holidays
    assert not any(works for day, works in days if day.weekday() >= 5)


def test_hours_are_in_standard_time():
    """When clocks go back in April, people's mornings come an hour later in the file."""
    first = DATA.dates.index(date(2014, 4, 7))
    before, after = (DATA.demand[i : i + 5].mean(axis=0) for i in (first - 7, first))
    lags = range(-4, 5)
    distance = [np.abs(before[8:18] - after[8 + lag : 18 + lag]).mean() for lag in lags]
    assert lags[int(np.argmin(distance))] in (1, 2, 3)


def test_maker_opens_no_other_file():
    with pytest.raises(ValueError, match="source: expected the file with SHA-256"):
        make_victoria_demand.table(b"cos\nsystem\n")
