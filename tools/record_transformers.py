"""Records data/transformers.json: a Transformer beside an LSTM on one book, three seeds each (chapter 8.2.1).

    python -m tools.record_transformers    # some seven minutes of one core

Needs PyTorch. Both have the same number of parameters and read windows of 64 characters, eight at a time.
Each model's learning rate is the best of three after three epochs, on chapter XI. Then both read chapters
I to X equally often, and the faster one also for as many epochs as fit into the processor time of the
slower one.
"""

import copy
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from rnnlib import datasets
from rnnlib.text import NGrams, Vocabulary, contiguous_batches
from tools.notebooks import write

TARGET = Path(__file__).resolve().parents[1] / "data" / "transformers.json"
SEEDS, RATES, EPOCHS, TRIAL = (0, 1, 2), (3e-3, 6e-3, 1e-2), 12, 3
LENGTH, COLUMNS, SIZE, HIDDEN = 64, 8, 48, 104
CONTEXTS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)


class SelfAttention(nn.Module):
    """Causal self-attention with several heads, as on the page."""

    def __init__(self, size, heads):
        super().__init__()
        self.heads = heads
        self.qkv, self.out = nn.Linear(size, 3 * size), nn.Linear(size, size)

    def forward(self, x):
        """Return what every step (T, B, D) reads from the steps up to it."""
        q, k, v = (part.unflatten(-1, (self.heads, -1)) for part in self.qkv(x).chunk(3, dim=-1))
        scores = torch.einsum("tbhd,sbhd->bhts", q, k) / math.sqrt(q.shape[-1])
        later = torch.ones(len(q), len(k), dtype=torch.bool).triu(1)
        weights = scores.masked_fill(later, -torch.inf).softmax(dim=-1)
        return self.out(torch.einsum("bhts,sbhd->tbhd", weights, v).flatten(2))


class Block(nn.Module):
    """Attention and a small network at every step, each added to what comes in."""

    def __init__(self, size, heads):
        super().__init__()
        self.norm_1, self.attention = nn.LayerNorm(size), SelfAttention(size, heads)
        self.norm_2 = nn.LayerNorm(size)
        self.mlp = nn.Sequential(nn.Linear(size, 4 * size), nn.ReLU(), nn.Linear(4 * size, size))

    def forward(self, x):
        """Return the features (T, B, D) after the block."""
        x = x + self.attention(self.norm_1(x))
        return x + self.mlp(self.norm_2(x))


class Transformer(nn.Module):
    """A Transformer that guesses the next character; its positions are learned."""

    def __init__(self, vocabulary_size, size=SIZE, heads=4, depth=2):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary_size, size)
        nn.init.normal_(self.embedding.weight, std=0.5)
        self.positions = nn.Parameter(0.5 * torch.randn(LENGTH, size))
        self.blocks = nn.ModuleList(Block(size, heads) for _ in range(depth))
        self.norm, self.readout = nn.LayerNorm(size), nn.Linear(size, vocabulary_size)

    def forward(self, x, state=None):
        """Return logits (T, B, V), and no state: every window is read on its own."""
        h = self.embedding(x) + self.positions[: len(x), None]
        for block in self.blocks:
            h = block(h)
        return self.readout(self.norm(h)), None


class Recurrent(nn.Module):
    """An LSTM that guesses the next character; its state is carried on."""

    def __init__(self, vocabulary_size, size=32, hidden=HIDDEN):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary_size, size)
        self.lstm, self.readout = nn.LSTM(size, hidden), nn.Linear(hidden, vocabulary_size)
        with torch.no_grad():
            self.lstm.bias_ih_l0[hidden : 2 * hidden] += 1  # the forget gate's

    def forward(self, x, state=None):
        """Return logits (T, B, V) and the last state."""
        h, state = self.lstm(self.embedding(x), state)
        return self.readout(h), state


MODELS = {"Transformer": Transformer, "LSTM": Recurrent}


def windows(ids, rng):
    """Yield x and y (64, 8): windows side by side from a random offset, in random order."""
    starts = rng.permutation(np.arange(rng.integers(LENGTH), len(ids) - LENGTH - 1, LENGTH))
    for b in range(len(starts) // COLUMNS):
        rows = torch.tensor(starts[b * COLUMNS : (b + 1) * COLUMNS]) + torch.arange(LENGTH + 1)[:, None]
        yield ids[rows][:-1], ids[rows][1:]


@torch.no_grad()
def log_probabilities(model, ids):
    """Return the log-probability of every character but the first, (N - 1,), in nats.

    The LSTM reads the chapter in one go. The Transformer sees 33 to 64 characters, but at the beginning.
    """
    if isinstance(model, Recurrent):
        logits = model(ids[:-1, None])[0][:, 0]
    else:
        last = len(ids) - 1 - LENGTH
        starts = torch.tensor([*range(0, last, LENGTH // 2), last])
        found = model(ids[starts + torch.arange(LENGTH)[:, None]])[0]  # (64, windows, V)
        logits = torch.zeros(len(ids) - 1, found.shape[-1])
        for k, start in reversed(list(enumerate(starts.tolist()))):
            logits[start : start + LENGTH] = found[:, k]  # earlier windows have the longer contexts
    return logits.log_softmax(-1).gather(1, ids[1:, None])[:, 0].double().numpy()


@torch.no_grad()
def bits_by_context(model, ids):
    """Return the bits per character when the model sees as many characters as `CONTEXTS` says."""
    starts = torch.arange(0, len(ids) - LENGTH - 1, 8)
    rows = ids[starts + torch.arange(LENGTH + 1)[:, None]]
    logits = model(rows[:-1])[0]
    losses = cross_entropy(logits.flatten(0, 1), rows[1:].flatten(), reduction="none").view(LENGTH, -1)
    return [round(losses[c - 1].mean().item() / math.log(2), 4) for c in CONTEXTS]


def places(text):
    """Return for each character its place in its word, 1 to 5 (5 and later), or 0 if it is no letter."""
    found = []
    for character in text:
        found.append(min((found[-1] if found else 0) + 1, 5) if character.isalpha() else 0)
    return np.array(found)


def bits_by_place(found, place):
    """Return the bits per character at the six places."""
    return [round(float(-found[place == k].mean() / math.log(2)), 4) for k in range(6)]


def fit(name, ids, size, seed, rate, epochs, stop=None):
    """Train; return the model as it was after its best epoch on XI, its curves in bits, and seconds."""
    torch.manual_seed(seed)
    model, rng, seconds, best, curve = MODELS[name](size), np.random.default_rng(seed), 0.0, math.inf, []
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.1)
    updates = epochs * (len(ids["train"]) // (LENGTH * COLUMNS) + 2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, updates, pct_start=0.1)
    for _ in range(stop or epochs):
        start, state, losses = time.process_time(), None, []
        pairs = contiguous_batches(ids["train"].numpy(), COLUMNS, LENGTH) if name == "LSTM" else None
        carried = pairs and ((torch.tensor(x), torch.tensor(y)) for x, y in pairs)
        for x, y in carried or windows(ids["train"], rng):
            logits, state = model(x, state)
            state = state and tuple(part.detach() for part in state)
            loss = cross_entropy(logits.flatten(0, 1), y.flatten())
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item() / math.log(2))
        seconds += time.process_time() - start
        bits = float(-log_probabilities(model, ids["validation"]).mean() / math.log(2))
        curve.append((round(bits, 4), round(float(np.mean(losses)), 4)))
        if bits < best:
            best, kept = bits, copy.deepcopy(model.state_dict())
    model.load_state_dict(kept)
    return model, curve, seconds


def record_run(name, ids, size, place, rate, epochs):
    """Return the record of three seeds of one model."""
    run = {"model": name, "epochs": epochs, "rate": rate, "parameters": 0, "validation": [], "train": [],
           "test": [], "seconds": [], "places": [], "contexts": []}
    for seed in SEEDS:
        model, curve, seconds = fit(name, ids, size, seed, rate, epochs)
        found = log_probabilities(model, ids["test"])
        run["parameters"] = sum(p.numel() for p in model.parameters())
        run["validation"].append([each[0] for each in curve])
        run["train"].append([each[1] for each in curve])
        run["test"].append(round(float(-found.mean() / math.log(2)), 4))
        run["seconds"].append(round(seconds, 1))
        run["places"].append(bits_by_place(found, place))
        run["contexts"].append(bits_by_context(model, ids["test"]))
        print(name, epochs, seed, min(run["validation"][-1]), run["test"][-1], run["seconds"][-1], flush=True)
    return run


def main():
    """Train and write the file."""
    torch.set_num_threads(1)
    parts = datasets.alice_parts()
    vocabulary = Vocabulary(parts["train"], unknown="<unk>")
    ids = {part: torch.tensor(vocabulary.encode(text)) for part, text in parts.items()}
    size, place = len(vocabulary), places(parts["test"])[1:]
    grams = NGrams(ids["train"].numpy(), 7, size, discount=0.9)
    found = grams.log_probabilities(ids["test"].numpy())[1:]
    counts = {"test": round(float(-found.mean() / math.log(2)), 4), "places": bits_by_place(found, place)}
    trials = {name: [min(b for b, _ in fit(name, ids, size, 0, rate, TRIAL)[1]) for rate in RATES]
              for name in MODELS}
    rates = {name: RATES[int(np.argmin(bits))] for name, bits in trials.items()}
    print(trials, rates, flush=True)
    runs = [record_run(name, ids, size, place, rates[name], EPOCHS) for name in MODELS]
    slow, fast = sorted(runs, key=lambda run: -np.mean(run["seconds"]))
    more = int(EPOCHS * np.mean(slow["seconds"]) / np.mean(fast["seconds"]))
    runs.append(record_run(fast["model"], ids, size, place, fast["rate"], more))
    stored = {"contexts": CONTEXTS, "rates": RATES, "trials": trials, "counts": counts, "runs": runs}
    write(TARGET, json.dumps(stored, indent=1) + "\n")


if __name__ == "__main__":
    main()
