"""What page 9.4 claims: parts that share nothing, models that do not look ahead, and a record that agrees."""

import math

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from rnnlib import datasets
from tools.page import definitions
from tools.record_other_models import PAGE, STATES


@pytest.fixture(scope="module")
def page():
    return definitions(PAGE)


@pytest.mark.parametrize("lag", [20, 40])
def test_recall_parts_have_no_sequence_in_common_and_ask_for_the_letter(page, lag):
    data = page["recall_data"](lag)
    columns = np.concatenate([data.train, data.valid, data.test], axis=1)
    assert len(np.unique(columns.T, axis=0)) == columns.shape[1] == 3400
    assert (columns[0] == columns[-1]).all() and (columns[-2] == 7).all() and len(columns) == lag + 1
    assert (columns[1:-2] >= 4).all() and (columns[0] < 4).all()
    assert np.flatnonzero(data.counted).tolist() == [lag - 1]


def test_streams_are_cut_by_time_and_each_position_is_scored_once(page):
    train, valid, test = np.arange(700), np.arange(700, 1100), np.arange(1100, 1500)
    data = page["stream_data"](train, valid, test)
    assert data.train.max() < 700 <= data.valid.min() <= data.valid.max() < 1100 <= data.test.min()
    scored = data.test[1:][data.counted].ravel()
    assert len(np.unique(scored)) == len(scored)
    assert (np.diff(data.test, axis=0) == 1).all()


def test_text_parts_are_the_chapters_of_the_book(page):
    data = page["text_data"]()
    assert page["symbols"](data) == 27
    letters = [sum(c.isalpha() for c in datasets.alice_parts()[part]) for part in ("train",)]
    assert (data.stream > 0).sum() == letters[0]


@pytest.mark.parametrize("kind", ["GRU", "TCN", "Transformer"])
def test_no_network_looks_ahead(page, kind):
    torch.manual_seed(0)
    model = page["build"](kind, 8)
    ids = torch.randint(8, (50, 2), generator=torch.Generator().manual_seed(1))
    changed = ids.clone()
    changed[30:] = (changed[30:] + 1) % 8
    with torch.no_grad():
        before, after = model(ids), model(changed)
    assert before.shape == (50, 2, 8)
    assert torch.allclose(before[:30], after[:30], atol=1e-6)
    assert (before[30] - after[30]).abs().max() > 1e-3


@pytest.mark.parametrize(("levels", "kernel"), [(3, 3), (4, 2), (2, 5)])
def test_the_convolution_reaches_as_far_as_derived(page, levels, kernel):
    torch.manual_seed(0)
    model = page["TCN"](8, 12, levels, kernel)
    reach = 1 + (kernel - 1) * (2**levels - 1)
    assert np.flatnonzero(page["influence"](model, 8, T=40))[-1] + 1 == reach


def test_counted_score_of_a_uniform_model_is_the_logarithm_of_the_vocabulary(page):
    data = page["source_data"](2000, 500)
    model = page["HiddenMarkovModel"](np.ones(1), np.ones((1, 1)), np.full((1, 6), 1 / 6))
    assert_allclose(page["counted_score"](model, data.test, data.counted), math.log(6))


def test_the_record_holds_every_model_at_equal_size():
    rows = datasets.rival_scores()
    tasks = {"source", "text", "recall 20", "recall 40"}
    kinds = {"GRU", "TCN", "Transformer", "HMM", "n-gram"}
    assert {(row.task, row.model) for row in rows} == (
        {(task, kind) for task in tasks for kind in kinds} | {("source", "HMM, 4 states")})
    for row in rows:
        assert len(row.scores) == (1 if row.model == "n-gram" else 3)
        if row.model in kinds - {"n-gram"}:
            assert 3600 < row.parameters < 4300
    for task, states in STATES.items():
        V = {"source": 6, "text": 27}.get(task, 8)
        found, = (row.parameters for row in rows if (row.task, row.model) == (task, "HMM"))
        assert found == (states - 1) + states * (states - 1) + states * (V - 1)


def test_the_record_keeps_to_what_is_possible(page):
    data = page["source_data"]()
    optimum = page["counted_score"](page["source"](), data.test, data.counted)
    for row in datasets.rival_scores():
        if row.task == "source":
            assert (row.scores > optimum - 0.005).all()
        if (row.task, row.model) == ("recall 40", "TCN"):  # the letter lies outside its field
            assert (row.scores > math.log(4) - 0.03).all()
        assert (row.scores >= 0).all()
