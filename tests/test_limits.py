"""Page 8.1: its counts, layers and probes, taken from the page's own cells and computed by another route."""

from pathlib import Path

import numpy as np
import pytest
import torch

from rnnlib.scan import linear_scan
from rnnlib.tasks import CopyMemory
from tools.page import definitions

PAGE = Path(__file__).resolve().parents[1] / "chapters" / "08-outlook" / "limits.ipynb"


@pytest.fixture(scope="module")
def page():
    """The functions that the page's cells define, without running anything else in them."""
    W = np.random.default_rng(0).normal(size=(6, 16, 16)) / 4
    return definitions(PAGE, {"H": 16, "W": W.astype(np.float32)})


@pytest.mark.parametrize("T", [1, 2, 8, 64])
def test_the_scan_has_the_multiplications_and_rounds_of_the_formula(page, T):
    H, k = 3, int(np.log2(T))
    ones = np.ones((2, T, H)).view(page["Counting"])
    page["Counting"].done = 0
    linear_scan(*ones)
    work, rounds = page["scanned_cost"](T, H)
    assert page["Counting"].done == work - 2 * T * H**2 == H * (2 * (T - 1) + (T - 1 - k))
    assert rounds == 1 + max(2 * k - 1, 0)


def test_attention_of_the_page_is_causal_and_equals_torch(page):
    x = np.random.default_rng(1).normal(size=(12, 16)).astype(np.float32)
    q, k, v, p, y = page["run_attention"](x)
    one, two, three = (torch.tensor(each)[None] for each in (q, k, v))
    with torch.no_grad():
        expected = torch.nn.functional.scaled_dot_product_attention(
            one, two, three, is_causal=True)[0]
    np.testing.assert_allclose(y, expected.numpy() @ page["W"][5], atol=2e-5)
    assert not np.triu(p, 1).any()
    np.testing.assert_allclose(p.sum(axis=1), 1, atol=1e-6)


def test_scan_layer_of_the_page_equals_a_loop(page):
    x = np.random.default_rng(2).normal(size=(8, 16)).astype(np.float32)
    a, b, found = page["run_scan"](x)
    h, expected = np.zeros(16), []
    for a_t, b_t in zip(a, b, strict=True):
        h = a_t * h + (1 - a_t) * b_t
        expected.append(h)
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_counts_grow_as_the_page_says(page):
    for T, H in ((64, 16), (4096, 64)):
        rnn, scan, attention = (page[f"{name}_cost"](T, H) for name in ("rnn", "scanned", "attention"))
        assert rnn[0] < scan[0] < attention[0] and rnn[1] > scan[1] > attention[1]
    assert page["rnn_cost"](20, 8)[0] * 2 == page["rnn_cost"](40, 8)[0]


@pytest.mark.parametrize(("T", "S", "K"), [(3, 5, 8), (9, 6, 4)])
def test_the_copy_baseline_is_the_best_without_memory(T, S, K):
    task = CopyMemory(T, copied=S, symbols=K)
    targets = task.sample(30000, rng=0).targets
    entropy = 0.0
    for row in targets:
        p = np.bincount(row, minlength=K + 1) / len(row)
        entropy -= np.sum(p[p > 0] * np.log(p[p > 0])) / len(targets)
    assert entropy == pytest.approx(task.baseline(), rel=0.01)


def test_search_takes_the_sign_and_the_unit_from_the_first_part_alone(page):
    rng = np.random.default_rng(0)
    old, new = rng.random((2, 500)) < 0.5
    states = rng.normal(size=(2, 500, 4))
    states[0, :, 2] -= 2 * old
    states[1, :, 2] += 2 * new  # the other way round on the second part: the search has to be wrong there
    unit, value = page["best_unit"](states, old, new)
    assert unit == 2 and value < 0.2


def test_the_probe_finds_what_no_unit_has_and_nothing_in_noise(page):
    rng = np.random.default_rng(0)
    old, new = rng.random((2, 4000)) < 0.5
    states = rng.normal(size=(2, 4000, 16))
    assert abs(page["probe"](states, old, new) - 0.5) < 0.05
    for part, label in zip(states, (old, new), strict=True):
        part += 0.7 * (label[:, None] - 0.5)
    assert page["probe"](states, old, new) > page["best_unit"](states, old, new)[1] + 0.1
    assert page["probe"](states, old, new, left_out=[0]) > 0.85
