"""Records data/transformers.json: a Transformer beside an LSTM on one book, three seeds each (chapter 8.2.1).

    python -m tools.record_transformers    # some thirteen minutes of one core

Needs PyTorch. The models, their batches, a pass over the book and its measure are the page's own: its
functions and classes are run from the notebook. Each model's learning rate is the best of six on chapter
XI, with one seed and all passes. Then both read chapters I to X equally often, and the faster one also for
as many passes as fit into the processor time of the slower one.
"""

import copy
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from rnnlib import datasets
from rnnlib.text import NGrams, Vocabulary
from tools.notebooks import write
from tools.page import definitions

ROOT = Path(__file__).resolve().parents[1]
PAGE, TARGET = ROOT / "chapters/08-outlook/transformers.ipynb", ROOT / "data/transformers.json"
MODELS, SEEDS, RATES = ("Transformer", "LSTM"), (0, 1, 2), (5e-3, 1e-2, 2e-2, 4e-2, 8e-2, 1.6e-1)
EPOCHS, LENGTH = 12, 64
CONTEXTS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)


def open_page():
    """Return the page's functions and classes, and the chapters that they read.

    Returns:
        page: dict from name to what it stands for.
        ids: dict from part ("train", "validation", "test") to its characters, int64 tensor (N,).
    """
    parts = datasets.alice_parts()
    vocabulary = Vocabulary(parts["train"], unknown="<unk>")
    ids = {part: torch.tensor(vocabulary.encode(text)) for part, text in parts.items()}
    return definitions(PAGE, {"ids": ids, "V": len(vocabulary)}), ids


def build(page, name):
    """Return a new model of the page, by its name."""
    return page["new_transformer"](48, LENGTH) if name == "Transformer" else page["LSTMReader"]()


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


def bits_by_place(bits, place):
    """Return the mean of the bits (N,) at each of the six places."""
    return [round(float(bits[place == k].mean()), 4) for k in range(6)]


def fit(page, name, ids, seed, rate, epochs):
    """Train; return the model as it was after its best pass, on XI, its curves in bits, and seconds."""
    torch.manual_seed(seed)
    model, rng, seconds, best, curve = build(page, name), np.random.default_rng(seed), 0.0, math.inf, []
    optimizer, schedule = page["new_optimizer"](model, rate, epochs)
    for _ in range(epochs):
        start = time.process_time()
        losses = page["one_pass"](model, rng, optimizer, schedule)
        seconds += time.process_time() - start
        bits = float(page["losses_on"](model, ids["validation"]).mean())
        curve.append((round(bits, 4), round(float(np.mean(losses)), 4)))
        if bits < best:
            best, kept = bits, copy.deepcopy(model.state_dict())
    model.load_state_dict(kept)
    return model, curve, seconds


def record_run(page, name, ids, place, rate, epochs):
    """Return the record of three seeds of one model."""
    run = {"model": name, "epochs": epochs, "rate": rate, "parameters": 0, "validation": [], "train": [],
           "test": [], "seconds": [], "places": [], "contexts": []}
    for seed in SEEDS:
        model, curve, seconds = fit(page, name, ids, seed, rate, epochs)
        bits = page["losses_on"](model, ids["test"]).double().numpy()
        run["parameters"] = sum(p.numel() for p in model.parameters())
        run["validation"].append([each[0] for each in curve])
        run["train"].append([each[1] for each in curve])
        run["test"].append(round(float(bits.mean()), 4))
        run["seconds"].append(round(seconds, 1))
        run["places"].append(bits_by_place(bits, place))
        run["contexts"].append(bits_by_context(model, ids["test"]))
        print(name, epochs, seed, min(run["validation"][-1]), run["test"][-1], run["seconds"][-1], flush=True)
    return run


def main():
    """Train and write the file."""
    torch.set_num_threads(1)
    page, ids = open_page()
    place = places(datasets.alice_parts()["test"])[1:]
    grams = NGrams(ids["train"].numpy(), 7, page["V"], discount=0.9)
    bits = -grams.log_probabilities(ids["test"].numpy())[1:] / math.log(2)
    counts = {"test": round(float(bits.mean()), 4), "places": bits_by_place(bits, place)}
    trials = {name: [min(b for b, _ in fit(page, name, ids, 0, rate, EPOCHS)[1]) for rate in RATES]
              for name in MODELS}
    rates = {name: RATES[int(np.argmin(bits))] for name, bits in trials.items()}
    print(trials, rates, flush=True)
    runs = [record_run(page, name, ids, place, rates[name], EPOCHS) for name in MODELS]
    slow, fast = sorted(runs, key=lambda run: -np.mean(run["seconds"]))
    more = int(EPOCHS * np.mean(slow["seconds"]) / np.mean(fast["seconds"]))
    runs.append(record_run(page, fast["model"], ids, place, fast["rate"], more))
    stored = {"contexts": CONTEXTS, "rates": RATES, "trials": trials, "counts": counts, "runs": runs}
    write(TARGET, json.dumps(stored, indent=1) + "\n")


if __name__ == "__main__":
    main()
