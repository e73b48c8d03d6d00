"""rnnlib.pytorch: what cannot be converted says why, and so does a missing torch."""

import importlib
import sys

import numpy as np
import pytest
import torch
from networks import Network

from rnnlib.layers import GRU, RNN, Bidirectional, Dropout, Stacked
from rnnlib.pytorch import from_torch, to_torch


def rnn(D=2, H=3, **options):
    return RNN(D, H, rng=0, **options)


def gru(D=2):
    return GRU(D, 3, reset_after=True, rng=0)


def both():
    return Bidirectional(rnn(), rnn())


def nan_module():
    module = torch.nn.RNN(2, 3)
    with torch.no_grad():
        module.weight_hh_l0[1, 2] = torch.nan
    return module


REFUSED = {
    "no module": (lambda: from_torch(3), TypeError, "module: expected torch.nn.RNN, .* got int"),
    "other module": (lambda: from_torch(torch.nn.Conv1d(1, 1, 1)), TypeError, "module: .* got Conv1d"),
    "a cell": (lambda: from_torch(torch.nn.LSTMCell(1, 1)), TypeError, "module: .* got LSTMCell"),
    "half": (lambda: from_torch(torch.nn.LSTM(2, 3).half()), TypeError, "float64, got torch.float16"),
    "bfloat16": (lambda: from_torch(torch.nn.Linear(2, 3).bfloat16()), TypeError, "got torch.bfloat16"),
    "projection": (lambda: from_torch(torch.nn.LSTM(2, 3, proj_size=1)), ValueError, "got proj_size=1"),
    "max_norm": (lambda: from_torch(torch.nn.Embedding(2, 3, max_norm=1.0)), ValueError, "got max_norm=1.0"),
    "padding": (lambda: from_torch(torch.nn.Embedding(2, 3, padding_idx=0)), ValueError, "got padding_idx=0"),
    "counts": (lambda: from_torch(torch.nn.Embedding(2, 3, scale_grad_by_freq=True)), ValueError,
               "got scale_grad_by_freq=True"),
    "NaN": (lambda: from_torch(nan_module()), ValueError, r"W_hh: .* got nan at index \(1, 2\)"),
    "no layer": (lambda: to_torch(3), TypeError, "layer: expected RNN, .* got int"),
    "dropout": (lambda: to_torch(Dropout(0.0)), TypeError, "layer: .* got Dropout"),
    "reset before": (lambda: to_torch(GRU(2, 3, rng=0)), ValueError,
                     r"expected GRU\(reset_after=True\), got reset_after=False: .* before the product"),
    "reset before, inside": (lambda: to_torch(Network("gru-before", 2, 2).build(2, 3)), ValueError,
                             "got reset_after=False: .* no choice of weights makes the two equal"),
    "one of each": (lambda: to_torch(Bidirectional(gru(), GRU(2, 3, rng=0))), ValueError,
                    "got reset_after=False"),
    "sigmoid": (lambda: to_torch(rnn(activation="sigmoid")), ValueError, 'got "sigmoid", which torch.nn.RNN'),
    "kinds": (lambda: to_torch(Stacked([rnn(), gru(3)])), ValueError,
              "expected one kind, .* got Stacked"),
    "sizes": (lambda: to_torch(Stacked([rnn(), rnn(D=3, H=4)])), ValueError,
              r"one hidden size .* RNN\(3, 4, activation='tanh', float32\)"),
    "activations": (lambda: to_torch(Bidirectional(rnn(), rnn(activation="relu"))), ValueError, "one kind"),
    "directions": (lambda: to_torch(Stacked([both(), rnn(D=6)])), ValueError, "one or two directions"),
    "stacks inside": (lambda: to_torch(Bidirectional(Stacked([rnn()]), Stacked([rnn()]))), ValueError,
                      r"got Bidirectional\(Stacked\(RNN"),
    "deep inside": (lambda: to_torch(Stacked([Bidirectional(both(), both())])), ValueError,
                    r"got Stacked\(Bidirectional\(Bidirectional\(RNN"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_converted_says_why(name):
    call, error, message = REFUSED[name]
    with pytest.raises(error, match=message):
        call()


def test_reset_before_really_differs():
    """The same weights under the other rule give other outputs: the refusal is no formality."""
    before = GRU(2, 3, rng=0, dtype=np.float64)
    after = GRU(2, 3, reset_after=True, rng=0, dtype=np.float64)
    for name, value in before.params.items():
        after.params[name] = value
    x = np.random.default_rng(0).standard_normal((6, 4, 2))
    assert np.abs(before.forward(x)[0] - after.forward(x)[0]).max() > 0.01


def test_without_torch_the_message_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.delitem(sys.modules, "rnnlib.pytorch")
    with pytest.raises(ImportError, match=r"needs PyTorch, .* pip install 'rnnlib\[torch\]'"):
        importlib.import_module("rnnlib.pytorch")


def test_a_broken_torch_shows_its_own_error(monkeypatch, tmp_path):
    (tmp_path / "torch.py").write_text("import a_part_that_is_missing\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "torch")
    monkeypatch.delitem(sys.modules, "rnnlib.pytorch")
    with pytest.raises(ModuleNotFoundError, match="No module named 'a_part_that_is_missing'"):
        importlib.import_module("rnnlib.pytorch")
