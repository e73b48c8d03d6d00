"""Trainings: small problems and trainers for tests, and everything that training changes, to compare."""

import numpy as np

from rnnlib.layers import GRU, LSTM, RNN, Dense, Embedding, Stacked
from rnnlib.models import LanguageModel, SequenceClassifier, SequenceRegressor
from rnnlib.optimizers import SGD, Adam, AdamW, RMSProp
from rnnlib.schedules import cosine, warmup
from rnnlib.text import contiguous_batches
from rnnlib.training import Batches, Trainer

OPTIMIZERS = {
    "sgd": lambda: SGD(0.1),
    "momentum": lambda: SGD(0.05, momentum=0.9, nesterov=True),
    "rmsprop": lambda: RMSProp(0.01, momentum=0.5),
    "adam": lambda: Adam(warmup(cosine(0.02, 15), 4)),
    "adamw": lambda: AdamW(0.01),
}


def classes(N=10, T=5, seed=0):
    """x (T, N, 2), the class of each sample, and lengths: which feature came first above the other."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((T, N, 2)).astype(np.float32)
    return x, (x[0, :, 0] > x[0, :, 1]).astype(int), rng.integers(2, T + 1, N)


def classifying(optimizer="adam", seed=3, **options):
    """A trainer of two layers with dropout between, and shuffled batches of different sizes with lengths."""
    layers = Stacked([GRU(2, 4, rng=0), RNN(4, 3, rng=1)], 0.3, rng=5)
    trainer = Trainer(SequenceClassifier(layers, Dense(3, 2, rng=2)), OPTIMIZERS[optimizer](), rng=seed,
                      max_norm=0.5, **options)
    x, y, lengths = classes()
    return trainer, Batches(x, y, 4, lengths=lengths)


def writing(optimizer="adam", seed=3, carry_state=True, dtype=np.float32, length=7):
    """A trainer of a small language model, and a text in windows."""
    model = LanguageModel(Embedding(4, 3, rng=0, dtype=dtype), LSTM(3, 5, rng=1, dtype=dtype),
                          Dense(5, 4, rng=2, dtype=dtype))
    ids = np.random.default_rng(4).integers(0, 4, 64) % np.arange(1, 65)
    trainer = Trainer(model, OPTIMIZERS[optimizer](), rng=seed, carry_state=carry_state)
    return trainer, contiguous_batches(ids % 4, 3, length)


def regressing(rate=0.1, seed=0):
    """A trainer of a small regressor, and one batch."""
    model = SequenceRegressor(RNN(1, 3, rng=0, dtype=np.float64), Dense(3, 1, rng=1, dtype=np.float64))
    x = np.random.default_rng(2).standard_normal((4, 6, 1))
    return Trainer(model, SGD(rate), rng=seed), [(x, x.sum(axis=0))]


def everything(trainer):
    """All that training changes, as comparable values: bytes, numbers, names."""
    arrays, facts = trainer._state.take()
    state = {name: (value.dtype, value.shape, value.tobytes()) for name, value in arrays.items()}
    model = {name: value.tobytes() for name, value in trainer.model.params.items()}
    return {"state": state, "model": model, "facts": repr(facts)}
