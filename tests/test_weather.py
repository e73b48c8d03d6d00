"""The weather of chapter 6.3.2: whole data, a split in time, and forecasts that do not look ahead."""

import csv
from pathlib import Path

import numpy as np
import pytest
from pages import names_of

from rnnlib import datasets

PAGE = Path(__file__).resolve().parents[1] / "chapters/06-applications/weather.ipynb"


def test_every_day_of_four_years_is_there_once():
    weather = datasets.seattle_weather()
    assert weather.dates.shape == (1461,) and str(weather.dates[0]) == "2012-01-01"
    assert str(weather.dates[-1]) == "2015-12-31"
    assert (np.diff(weather.dates) == np.timedelta64(1, "D")).all()
    assert "2012-02-29" in weather.dates.astype(str)


def test_numbers_are_finite_and_possible():
    weather = datasets.seattle_weather()
    assert all(np.isfinite(values).all() and values.shape == (1461,) for values in weather[1:])
    assert (weather.lowest <= weather.highest).all() and (weather.rain >= 0).all()
    assert -20 < weather.lowest.min() and weather.highest.max() < 45 and 0 < weather.wind.min() < 15


def test_values_are_those_of_the_file():
    weather = datasets.seattle_weather()
    text = (datasets.data_folder() / "seattle-weather.csv").read_text(encoding="ascii")
    row = list(csv.DictReader(text.splitlines()))[1]
    assert row["date"].replace("/", "-") == str(weather.dates[1])
    numbers = [values[1] for values in weather[1:]]
    assert numbers == [float(row[n]) for n in ("temp_max", "temp_min", "precipitation", "wind")]


WANTED = ("import torch", "weather = seattle_weather()", "first = dates", "def by_date", "WEEK = 7",
          "LEVELS = np.array", "def anomalies", "def arma", "def linear_quantiles")


@pytest.fixture(scope="module")
def page():
    """The page's names up to the rivals, without drawing, printing or training."""
    return names_of(PAGE, lambda source: any(mark in source for mark in WANTED))


def test_no_target_of_a_fitted_origin_lies_in_the_test_year(page):
    for test in (2014, 2015):
        known, fitted, origins = page["fold"](test)
        targets = fitted[:, None] + np.arange(1, page["WEEK"] + 1)
        tested = origins[:, None] + np.arange(1, page["WEEK"] + 1)
        assert known[targets].all() and not known[tested].any()
        assert set(targets.ravel()).isdisjoint(tested.ravel())
        assert set(np.unique(page["year"][tested])) == {test}


def test_what_is_fitted_does_not_see_the_test_year(page):
    known, fitted, _ = page["fold"](2015)
    broken = page["data"].copy()
    broken[~known] = 1e3
    before = int(np.flatnonzero(known)[-1])
    for name in ("seasonal", "by_date"):
        same = page[name](broken[:, 0], known)
        np.testing.assert_array_equal(same, page[name](page["data"][:, 0], known))
    expected = page["rivals"](page["data"], 2015)
    for name, q in page["rivals"](broken, 2015).items():
        np.testing.assert_allclose(q[:before + 1], expected[name][:before + 1], err_msg=name)


def test_a_season_needs_no_special_case_for_a_leap_day(page):
    phase, dates = page["phase"], page["dates"].astype(str)
    assert (np.diff(phase) > 0).sum() == 1457 and 0 < phase.min() and phase.max() < 2 * np.pi
    leap = phase[dates == "2012-02-29"][0]
    assert phase[dates == "2012-02-28"][0] < leap < phase[dates == "2012-03-01"][0]


def test_pinball_is_least_at_the_quantile(page):
    y = np.random.default_rng(0).gamma(2.0, 1.0, 2001)
    guesses = np.linspace(0, 8, 801)
    loss = page["pinball"](guesses[:, None, None], y[None]).mean(axis=1)
    np.testing.assert_allclose(guesses[loss.argmin(axis=0)], np.quantile(y, page["LEVELS"]), atol=0.011)
