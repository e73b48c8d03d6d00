"""Makes data/reach.json: how far back six recurrent cells remember on three tasks, by training 234 networks.

    python -m tools.make_reach

Every network has 32 units and gets batches of 32 fresh sequences, Adam at 3e-3 and gradients clipped to norm
1, until the mean of its last 20 losses is below 2 % of the loss without memory or the updates are used up.
Then its loss is taken on 500 held-out sequences. The gradient is followed, before training and after it,
over the last 100 steps of one sequence of the same task that is long enough. It takes about five minutes on
one core.
"""

import json
import time
from pathlib import Path

import numpy as np

from rnnlib import GRU, LSTM, RNN, Dense, SequenceClassifier, SequenceRegressor
from rnnlib.clipping import clip_by_norm
from rnnlib.diagnostics import gradient_norms
from rnnlib.initializers import uniform
from rnnlib.optimizers import Adam
from rnnlib.tasks import Adding, CopyMemory, Recall
from tools.notebooks import write

TARGET = Path(__file__).resolve().parents[1] / "data" / "reach.json"
HIDDEN, BATCH, RATE, SOLVED = 32, 32, 3e-3, 0.02
CELLS = ("tanh", "orthogonal tanh", "GRU", "LSTM 0", "LSTM 1", "LSTM 3")
LAGS, SEEDS, UPDATES = (8, 20, 50), 4, 350
LONG_SEEDS, LONG_UPDATES = 3, 1200  # copy memory with ten symbols over ten steps
HORIZON, EVERY, FLOOR = 100, 5, -12.0  # of the gradients: steps, thinning, the smallest log10 stored
TASKS = ("recall", "adding", "copy")


def task_of(name, lag, copied=3):
    """Return the task: `lag` steps of noise, a row of `lag` numbers, or a wait of `lag` steps."""
    if name == "copy":
        return CopyMemory(lag, copied=copied)
    return {"recall": Recall, "adding": Adding}[name](lag)


def recurrent(cell, input_size, rng):
    """Return an untrained layer; "tanh" has PyTorch's W_hh, uniform in +-1 / sqrt(H)."""
    if cell == "GRU":
        return GRU(input_size, HIDDEN, rng=rng)
    if cell.startswith("LSTM"):
        return LSTM(input_size, HIDDEN, forget_bias=float(cell.split()[1]), rng=rng)
    layer = RNN(input_size, HIDDEN, rng=rng)
    if cell == "tanh":
        layer.params["W_hh"] = uniform((HIDDEN, HIDDEN), bound=HIDDEN**-0.5, rng=rng, dtype=np.float32)
    return layer


def network(task, cell, seed):
    """Return an untrained model for a task, and the Generator that its training goes on with."""
    rng = np.random.default_rng(seed)
    kind = SequenceRegressor if isinstance(task, Adding) else SequenceClassifier
    outputs = "every" if isinstance(task, CopyMemory) else "last"
    layer = recurrent(cell, task.input_size, rng)
    return kind(layer, Dense(HIDDEN, task.output_size, rng=rng), outputs=outputs), rng


def answers(task, batch):
    """Return the targets in the shape the model wants them."""
    return batch.targets if isinstance(task, CopyMemory) else batch.targets[-1]


def held_out(task, model):
    """Return the loss on 500 held-out sequences, as a share of the loss without memory."""
    batch = task.sample(500, rng=1000, part="test")
    return model.loss(model.forward(batch.x)[0], answers(task, batch))[0] / task.baseline()


def train(task, cell, seed, updates):
    """Train one network.

    Args:
        task: of `task_of`.
        cell: of `CELLS`.
        seed: int.
        updates: the most updates.
    Returns:
        the model; float, its held-out loss as a share of the baseline; int, the updates used.
    """
    (model, rng), optimizer, losses = network(task, cell, seed), Adam(RATE), []
    while len(losses) < updates:
        batch = task.sample(BATCH, rng=rng)
        loss, dy = model.loss(model.forward(batch.x)[0], answers(task, batch))
        model.backward(dy)
        optimizer.step(model.params, clip_by_norm(model.grads, 1.0)[0])
        losses.append(loss)
        if len(losses) >= 20 and np.mean(losses[-20:]) < SOLVED * task.baseline():
            break
    return model, held_out(task, model), len(losses)


def gradient(name, layer):
    """Return log10 of the norm of d h_T / d state_{T-k} for k = 0, 1, ..., 100, on one long sequence."""
    x = task_of(name, HORIZON + 1).sample(1, rng=7, part="test").x[-HORIZON:]
    norms = gradient_norms(layer.to_cell(), np.ascontiguousarray(x), log10=True)
    return np.maximum(norms, FLOOR)


def thinned(curves):
    """Return the median over seeds at every fifth lag, as a list."""
    return np.round(np.median(curves, axis=0)[::EVERY], 2).tolist()


def reach(curve):
    """Return over how many steps back the norm stays at 1 % or more."""
    below = np.flatnonzero(curve < -2)
    return int(below[0] - 1) if len(below) else HORIZON


def point(name, cell, lag, *, copied=3, seeds=SEEDS, updates=UPDATES):
    """Return what is stored of one task, cell and lag."""
    task, started = task_of(name, lag, copied), time.process_time()
    runs = [train(task, cell, seed, updates) for seed in range(seeds)]
    spent = (time.process_time() - started) / sum(used for _, _, used in runs)
    curves = [gradient(name, model.recurrent) for model, _, _ in runs]
    return {"task": name, "cell": cell, "lag": lag, "copied": copied if name == "copy" else 0,
            "parameters": sum(value.size for value in runs[0][0].params.values()),
            "milliseconds": float(f"{1000 * spent:.1e}"),
            "shares": [round(float(share), 3) for _, share, _ in runs],
            "updates": [used for _, _, used in runs],
            "reach": [reach(curve) for curve in curves], "gradient": thinned(curves)}


def before(name, cell):
    """Return what is stored of the gradient before training."""
    size = task_of(name, HORIZON).input_size
    curves = [gradient(name, recurrent(cell, size, np.random.default_rng(seed))) for seed in range(SEEDS)]
    return {"task": name, "cell": cell, "reach": [reach(curve) for curve in curves],
            "gradient": thinned(curves)}


if __name__ == "__main__":
    stored = {"before": [before(name, cell) for name in TASKS for cell in CELLS], "points": [], "long": []}
    for name in TASKS:
        for lag in LAGS:
            for cell in CELLS:
                stored["points"].append(point(name, cell, lag))
                print(*stored["points"][-1].values(), flush=True)
    for cell in CELLS:
        stored["long"].append(point("copy", cell, 10, copied=10, seeds=LONG_SEEDS, updates=LONG_UPDATES))
        print(*stored["long"][-1].values(), flush=True)
    write(TARGET, json.dumps(stored, separators=(",", ":")) + "\n")
