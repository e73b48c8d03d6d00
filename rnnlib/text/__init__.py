"""Text: from symbols to integers and back, to the batches that a network reads, and from logits to text.

Symbols are strings, characters as well as words: a str is an iterable of its characters, `text.split()` one
of words. Ids are one-dimensional integer arrays. Batches are (T, B), time first.
"""

from rnnlib.text.batches import (
    ContiguousBatches,
    PaddedBatch,
    contiguous_batches,
    contiguous_split,
    padded_batches,
    sample_windows,
)
from rnnlib.text.bilingual import Pair, is_held_out, sentence_pairs
from rnnlib.text.marks import marks
from rnnlib.text.ngrams import NGrams
from rnnlib.text.sampling import sample
from rnnlib.text.vocabulary import Vocabulary
from rnnlib.text.words import Speller, split_words

__all__ = ["ContiguousBatches", "NGrams", "PaddedBatch", "Pair", "Speller", "Vocabulary",
           "contiguous_batches", "contiguous_split", "is_held_out", "marks", "padded_batches", "sample",
           "sample_windows", "sentence_pairs", "split_words"]
