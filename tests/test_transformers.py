"""Chapter 8.2.1: the record holds, its network is causal, its windows are apart, its mathematics is right."""

import numpy as np
import pytest
import torch

from rnnlib import datasets
from rnnlib.text import NGrams, Vocabulary
from tools import record_transformers as tool

RECORD = datasets.transformer_record()
PARTS = datasets.alice_parts()
VOCABULARY = Vocabulary(PARTS["train"], unknown="<unk>")
PAGE, IDS = tool.open_page()


def test_the_record_is_complete():
    assert [run.model for run in RECORD.runs] == ["Transformer", "LSTM", "LSTM"]
    assert tuple(RECORD.contexts) == tool.CONTEXTS and tuple(RECORD.rates) == tool.RATES
    for run in RECORD.runs:
        assert run.validation.shape == run.train.shape == (3, run.epochs)
        assert run.places.shape == (3, 6) and run.contexts.shape == (3, 12)
        assert run.test.shape == run.seconds.shape == (3,)


def test_each_model_has_the_best_of_the_rates_and_none_at_the_edge_of_the_grid():
    for run in RECORD.runs:
        best = int(np.argmin(RECORD.trials[run.model]))
        assert run.rate == RECORD.rates[best] and 0 < best < len(RECORD.rates) - 1
        if run.epochs == tool.EPOCHS:  # the trials are the runs of the first seed
            assert RECORD.trials[run.model][best] == run.validation[0].min()


def test_the_comparison_is_at_equal_size_data_and_time():
    transformer, lstm, longer = RECORD.runs
    assert abs(transformer.parameters / lstm.parameters - 1) < 0.01
    assert transformer.epochs == lstm.epochs < longer.epochs
    assert abs(longer.seconds.mean() / transformer.seconds.mean() - 1) < 0.1
    for name, run in (("Transformer", transformer), ("LSTM", lstm)):
        assert sum(p.numel() for p in tool.build(PAGE, name).parameters()) == run.parameters


def test_what_the_page_says_of_the_record():
    transformer, lstm, longer = RECORD.runs
    assert longer.test.max() < lstm.test.min() and lstm.test.max() < transformer.test.min() - 0.05
    assert (lstm.test > RECORD.counts).all() and (longer.test < RECORD.counts).sum() == 2
    assert all((RECORD.count_places[3:] < run.places.mean(axis=0)[3:]).all() for run in RECORD.runs)


def test_the_counts_can_be_counted_again():
    ids = {part: VOCABULARY.encode(text) for part, text in PARTS.items()}
    found = NGrams(ids["train"], 7, len(VOCABULARY), discount=0.9).log_probabilities(ids["test"])[1:]
    assert -found.mean() / np.log(2) == pytest.approx(RECORD.counts, abs=1e-3)
    place = tool.places(PARTS["test"])[1:]
    assert tool.bits_by_place(-found / np.log(2), place) == pytest.approx(RECORD.count_places, abs=1e-3)


def test_places_count_letters_from_the_beginning_of_a_word():
    assert tool.places("Oh, rabbits 7b").tolist() == [1, 2, 0, 0, 1, 2, 3, 4, 5, 5, 5, 0, 0, 1]


def test_windows_are_of_the_text_and_do_not_overlap():
    pairs = list(PAGE["windows"](torch.arange(5000), 64, 8, np.random.default_rng(0)))
    read = torch.cat([x.flatten() for x, _ in pairs])
    assert len(read.unique()) == len(read) > 4000
    assert all((y == x + 1).all() and x.shape == (64, 8) for x, y in pairs)


@pytest.mark.parametrize("name", tool.MODELS)
def test_a_pass_shows_a_model_the_text_and_the_character_that_follows(name):
    pairs = list(PAGE["batches_for"](tool.build(PAGE, name), np.random.default_rng(0)))
    assert all(x.shape[1] == 8 and (x[1:] == y[:-1]).all() for x, y in pairs)
    assert sum(y.numel() for _, y in pairs) > 0.99 * (len(IDS["train"]) - 8 * 64)


@pytest.mark.parametrize("name", tool.MODELS)
def test_the_models_are_causal(name):
    torch.manual_seed(0)
    ids = torch.randint(PAGE["V"], (20, 2))
    changed = ids.clone()
    changed[12:] = (changed[12:] + 1) % PAGE["V"]
    model = tool.build(PAGE, name)
    with torch.no_grad():
        before, after = model(ids)[0], model(changed)[0]
    assert torch.allclose(before[:12], after[:12], atol=1e-6)
    assert not torch.allclose(before[12:], after[12:], atol=1e-2)


@pytest.mark.parametrize("name", tool.MODELS)
def test_each_character_of_a_chapter_is_judged_once_with_its_longest_window(name):
    torch.manual_seed(1)
    model, ids = tool.build(PAGE, name), torch.randint(PAGE["V"], (150,))
    found = PAGE["losses_on"](model, ids)
    assert found.shape == (149,)
    for k, start in ((10, 0), (63, 0), (70, 32), (100, 64), (148, 85)):
        start = start if name == "Transformer" else 0
        with torch.no_grad():
            logits = model(ids[start:k + 1, None])[0][-1, 0]
        right = -logits.log_softmax(-1)[ids[k + 1]] / np.log(2)
        assert found[k].item() == pytest.approx(right.item(), abs=1e-4)


def test_a_block_is_that_of_pytorch():
    torch.manual_seed(2)
    block, x = PAGE["Block"](12, 3).double(), torch.randn(7, 2, 12, dtype=torch.float64)
    theirs = torch.nn.TransformerEncoderLayer(12, 3, 48, dropout=0.0, norm_first=True, dtype=torch.float64)
    parts = (block.attention, block.mlp, block.norm_1, block.norm_2)
    for old, new in zip(theirs.parameters(), (p for part in parts for p in part.parameters()), strict=True):
        old.data.copy_(new.data)
    mask = torch.ones(7, 7, dtype=torch.bool).triu(1)
    torch.testing.assert_close(block(x)[0], theirs(x, src_mask=mask))
