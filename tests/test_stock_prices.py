"""Stock prices: what page 6.3.1 takes for granted about its data, and that its splits share no day."""

from pathlib import Path

import numpy as np
from matplotlib import cbook
from pages import names_of

from tools.page import Page

PAGE = Path(__file__).resolve().parents[1] / "chapters/06-applications/stock-prices.ipynb"


def test_the_sample_data_are_what_the_page_says():
    table = cbook.get_sample_data("goog.npz")["price_data"]
    assert len(table) == 1047 and (np.diff(table["date"]).astype(int) > 0).all()
    assert (table["low"] <= table["close"]).all() and (table["close"] <= table["high"]).all()
    assert (table["high"] > table["low"]).all()  # a range whose logarithm exists


def test_parts_of_the_ladder_share_no_target_day_and_honest_ones_lie_in_order():
    sources = [cell.source for cell in Page(PAGE).code]
    last = next(k for k, source in enumerate(sources) if "recipe = (" in source)
    names = names_of(PAGE, lambda source: source in sources[:last])
    seen = []

    def learn(x, y, seed):
        seen.append(len(y))
        return lambda x: np.zeros(len(x))

    for switches in (("scale", "shuffle"), ()):
        days, _ = names["experiment"].__wrapped__(switches, learn, 0)
        every = np.arange(names["W"] + 2, len(names["close"]) - 2)
        assert seen[-1] + len(days) == len(every) and len(set(days)) == len(days)
        if not switches:
            np.testing.assert_array_equal(days, every[seen[-1]:])
    x = np.arange(1047.0)
    windows = np.lib.stride_tricks.sliding_window_view(x, names["W"])
    assert windows[500 - names["W"]][-1] == 499  # the window of day 500 ends on the day before
