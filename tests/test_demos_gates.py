"""The gate explorer: read by another route, units chosen as it says, every sentence held to its numbers."""

import itertools
import re

import numpy as np
import pytest
from matplotlib.text import Text

from rnnlib import datasets
from rnnlib.demos import gates
from rnnlib.diagnostics import gate_values
from rnnlib.metrics import auc
from rnnlib.text import NGrams, contiguous_batches, marks
from rnnlib.training import evaluate
from rnnlib.unroll import unroll

FRAMES = list(itertools.product(gates.CELLS, gates.QUANTITIES, (*gates.CHOSEN, gates.UNREAD)))
STATE = gates.QUANTITIES[-1]


def unrolled(cell, text):
    """Gates and states as the cell itself computes them, one step after the other."""
    model, vocabulary = gates.load().models[cell], gates.load().vocabulary
    x = model.embedding.params["E"][vocabulary.encode(text)][:, np.newaxis]
    h, _, caches = unroll(model.recurrent.to_cell(), x)
    found = gate_values(caches) | {"h": h}
    if cell == "LSTM":
        C = [cache.f * cache.C_prev + cache.i * cache.C_tilde for cache in caches]
        found |= {"C": np.stack(C), "C_tilde": np.stack([cache.C_tilde for cache in caches])}
    return {name: values[:, 0] for name, values in found.items()}


@pytest.mark.parametrize("cell", gates.CELLS)
def test_the_readers_are_read_as_their_cells_would(cell):
    text = datasets.alice_parts()["test"][:700]
    found = gates.read(gates.load().models[cell], gates.load().vocabulary.encode(text))
    expected = unrolled(cell, text)
    assert set(found) == set(expected)
    for name, values in expected.items():
        np.testing.assert_allclose(found[name], values, atol=1e-10, err_msg=name)
        np.testing.assert_allclose(gates.chapter(cell, "test")[name][:700], values, atol=1e-10)


@pytest.mark.parametrize("cell", gates.CELLS)
def test_the_readers_beat_counting_on_text_they_have_not_read(cell):
    readers, parts = datasets.alice_readers(), datasets.alice_parts()
    ids = {name: readers.vocabulary.encode(text) for name, text in parts.items()}
    for column, part in enumerate(("validation", "test")):
        loss = evaluate(readers.models[cell], contiguous_batches(ids[part], 1, 500), carry_state=True)
        counted = [NGrams(ids["train"], order, 69).cross_entropy(ids[part]) for order in (2, 3)]
        assert loss < counted[1] < counted[0]
        assert np.abs(readers.bits[cell][:, column] - loss / np.log(2)).min() < 1e-3


@pytest.mark.parametrize("cell", gates.CELLS)
def test_units_are_chosen_on_one_chapter_and_measured_on_another(cell):
    found, units = gates.selectivity(cell), gates.chosen_units(cell)
    assert list(units) == [*gates.CHOSEN, gates.UNREAD] and len(set(units.values())) == 5
    text = datasets.alice_parts()["test"]
    state = gates.chapter(cell, "test")["C" if cell == "LSTM" else "h"]
    for mark, holds in marks(text).items():
        assert found.first[mark].min() >= 0.5
        plain = np.array([auc(state[:, k], holds) for k in range(48)])
        np.testing.assert_allclose(np.minimum(found.second[mark], 1 - found.second[mark]),
                                   np.minimum(plain, 1 - plain), atol=1e-12)
    assert units["quotation"] == found.first["quotation"].argmax()
    stored = datasets.alice_readers().quotation[cell]
    best = stored[:, 0].argmax()  # the network that is stored
    assert found.first["quotation"][units["quotation"]] == pytest.approx(stored[best, 0], abs=1e-4)
    assert found.second["quotation"][units["quotation"]] == pytest.approx(stored[best, 1], abs=1e-4)
    best = np.max(list(found.first.values()), axis=0)
    assert best[units[gates.UNREAD]] == best.min()


def test_the_line_stands_once_in_the_chapter_with_its_marks():
    text = datasets.alice_parts()["test"]
    assert text.count(gates.LINE) == 1
    inside = "".join(c for c, holds in zip(gates.LINE, gates.line_marks()["quotation"], strict=True) if holds)
    assert inside == "`That's very important,"
    assert set(gates.line_marks()) == set(marks("a"))


def test_quantities_are_what_they_are_called():
    for cell in gates.CELLS:
        keep, write, through, state = (gates.shown(cell, quantity) for quantity in gates.QUANTITIES)
        start = datasets.alice_parts()["test"].index(gates.LINE)
        before = unrolled(cell, datasets.alice_parts()["test"][:start + len(gates.LINE)])
        rows = slice(start, None)
        if cell == "LSTM":
            expected = before["f"], before["i"], before["o"], np.tanh(before["C"])
        else:
            expected = 1 - before["z"], before["z"], before["r"], before["h"]
        for values, wanted in zip((keep, write, through, state), expected, strict=True):
            np.testing.assert_allclose(values, wanted[rows], atol=1e-9)
            assert np.abs(values).max() <= 1 and values.shape == (len(gates.LINE), 48)


def test_every_sentence_agrees_with_the_numbers():
    for cell, quantity, chosen in FRAMES:
        sentence, unit = gates.describe(cell, quantity, chosen), gates.chosen_units(cell)[chosen]
        found, trace = gates.selectivity(cell), gates.shown(cell, quantity)[:, unit]
        assert sentence.startswith(f"{cell}, unit {unit} of 48, ")
        if chosen == gates.UNREAD:
            mark, value = re.search(r"the best of 8, (\w+), has an AUC of ([\d.]+);", sentence).groups()
            best = max(values[unit] for values in found.first.values())
            assert float(value) == pytest.approx(best, abs=0.0051) == pytest.approx(found.first[mark][unit])
        else:
            numbers = re.search(r"AUC of ([\d.]+), and ([\d.]+) on .* unit: ([\d.]+)\)", sentence).groups()
            expected = (found.first[chosen][unit], found.second[chosen][unit],
                        np.median(found.second[chosen]))
            np.testing.assert_allclose([float(number) for number in numbers], expected, atol=0.0051)
        does = sentence.split("over this line of chapter XII, ")[1].replace("\N{MINUS SIGN}", "-")
        numbers = [float(number) for number in re.findall(r"-?\d+\.\d+|-?\d+", does.replace("1 - z", "z"))]
        holds = gates.line_marks().get(chosen, np.zeros(len(trace), bool))
        if quantity != STATE:
            assert numbers[:3] == [0.9, (trace > 0.9).sum(), 45]
            assert numbers[3] == pytest.approx(trace.min(), abs=0.0051)
        elif holds.any():
            np.testing.assert_allclose(numbers, [trace[holds].mean(), trace[~holds].mean()], atol=0.0051)
        else:
            np.testing.assert_allclose(numbers, [trace.min(), trace.max()], atol=0.0051)


@pytest.fixture
def fresh():
    """Forget what was computed, before and afterwards."""
    def forget():
        gates.chapter.cache_clear()
        gates.selectivity.cache_clear()

    forget()
    yield forget
    forget()


def test_sentences_do_not_depend_on_the_last_digits(monkeypatch, fresh):
    """A sentence stored on one machine must be the same on another."""
    before = [gates.describe(*frame) for frame in FRAMES]
    readers, rng = datasets.alice_readers(), np.random.default_rng(0)
    for model in readers.models.values():
        for name, value in model.params.items():
            model.params[name] = value * (1 + 1e-12 * rng.standard_normal(value.shape))
    monkeypatch.setattr(gates, "load", lambda: readers)
    fresh()
    assert [gates.describe(*frame) for frame in FRAMES] == before


def test_panels_stay_where_they_are_and_texts_can_be_read():
    seen = []
    for frame in (FRAMES[0], FRAMES[17], FRAMES[-1]):
        figure = gates.draw(*frame)
        figure.draw_without_rendering()
        assert figure.get_size_inches()[0] <= 5.2
        assert all(text.get_fontsize() >= 9 for text in figure.findobj(Text) if text.get_text())
        box = figure.get_tightbbox()
        assert 0 <= box.x0 and box.x1 <= figure.get_size_inches()[0]
        assert 0 <= box.y0 and box.y1 <= figure.get_size_inches()[1]
        seen.append([(*ax.get_xlim(), *np.round(ax.get_position().bounds, 2)) for ax in figure.axes])
    assert seen[0] == seen[1] == seen[2]


def test_an_unknown_quantity_is_refused():
    with pytest.raises(ValueError, match="quantity: expected one of .*, got 'forget'"):
        gates.shown("LSTM", "forget")
