"""Gate explorer: gates and states of a trained LSTM and a trained GRU while they read a line of Alice."""

import functools
from typing import NamedTuple

import numpy as np

from rnnlib import checks, datasets, plotting
from rnnlib.activations import sigmoid
from rnnlib.explore import explore
from rnnlib.layers import LSTM
from rnnlib.metrics import auc
from rnnlib.text import marks

CELLS = ("LSTM", "GRU")
QUANTITIES = ("keep: f, 1 − z", "write: i, z", "let through: o, r", "state: tanh C, h")
CHOSEN = ("quotation", "paragraph", "name", "word")  # what units are chosen for: what has to be remembered
UNREAD = "nothing"
LINE = "said Alice.\n`That's very important,' the King"  # of chapter XII, which no choice depends on

LABELS = {"cell": "cell", "quantity": "shown", "chosen": "unit chosen for"}
WORDS = {"value": "unit {unit}: {symbol}", "units": "all {count} units"}

_NAMES = {"LSTM": ("the forget gate f", "the input gate i", "the output gate o", "tanh C"),
          "GRU": ("1 − z", "the update gate z", "the reset gate r", "h")}
_SYMBOLS = {"LSTM": ("$f$", "$i$", "$o$", r"$\tanh\,C$"), "GRU": ("$1-z$", "$z$", "$r$", "$h$")}
_CHARACTERS = {" ": "a space", "\n": "the line’s end", "`": "the opening quote", "'": "an apostrophe"}


class Selectivity(NamedTuple):
    """How well each unit's state tells each mark from the rest, as AUCs, 1/2 being chance.

    Args:
        first: on chapter XI, dict from a mark to (H,), turned round where needed, so all are at least 1/2.
        second: on chapter XII, turned round where those on chapter XI were.
    Source: chapter 2.3.
    """

    first: dict
    second: dict


def read(model, ids):
    """Let a language model read a text, and keep all gates and states of its layer.

    The layer gives the hidden states of all steps; every gate follows from the hidden state before it and the
    input, and the cell state from the gates.

    Args:
        model: LanguageModel with an LSTM, or a GRU whose reset gate comes before the product.
        ids: the text, integers (T,).
    Returns:
        dict from a symbol to its values (T, H): f, i, C_tilde, o, C, h of an LSTM; r, z, h of a GRU.
    Raises:
        TypeError, ValueError: ids that do not fit the model.
    Source: chapter 2.3.
    """
    x = model.embedding.forward(ids[:, np.newaxis])
    layer = model.recurrent
    h, _ = layer.forward(x)
    before = np.concatenate([np.zeros_like(h[:1]), h[:-1]])
    hx = np.concatenate([before, x], axis=2)[:, 0]
    h = h[:, 0]
    sums = {name: hx @ layer.params[f"W_{name}"].T + layer.params[f"b_{name}"]
            for name in ("fiCo" if isinstance(layer, LSTM) else "rz")}
    gates = {name: sigmoid(a) for name, a in sums.items() if name != "C"}
    if not isinstance(layer, LSTM):
        return gates | {"h": h}
    candidate, C = np.tanh(sums["C"]), np.zeros_like(h)
    for t in range(len(C)):
        C[t] = gates["f"][t] * (C[t - 1] if t else 0.0) + gates["i"][t] * candidate[t]
    return gates | {"C_tilde": candidate, "C": C, "h": h}


@functools.cache
def load():
    """Load the trained networks once.

    Returns:
        datasets.AliceReaders.
    Raises:
        FileNotFoundError, ValueError: the file is missing or damaged.
    Source: data/README.md.
    """
    return datasets.alice_readers()


@functools.cache
def chapter(cell, part):
    """Let a network read a chapter that it has not learned from, from the beginning.

    Args:
        cell: one of CELLS.
        part: "validation", chapter XI, or "test", chapter XII.
    Returns:
        dict from a symbol to values (T, H), as `read` gives it.
    Raises:
        FileNotFoundError, ValueError: the networks' file is missing or damaged.
    Source: chapter 2.3.
    """
    return read(load().models[cell], load().vocabulary.encode(datasets.alice_parts()[part]))


@functools.cache
def selectivity(cell):
    """Measure how well the state of each unit, C of the LSTM or h of the GRU, tells each mark from the rest.

    Args:
        cell: one of CELLS.
    Returns:
        Selectivity.
    Raises:
        FileNotFoundError, ValueError: the networks' file is missing or damaged.
    Source: Karpathy, Johnson and Fei-Fei (2015); chapter 2.3.
    """
    found = []
    for part in ("validation", "test"):
        states = chapter(cell, part)["C" if cell == "LSTM" else "h"]
        holds = marks(datasets.alice_parts()[part])
        found.append({mark: auc(states, where) for mark, where in holds.items()})
    turned = {mark: values < 0.5 for mark, values in found[0].items()}
    return Selectivity(*({mark: np.where(turned[mark], 1 - values, values) for mark, values in one.items()}
                         for one in found))


def chosen_units(cell):
    """Choose a unit for each mark, on chapter XI, and the unit that no mark fits.

    The marks choose one after the other, each the best unit that is left.

    Args:
        cell: one of CELLS.
    Returns:
        dict from "quotation", "paragraph", "name", "word" and "nothing" to the index of a unit.
    Raises:
        FileNotFoundError, ValueError: the networks' file is missing or damaged.
    Source: chapter 2.3.
    """
    first, units = selectivity(cell).first, {}
    for mark in CHOSEN:
        units[mark] = next(int(k) for k in np.argsort(-first[mark]) if k not in units.values())
    best = np.max(list(first.values()), axis=0)
    return units | {UNREAD: int(best.argmin())}


def shown(cell, quantity):
    """Return a quantity of all units at the characters of the line.

    Args:
        cell: one of CELLS.
        quantity: one of QUANTITIES.
    Returns:
        array (T, H): gates in [0, 1], states in [-1, 1].
    Raises:
        FileNotFoundError, ValueError: the networks' file is missing or damaged; an unknown quantity.
    Source: chapter 2.3.
    """
    quantity = checks.check_choice("quantity", quantity, QUANTITIES)
    where = datasets.alice_parts()["test"].index(LINE)
    values = {name: array[where:where + len(LINE)] for name, array in chapter(cell, "test").items()}
    which = QUANTITIES.index(quantity)
    if cell == "LSTM":
        return (values["f"], values["i"], values["o"], np.tanh(values["C"]))[which]
    return (1 - values["z"], values["z"], values["r"], values["h"])[which]


def line_marks():
    """Return the marks of the line, as it stands in its chapter.

    Returns:
        dict from a mark to a bool array (T,).
    Source: chapter 2.3.
    """
    text = datasets.alice_parts()["test"]
    where = text.index(LINE)
    return {mark: holds[where:where + len(LINE)] for mark, holds in marks(text).items()}


@plotting.style()
def draw(cell, quantity, chosen, *, words=WORDS):
    """Draw a unit at each character of the line, and all units below it.

    Args:
        cell, quantity: see `shown`.
        chosen: what the unit is chosen for: one of CHOSEN, or "nothing".
        words: the texts in the picture.
    Returns:
        matplotlib Figure.
    Source: chapter 2.3.
    """
    values, unit = shown(cell, quantity), chosen_units(cell)[chosen]
    states = shown(cell, QUANTITIES[-1])
    symbol = _SYMBOLS[cell][QUANTITIES.index(quantity)]
    return plotting.reading(LINE, values, unit, mark=line_marks().get(chosen),
                            signed=quantity == QUANTITIES[-1], order=plotting.phase_order(states),
                            ylabel=words["value"].format(unit=unit, symbol=symbol),
                            units=words["units"].format(count=values.shape[1]))


def describe(cell, quantity, chosen):
    """Say how selective the unit is, and what it does over the line.

    Args:
        cell, quantity, chosen: see `draw`.
    Returns:
        str, one sentence.
    Source: chapter 2.3.
    """
    unit, found, values = chosen_units(cell)[chosen], selectivity(cell), shown(cell, quantity)
    trace = values[:, unit]
    if chosen == UNREAD:
        mark = max(found.first, key=lambda name: found.first[name][unit])
        about = (f"which no mark fits: the best of {len(found.first)}, {mark}, has an AUC of "
                 f"{found.first[mark][unit]:.2f}")
    else:
        about = (f"chosen for “{chosen}” on chapter XI, where its state has an AUC of "
                 f"{found.first[chosen][unit]:.2f}, and {found.second[chosen][unit]:.2f} on chapter XII "
                 f"(the median unit: {np.median(found.second[chosen]):.2f})")
    name = _NAMES[cell][QUANTITIES.index(quantity)]
    holds = line_marks().get(chosen)
    if quantity != QUANTITIES[-1]:
        least = int(trace.argmin())
        does = (f"{name} is above 0.9 at {(trace > 0.9).sum()} of {len(LINE)} characters, and lowest, "
                f"{trace[least]:.2f}, at {_character(LINE[least])}")
    elif holds is None or not holds.any():
        does = f"{name} goes from {_signed(trace.min())} to {_signed(trace.max())}"
    else:
        does = (f"{name} is {_signed(trace[holds].mean())} on average where “{chosen}” holds, and "
                f"{_signed(trace[~holds].mean())} elsewhere")
    return f"{cell}, unit {unit} of {values.shape[1]}, {about}; over this line of chapter XII, {does}."


def alt(cell, quantity, chosen):
    """Say what the picture shows, for readers who do not see it.

    Args:
        cell, quantity, chosen: see `draw`.
    Returns:
        str.
    Source: chapter 2.3.
    """
    unit, name = chosen_units(cell)[chosen], _NAMES[cell][QUANTITIES.index(quantity)]
    bands = "" if chosen == UNREAD else f" Grey bands stand where “{chosen}” holds."
    return (f"Bars of {name} of unit {unit} of the {cell}, one over each character of: "
            f"{LINE.replace(chr(10), ' ')}.{bands} Below, a heat map of it for all units, with this unit "
            "framed.")


def gate_explorer(*, draw=draw, describe=describe, alt=alt, labels=None, words=None):
    """Show gates and states of a trained LSTM and GRU at each character of a line they have not seen.

    Args:
        draw, describe, alt: functions of cell, quantity and chosen, for other pictures or another language.
        labels: dict from the name of a control to the text beside it; those left out stay as they are.
        words: dict from a key of `WORDS` to a text in the picture; those left out stay as they are.
    Returns:
        Demo of 40 frames.
    Raises:
        FileNotFoundError, ValueError: the networks' file is missing or damaged.
    Source: Karpathy, Johnson and Fei-Fei (2015); chapter 2.3.
    """
    return explore(functools.partial(draw, words=WORDS | (words or {})), describe=describe, alt=alt,
                   labels=LABELS | (labels or {}), start={"quantity": QUANTITIES[-1]},
                   name="rnnlib.demos.gate_explorer", cell=CELLS, quantity=QUANTITIES,
                   chosen=(*CHOSEN, UNREAD))


def _character(character):
    """How a sentence calls a character."""
    return _CHARACTERS.get(character, f"“{character}”")


def _signed(value):
    """A number with two digits and a true minus sign."""
    return f"{value:.2f}".replace("-", "\N{MINUS SIGN}")
