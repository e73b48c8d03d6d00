"""Recall lags: the stored results are complete, and the script that made them makes them again."""

import numpy as np
import pytest

from rnnlib.datasets import recall_lags
from tools import make_recall_lags

TRIALS = recall_lags()


def test_every_start_and_bias_was_tried_upward_until_no_network_learned():
    series = {}
    for trial in TRIALS:
        series.setdefault((trial.start, trial.allowed, trial.forget_bias), []).append(trial)
    expected = {(start, 200, bias) for start in make_recall_lags.STARTS for bias in make_recall_lags.BIASES}
    assert set(series) == expected | {("cell path", 800, 0)}
    for trials in series.values():
        lags = [trial.lag for trial in trials]
        assert lags == list(make_recall_lags.LAGS[:len(lags)])
        assert all(any(trial.iterations) for trial in trials[:-1])
        assert not any(trials[-1].iterations) or lags[-1] == make_recall_lags.LAGS[-1]


def test_iterations_are_multiples_of_ten_within_what_was_allowed():
    for trial in TRIALS:
        assert len(trial.iterations) == make_recall_lags.SEEDS
        assert all(0 <= n <= trial.allowed and n % 10 == 0 for n in trial.iterations)


@pytest.mark.parametrize("start", make_recall_lags.STARTS)
def test_the_script_gives_what_is_stored(start):
    stored, = (t for t in TRIALS if (t.start, t.allowed, t.forget_bias, t.lag) == (start, 200, 4, 7))
    again = make_recall_lags.iterations(start, 4, 7, seed=1, allowed=200)
    assert abs(again - stored.iterations[1]) <= 10  # float32 rounds differently from machine to machine


def test_starts_are_what_their_names_say():
    for start in make_recall_lags.STARTS:
        model, _ = make_recall_lags.network(start, 3, seed=0)
        params, H = model.recurrent.params, make_recall_lags.HIDDEN
        on_h = np.concatenate([params[f"W_{gate}"][:, :H] for gate in "fiCo"])
        if start == "cell path":
            assert not on_h.any() and (params["b_f"] == 3).all()
        elif start == "rnnlib":
            np.testing.assert_allclose(params["W_C"][:, :H] @ params["W_C"][:, :H].T, np.eye(H), atol=1e-5)
            assert (params["b_f"] == 3).all() and not params["b_i"].any()
        else:
            assert 0.9 * H**-0.5 < np.abs(on_h).max() <= H**-0.5
            assert 0 < np.abs(params["b_f"] - 3).max() <= 2 * H**-0.5 and np.abs(params["b_i"]).max() < 1
