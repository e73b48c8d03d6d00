"""The pictures of linear recurrences: what they draw is what was counted, and bad arguments are refused."""

import numpy as np
import pytest

from rnnlib import plotting
from rnnlib.plotting import scans
from rnnlib.scan import scan_cost


@pytest.mark.parametrize("T", (2, 4, 8, 16))
def test_rounds_compute_every_prefix(T):
    for rounds, method in ((scans._doubling_rounds(T), "doubling"), (scans._tree_rounds(T), "tree")):
        spans = [(t, t) for t in range(T)]
        for pairs in rounds:
            old = list(spans)
            for left, right in pairs:
                assert old[left][1] + 1 == old[right][0]  # neighbours, each step once
                spans[right] = old[left][0], old[right][1]
        assert spans == [(0, t) for t in range(T)]
        assert (sum(map(len, rounds)), len(rounds)) == scan_cost(T, method)


def test_figures_are_drawn():
    figure = plotting.scan_rounds(8)
    assert [ax.get_title() for ax in figure.axes] == ["doubling: 17 in 3 rounds", "tree: 11 in 5 rounds"]
    figure = plotting.decaying_kernels({"a": 0.5 ** np.arange(9.0), "b": 0.9 ** np.arange(9.0)}, [1.0, 20.0])
    assert len(figure.axes[0].lines) == 7  # two kernels, two envelopes, one mark, two lines
    figure = plotting.property_grid({"A": (0, 0.5), "B": (1, 1)}, ("p", "q"))
    assert [text.get_text() for text in figure.axes[0].get_yticklabels()] == ["A", "B"]


@pytest.mark.parametrize("call, error, words", [
    (lambda: plotting.scan_rounds(6), ValueError, "^length: expected a power of two"),
    (lambda: plotting.decaying_kernels([], []), TypeError, "^kernels: expected a dict"),
    (lambda: plotting.decaying_kernels({"a": np.ones(3)}, []), ValueError, "^half_lives: expected one for"),
    (lambda: plotting.property_grid([], ()), TypeError, "^rows: expected a dict"),
    (lambda: plotting.property_grid({}, ()), ValueError, "^rows: expected at least"),
    (lambda: plotting.property_grid({"A": (2,)}, ("p",)), ValueError, "^rows.'A'.: expected 1 of"),
])
def test_bad_arguments(call, error, words):
    with pytest.raises(error, match=words):
        call()
