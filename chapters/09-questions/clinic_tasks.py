"""The tasks of the clinic: streams with a hidden mode, a key to recall, padded pieces, pairs of bits."""

from functools import cache
from typing import NamedTuple

import numpy as np
import torch

V, STEPS = 6, (1, 2, 4)  # symbols of the streams, and what each mode adds
ANSWERS = {"stream": V, "text": V, "recall": 4, "pieces": 4, "pairs": 2}
SYMBOLS = {"stream": V, "text": V, "recall": 8, "pieces": 4, "pairs": 2}
RIGHT, SWITCH = 0.9, 0.02  # how often a step follows its mode, and how often the mode changes


def stream(length, columns, seed):
    """Return symbols (length, columns): each is the one before plus what the hidden mode adds, modulo V."""
    rng = np.random.default_rng(seed)
    mode, symbol = rng.integers(3, size=columns), rng.integers(V, size=columns)
    rows = np.empty((length, columns), int)
    for t in range(length):
        mode = np.where(rng.random(columns) < SWITCH, rng.integers(3, size=columns), mode)
        follow = (symbol + np.array(STEPS)[mode]) % V
        symbol = np.where(rng.random(columns) < RIGHT, follow, rng.integers(V, size=columns))
        rows[t] = symbol
    return rows


def filter_loss(rows):
    """Return the loss of the exact prediction, which keeps a probability for each mode, in nats a symbol."""
    belief, losses = np.full((3, rows.shape[1]), 1 / 3), []
    for before, after in zip(rows, rows[1:], strict=False):
        belief = (1 - SWITCH) * belief + SWITCH / 3
        follows = (before + np.array(STEPS)[:, None]) % V == after
        joint = belief * (RIGHT * follows + (1 - RIGHT) / V)
        losses.append(-np.log(joint.sum(axis=0)))
        belief = joint / joint.sum(axis=0)
    return float(np.mean(losses))


def pair_loss(known, rows):
    """Return the loss of a table of pairs, counted in `known`: the baseline that is no network."""
    counts = np.ones((V, V))
    np.add.at(counts, (known[:-1].ravel(), known[1:].ravel()), 1)
    table = counts / counts.sum(axis=1, keepdims=True)
    return float(-np.log(table[rows[:-1], rows[1:]]).mean())


class Batch(NamedTuple):
    """Inputs (T, B), targets (T, B) or (B,), lengths (B,), and whether the state goes on."""

    x: torch.Tensor
    y: torch.Tensor
    lengths: torch.Tensor
    carry: bool = False


def windows(rows, program, width=10):
    """Return the batches of a stream, state carried."""
    found = []
    for start in range(0, len(rows) - width, width):
        piece = torch.tensor(rows[start:start + width + 1])
        y = piece[1:] if program.shift else piece[:-1]
        found.append(Batch(piece[:-1], y, torch.full((rows.shape[1],), width), start > 0))
    return found


def text_starts(program, part, width=12):
    """Return where the windows of a part begin in the text: cut at one place, or mixed at random."""
    starts = np.arange(240 - width)
    if program.split == "mixed":
        order = np.random.default_rng(5).permutation(starts)
        return order[:-40] if part == "train" else order[-40:]
    return starts[:160] if part == "train" else starts[160 + width:]


def text(program, part, seed, width=12):
    """Return one batch with all windows of a part of a short text; a fresh one has a text of its own."""
    fresh = part == "fresh"
    symbols = stream(240, 1, seed if fresh else 900)[:, 0]
    starts = np.arange(240 - width) if fresh else text_starts(program, part, width)
    rows = torch.tensor(symbols[starts + np.arange(width + 1)[:, None]])
    return [Batch(rows[:-1], rows[1:], torch.full((rows.shape[1],), width))]


def used(program, part, width=12):
    """Return the places of the data that a part reads, as a set: places in the text, or the part's name."""
    if program.task != "text":
        return {part}
    return set((text_starts(program, part, width) + np.arange(width + 1)[:, None]).ravel().tolist())


def recall(seed, size, width=24):
    """Return a batch of the recall task: a key first, then noise; the answer is the key."""
    rng = np.random.default_rng(seed)
    x = rng.integers(4, 8, size=(width, size))
    x[0] = rng.integers(4, size=size)
    return Batch(torch.tensor(x), torch.tensor(x[0]), torch.full((size,), width))


def pieces(seed, size, width=24):
    """Return a padded batch of pieces of length 2 to 24; the answer is the last symbol."""
    rng = np.random.default_rng(seed)
    x, lengths = rng.integers(4, size=(width, size)), rng.integers(2, width + 1, size=size)
    y = x[lengths - 1, np.arange(size)]
    return Batch(torch.tensor(x), torch.tensor(y), torch.tensor(lengths))


def pairs(seed, size, width=6):
    """Return a batch of random bits; the answer says whether the last two differ."""
    x = np.random.default_rng(seed).integers(2, size=(width, size))
    return Batch(torch.tensor(x), torch.tensor(x[-1] ^ x[-2]), torch.full((size,), width))


def data(program, part, seed=0):
    """Return the list of batches of a part, "train", "held-out" or "fresh".

    The streams of the parts have seeds of their own, so no part shares a symbol with another.
    """
    base = {"train": 0, "held-out": 10_000, "fresh": 20_000}[part] + 100 * seed
    if program.task == "stream":
        return windows(stream(601 if part == "train" else 121, 16, base + 1), program)
    if program.task == "text":
        return text(program, part, base + 2)
    if program.task == "recall":
        size = 24  # as many samples as steps: shapes say nothing
        return [recall(base + 3 + k, size) for k in range(program.steps if part == "train" else 8)]
    make = pairs if program.task == "pairs" else pieces
    return [make(base + 4 + k, 32) for k in range(program.steps if part == "train" else 10)]


@cache
def marks(task):
    """Return the loss of the baseline without a network, and the optimum."""
    if task not in ("stream", "text"):
        return float(np.log(ANSWERS[task])), 0.0
    known, rows = stream(601, 16, 1), stream(121, 16, 10_001)
    if task == "text":
        known, rows = stream(240, 1, 900), stream(20_000, 1, 901)
    return pair_loss(known, rows), filter_loss(rows)
