"""Remedies: the stored runs are complete, the script makes them again, and page 9.2 says what they say."""

import collections

import numpy as np
import pytest

from rnnlib import diagnostics, initializers
from rnnlib.clipping import clip_by_norm, clip_by_value
from rnnlib.datasets import remedy_runs
from rnnlib.optimizers import SGD, Adam
from rnnlib.tasks import AnBn, Recall
from tools import make_remedies as made

RUNS = remedy_runs()


def test_every_setting_has_four_seeds_and_none_comes_twice():
    settings = collections.Counter(run[:8] for run in RUNS)
    assert max(settings.values()) == 1
    seeds = collections.Counter(run[:7] for run in RUNS)
    assert set(seeds.values()) == {made.SEEDS}
    expected = {"clipping": 4 * (5 * 7 + 2 * 4), "start": 4 * 9 * 4, "cell": 4 * 3 * 7 * 2}
    assert collections.Counter(run.series for run in RUNS) == expected


def test_numbers_are_in_their_ranges():
    for run in RUNS:
        assert run.iterations in {0, -1} or run.iterations % 10 == 0
        assert 0 <= run.clipped <= 1 and 0 < run.cosine <= 1
        assert run.clip != "none" or (run.clipped, run.cosine) == (0, 1)
        assert run.clip != "norm" or run.cosine == 1


def test_the_script_gives_a_stored_clipping_run():
    task, rng = Recall(20), np.random.default_rng(2)
    model = made.model_of(task, made.layer_of("RNN", "orthogonal", 32, 8, 20, rng), rng)
    iterations, share, cosine = made.train(task, model, SGD(0.1), rng, 200, "value", 0.1)
    stored, = (run for run in RUNS if (run.start, run.rate, run.clip, run.limit, run.seed)
               == ("orthogonal", 0.1, "value", 0.1, 2))
    assert abs(iterations - stored.iterations) <= 10
    assert [share, cosine] == pytest.approx([stored.clipped, stored.cosine], abs=0.05)


@pytest.mark.parametrize(("cell", "start"), [("RNN", "orthogonal"), ("LSTM", "orthogonal, 1"),
                                             ("LSTM", "uniform, chrono")])
def test_the_stored_gradients_are_those_of_the_starts(cell, start):
    layer = made.layer_of(cell, start, 32, 8, 20, np.random.default_rng(1))
    x = Recall(20).sample(1, rng=1).x
    stored, = (run for run in RUNS if (run.series, run.task, run.cell, run.start, run.seed)
               == ("start", "recall 20", cell, start, 1))
    before = diagnostics.gradient_norms(layer.to_cell(), x, log10=True)[20]
    assert before == pytest.approx(stored.before, abs=0.02)


def test_starts_are_what_their_names_say():
    def layer(cell, start):
        return made.layer_of(cell, start, 32, 8, 50, np.random.default_rng(0)).params

    W = layer("RNN", "orthogonal")["W_hh"]
    np.testing.assert_allclose(W @ W.T, np.eye(32), atol=1e-5)
    np.testing.assert_array_equal(layer("RNN", "identity")["W_hh"], np.eye(32))
    assert 0.9 * 32**-0.5 < np.abs(layer("RNN", "uniform")["W_hh"]).max() <= 32**-0.5
    assert np.abs(layer("RNN", "Glorot")["W_hh"]).max() > 1.2 * 32**-0.5
    assert (layer("GRU", "orthogonal, 3")["b_z"] == -3).all()
    assert (layer("LSTM", "orthogonal, 3")["b_f"] == 3).all()
    chrono = layer("LSTM", "uniform, chrono")
    np.testing.assert_array_equal(chrono["b_f"], -chrono["b_i"])
    assert chrono["b_f"].min() >= 0 and chrono["b_f"].max() <= np.log(50)


def test_the_counting_test_has_lengths_that_training_never_sees():
    task = AnBn(train=[n for n in range(1, 11) if n not in (5, 8)], test=(5, 8))
    assert {(n - 1) // 2 for n in task.sample(200, rng=0).lengths} <= {1, 2, 3, 4, 6, 7, 9, 10}
    assert {(n - 1) // 2 for n in task.sample(50, rng=0, part="test").lengths} == {5, 8}


def test_a_network_that_knows_nothing_does_not_pass():
    for task in (Recall(5), AnBn(train=(1, 2), test=(3,))):
        rng = np.random.default_rng(0)
        layer = made.layer_of("GRU", "orthogonal, 0", 4, task.input_size, 5, rng)
        model = made.model_of(task, layer, rng)
        assert not made.passes(task, model, task.sample(50, rng=0, part="test"))
        assert made.train(task, model, Adam(1e-6), rng, 10)[0] == 0


def test_chrono_spreads_forgetting_times_evenly():
    b_f, b_i = initializers.chrono(20_000, 100, rng=1)
    tau = 1 + np.exp(b_f)
    assert tau.min() >= 2 and tau.max() <= 100
    np.testing.assert_allclose(np.quantile(tau, [0.25, 0.5, 0.75]), [26.5, 51, 75.5], rtol=0.03)


def test_by_value_turns_and_by_norm_does_not():
    g = {"W": np.array([1.0, 1e-3])}
    for cut, cosine in ((clip_by_norm(g, 1e-3)[0], 1), (clip_by_value(g, 1e-3), 0.5**0.5)):
        found = g["W"] @ cut["W"] / np.linalg.norm(g["W"]) / np.linalg.norm(cut["W"])
        assert found == pytest.approx(cosine, abs=2e-3)
