"""SequenceClassifier: a model that says which class a sequence, or each step of it, belongs to."""

from rnnlib.losses import softmax_cross_entropy
from rnnlib.models.sequence_model import SequenceModel


class SequenceClassifier(SequenceModel):
    """Logits of K classes for a whole sequence or for every step, trained by cross-entropy.

    P(class k) = softmax(y)_k;  L = mean of -log P(right class)

    Args:
        recurrent: RNN, LSTM, GRU, Stacked or Bidirectional.
        output: Dense to K classes.
        embedding: Embedding if inputs are ids; None if they are vectors.
        outputs: "last": one answer a sequence, after it was read; "every": one a step.
    Raises:
        TypeError, ValueError: parts that do not fit together, or an unknown `outputs`.
    Source: Bridle (1990); Elman (1990); chapters 3.3.2 and 6.1.3.
    """

    def __init__(self, recurrent, output, *, embedding=None, outputs="last"):
        super().__init__(recurrent, output, embedding=embedding, outputs=outputs)

    def _loss(self, y, targets, counted):
        return softmax_cross_entropy(y, targets, counted)
