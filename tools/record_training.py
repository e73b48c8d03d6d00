"""Records data/training.json: the trainings of chapter 3.3 that take longer than a page may.

    python -m tools.record_training    # about ten minutes of one core

Another make of processor rounds differently. These trainings hardly amplify it: with the arithmetic of older
processors the losses were the same to six digits.
"""

import json
from pathlib import Path

import numpy as np

from rnnlib import datasets
from rnnlib.layers import GRU, Dense, Embedding, Stacked
from rnnlib.metrics import bits_per_character
from rnnlib.models import LanguageModel
from rnnlib.optimizers import AdamW
from rnnlib.schedules import cosine
from rnnlib.text import Vocabulary, contiguous_batches
from rnnlib.training import Trainer, evaluate, generate
from tools.notebooks import write

TARGET = Path(__file__).resolve().parents[1] / "data" / "training.json"

SEEDS = (0, 1, 2)
EPOCHS, COLUMNS, LENGTH = 20, 32, 50  # of the long training
SNAPSHOTS = (0, 5, 10, 20, 30, 45, 65, 90, 130, 190, 280, 400, 600, 850, 1150, 1520)
TEMPERATURES = (0.5, 1.0, 1.5)
CHARACTERS = 1500  # of a sample
CUTS = ((5, 32), (20, 32), (60, 32), (5, 384), (20, 96))  # steps of a window and columns
WAYS = ("carried", "reset", "shuffled")


class Text:
    """The book as ids, cut by chapters.

    Attributes:
        vocabulary: Vocabulary of chapters I to X, with an entry for unknown characters.
        train: ids of chapters I to X.
        last: ids of chapter X alone, which is a part of `train`.
        validation, test: ids of chapters XI and XII.
    """

    def __init__(self):
        parts = datasets.alice_parts()
        train = parts["train"]
        self.vocabulary = Vocabulary(train, unknown="<unk>")
        self.train, self.last, self.validation, self.test = (
            self.vocabulary.encode(part)
            for part in (train, train[train.index("CHAPTER X\n") :], parts["validation"], parts["test"])
        )


def bits(model, ids):
    """Return what a model needs for a text that it reads from its beginning, in bits a character."""
    return bits_per_character(evaluate(model, contiguous_batches(ids, 1, 500), carry_state=True))


def long_model(symbols, seed):
    """Make the model of the replay: two GRU layers of 160 units, with dropout between them."""
    rng = np.random.default_rng(seed)
    layers = [GRU(32, 160, rng=rng), GRU(160, 160, rng=rng)]
    recurrent = Stacked(layers, dropout=0.5, rng=np.random.default_rng([seed, 1]))
    return LanguageModel(Embedding(symbols, 32, rng=rng), recurrent, Dense(160, symbols, rng=rng))


def short_model(symbols, seed, units=128):
    """Make the model that chapter 3.3 trains in the page: one GRU layer."""
    rng = np.random.default_rng(seed)
    return LanguageModel(
        Embedding(symbols, 32, rng=rng), GRU(32, units, rng=rng), Dense(units, symbols, rng=rng)
    )


def fit(model, train, epochs, *, decay=0.1, seed=0, carry_state=True, updates=None, progress=None):
    """Train as the page does: AdamW, a cosine from 0.01 to a twentieth of it, gradients clipped at 1."""
    steps = updates or epochs * len(train)
    optimizer = AdamW(cosine(0.01, steps, final=0.0005), weight_decay=decay)
    trainer = Trainer(model, optimizer, rng=seed, max_norm=1.0, carry_state=carry_state)
    trainer.fit(train, epochs, progress=progress)


def replay(text, seed, *, snapshots=SNAPSHOTS, samples=True):
    """Train the long model and stop at some updates to measure it and to let it write.

    Args:
        text: Text.
        seed: of the model; samples have one of their own.
        snapshots: the numbers of updates, rising from 0; training ends with the last one.
        samples: whether it writes.
    Returns:
        dict: "training" (on chapter X) and "validation", bits a character, one number a snapshot; "test", at
        the end; "texts", dict from a temperature to one text a snapshot.
    """
    model = long_model(len(text.vocabulary), seed)
    found = {"training": [], "validation": [], "texts": {str(t): [] for t in TEMPERATURES if samples}}
    newline = text.vocabulary.encode("\n")

    def look():
        found["training"].append(round(bits(model, text.last), 4))
        found["validation"].append(round(bits(model, text.validation), 4))
        for temperature, texts in found["texts"].items():
            ids = generate(model, newline, CHARACTERS, float(temperature), rng=1)
            texts.append("".join(text.vocabulary.decode(ids)))

    class Done(Exception):
        pass

    steps = 0

    def watch(progress):
        nonlocal steps
        if not progress.finished:
            steps += 1
            if steps in snapshots:
                look()
            if steps == snapshots[-1]:
                found["test"] = round(bits(model, text.test), 4)
                raise Done  # the unfinished epoch is undone, after all has been measured

    look()
    if snapshots[-1]:
        batches = contiguous_batches(text.train, COLUMNS, LENGTH)
        try:
            fit(model, batches, EPOCHS, decay=0.3, progress=watch)
        except Done:
            pass
    return found


def page_model(text, seed):
    """Train the page's model as the page does, and measure it on both held-out chapters."""
    model = short_model(len(text.vocabulary), seed)
    fit(model, contiguous_batches(text.train, 32, 50), 6)
    return {"validation": round(bits(model, text.validation), 4), "test": round(bits(model, text.test), 4)}


def cut(text, way, length, columns, seed):
    """Train a small model for two epochs on windows of a length, with the state treated in one of three ways.

    Args:
        text: Text.
        way: "carried", "reset" (to zeros before each window) or "shuffled" (windows in random order, the
            state carried from one to the next all the same).
        length, columns: T and B of a batch.
        seed: of model and order.
    Returns:
        float, bits a character on the validation chapter, read with a carried state.
    """
    model = short_model(len(text.vocabulary), seed, units=64)
    batches = contiguous_batches(text.train, columns, length)
    train, updates = batches, 2 * len(batches)
    if way == "shuffled":
        windows = [pair for pair in batches if len(pair[0]) == length]  # the last one may be shorter

        def train(rng):
            return (windows[k] for k in rng.permutation(len(windows)))

    fit(model, train, 2, seed=seed, carry_state=way != "reset", updates=updates)
    return round(bits(model, text.validation), 4)


def cuts():
    """Return every experiment on windows: tuples of way, length and columns."""
    return [(way, *window) for window in CUTS for way in WAYS if way != "shuffled" or window[1] == 32]


def assemble(replays, pages, windows):
    """Return the text of the record.

    Args:
        replays, pages: results of `replay` and `page_model`, one a seed.
        windows: dict from an experiment of `cuts` to the results of `cut`, one a seed.
    Returns:
        str, JSON.
    """
    record = {
        "updates": SNAPSHOTS,
        "characters_per_update": COLUMNS * LENGTH,
        "training": [found["training"] for found in replays],
        "validation": [found["validation"] for found in replays],
        "test": [found["test"] for found in replays],
        "page_validation": [found["validation"] for found in pages],
        "page_test": [found["test"] for found in pages],
        "windows": [
            {"way": way, "length": T, "columns": B, "validation": windows[way, T, B]} for way, T, B in cuts()
        ],
        "texts": replays[0]["texts"],
    }
    return json.dumps(record, indent=1, ensure_ascii=False) + "\n"


def main():
    """Run everything and write the file."""
    text = Text()
    windows = {}
    for experiment in cuts():
        windows[experiment] = [cut(text, *experiment, seed) for seed in SEEDS]
        print(experiment, windows[experiment], flush=True)
    pages = [page_model(text, seed) for seed in SEEDS]
    print(pages, flush=True)
    replays = []
    for seed in SEEDS:
        replays.append(replay(text, seed, samples=seed == SEEDS[0]))
        print(replays[-1]["validation"], replays[-1]["test"], flush=True)
    write(TARGET, assemble(replays, pages, windows))


if __name__ == "__main__":
    main()
