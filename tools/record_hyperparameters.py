"""Records data/hyperparameters.json: the grids of trainings that chapter 9.1 looks at.

    python -m tools.record_hyperparameters    # five to seven minutes of one core

Every network is a language model of characters. It learns from windows of 33 characters that are drawn at
random from the first N characters of chapters I to X of Alice, and is measured, from a state of zeros, on the
windows of chapters XI (validation) and XII (test).
"""

import json
import math
import time
from pathlib import Path

import numpy as np

from rnnlib import datasets
from rnnlib.clipping import clip_by_norm
from rnnlib.layers import GRU, LSTM, RNN, Dense, Embedding, Stacked
from rnnlib.layers.dropout import Dropout
from rnnlib.models import LanguageModel
from rnnlib.optimizers import SGD, Adam
from rnnlib.schedules import cosine
from rnnlib.text import Vocabulary
from tools.notebooks import write

TARGET = Path(__file__).resolve().parents[1] / "data" / "hyperparameters.json"
SEEDS = (0, 1, 2)
STEPS = 32  # of a window
SIZES, AMOUNTS = (8, 24, 64, 128), (2_000, 8_000, 30_000, 120_000)
DEPTHS = ((1, 66), (2, 43), (4, 29), (6, 23))  # layers and units, all of about 30,000 parameters
RATES, CLIPS = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0), (None, 1.0, 0.3, 0.1, 0.03)
BATCH_SIZES, GOAL = (1, 2, 4, 8, 16, 32, 64, 128), 2.2
TRIALS = 48
RANGES = {"rate": (0.0003, 0.3), "units": (8, 128), "clip": (0.05, 5.0), "batch": (4, 64)}


class Text:
    """The book as ids: `train`, and the pairs (x, targets) of windows `validation` and `test`, (T, B)."""

    def __init__(self):
        parts = datasets.alice_parts()
        vocabulary = Vocabulary(parts["train"], unknown="<unk>")
        self.size, self.train = len(vocabulary), vocabulary.encode(parts["train"])
        self.validation, self.test = (
            windows(ids, np.arange(0, len(ids) - STEPS - 1, STEPS))
            for ids in (vocabulary.encode(parts[name]) for name in ("validation", "test"))
        )


def windows(ids, starts):
    """Cut windows out of a text; returns x and targets, (T, B)."""
    cut = ids[starts + np.arange(STEPS + 1)[:, None]]
    return cut[:-1], cut[1:]


class Deep(Stacked):
    """Layers in depth with dropout where Zaremba et al. (2014) put it, and shortcuts around layers.

    Dropout acts on what goes up, into every layer and out of the last, never on what goes from step to step.
    """

    def __init__(self, layers, *, dropout=0.0, residual=False, rng):
        super().__init__(layers)
        self.residual, generator = residual, np.random.default_rng(rng)
        self.drops = [Dropout(dropout, rng=generator) for _ in range(len(layers) + 1)]

    def forward(self, x, state=None, lengths=None, training=False):
        """Run all layers; see Stacked."""
        y, finals = x, []
        for k, (layer, drop) in enumerate(zip(self.layers, self.drops, strict=False)):
            out, final = layer.forward(drop.forward(y, training=training))
            y = out + y if self.residual and k else out
            finals.append(final)
        return self.drops[-1].forward(y, training=training), tuple(finals)

    def backward(self, dy, dstate=None):
        """Run back through all layers; see Stacked."""
        dy = self.drops[-1].backward(dy)
        for k in reversed(range(len(self.layers))):
            dx = self.drops[k].backward(self.layers[k].backward(dy)[0])
            dy = dx + dy if self.residual and k else dx
        self.grads = self._prefixed("grads")
        return dy, None


def network(kind, units, seed, symbols):
    """Make a model with one recurrent layer."""
    rng = np.random.default_rng(seed)
    return LanguageModel(
        Embedding(symbols, 24, rng=rng), kind(24, units, rng=rng), Dense(units, symbols, rng=rng)
    )


def deep(layers, units, residual, dropout, seed, symbols):
    """Make a model of several LSTM layers."""
    rng = np.random.default_rng(seed)
    stack = [LSTM(24 if k == 0 else units, units, rng=rng) for k in range(layers)]
    recurrent = Deep(stack, dropout=dropout, residual=residual, rng=seed)
    return LanguageModel(Embedding(symbols, 24, rng=rng), recurrent, Dense(units, symbols, rng=rng))


def count_of(model):
    """Return the number of parameters."""
    return sum(value.size for value in model.params.values())


def loss_on(model, pair):
    """Return the loss in nats per character on windows."""
    return float(model.loss(model.forward(pair[0])[0], pair[1])[0])


def updates(model, ids, optimizer, batch_size, count, seed, clip=None):
    """Train, and yield the loss before each update, until it overflows."""
    rng = np.random.default_rng([seed, 9])
    for _ in range(count):
        x, targets = windows(ids, rng.integers(0, len(ids) - STEPS, batch_size))
        try:
            loss, dy = model.loss(model.forward(x, training=True)[0], targets)
            model.backward(dy)
            grads = model.grads if clip is None else clip_by_norm(model.grads, clip)[0]
            optimizer.step(model.params, grads)
        except OverflowError:
            yield math.inf
            return
        yield float(loss)


def finite(value):
    """A loss for JSON: four digits, or None where training diverged."""
    return round(value, 4) if math.isfinite(value) and value < 10 else None


def fit(text, model, amount, count=400, every=40):
    """Train with Adam; returns the validation losses, one every 40 updates, and the seconds."""
    start, losses = time.process_time(), []
    optimizer = Adam(cosine(0.01, count, final=0.0005))
    for k, _ in enumerate(updates(model, text.train[:amount], optimizer, 16, count, 0, 1.0), start=1):
        if k % every == 0:
            losses.append(finite(loss_on(model, text.validation)))
    return losses, time.process_time() - start


def size_row(text, amount, units):
    """Hidden size against data: three seeds of one size on one amount."""
    runs = [fit(text, network(GRU, units, seed, text.size), amount) for seed in SEEDS]
    count = count_of(network(GRU, units, 0, text.size))
    return {"amount": amount, "units": units, "parameters": count, "validation": [run[0] for run in runs],
            "seconds": round(min(run[1] for run in runs), 1)}


def depth_row(text, layers, units, residual, dropout):
    """Depth: three seeds of one stack on 8,000 characters."""
    runs = [fit(text, deep(layers, units, residual, dropout, seed, text.size), 8_000, 320) for seed in SEEDS]
    count = count_of(deep(layers, units, False, 0.0, 0, text.size))
    return {"layers": layers, "units": units, "residual": residual, "dropout": dropout, "parameters": count,
            "validation": [run[0] for run in runs], "seconds": round(min(run[1] for run in runs), 1)}


def rate_run(text, rate, clip, seed):
    """Learning rate and clipping: a plain RNN, 120 updates of SGD; validation and test loss."""
    model = network(RNN, 32, seed, text.size)
    losses = list(updates(model, text.train, SGD(rate), 16, 120, seed, clip))
    if not math.isfinite(losses[-1]):
        return None, None
    with np.errstate(all="ignore"):
        return finite(loss_on(model, text.validation)), finite(loss_on(model, text.test))


def steps_to_goal(text, batch_size, rate, seed, limit):
    """Return the updates until the loss on 64 validation windows is at most the goal, or None."""
    model, some = network(RNN, 32, seed, text.size), tuple(part[:, ::5] for part in text.validation)
    every = 5 if batch_size > 8 else 20
    for k, loss in enumerate(updates(model, text.train, SGD(rate), batch_size, limit, seed, None), start=1):
        if not math.isfinite(loss) or (k > 100 and loss > 6):
            return None
        if k % every == 0 and loss_on(model, some) <= GOAL:
            return k
    return None


def batch_row(text, batch_size, rates=(0.25, 0.5, 1.0, 2.0, 3.0, 4.5)):
    """Steps to a goal: six rates with seed 0, then the fastest of them with which all seeds arrive."""
    limit, tried = 1200 + 2400 // batch_size, {}
    for rate in rates:
        tried[rate] = steps_to_goal(text, batch_size, rate, 0, limit)
        limit = min(limit, tried[rate] or limit)
    for rate in sorted((rate for rate in rates if tried[rate]), key=tried.get):
        others = [steps_to_goal(text, batch_size, rate, seed, 3 * tried[rate]) for seed in SEEDS[1:]]
        if all(others):
            break
    return {"batch": batch_size, "rate": rate, "steps": [tried[rate], *others],
            "tried": [tried[rate] for rate in rates]}


def trial(text, rate, units, clip, batch, seed):
    """One GRU that reads 2,400 windows, in batches of `batch`, with Adam; validation and test loss."""
    model = network(GRU, int(units), seed, text.size)
    losses = list(updates(model, text.train, Adam(rate), int(batch), 2400 // int(batch), seed, clip))
    if not math.isfinite(losses[-1]):
        return [rate, int(units), clip, int(batch), None, None]
    return [rate, int(units), clip, int(batch),
            *(finite(loss_on(model, part)) for part in (text.validation, text.test))]


def random_trials(text):
    """Draw all four at random, on a logarithmic scale."""
    draws = np.random.default_rng(0).random((TRIALS, len(RANGES)))
    low, high = np.log(np.array(list(RANGES.values()))).T
    for k, row in enumerate(np.exp(low + draws * (high - low))):
        rate, units, clip, batch = row
        yield trial(text, float(f"{rate:.3g}"), round(units), float(f"{clip:.3g}"), round(batch), k % 3)


def grid_trials(text):
    """Two values of each, at a quarter and three quarters of its range."""
    values = [[low * (high / low) ** share for share in (0.25, 0.75)] for low, high in RANGES.values()]
    for k in range(16):
        rate, units, clip, batch = (pair[k >> j & 1] for j, pair in enumerate(values))
        yield trial(text, float(f"{rate:.3g}"), round(units), float(f"{clip:.3g}"), round(batch), k % 3)


def main():
    """Run everything and write the file."""
    text, record = Text(), {}
    parts = {
        "rates": lambda: [
            {"rate": rate, "clip": clip, "runs": [rate_run(text, rate, clip, seed) for seed in SEEDS]}
            for clip in CLIPS for rate in RATES],
        "batches": lambda: [batch_row(text, B) for B in BATCH_SIZES],
        "random": lambda: list(random_trials(text)),
        "grid": lambda: list(grid_trials(text)),
        "sizes": lambda: [size_row(text, amount, units) for amount in AMOUNTS for units in SIZES],
        "depths": lambda: [
            depth_row(text, *depth, residual, dropout) for depth in DEPTHS
            for residual, dropout in ((False, 0.0), (True, 0.0), (True, 0.3))
            if (depth[0] > 1 or residual == (dropout > 0)) and (depth[0] < 6 or not dropout)]
        + [depth_row(text, 2, 128, False, dropout) for dropout in (0.0, 0.5)],
    }
    for name, run in parts.items():
        start = time.process_time()
        record[name] = run()
        print(name, round(time.process_time() - start), *record[name], sep="\n", flush=True)
    lines = ",\n".join(f'"{name}": [\n' + ",\n".join(map(json.dumps, rows)) + "\n]"
                       for name, rows in record.items())
    write(TARGET, "{\n" + lines + "\n}\n")


if __name__ == "__main__":
    main()
