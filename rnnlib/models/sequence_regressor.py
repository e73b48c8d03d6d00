"""SequenceRegressor: a model that predicts numbers from a sequence, or from each step of it."""

from rnnlib.losses import mse
from rnnlib.models.sequence_model import SequenceModel


class SequenceRegressor(SequenceModel):
    """K numbers for a whole sequence or for every step, trained by the mean squared error.

    L = mean of (y - target) ** 2

    Args:
        recurrent: RNN, LSTM, GRU, Stacked or Bidirectional.
        output: Dense to K numbers.
        embedding: Embedding if inputs are ids; None if they are vectors.
        outputs: "last": one prediction a sequence, after it was read; "every": one a step.
    Raises:
        TypeError, ValueError: parts that do not fit together, or an unknown `outputs`.
    Source: Elman (1990); chapters 3.3.2 and 6.3.
    """

    def __init__(self, recurrent, output, *, embedding=None, outputs="last"):
        super().__init__(recurrent, output, embedding=embedding, outputs=outputs)

    def _loss(self, y, targets, counted):
        return mse(y, targets, counted)
