"""The page on forward propagation: its sums on paper are those of its network."""

import importlib.util
import re
from math import tanh

import numpy as np
import pytest

from rnnlib.activations import softmax
from tools import form, notebooks

FOLDER = notebooks.ROOT / "chapters" / "03-algorithms"
PAGE = form.Page(FOLDER / "forward-propagation.ipynb")
MATHS = dict(re.findall(r"```\{math\}\n:label: (forward-hand-\S+)\n(.*?)```",
                        "\n".join(cell.source for cell in PAGE.markdown), re.DOTALL))


def network():
    """The page's weights, as its own cell defines them."""
    source = next(cell.source for cell in PAGE.code if cell.source.startswith("LETTERS ="))
    names = {"np": np}
    exec(source, names)
    return names


def by_hand(net, word):
    """Sums, states, logits and probabilities of a word: the symbols of the page's equations."""
    values, h = {}, np.zeros(2)
    for t, letter in enumerate(word, start=1):
        a = net["W_xh"][:, net["LETTERS"].index(letter)] + net["W_hh"] @ h + net["b_h"]
        h = np.tanh(a)
        y = net["W_hy"] @ h + net["b_y"]
        for symbol, vector in (("a", a), ("h", h), ("y", y), ("p", softmax(y))):
            values |= {f"{symbol}_{{{t},{i}}}": number for i, number in enumerate(vector, start=1)}
        values[rf"\textstyle\sum_j e^{{y_{{{t},j}}}}"] = np.exp(y).sum()
    return values


def chains(mathematics):
    """Return symbol -> list of the expressions that the equations set equal to it, as Python."""
    found, symbol = {}, None
    for row in re.sub(r"\\(?:begin|end)\{aligned\}", "", mathematics).split(r"\\"):
        left, *right = row.replace(r"\cdot", "*").replace(r"\tanh", "tanh").split("=")
        if right:
            symbol = left.replace("&", "").strip() or symbol
            found.setdefault(symbol, []).extend(part.strip() for part in right)
        else:  # the sum of the line before goes on
            found[symbol][-1] += " " + left.replace(r"&\quad", "").strip()
    return found


@pytest.mark.parametrize("label", ["forward-hand-1", "forward-hand-2", "forward-hand-3",
                                   "forward-hand-output", "forward-hand-softmax"])
def test_sums_on_paper_are_those_of_the_network(label):
    values = by_hand(network(), "tea")
    found = chains(MATHS[label])
    assert len(found) in (3, 4)
    for symbol, expressions in found.items():
        results = [eval(expression, {"tanh": tanh}) for expression in expressions]
        assert len(results) > 1
        assert re.fullmatch(r"-?\d\.\d{3}", expressions[-1])
        assert results[-1] == pytest.approx(round(values[symbol], 3), abs=1e-12), symbol
        for result in results[:-1]:  # by the numbers that stand there, not by more digits
            assert round(result, 3) == pytest.approx(results[-1], abs=1e-12), (symbol, expressions)


def test_a_wrong_digit_would_be_noticed():
    found = chains(MATHS["forward-hand-2"].replace("0.277", "0.287"))
    assert round(eval(found["a_{2,1}"][1]), 3) != eval(found["a_{2,1}"][-1])


def test_the_checks_know_the_weights_of_the_page():
    spec = importlib.util.spec_from_file_location("checks_of_page", FOLDER / "checks_forward_propagation.py")
    checks = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(checks)
    net = network()
    assert net["LETTERS"] == checks.LETTERS
    for name in ("W_xh", "W_hh", "b_h"):
        np.testing.assert_array_equal(net[name], getattr(checks, name.upper()))
