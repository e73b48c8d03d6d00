"""LanguageModel: a model that predicts the next symbol of a text at every step."""

from rnnlib.layers import Embedding
from rnnlib.losses import softmax_cross_entropy
from rnnlib.models.sequence_model import SequenceModel


class LanguageModel(SequenceModel):
    """Logits of the next symbol for every step of a text, trained by cross-entropy.

    P(next symbol is k | symbols up to t) = softmax(y_t)_k;  L = mean of -log P(next symbol)

    Args:
        embedding: Embedding of the V symbols.
        recurrent: RNN, LSTM, GRU or a Stacked of them; nothing that reads backward.
        output: Dense to V logits.
    Raises:
        TypeError: a part of a wrong kind, or dtypes that differ.
        ValueError: sizes that do not fit, or a Bidirectional: it would see the symbol it is to predict.
    Source: Mikolov et al. (2010); chapters 3.3.3 and 6.1.1.
    """

    def __init__(self, embedding, recurrent, output):
        if not isinstance(embedding, Embedding):
            raise TypeError(f"embedding: expected Embedding, got {type(embedding).__name__}")
        super().__init__(recurrent, output, embedding=embedding, outputs="every")
        if self.looks_ahead:
            raise ValueError("recurrent: expected layers that read forward only, got a Bidirectional, which "
                             "would see the symbol it is to predict")
        if output.output_size != embedding.vocabulary_size:
            raise ValueError(f"output: expected output_size {embedding.vocabulary_size}, the "
                             f"vocabulary_size of the embedding, got {output.output_size}")

    @classmethod
    def _assemble(cls, *, outputs, embedding=None, recurrent, output):
        if outputs != "every":
            raise ValueError(f"config: expected outputs 'every' of a LanguageModel, got {outputs!r}")
        return cls(embedding, recurrent, output)

    def _loss(self, y, targets, counted):
        return softmax_cross_entropy(y, targets, counted)
