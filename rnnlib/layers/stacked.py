"""Stacked: recurrent layers on top of each other, each reading what the one before it says."""

from rnnlib import checks
from rnnlib.layers.composite import Composite
from rnnlib.layers.dropout import Dropout


class Stacked(Composite):
    """Recurrent layers in depth: the hidden states of one are the inputs of the next.

    x_t of layer k + 1 = dropout(h_t of layer k)

    Dropout acts between layers in training: not on x, not on y, not on the states that go from step to step.
    Parameters: those of the layers, as "0.W_f", "1.W_f" and so on.

    Args:
        layers: list or tuple of RNN, LSTM, GRU, Bidirectional or Stacked; each one's output_size is the
            input_size of the next.
        dropout: probability of dropping a number between two layers, in [0, 1).
        rng: Generator or int seed for dropout; needed if `dropout` is not 0.
    Raises:
        TypeError: `layers` is no list, holds something else or different dtypes; no rng for dropout.
        ValueError: no layers, sizes that do not fit, the same layer twice, a wrong `dropout`, or dropout with
            one layer, where there is no place for it.
    Source: Graves, Mohamed and Hinton (2013); dropout: Zaremba, Sutskever and Vinyals (2014); chapter 9.1.2.
    """

    def __init__(self, layers, dropout=0.0, *, rng=None):
        if not isinstance(layers, list | tuple):
            raise TypeError(f"layers: expected a list of layers, got {type(layers).__name__}")
        if not layers:
            raise ValueError("layers: expected at least one layer, got none")
        super().__init__({str(k): layer for k, layer in enumerate(layers)}, tuple)
        for k, (below, layer) in enumerate(zip(layers, layers[1:], strict=False), start=1):
            if layer.input_size != below.output_size:
                raise ValueError(f"layers[{k}]: expected input_size {below.output_size}, the output_size of "
                                 f"layers[{k - 1}], got {layer.input_size}")
        self.layers = tuple(layers)
        self.input_size, self.output_size = layers[0].input_size, layers[-1].output_size
        self.dropout = checks.check_number("dropout", dropout, low=0.0, high=1.0, open_high=True)
        if self.dropout > 0 and len(layers) == 1:
            raise ValueError(f"dropout: expected 0 with one layer, as it acts between layers, got {dropout}")
        rng = None if rng is None and self.dropout == 0 else checks.as_generator(rng)
        self._rng = rng
        self._dropouts = [Dropout(self.dropout, rng=rng) for _ in layers[1:]]

    @property
    def generators(self):
        """The random generators of dropout inside, its own first; one that is shared comes more than once."""
        return ([] if self._rng is None else [self._rng]) + super().generators

    def forward(self, x, state=None, lengths=None, training=False):
        """Run all layers over a sequence, from the bottom up.

        Args:
            x: inputs, (T, B, D); T and B may be 0.
            state: tuple of the layers' states to start from; None, or None in place of some, for zeros.
            lengths: number of steps of each sample, integers (B,) in [0, T]; None: all have T. What x holds
                beyond them is not read.
            training: whether dropout acts; each call then draws new masks.
        Returns:
            y (T, B, H) of the last layer, 0 beyond a sample's length; the tuple of the layers' final states.
        Raises:
            TypeError, ValueError: an argument does not fit the layers.
            OverflowError: a hidden state is no longer finite.
        Source: chapter 9.1.2.
        """
        self._check_input(x, lengths)
        training = checks.check_flag("training", training)
        state = self._unpack("state", state, x.shape[1])
        self._forget()
        y, finals = x, []
        for k, (layer, state_0) in enumerate(zip(self.layers, state, strict=True)):
            if k > 0:
                y = self._dropouts[k - 1].forward(y, training=training)
            y, final = self._run_part(layer, y, state_0, lengths, training)
            finals.append(final)
        self._trace = (*y.shape, lengths is None)
        return y, tuple(finals)

    def backward(self, dy, dstate=None):
        """Run back through all layers, from the top down, with the dropout of the last `forward`.

        Args:
            dy: dL/dy, (T, B, H). What it holds beyond a sample's length is not read.
            dstate: tuple of dL/d(final state) of each layer; None, in whole or in part, for zero.
        Returns:
            dx (T, B, D), 0 beyond a sample's length; tuple of dL/d(initial state) of each layer. The
            gradients of the parameters are in `grads`, keyed as `params`.
        Raises:
            RuntimeError: no `forward` came before.
            TypeError, ValueError: `dy` or `dstate` does not fit.
            OverflowError: the gradient is no longer finite.
        Source: chapter 3.2.
        """
        T, B, H, full = self._recall()
        checks.check_array("dy", dy, (T, B, H), self.dtype, finite=full)
        dstate = list(self._unpack("dstate", dstate, B))
        for k in reversed(range(len(self.layers))):
            dy, dstate[k] = self.layers[k].backward(dy, dstate[k])
            if k > 0:
                dy = self._dropouts[k - 1].backward(dy)
        self.grads = self._prefixed("grads")
        return dy, tuple(dstate)
