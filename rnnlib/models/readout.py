"""Readout: what a recurrent layer knows once each direction has read the whole sequence."""

import numpy as np

from rnnlib.layers import Bidirectional, Stacked


class Readout:
    """The last hidden state of each sample: at its own last step, or at the first for what reads backward.

    Args:
        layer: RNN, LSTM, GRU, Stacked or Bidirectional, H features.
    Source: Graves and Schmidhuber (2005); chapter 2.3.1.
    """

    def __init__(self, layer):
        self._from_first = _reads_to_first(layer)

    def forward(self, h, ends):
        """Pick the last hidden states.

        Args:
            h: hidden states, (T, B, H).
            ends: number of each sample's last step, integers (B,).
        Returns:
            array (B, H).
        """
        T, B, H = h.shape
        if T == 0:  # so B is 0, too
            return np.zeros((B, H), h.dtype)
        return np.where(self._from_first, h[0], h[ends, np.arange(B)])

    def backward(self, dlast, ends, steps):
        """Put the gradients of the last hidden states where those came from.

        Args:
            dlast: gradients, (B, H).
            ends: as for `forward`.
            steps: T.
        Returns:
            array (T, B, H), 0 where nothing was read.
        """
        dh = np.zeros((steps, *dlast.shape), dlast.dtype)
        if steps:
            dh[ends, np.arange(len(ends))] = np.where(self._from_first, 0, dlast)
            dh[0] += np.where(self._from_first, dlast, 0)
        return dh


def _reads_to_first(layer):
    """For each feature of a layer's y, whether the first step is where it has read the whole sequence."""
    if isinstance(layer, Stacked):
        return _reads_to_first(layer.layers[-1])
    if isinstance(layer, Bidirectional):
        return np.concatenate([_reads_to_first(layer.forward_layer), ~_reads_to_first(layer.backward_layer)])
    return np.zeros(layer.output_size, bool)
