"""The page on energy demand: its forecasts look at no hour that comes after they are issued."""

from pathlib import Path

import numpy as np
import pytest
from pages import names_of

from tools.page import Page

PAGE = Path(__file__).resolve().parents[1] / "chapters/06-applications/energy.ipynb"
DAY = 300


@pytest.fixture(scope="module")
def page():
    """The names of the page's cells up to the one that chooses a penalty, pictures and prints left out."""
    sources = [cell.source for cell in Page(PAGE).code]
    last = next(k for k, source in enumerate(sources) if "best_penalty()" in source)
    return names_of(PAGE, lambda source: source in sources[:last + 1] and "new_figure" not in source
                    and "grid = " not in source)


def test_parts_are_apart_and_in_order(page):
    train, valid, test = (page[name] for name in ("TRAIN", "VALID", "TEST"))
    assert train[-1] < valid[0] and valid[-1] < test[0]
    assert len({*train, *valid, *test}) == len(train) + len(valid) + len(test) == 351


def test_a_changed_future_changes_no_forecast(page):
    load = page["load"].copy()
    load[DAY:] *= 2
    rules = (lambda x: page["last_of_kind"](x, page["kind"]),
             lambda x: page["two_seasons"](x, 0.01, 0.2, 0.2, 0.9))
    for forecast in rules:
        before, after = forecast(page["load"]), forecast(load)
        np.testing.assert_array_equal(before[:DAY + 1], after[:DAY + 1])
        assert not np.array_equal(before[DAY + 1:], after[DAY + 1:])


def test_inputs_of_the_regression_lie_in_the_past(page):
    days, z = np.array([DAY]), page["z"].copy()
    before = page["inputs"](days)
    page["z"][DAY:] += 1
    np.testing.assert_array_equal(page["inputs"](days), before)
    page["z"][DAY - 7] += 1
    assert not np.array_equal(page["inputs"](days), before)
    page["z"][:] = z


def test_the_clock_moves_whole_hours_of_summer_days_only(page):
    standard, load = page["standard"], page["load"]
    winter = slice(95, 277)
    np.testing.assert_array_equal(load[winter], standard[winter])
    np.testing.assert_array_equal(load[300, 1:], standard[300, :-1])
    assert load[300, 0] == standard[299, -1]
