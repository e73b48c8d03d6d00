"""Makes data/recall_lags.csv: which lags LSTMs learn from which forget bias, by training some 900 of them.

    python -m tools.make_recall_lags

Every network has 32 units and gets batches of 32 fresh sequences of `rnnlib.tasks.Recall`, Adam at 3e-3 and
gradients clipped to norm 1. Every ten iterations it names the first symbol of 200 held-out sequences; once
95 % are right, the lag counts as learned. For a start and a bias the lags are tried upward, until none of six
seeds learns one. It takes about half an hour on one core.
"""

import csv
import io
from pathlib import Path

import numpy as np

from rnnlib import LSTM, Dense, SequenceClassifier
from rnnlib.clipping import clip_by_norm
from rnnlib.optimizers import Adam
from rnnlib.tasks import Recall
from tools.notebooks import write

TARGET = Path(__file__).resolve().parents[1] / "data" / "recall_lags.csv"
HIDDEN, SEEDS = 32, 6
LAGS = (5, 7, 10, 14, 20, 30, 50, 70, 100, 140, 200)
BIASES = (0, 1, 2, 3, 4, 5)
STARTS = ("cell path", "PyTorch", "rnnlib")


def network(start, forget_bias, seed):
    """Make an untrained network for eight symbols.

    Args:
        start: "rnnlib": orthogonal on h, Glorot on x, biases 0; "cell path": the same, but 0 on h; "PyTorch":
            everything uniform in +-1 / sqrt(H), biases the sum of two such numbers.
        forget_bias: b_f, or what is added to it.
        seed: int.
    Returns:
        SequenceClassifier; the Generator that its training goes on with.
    """
    rng = np.random.default_rng(seed)
    lstm = LSTM(8, HIDDEN, forget_bias=forget_bias, rng=rng)
    bound = HIDDEN**-0.5
    for name, value in lstm.params.items():
        if start == "PyTorch":
            drawn = rng.uniform(-bound, bound, value.shape)
            if name[0] == "b":
                drawn += rng.uniform(-bound, bound, value.shape)
            lstm.params[name] = (drawn + (forget_bias if name == "b_f" else 0)).astype(np.float32)
        elif start == "cell path" and name[0] == "W":
            lstm.params[name] = np.concatenate([np.zeros_like(value[:, :HIDDEN]), value[:, HIDDEN:]], axis=1)
    return SequenceClassifier(lstm, Dense(HIDDEN, 8, rng=rng)), rng


def iterations(start, forget_bias, lag, seed, allowed):
    """Train a network on one lag.

    Args:
        start, forget_bias, seed: as for `network`.
        lag: steps between the symbol and the question.
        allowed: the most iterations.
    Returns:
        int, the iterations until the lag was learned; 0 if it was not.
    """
    task, (model, rng), optimizer = Recall(lag), network(start, forget_bias, seed), Adam(3e-3)
    held_out = task.sample(200, rng=1000, part="test")
    for iteration in range(1, allowed + 1):
        batch = task.sample(32, rng=rng)
        loss, dy = model.loss(model.forward(batch.x)[0], batch.targets[-1])
        model.backward(dy)
        optimizer.step(model.params, clip_by_norm(model.grads, 1.0)[0])
        if iteration % 10 == 0 and loss < 1:
            answers = model.forward(held_out.x)[0].argmax(axis=1)
            if (answers == held_out.targets[-1]).mean() >= 0.95:
                return iteration
    return 0


def rows():
    """Yield start, iterations allowed, forget bias, lag, and each seed's iterations."""
    for start, allowed, biases in [(start, 200, BIASES) for start in STARTS] + [("cell path", 800, (0,))]:
        for forget_bias in biases:
            for lag in LAGS:
                needed = [iterations(start, forget_bias, lag, seed, allowed) for seed in range(SEEDS)]
                yield start, allowed, forget_bias, lag, *needed
                if not any(needed):
                    break


if __name__ == "__main__":
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["start", "allowed", "forget_bias", "lag", *(f"seed_{seed}" for seed in range(SEEDS))])
    for row in rows():
        table.writerow(row)
        print(*row, flush=True)
    write(TARGET, text.getvalue())
