"""Training: the loop that makes a model better, what it records, and how it goes on after a break."""

from rnnlib.training.batches import Batch, Batches
from rnnlib.training.generation import generate
from rnnlib.training.history import History
from rnnlib.training.progress import Progress, ProgressLine
from rnnlib.training.trainer import Trainer, evaluate

__all__ = ["Batch", "Batches", "History", "Progress", "ProgressLine", "Trainer", "evaluate", "generate"]
