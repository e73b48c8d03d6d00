"""Makes data/alice-readers.npz: an LSTM and a GRU that have learned to guess the next character of Alice.

    python -m tools.make_alice_readers

Both have 48 units and read chapters I to X, 60 times. The biases of the gates that keep the state are drawn
so that the units begin with memories of 1 to 100 steps (the "chrono initialization" of Tallec and Ollivier).
Four seeds are trained for each cell, and all are measured. Stored is the network with the unit that best
tells quotations from the rest on chapter XI; chapter XII has no say in anything. It takes about eight minutes
on one core.
"""

import io
from pathlib import Path

import numpy as np

from rnnlib import GRU, LSTM, Dense, Embedding, LanguageModel, datasets
from rnnlib.demos.gates import read
from rnnlib.metrics import auc, bits_per_character
from rnnlib.optimizers import Adam
from rnnlib.schedules import cosine
from rnnlib.text import Vocabulary, contiguous_batches, marks
from rnnlib.training import Trainer, evaluate

TARGET = Path(__file__).resolve().parents[1] / "data" / "alice-readers.npz"
HIDDEN, EMBEDDING, SEEDS, LONGEST = 48, 16, 4, 100
COLUMNS, LENGTH, EPOCHS = 16, 200, 60
RATES = {"LSTM": 0.03, "GRU": 0.01}


def network(kind, symbols, rng):
    """Make an untrained network.

    Args:
        kind: "LSTM" or "GRU".
        symbols: size of the vocabulary.
        rng: Generator.
    Returns:
        LanguageModel, float32.
    """
    layer = {"LSTM": LSTM, "GRU": GRU}[kind](EMBEDDING, HIDDEN, rng=rng)
    slow = np.log(rng.uniform(1, LONGEST, HIDDEN)).astype(np.float32)
    for name, bias in {"LSTM": {"b_f": slow, "b_i": -slow}, "GRU": {"b_z": -slow}}[kind].items():
        layer.params[name] = bias
    return LanguageModel(Embedding(symbols, EMBEDDING, rng=rng), layer, Dense(HIDDEN, symbols, rng=rng))


def trained(kind, ids, symbols, seed, epochs=EPOCHS):
    """Train a network.

    Args:
        kind, symbols: as for `network`.
        ids: the text to learn from, (N,).
        seed: int.
        epochs: how often it is read.
    Returns:
        LanguageModel.
    """
    rng = np.random.default_rng(seed)
    model, batches = network(kind, symbols, rng), contiguous_batches(ids, COLUMNS, LENGTH)
    rate = cosine(RATES[kind], epochs * len(batches), RATES[kind] / 50)
    Trainer(model, Adam(rate), rng=rng, max_norm=1.0, carry_state=True).fit(batches, epochs)
    return model


def measure(model, parts, vocabulary):
    """Measure a network on the two chapters it has not read.

    Args:
        model: LanguageModel.
        parts: texts "validation" and "test".
        vocabulary: Vocabulary.
    Returns:
        bits per character on both, (2,); AUC for quotations on both, of the unit best on the first, (2,).
    """
    bits, units = [], []
    for part in ("validation", "test"):
        ids = vocabulary.encode(parts[part])
        loss = evaluate(model, contiguous_batches(ids, 1, 500), carry_state=True)
        bits.append(bits_per_character(loss))
        values = read(model, ids)
        found = auc(values.get("C", values["h"]), marks(parts[part])["quotation"])
        units.append(np.maximum(found, 1 - found))
    best = units[0].argmax()
    return np.array(bits), np.array([found[best] for found in units])


def best_of(kind, parts, vocabulary):
    """Train one network for each seed and choose one.

    Args:
        kind: as for `network`.
        parts: the texts, by name.
        vocabulary: Vocabulary.
    Returns:
        dict from a name in the file to an array: the parameters of the network chosen, and what was measured
        of all of them.
    """
    ids = vocabulary.encode(parts["train"])
    models = [trained(kind, ids, len(vocabulary), seed) for seed in range(SEEDS)]
    bits, quotation = map(np.array, zip(*(measure(m, parts, vocabulary) for m in models), strict=True))
    print(kind, bits.round(3).tolist(), quotation.round(3).tolist(), flush=True)
    chosen = models[quotation[:, 0].argmax()]
    params = {f"{kind}.{name}": value for name, value in chosen.params.items()}
    return {f"{kind}.bits": bits, f"{kind}.quotation": quotation} | params


def main():
    """Train all networks and write the file."""
    parts = datasets.alice_parts()
    vocabulary = Vocabulary(parts["train"])
    arrays = {"symbols": np.array("".join(vocabulary.symbols))}
    for kind in RATES:
        arrays |= best_of(kind, parts, vocabulary)
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    TARGET.write_bytes(buffer.getvalue())


if __name__ == "__main__":
    main()
