"""Records data/language-model.json: the language models of chapter 6.1.1 that take longer than a page may.

    python -m tools.record_language_model    # about four minutes of one core

Needs PyTorch. For parts of the book that grow from one chapter to ten, for words and for characters, three
LSTMs each are trained, and mixed with smoothed counts; for the whole, LSTMs of words with and without
dropout, tied and untied. All that is chosen is chosen on chapter XI.
"""

import copy
import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from torch import nn

from rnnlib import datasets
from rnnlib.text import NGrams, Speller, Vocabulary, contiguous_batches, split_words
from tools.notebooks import write

TARGET = Path(__file__).resolve().parents[1] / "data" / "language-model.json"
SEEDS, CHAPTERS, PARTS = (0, 1, 2), (1, 2, 5, 10), ("validation", "test")
EPOCHS = {1: 24, 2: 16, 5: 10, 10: 8}
ORDERS = {"words": (2, 3, 4), "characters": (4, 5, 6, 7, 8)}
DISCOUNTS = (0.75, 0.85, 0.9, 0.95)
WAYS = ((True, 0.2), (False, 0.2), (True, 0.0), (True, 0.5))  # tied or not, dropout; the first is the page's
_done = {}  # trainings that serve twice


class Network(nn.Module):
    """An LSTM language model: embedding, LSTM, logits; with dropout, and with tied embeddings on request."""

    def __init__(self, vocabulary_size, embedding_size, hidden_size, dropout, tied, spread=0.3):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary_size, embedding_size)
        self.lstm = nn.LSTM(embedding_size, hidden_size)
        self.readout = nn.Linear(hidden_size, vocabulary_size)
        self.dropout = nn.Dropout(dropout)
        nn.init.normal_(self.embedding.weight, std=spread)
        nn.init.zeros_(self.readout.bias)
        with torch.no_grad():
            self.lstm.bias_ih_l0[hidden_size : 2 * hidden_size] += 1  # the forget gate's
        if tied:
            self.readout.weight = self.embedding.weight

    def forward(self, x, state=None):
        """Return logits (T, B, V) and the last state."""
        h, state = self.lstm(self.dropout(self.embedding(x)), state)
        return self.readout(self.dropout(h)), state


@torch.no_grad()
def log_probabilities(model, ids):
    """Return the log-probability of every symbol but the first, (N - 1,), in nats."""
    model.eval()
    ids = torch.tensor(ids)
    logits, _ = model(ids[:-1, None])
    return logits[:, 0].log_softmax(-1).gather(1, ids[1:, None])[:, 0].double().numpy()


def fit(model, ids, validation, epochs, *, columns, length, rate=1e-2):
    """Train; return the model as it was after the epoch that was best on the validation part."""
    batches = [(torch.tensor(x), torch.tensor(y)) for x, y in contiguous_batches(ids, columns, length)]
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, rate, total_steps=epochs * len(batches), pct_start=0.1
    )
    best, kept = -np.inf, None
    for _ in range(epochs):
        model.train()
        state = None
        for x, y in batches:
            logits, state = model(x, state)
            state = tuple(part.detach() for part in state)
            optimizer.zero_grad()
            nn.functional.cross_entropy(logits.flatten(0, 1), y.flatten()).backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
        found = log_probabilities(model, validation).mean()
        if found > best:
            best, kept = found, copy.deepcopy(model.state_dict())
    model.load_state_dict(kept)
    return model


def train(unit, ids, size, chapters, seed, tied=True, dropout=0.2):
    """Return the log-probabilities of the validation and of the test part by one trained network."""
    if (unit, chapters, seed, tied, dropout) in _done:
        return _done[unit, chapters, seed, tied, dropout]
    torch.manual_seed(seed)
    if unit == "words":
        model, shape = Network(size, 64, 64, dropout, tied), {"columns": 16, "length": 32}
    else:
        model, shape = Network(size, 32, 128, 0.1, False, 1.0), {"columns": 16, "length": 50}
    model = fit(model, ids["train"], ids["validation"], EPOCHS[chapters], **shape)
    found = [log_probabilities(model, ids[part]) for part in PARTS]
    _done[unit, chapters, seed, tied, dropout] = found
    return found


def best_counts(unit, ids, size):
    """Return the order, the discount and the log-probabilities of the n-gram model best on chapter XI."""
    trials = []
    for order in ORDERS[unit]:
        for discount in DISCOUNTS:
            model = NGrams(ids["train"], order, size, discount=discount)
            found = [model.log_probabilities(ids[part])[1:] for part in PARTS]
            trials.append((found[0].mean(), order, discount, found))
    return max(trials, key=lambda trial: trial[0])[1:]


def mixed(a, b):
    """Return the best weight of a on the validation part and the log-probabilities of the test part."""
    weights = np.linspace(0.01, 0.99, 99)
    mixture = [[np.logaddexp(np.log(w) + a[k], np.log(1 - w) + b[k]) for w in weights] for k in (0, 1)]
    best = int(np.argmax([each.mean() for each in mixture[0]]))
    return weights[best], mixture[1][best]


def record_part(unit, chapters, parts, alphabet):
    """Return the record of one unit and one share of the book."""
    whole = re.split(r"(?m)^(?=CHAPTER )", parts["train"])[1:]
    texts = parts | {"train": "".join(whole[:chapters])}
    extra = 0.0
    if unit == "words":
        words = {part: split_words(text) for part, text in texts.items()}
        vocabulary = Vocabulary(words["train"], unknown="<unk>", min_count=2)
        speller = Speller([w for w in Counter(words["train"]) if w not in vocabulary], alphabet)
        extra = speller.bits([w for w in words["test"][1:] if w not in vocabulary]).sum()
    else:
        words, vocabulary = texts, Vocabulary(alphabet, unknown="<unk>")
    ids = {part: vocabulary.encode(words[part]) for part in words}
    characters = len("".join(words["test"][1:]))

    def bits(found):
        return round(float((-found.sum() / np.log(2) + extra) / characters), 4)

    order, discount, counts = best_counts(unit, ids, len(vocabulary))
    networks = [train(unit, ids, len(vocabulary), chapters, seed) for seed in SEEDS]
    mixtures = [mixed(network, counts) for network in networks]
    return {
        "unit": unit, "chapters": chapters, "symbols": len(ids["train"]), "vocabulary": len(vocabulary),
        "order": order, "discount": discount, "counts": bits(counts[1]),
        "network": [bits(network[1]) for network in networks],
        "mixture": [bits(found) for _, found in mixtures],
        "weight": [round(float(weight), 2) for weight, _ in mixtures],
    }


def record_ways(parts):
    """Return the perplexities per word on chapters XI and XII, with and without tying and dropout."""
    words = {part: split_words(text) for part, text in parts.items()}
    vocabulary = Vocabulary(words["train"], unknown="<unk>", min_count=2)
    ids, trials = {part: vocabulary.encode(words[part]) for part in words}, []
    for tied, dropout in WAYS:
        found = [train("words", ids, len(vocabulary), 10, seed, tied, dropout) for seed in SEEDS]
        model = Network(len(vocabulary), 64, 64, dropout, tied)
        trial = {"tied": tied, "dropout": dropout, "parameters": sum(p.numel() for p in model.parameters())}
        for k, part in enumerate(PARTS):
            trial[part] = [round(float(np.exp(-each[k].mean())), 2) for each in found]
        trials.append(trial)
        print(trial, flush=True)
    return trials


def main():
    """Train and write the file."""
    torch.set_num_threads(1)
    parts = datasets.alice_parts()
    ways, curve = record_ways(parts), []
    for unit in ("words", "characters"):
        for chapters in CHAPTERS:
            curve.append(record_part(unit, chapters, parts, parts["train"]))
            print(curve[-1], flush=True)
    write(TARGET, json.dumps({"curve": curve, "ways": ways}, indent=1) + "\n")


if __name__ == "__main__":
    main()
