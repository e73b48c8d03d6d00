"""Datasets: real data to learn from. What ships with the course lies in data/ and is checked by SHA-256."""

from rnnlib.datasets.demand import VictoriaDemand, victoria_demand
from rnnlib.datasets.readers import AliceReaders, alice_readers
from rnnlib.datasets.recall import RecallTrial, recall_lags
from rnnlib.datasets.shipped import data_folder, shipped_bytes
from rnnlib.datasets.speech import SpokenDigits, spoken_digits
from rnnlib.datasets.texts import alice, alice_parts
from rnnlib.datasets.training import TrainingRecord, WindowTrial, training_record

__all__ = ["AliceReaders", "RecallTrial", "SpokenDigits", "TrainingRecord", "VictoriaDemand", "WindowTrial",
           "alice", "alice_parts", "alice_readers", "data_folder", "recall_lags", "shipped_bytes",
           "spoken_digits", "training_record", "victoria_demand"]
