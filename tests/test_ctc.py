"""CTC: loss, gradient and search held to sums over all paths, to torch, and to differences."""

import itertools
import math

import numpy as np
import pytest
import torch

from rnnlib.ctc import (
    collapse_path,
    ctc_backward,
    ctc_forward,
    ctc_loss,
    ctc_posterior,
    fewest_frames,
    greedy_labelling,
    prefix_beam_search,
)

TARGETS = ([], [1], [1, 1], [1, 2, 1], [2, 2, 2], [1, 2, 2])
each_target = pytest.mark.parametrize("target", [np.array(t, int) for t in TARGETS], ids=str)


def random_log_probs(T=5, K=3, seed=0):
    """Log-probabilities (T, K) of a random network."""
    logits = np.random.default_rng(seed).normal(0, 1.5, (T, K))
    return logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)


def all_labellings(log_probs, blank=0):
    """The probability of every labelling, by walking every path."""
    T, K = log_probs.shape
    found = {}
    for path in itertools.product(range(K), repeat=T):
        label = collapse_path(path, blank)
        found[label] = found.get(label, 0) + math.exp(sum(log_probs[t, k] for t, k in enumerate(path)))
    return found


def test_collapse_merges_first_and_drops_blanks_second():
    assert collapse_path([0, 3, 3, 0, 3, 5, 5, 0]) == (3, 3, 5)
    assert collapse_path([0, 0]) == () == collapse_path([])
    assert collapse_path([0, 2, 0, 0], blank=2) == (0, 0)


@each_target
def test_the_loss_is_the_sum_over_all_paths(target):
    log_probs = random_log_probs()
    expected = all_labellings(log_probs)[tuple(target.tolist())]
    alpha, beta = ctc_forward(log_probs, target), ctc_backward(log_probs, target)
    for t in range(len(alpha)):
        assert np.exp(np.logaddexp.reduce(alpha[t] + beta[t])) == pytest.approx(expected, rel=1e-12)
    assert ctc_loss(log_probs, target)[0] == pytest.approx(-math.log(expected), rel=1e-12)


@pytest.mark.parametrize("blank", [0, 2])
def test_the_posterior_is_the_share_of_paths_through_each_symbol(blank):
    log_probs, target = random_log_probs(seed=3), np.array([1, 1])
    gamma, total = ctc_posterior(log_probs, target, blank)
    share = np.zeros_like(log_probs)
    for path in itertools.product(range(3), repeat=5):
        if collapse_path(path, blank) == (1, 1):
            share[np.arange(5), path] += math.exp(sum(log_probs[t, k] for t, k in enumerate(path)) - total)
    np.testing.assert_allclose(gamma[:, 1::2].sum(axis=1), share[:, 1], rtol=1e-10)
    np.testing.assert_allclose(gamma[:, ::2].sum(axis=1), share[:, blank], rtol=1e-10)


@each_target
def test_value_and_gradient_are_torchs(target):
    logits = np.random.default_rng(7).normal(0, 2, (9, 4))
    tensor = torch.tensor(logits, requires_grad=True)
    loss = torch.nn.CTCLoss(reduction="sum")(tensor.log_softmax(-1)[:, None], torch.tensor(target)[None],
                                             torch.tensor([9]), torch.tensor([len(target)]))
    loss.backward()
    mine, dlogits = ctc_loss(logits, target)
    assert mine == pytest.approx(loss.item(), rel=1e-12)
    np.testing.assert_allclose(dlogits, tensor.grad.numpy(), atol=1e-12)


def test_the_gradient_is_that_of_differences():
    logits, target = np.random.default_rng(1).normal(size=(6, 3)), np.array([2, 2, 1])
    _, dlogits = ctc_loss(logits, target)
    for t, k in itertools.product(range(6), range(3)):
        step = np.zeros_like(logits)
        step[t, k] = 1e-5
        slope = (ctc_loss(logits + step, target)[0] - ctc_loss(logits - step, target)[0]) / 2e-5
        assert dlogits[t, k] == pytest.approx(slope, abs=1e-8)


def test_long_sequences_do_not_underflow():
    rng = np.random.default_rng(0)
    logits, target = rng.normal(0, 3, (600, 20)), rng.integers(1, 20, 80)
    loss, dlogits = ctc_loss(logits, target)
    assert math.isfinite(loss) and loss > 745 and np.isfinite(dlogits).all()
    np.testing.assert_allclose(dlogits.sum(axis=1), 0, atol=1e-9)


def test_float32_stays_float32():
    assert ctc_loss(np.zeros((3, 2), np.float32), np.array([1]))[1].dtype == np.float32


def test_repeats_need_frames():
    assert [fewest_frames(word) for word in ("three", "two", "", "aaa")] == [6, 3, 0, 5]
    with pytest.raises(ValueError, match="needs at least 4 frames, got 3"):
        ctc_loss(np.zeros((3, 3)), np.array([1, 1, 2]))


@pytest.mark.parametrize("seed", range(4))
def test_a_wide_beam_is_exact(seed):
    log_probs = random_log_probs(seed=seed)
    found = dict(prefix_beam_search(log_probs, width=10_000))
    expected = all_labellings(log_probs)
    assert found.keys() == expected.keys()
    for label, p in expected.items():
        assert math.exp(found[label]) == pytest.approx(p, rel=1e-10)
    best = max(expected, key=expected.get)
    assert prefix_beam_search(log_probs, width=10_000)[0][0] == best


def test_the_best_path_may_spell_something_else():
    log_probs = np.log(np.array([[0.6, 0.4]] * 2))
    assert greedy_labelling(log_probs) == ()
    (labels, score), *_ = prefix_beam_search(log_probs)
    assert labels == (1,) and math.exp(score) == pytest.approx(0.64)


def test_extend_and_finish_change_the_order_and_forbid():
    log_probs = random_log_probs(seed=2)
    expected = all_labellings(log_probs)
    favour = {1: math.log(3), 2: math.log(0.5)}
    found = dict(prefix_beam_search(log_probs, width=10_000, extend=lambda prefix, k: favour[k]))
    for label, p in expected.items():
        assert found[label] == pytest.approx(math.log(p) + sum(favour[k] for k in label), rel=1e-9)
    no_twice = prefix_beam_search(log_probs, width=50,
                                  extend=lambda prefix, k: -math.inf if k in prefix else 0.0,
                                  finish=lambda prefix: 0.0 if len(prefix) == 2 else -math.inf)
    assert {labels for labels, _ in no_twice} == {(1, 2), (2, 1)}


def test_a_narrow_beam_never_exceeds_the_exact_sum():
    log_probs = random_log_probs(T=6, seed=5)
    expected = all_labellings(log_probs)
    for width in (1, 2, 3):
        found = prefix_beam_search(log_probs, width=width)
        assert len(found) <= width
        assert all(math.exp(score) <= expected[label] * (1 + 1e-9) for label, score in found)


@pytest.mark.parametrize(("call", "message"), [
    (lambda: ctc_loss(np.zeros((3, 2)), np.array([0])), "target: expected no blank"),
    (lambda: ctc_loss(np.zeros((3, 2)), np.array([2])), "target: expected integers in"),
    (lambda: ctc_loss(np.full((3, 2), np.inf), np.array([1])), "logits: expected finite"),
    (lambda: ctc_forward(np.ones((3, 2)), np.array([1])), "log_probs: expected logarithms"),
    (lambda: ctc_posterior(np.array([[0.0, -np.inf]]), np.array([1])), "that no path spells"),
    (lambda: greedy_labelling(np.zeros((0, 2))), "log_probs: expected logarithms"),
    (lambda: prefix_beam_search(np.zeros((1, 1)), blank=1), "blank: expected a symbol in 0..0"),
    (lambda: prefix_beam_search(np.zeros((1, 1)), width=0), "width: expected"),
    (lambda: prefix_beam_search(np.zeros((1, 1)), least=1.0), "least: expected")])
def test_bad_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
