"""Bidirectional: two layers that read a sequence in both directions."""

from typing import NamedTuple

import numpy as np

from rnnlib import checks
from rnnlib.cells.cell import DIVERGED
from rnnlib.layers.composite import Composite


class BidirectionalState(NamedTuple):
    """The states of the two directions.

    Args:
        forward: state of the layer that reads from the first step on: (B, H), or LSTMState of two.
        backward: state of the layer that reads from the last step on.
    Source: Schuster and Paliwal (1997); chapter 2.3.1.
    """

    forward: object
    backward: object


class Bidirectional(Composite):
    """One layer reads the sequence from its start, one from its end; the output at a step has seen all of it.

    y_t = [y_forward_t, y_backward_t]

    The backward layer starts at each sample's own last step, so what follows that step has no part in it.
    Parameters: those of the two layers, as "forward.W_f", "backward.W_f" and so on.

    Args:
        forward_layer: RNN, LSTM, GRU (or a stack of them), H features.
        backward_layer: another layer, H' features, of the same input_size and dtype.
    Raises:
        TypeError: one is no such layer, or the dtypes differ.
        ValueError: the input sizes differ, or the two are one and the same layer.
    Source: Schuster and Paliwal (1997); chapter 2.3.1.
    """

    def __init__(self, forward_layer, backward_layer):
        super().__init__({"forward": forward_layer, "backward": backward_layer}, BidirectionalState)
        if forward_layer.input_size != backward_layer.input_size:
            raise ValueError(f"backward_layer: expected input_size {forward_layer.input_size} as the forward "
                             f"layer has, got {backward_layer.input_size}")
        self.forward_layer, self.backward_layer = forward_layer, backward_layer
        self.input_size = forward_layer.input_size
        self.output_size = forward_layer.output_size + backward_layer.output_size

    def forward(self, x, state=None, lengths=None, training=False):
        """Run both layers over a sequence.

        Args:
            x: inputs, (T, B, D); T and B may be 0.
            state: BidirectionalState to start from; None, or None in place of one of the two, for zeros.
            lengths: number of steps of each sample, integers (B,) in [0, T]; None: all have T. What x holds
                beyond them is not read.
            training: whether dropout in stacks inside acts.
        Returns:
            y (T, B, H + H'), 0 beyond a sample's length; BidirectionalState: the forward layer's after each
            sample's last step, the backward layer's after the first.
        Raises:
            TypeError, ValueError: an argument does not fit the layer.
            OverflowError: the hidden state is no longer finite.
        Source: chapter 2.3.1.
        """
        self._check_input(x, lengths)
        training = checks.check_flag("training", training)
        T, B, _ = x.shape
        state = self._unpack("state", state, B)
        self._forget()
        reverse = reversal(T, lengths)
        y, final = self._run_part(self.forward_layer, x, state[0], lengths, training)
        y_reversed, final_reversed = self._run_part(self.backward_layer, reverse(x), state[1], lengths,
                                                    training)
        self._trace = (T, B, reverse, lengths is None)
        return np.concatenate([y, reverse(y_reversed)], axis=2), BidirectionalState(final, final_reversed)

    @np.errstate(over="ignore", invalid="ignore")
    def backward(self, dy, dstate=None):
        """Run back through both layers; may be called again.

        Args:
            dy: dL/dy, (T, B, H + H'). What it holds beyond a sample's length is not read.
            dstate: BidirectionalState of dL/d(final state); None, in whole or in part, for zero.
        Returns:
            dx (T, B, D), 0 beyond a sample's length; BidirectionalState of dL/d(initial state). The gradients
            of the parameters are in `grads`, keyed as `params`.
        Raises:
            RuntimeError: no `forward` came before.
            TypeError, ValueError: `dy` or `dstate` does not fit.
            OverflowError: the gradient is no longer finite.
        Source: chapter 3.2.
        """
        T, B, reverse, full = self._recall()
        H = self.forward_layer.output_size
        checks.check_array("dy", dy, (T, B, self.output_size), self.dtype, finite=full)
        dstate = self._unpack("dstate", dstate, B)
        dx, dstate_forward = self.forward_layer.backward(dy[:, :, :H], dstate[0])
        dx_reversed, dstate_backward = self.backward_layer.backward(reverse(dy[:, :, H:]), dstate[1])
        dx = dx + reverse(dx_reversed)
        checks.check_overflow("dx", dx, DIVERGED)
        self.grads = self._prefixed("grads")
        return dx, BidirectionalState(dstate_forward, dstate_backward)


def reversal(steps, lengths=None):
    """Return the function that turns sequences round, each sample within its own length.

    Applied twice it changes nothing: padding stays where it is.

    Args:
        steps: T.
        lengths: integers (B,) in [0, T]; None: all have T.
    Returns:
        function from an array (T, B, F) to another of that shape (a view if `lengths` is None).
    Source: chapter 2.3.1.
    """
    if lengths is None:
        return lambda a: a[::-1]
    t = np.arange(steps)[:, None]
    lengths = lengths.astype(np.intp)
    source, samples = np.where(t < lengths, lengths - 1 - t, t), np.arange(len(lengths))
    return lambda a: a[source, samples]
