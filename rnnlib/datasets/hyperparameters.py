"""Hyperparameter record: losses of some hundred small trainings with different settings, measured once."""

import json
from typing import NamedTuple

from rnnlib.datasets.shipped import shipped_bytes

HYPERPARAMETERS = "11fcb49455ff6edcad404b26103d9ad16bdcf65bf7606e4461af40645877d0c4"


class HyperparameterRecord(NamedTuple):
    """The trainings of chapter 9.1, in groups; every loss is in nats per character, None where it diverged.

    Attributes:
        sizes: list of dicts, hidden size against data: amount (characters), units, parameters, validation
            (for each of three seeds, the loss after every 40 updates), seconds of one training.
        depths: list of dicts: layers, units, residual, dropout, parameters, validation, seconds.
        rates: list of dicts, learning rate against clipping: rate, clip (None: none), runs (for each of three
            seeds, the validation and the test loss).
        batches: list of dicts: batch, rate (the best of six), steps (for each of three seeds, the updates to
            a goal), tried (the same for each of the six rates and seed 0).
        random, grid: lists of [rate, units, clip, batch, validation loss, test loss].
    Source: chapter 9.1.
    """

    sizes: list
    depths: list
    rates: list
    batches: list
    random: list
    grid: list


def hyperparameter_record():
    """Read the stored trainings.

    Returns:
        HyperparameterRecord.
    Raises:
        FileNotFoundError, ValueError: the file is missing or damaged.
    Source: tools/record_hyperparameters.py; data/README.md.
    """
    return HyperparameterRecord(**json.loads(shipped_bytes("hyperparameters.json", HYPERPARAMETERS)))
