"""Models: networks that are trained as a whole, layers with an output layer on top and a loss."""

from rnnlib.models.language_model import LanguageModel
from rnnlib.models.sequence_classifier import SequenceClassifier
from rnnlib.models.sequence_model import SequenceModel
from rnnlib.models.sequence_regressor import SequenceRegressor

__all__ = ["LanguageModel", "SequenceClassifier", "SequenceModel", "SequenceRegressor"]
