"""Makes data/remedies.csv: what clipping, first weights and cells do to runs whose gradient dies or explodes.

    python -m tools.make_remedies

Three series of small trainings, all on batches of 32 fresh sequences. "clipping": plain gradient descent on
`Recall(20)`, learning rate and threshold swept. "start": Adam on `Recall` at four lags from nine starts.
"cell": LSTM, GRU and a plain network of equal size on three tasks, from three gate biases, at two learning
rates. Every ten iterations a network is judged on held-out sequences, until it passes or time is up.
It takes about four minutes on one core.
"""

import csv
import io
import math
from pathlib import Path

import numpy as np

from rnnlib import GRU, LSTM, RNN, Dense, SequenceClassifier, SequenceRegressor, diagnostics, initializers
from rnnlib.clipping import clip_by_norm, clip_by_value, global_norm
from rnnlib.optimizers import SGD, Adam
from rnnlib.tasks import Adding, AnBn, Recall
from tools.notebooks import write

TARGET = Path(__file__).resolve().parents[1] / "data" / "remedies.csv"
FIELDS = ("series", "task", "cell", "start", "rate", "clip", "limit", "seed", "iterations", "clipped",
          "cosine", "before")
SEEDS = 4
STARTS = {"RNN": ("uniform", "Glorot", "orthogonal", "identity"),
          "LSTM": ("uniform", "uniform, 1", "uniform, 3", "uniform, chrono", "orthogonal, 1")}
LAGS = (10, 20, 50, 100)
RATES = (0.01, 0.03, 0.1, 0.3, 1.0)
CLIPS = (("none", 0), ("norm", 10), ("norm", 1), ("norm", 0.1), ("value", 1), ("value", 0.1), ("value", 0.01))
UNITS = {"RNN": 65, "GRU": 37, "LSTM": 32}
ALLOWED = {"recall": 200, "adding": 400, "counting": 400}


def layer_of(cell, start, units, inputs, lag, rng):
    """Make an untrained layer.

    Args:
        cell: "RNN", "LSTM" or "GRU".
        start: how W_hh, or all of the LSTM, is drawn; after a comma the forget bias (for a GRU: -b_z).
        units, inputs: sizes.
        lag: the longest wait, for "chrono".
        rng: Generator.
    Returns:
        rnnlib layer.
    """
    drawn, _, bias = start.partition(", ")
    if cell == "RNN":
        layer = RNN(inputs, units, activation="relu" if drawn == "identity" else "tanh", rng=rng)
    else:
        layer = LSTM(inputs, units, forget_bias=0, rng=rng) if cell == "LSTM" else GRU(inputs, units, rng=rng)
    if drawn == "Glorot":
        layer.params["W_hh"] = initializers.glorot_uniform((units, units), rng=rng, dtype=np.float32)
    if drawn == "identity":
        layer.params["W_hh"] = initializers.identity((units, units), dtype=np.float32)
        layer.params["W_xh"] = initializers.normal((units, inputs), std=0.1, rng=rng, dtype=np.float32)
    if drawn == "uniform":
        for name, value in layer.params.items():
            times = 2 if value.ndim == 1 else 1
            value = sum(rng.uniform(-(units**-0.5), units**-0.5, value.shape) for _ in range(times))
            layer.params[name] = value.astype(np.float32)
    if bias == "chrono":
        b_f, b_i = initializers.chrono(units, lag + 1, rng=rng, dtype=np.float32)
        layer.params["b_f"], layer.params["b_i"] = b_f, b_i
    elif bias and cell == "LSTM":
        layer.params["b_f"] = layer.params["b_f"] + np.float32(bias)
    elif bias and cell == "GRU":
        layer.params["b_z"] = layer.params["b_z"] - np.float32(bias)
    return layer


def model_of(task, layer, rng):
    """Put the readout that a task needs on a layer."""
    if isinstance(task, AnBn):
        return SequenceClassifier(layer, Dense(layer.hidden_size, 4, rng=rng), outputs="every")
    if isinstance(task, Adding):
        return SequenceRegressor(layer, Dense(layer.hidden_size, 1, rng=rng))
    return SequenceClassifier(layer, Dense(layer.hidden_size, 8, rng=rng))


def passes(task, model, batch):
    """Say whether a model solves held-out sequences: 95 % right, a tenth of the variance, or no b wrong."""
    y = model.forward(batch.x, None, batch.lengths)[0]
    if isinstance(task, AnBn):
        asked = task.determined(batch)
        return bool((y.argmax(axis=-1) == batch.targets)[asked].all())
    if isinstance(task, Adding):
        return bool(np.square(y - batch.targets[-1]).mean() < task.baseline() / 10)
    return bool((y.argmax(axis=1) == batch.targets[-1]).mean() >= 0.95)


def train(task, model, optimizer, rng, allowed, clip="norm", limit=1.0):
    """Train a model until it passes.

    Args:
        task: rnnlib task; model: its model; optimizer: of rnnlib; rng: Generator of the sequences.
        allowed: the most iterations.
        clip, limit: "norm", "value" or "none", and the threshold.
    Returns:
        iterations until it passed, 0 if it did not, -1 if it diverged; share of steps clipped; mean cosine
        between the clipped and the true gradient over these.
    """
    held_out = task.sample(200, rng=1000, part="test")
    cosines, steps = [], 0
    for iteration in range(1, allowed + 1):
        batch = task.sample(32, rng=rng)
        try:
            with np.errstate(over="ignore", invalid="ignore"):
                y = model.forward(batch.x, None, batch.lengths)[0]
                every = isinstance(task, AnBn)
                targets, mask = (batch.targets, batch.mask) if every else (batch.targets[-1], None)
                model.backward(model.loss(y, targets, batch.lengths, mask)[1])
                grads, norm = model.grads, global_norm(model.grads)
                if clip == "norm":
                    grads = clip_by_norm(grads, limit)[0]
                elif clip == "value":
                    grads = clip_by_value(grads, limit)
                after, steps = global_norm(grads), steps + 1
                if after < norm * (1 - 1e-6):
                    dot = sum(float((grads[k] * model.grads[k]).sum(dtype=float)) for k in grads)
                    cosines.append(dot / norm / after)
                optimizer.step(model.params, grads)
                passed = iteration % 10 == 0 and passes(task, model, held_out)
        except (OverflowError, ValueError):
            return -1, len(cosines) / max(steps, 1), float(np.mean(cosines)) if cosines else 1.0
        if passed:
            break
    share = len(cosines) / steps
    return iteration if passed else 0, share, float(np.mean(cosines)) if cosines else 1.0


def clipping_runs():
    """Yield the rows of the series "clipping"."""
    settings = [("orthogonal", rate, *clip) for rate in RATES for clip in CLIPS]
    settings += [("uniform", rate, *clip) for rate in (0.03, 0.3) for clip in CLIPS[:4]]
    for start, rate, clip, limit in settings:
        for seed in range(SEEDS):
            task, rng = Recall(20), np.random.default_rng(seed)
            model = model_of(task, layer_of("RNN", start, 32, 8, 20, rng), rng)
            result = train(task, model, SGD(rate), rng, 200, clip, limit)
            yield "clipping", "recall 20", "RNN", start, rate, clip, limit, seed, *result, 0.0


def start_runs():
    """Yield the rows of the series "start"."""
    for cell, starts in STARTS.items():
        for start in starts:
            for lag in LAGS:
                for seed in range(SEEDS):
                    task, rng = Recall(lag), np.random.default_rng(seed)
                    layer = layer_of(cell, start, 32, 8, lag, rng)
                    x = task.sample(1, rng=seed).x
                    before = diagnostics.gradient_norms(layer.to_cell(), x, max_lag=lag, log10=True)[lag]
                    model = model_of(task, layer, rng)
                    result = train(task, model, Adam(3e-3), rng, 200)
                    yield "start", f"recall {lag}", cell, start, 0.003, "norm", 1, seed, *result, before


def cell_runs():
    """Yield the rows of the series "cell"."""
    tasks = {"recall": Recall(30), "adding": Adding(30),
             "counting": AnBn(train=[n for n in range(1, 11) if n not in (5, 8)], test=(5, 8))}
    cells = [(cell, f"orthogonal, {bias}") for bias in (0, 1, 3) for cell in ("LSTM", "GRU")]
    for name, task in tasks.items():
        for cell, start in [*cells, ("RNN", "orthogonal")]:
            for rate in (0.003, 0.01):
                for seed in range(SEEDS):
                    rng = np.random.default_rng(seed)
                    layer = layer_of(cell, start, UNITS[cell], task.sample(1, rng=0).x.shape[-1], 30, rng)
                    result = train(task, model_of(task, layer, rng), Adam(rate), rng, ALLOWED[name])
                    yield "cell", name, cell, start, rate, "norm", 1, seed, *result, 0.0


def as_text(row):
    """Return a row's cells: shares, cosines and logarithms with two decimals."""
    *rest, clipped, cosine, before = row
    before = "-inf" if math.isinf(before) else f"{before:.2f}"
    plain = (f"{value:g}" if isinstance(value, float) else value for value in rest)
    return [*plain, f"{clipped:.2f}", f"{cosine:.2f}", before]


if __name__ == "__main__":
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(FIELDS)
    for runs in (clipping_runs, start_runs, cell_runs):
        for row in runs():
            table.writerow(as_text(row))
            print(*as_text(row), flush=True)
    write(TARGET, text.getvalue())
