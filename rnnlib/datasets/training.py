"""The training record: what a network wrote and how well it guessed while it learned, as trained once."""

import json
from typing import NamedTuple

import numpy as np

from rnnlib.datasets.shipped import shipped_bytes

TRAINING = "8221effda129fbfd768919a0c5af04351b8d27727eabd87e5c1b9df970b99d9f"


class WindowTrial(NamedTuple):
    """Some small networks, alike but for their seed, trained on windows of one length.

    Attributes:
        way: what happened to the state between windows: "carried", "reset" or, with windows in a random
            order, carried all the same: "shuffled".
        length: steps T of a window.
        columns: columns B of a batch.
        validation: bits per character on the validation chapter, one a seed.
    Source: chapter 3.3.3.
    """

    way: str
    length: int
    columns: int
    validation: np.ndarray


class TrainingRecord(NamedTuple):
    """Trainings on chapters I to X of Alice in Wonderland, measured on the two chapters that follow.

    All losses are in bits per character. S snapshots, three seeds.

    Attributes:
        updates: number of updates at each snapshot, integers (S,), from 0 on.
        characters_per_update: characters read for each update.
        training, validation: loss of the long training on chapter X, which it learns from, and on chapter XI,
            (3, S).
        test: loss of the long training on chapter XII, at its end, (3,).
        page_validation, page_test: losses of the network that chapter 3.3 trains, (3,).
        windows: list of WindowTrial.
        texts: dict from a temperature to what the first seed wrote at each snapshot, a tuple of S str.
    Source: chapter 3.3.3.
    """

    updates: np.ndarray
    characters_per_update: int
    training: np.ndarray
    validation: np.ndarray
    test: np.ndarray
    page_validation: np.ndarray
    page_test: np.ndarray
    windows: list
    texts: dict


def training_record():
    """Read the stored trainings of chapter 3.3.

    Returns:
        TrainingRecord.
    Raises:
        FileNotFoundError, ValueError: the file is missing or damaged.
    Source: tools/record_training.py; data/README.md.
    """
    stored = json.loads(shipped_bytes("training.json", TRAINING).decode())
    arrays = {name: np.array(stored[name]) for name in (
        "updates", "training", "validation", "test", "page_validation", "page_test")}
    windows = [WindowTrial(trial["way"], trial["length"], trial["columns"], np.array(trial["validation"]))
               for trial in stored["windows"]]
    texts = {float(temperature): tuple(written) for temperature, written in stored["texts"].items()}
    return TrainingRecord(characters_per_update=stored["characters_per_update"], windows=windows, texts=texts,
                          **arrays)
