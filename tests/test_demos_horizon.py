"""Horizon and error: the stored errors are those of the series, and every sentence is held to its numbers."""

import itertools
import re

import numpy as np
import pytest
from pictures import assert_axes_stay

from rnnlib.datasets import horizon_record
from rnnlib.demos import horizon
from tools import make_horizon

FRAMES = list(itertools.product(horizon.SERIES, horizon.METHODS, horizon.HORIZONS))
each_series = pytest.mark.parametrize("series", horizon.SERIES)


@each_series
def test_training_and_test_share_no_target(series):
    y = make_horizon.values(series)
    train, test = make_horizon.origins(series)
    assert train[-1] + make_horizon.STEPS < int(0.7 * len(y)) <= test[0] + 1
    assert test[-1] + make_horizon.STEPS == len(y) - 1 and len(test) == horizon.record(series).origins


@each_series
def test_errors_without_a_network_are_computed_by_another_route(series):
    y, period = make_horizon.values(series), make_horizon.SERIES[series][0]
    _, test = make_horizon.origins(series)
    for h in (1, 3, 12, 32):
        naive = [y[t + h] - y[t] for t in test]
        season = [y[t + h] - y[t + h - period * (1 + (h - 1) // period)] for t in test]
        for method, errors in (("persistence", naive), ("seasonal naive", season)):
            found = horizon.errors_at(series, method, h)
            np.testing.assert_allclose(found, [np.sqrt(np.mean(np.square(errors)))], atol=1e-3)


def test_the_example_is_a_piece_of_the_series():
    for series in horizon.SERIES:
        shown, y = horizon.record(series), make_horizon.values(series)
        at = make_horizon.origins(series)[1]
        at = at[len(at) // 2]
        np.testing.assert_allclose(shown.past, y[at - 39:at + 1] - y[at], atol=0.006)
        np.testing.assert_allclose(shown.future, y[at + 1:at + 33] - y[at], atol=0.006)
        assert not shown.forecasts["persistence"].any()


def test_the_script_trains_the_stored_network_of_the_sunspots():
    again = make_horizon.lstm("sunspots", 0)
    truth = make_horizon.ahead(make_horizon.values("sunspots"), make_horizon.origins("sunspots")[1])
    errors = np.sqrt(np.mean((again - truth) ** 2, axis=0))
    np.testing.assert_allclose(errors, horizon.record("sunspots").errors["LSTM"][0], rtol=0.05)


def test_every_sentence_says_what_the_numbers_say():
    for series, method, h in FRAMES:
        sentence, own = horizon.describe(series, method, h), horizon.errors_at(series, method, h)
        base = horizon.errors_at(series, "persistence", h)[0]
        assert np.isfinite(own).all() and (own > 0).all()
        said = float(re.search(r"errs by ([\d.]+) ", sentence)[1])
        np.testing.assert_allclose(said, own.mean(), rtol=0.05)
        assert sentence.startswith(f"{series.capitalize()}, {h} {horizon.STEPS[series]}")
        assert f"{horizon.record(series).origins} origins" in sentence
        if method == "LSTM":
            low, high = map(float, re.search(r", ([\d.]+) to ([\d.]+) times", sentence).groups())
            np.testing.assert_allclose([low, high], [(own / base).min(), (own / base).max()], atol=0.005)
        elif method == "seasonal naive":
            ratio = float(re.search(r", ([\d.]+) times the error", sentence)[1])
            assert ratio == pytest.approx(own[0] / base, abs=0.005)


def test_the_demo_tells_the_story_of_the_page():
    def ratios(series, h):
        return horizon.errors_at(series, "LSTM", h) / horizon.errors_at(series, "persistence", h)
    for h in horizon.HORIZONS:
        assert (ratios("share price", h) > 0.98).all()
    growth = [horizon.errors_at("share price", "persistence", h)[0] / np.sqrt(h) for h in horizon.HORIZONS]
    assert max(growth) < 1.4 * min(growth)
    for h in (8, 16):
        assert (ratios("carbon dioxide", h) < 0.7).all()
    for h in (2, 4, 8):
        assert (ratios("sunspots", h) < 0.9).all()
    for h in (2, 4, 8, 16):
        copied = horizon.errors_at("sunspots", "seasonal naive", h)
        assert (horizon.errors_at("sunspots", "LSTM", h) > copied).all()


def test_sentences_do_not_depend_on_the_last_digits(monkeypatch):
    before, rng = [horizon.describe(*frame) for frame in FRAMES], np.random.default_rng(0)
    records = horizon_record()
    for found in records.values():
        for method, runs in found.errors.items():
            found.errors[method] = runs * (1 + 1e-12 * rng.standard_normal(runs.shape))
    monkeypatch.setattr(horizon, "record", records.__getitem__)
    assert [horizon.describe(*frame) for frame in FRAMES] == before


@each_series
def test_axes_stay_where_they_are_and_nothing_is_cut_off(series):
    assert_axes_stay(horizon.draw, [(series, method, h) for method, h in (
        ("persistence", 1), ("LSTM", 8), ("seasonal naive", 32))])


@pytest.mark.parametrize(("frame", "message"), [
    (("gold", "LSTM", 1), "series: expected one of"), (("sunspots", "oracle", 1), "method: expected one of"),
    (("sunspots", "LSTM", 33), "horizon: expected a whole number")])
def test_an_unknown_frame_is_refused(frame, message):
    with pytest.raises(ValueError, match=message):
        horizon.describe(*frame)
