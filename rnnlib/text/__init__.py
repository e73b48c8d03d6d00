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
from rnnlib.text.vectors import WordVectors, read_glove, read_word2vec, write_glove, write_word2vec
from rnnlib.text.vocabulary import Vocabulary
from rnnlib.text.words import Speller, split_words
from rnnlib.text.world import Sentence, world_pairs, world_sentences

__all__ = ["ContiguousBatches", "NGrams", "PaddedBatch", "Pair", "Sentence", "Speller", "Vocabulary",
           "WordVectors", "contiguous_batches", "contiguous_split", "is_held_out", "marks",
           "padded_batches", "read_glove", "read_word2vec", "sample", "sample_windows",
           "sentence_pairs", "split_words", "world_pairs", "world_sentences", "write_glove",
           "write_word2vec"]
