"""Embedding: a vector for each word, looked up by the word's number."""

import numpy as np

from rnnlib import checks
from rnnlib.initializers import normal
from rnnlib.layers.layer import Layer
from rnnlib.layers.parameters import Parameters


class Embedding(Layer):
    """A table of vectors, one row a word (or character): a word's number goes in, its row comes out.

    x_t = E[id_t], which is E^T times the one-hot vector of id_t

    Parameters: E (V, D), standard normal, so that the features have variance 1 as Glorot's weights expect.

    Args:
        vocabulary_size: V.
        embedding_size: D.
        rng: Generator or int seed for the vectors.
        dtype: float32 or float64.
    Raises:
        TypeError, ValueError: a wrong size, rng or dtype.
    Source: Bengio et al. (2003); chapter 6.1.
    """

    def __init__(self, vocabulary_size, embedding_size, *, rng, dtype=np.float32):
        super().__init__()
        self.vocabulary_size = checks.check_size("vocabulary_size", vocabulary_size)
        self.output_size = checks.check_size("embedding_size", embedding_size)
        self.dtype = checks.check_dtype("dtype", dtype)
        shape = self.vocabulary_size, self.output_size
        self.params = Parameters({"E": normal(shape, std=1.0, rng=rng, dtype=self.dtype)})

    def forward(self, ids):
        """Look up the vectors of words.

        Args:
            ids: integers in [0, V - 1] of any shape, (T, B) for whole sequences; valid in padding, too.
        Returns:
            x (T, B, D), a copy.
        Raises:
            TypeError: no integers.
            ValueError: a number outside the vocabulary.
        Source: chapter 6.1.
        """
        checks.check_integers("ids", ids, low=0, high=self.vocabulary_size - 1)
        self._forget()
        self._trace = ids.copy()
        return self.params["E"][ids.ravel()].reshape(*ids.shape, self.output_size)

    @np.errstate(over="ignore", invalid="ignore", under="ignore")
    def backward(self, dx):
        """The way back of the last `forward`: add up the gradients of each word; may be called again.

        Args:
            dx: dL/dx, (T, B, D).
        Returns:
            None: integers have no gradient. That of E is in `grads`, (V, D), 0 for words that did not come.
        Raises:
            RuntimeError: no `forward` came before.
            TypeError, ValueError: `dx` does not fit.
            OverflowError: the gradient is no longer finite.
        Source: chapter 3.2.
        """
        ids, D = self._recall(), self.output_size
        checks.check_array("dx", dx, (*ids.shape, D), self.dtype)
        dE = np.zeros_like(self.params["E"])
        if ids.size:
            # sorted, a word's steps are neighbours, and one sum a word is left; np.add.at takes twice to six
            # times as long
            order = np.argsort(ids, axis=None, kind="stable")
            words = ids.ravel()[order]
            starts = np.flatnonzero(np.append(True, words[1:] != words[:-1]))
            dE[words[starts]] = np.add.reduceat(dx.reshape(ids.size, D)[order], starts, axis=0)
        checks.check_overflow("dE", dE, "make the gradients smaller")
        self.grads = {"E": dE}
