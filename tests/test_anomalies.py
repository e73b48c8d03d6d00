"""The page on anomalies: events are planted in the test part only, and the scores of scores are right."""

from pathlib import Path

import numpy as np
import pytest
from pages import names_of

from tools.page import definitions

PAGE = Path(__file__).resolve().parents[1] / "chapters/06-applications/anomalies.ipynb"


DATA = ("import torch", "get_sample_data(", "def plant(", "copies = np.stack", "WINDOW = 20")


@pytest.fixture(scope="module")
def page():
    """The page's data and functions, without its networks."""
    return definitions(PAGE, names_of(PAGE, lambda source: any(mark in source for mark in DATA)))


def test_the_parts_follow_one_another_and_do_not_overlap(page):
    assert 0 < page["TRAIN"] < page["VALID"] < page["END"] == len(page["z"])
    np.testing.assert_allclose(page["z"][:page["TRAIN"]].mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(page["z"][:page["TRAIN"]].std(axis=0), 1)


def test_every_event_changes_its_own_samples_of_the_test_part_and_no_others(page):
    copies, test = page["copies"], page["test"]
    np.testing.assert_array_equal(copies[:, 0], test)
    for n, (kind, _, start, channel) in enumerate(page["events"], start=1):
        steps, channels = np.nonzero(copies[:, n] != test)
        assert start <= steps.min() and steps.max() < start + page["LENGTH"] <= len(test) - 30
        assert steps.min() >= page["RUN_IN"] + 16
        assert set(channels) <= {channel, (channel + 1) % 4} if kind == "swap" else set(channels) == {channel}
        assert kind != "spike" or len(steps) == 1


def test_windows_hold_their_largest_score(page):
    score = np.random.default_rng(0).random((90, 3))
    windows = page["window_scores"](score)
    assert windows.shape == score.shape
    for t in range(19, 90):
        np.testing.assert_array_equal(windows[t], score[t - 19:t + 1].max(axis=0))


def test_average_precision_of_a_perfect_and_of_a_constant_score(page):
    event, clean = np.full(5, 2.0), np.full(50, 1.0)
    assert page["average_precision"](event, clean) == pytest.approx(1)
    assert page["average_precision"](clean[:5], clean) == pytest.approx(0.01)


@pytest.mark.parametrize("adjusted", [False, True])
def test_best_f1_by_trying_every_threshold(page, adjusted):
    rng = np.random.default_rng(3)
    score, segments = rng.integers(0, 9, 60).astype(float), np.full(60, -1)
    segments[5:9], segments[30:42], segments[50] = 0, 1, 2
    labels, best = segments >= 0, 0.0
    for limit in range(9):
        flags = score >= limit
        for k in range(3) if adjusted else ():
            flags[segments == k] = flags[segments == k].any()
        if flags.any():
            best = max(best, 2 * (flags & labels).sum() / (flags.sum() + labels.sum()))
    assert page["best_f1"](score, labels, adjusted, segments) == pytest.approx(best)


def test_an_alarm_is_an_unbroken_run(page):
    assert page["alarms"](np.array([1, 1, 0, 1, 0, 0, 1, 1], bool)) == 3
    assert page["alarms"](np.zeros(4, bool)) == 0
