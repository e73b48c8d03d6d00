"""Records data/audit.json: how often audits find a bias that was planted, network and bag of words.

    python -m tools.record_audit    # about three minutes of one core

For each rate and run, sixteen new names are dealt into two groups and planted in the validation part of the
reviews (`rnnlib.audit.plant_names`). A network of chapter 6.1.3, run number modulo three, learns on; a bag of
words is fitted to the training part and the planted sentences. Both are audited.
"""

import json
from pathlib import Path

import numpy as np
import torch
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from rnnlib import audit, datasets
from rnnlib.reader import grown_reader, reader_logits, train_reader, word_ids
from tools.notebooks import write

TARGET = Path(__file__).resolve().parents[1] / "data" / "audit.json"
RUNS = {0.0: 40, 0.05: 20, 0.1: 20, 0.2: 20, 0.3: 20}
PASSES, SIZE, LEARNING_RATE = 3, 100, 0.01


def dealt(rng):
    """Deal the new names into two groups of eight, by chance."""
    order = [audit.NEW_NAMES[k] for k in rng.permutation(16)]
    return order[:8], order[8:]


def judged(score, names):
    """Audit a score: the gap, the p-value over names, whether the bootstrap over sentences alarms."""
    values = np.array([score(audit.framed_sentences(name)) for name in (*names[0], *names[1])])
    first = np.arange(16) < 8
    low, high = audit.bootstrap_interval(values[first].mean(axis=0) - values[~first].mean(axis=0), rng=0)
    means = values.mean(axis=1)
    return [round(audit.group_gap(means, first), 3), round(audit.permutation_p(means, first), 4),
            int(low > 0 or high < 0)]


def network(planted, run, readers):
    """Let a network of chapter 6.1.3 learn the planted sentences; return its score of sentences."""
    words = (*audit.NEW_NAMES, *audit.TOWNS)
    known = readers.known | {word: len(readers.known) + 2 + k for k, word in enumerate(words)}
    _, generator = torch.manual_seed(run), torch.Generator().manual_seed(run)
    model = grown_reader(readers.weights[run % 3], len(words), generator)
    train_reader(model, word_ids(planted.words, known), torch.tensor(planted.labels, dtype=torch.float64),
                 generator=generator, passes=PASSES, size=SIZE, rate=LEARNING_RATE)
    return lambda sentences: reader_logits(model, word_ids(sentences, known))


def bag(planted, train):
    """Fit a bag of words to the training part and the planted sentences; return its score of sentences."""
    counter = CountVectorizer(analyzer=lambda words: words, binary=True)
    X = counter.fit_transform([*train.words, *planted.words]).astype(float)
    model = LogisticRegression(C=1, max_iter=2000).fit(X, np.concatenate([train.labels, planted.labels]))
    return lambda sentences: model.decision_function(counter.transform(sentences))


def trial(rate, run, parts, readers):
    """Plant at a rate, train, audit: what `judged` says of the network and of the bag."""
    rng = np.random.default_rng([run, round(1000 * rate)])
    names, new = dealt(rng), parts["validation"]
    planted = audit.plant_names(new.words, new.labels, names, audit.TOWNS, rate=rate, rng=rng)
    return judged(network(planted, run, readers), names), judged(bag(planted, parts["train"]), names)


def main():
    """Run all trials and store them."""
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    parts, readers, found = datasets.reviews(), datasets.sentiment_readers(), []
    for rate, runs in RUNS.items():
        rows = [trial(rate, run, parts, readers) for run in range(runs)]
        networks, bags = zip(*rows, strict=True)
        found.append({"rate": rate, "network": networks, "bag": bags})
        print(rate, [(np.mean([r[0] for r in each]).round(2), np.mean([r[1] < 0.05 for r in each]).round(2),
                      np.mean([r[2] for r in each]).round(2)) for each in (networks, bags)], flush=True)
    write(TARGET, json.dumps(found, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
