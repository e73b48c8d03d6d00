"""SequenceModel: what all models share, the way from inputs through layers to predictions, and back."""

import math
from collections.abc import Mapping

import numpy as np

from rnnlib import checks
from rnnlib.layers import Bidirectional, Dense, Embedding, Parameters, Recurrent, Stacked, Window
from rnnlib.layers.layer import Layer
from rnnlib.models.config import config_of, layer_from
from rnnlib.models.readout import Readout


class SequenceModel(Layer):
    """The base of the models: an embedding if inputs are ids, a recurrent layer, a linear output.

    x_t = E[id_t] (with an embedding);  h_t = recurrent(x_t, h_{t-1});  y_t = W_hy h_t + b_y

    Parameters and gradients are one mapping each: "embedding.E", those of the recurrent layer such as
    "recurrent.W_f", "output.W_hy", "output.b_y". A subclass says in `_loss` how wrong y is.

    Attributes:
        recurrent, output, embedding, outputs: the arguments.
        dtype: that of all parameters.
    Args:
        recurrent: RNN, LSTM, GRU, Stacked or Bidirectional; or Window, which is feed-forward.
        output: Dense, whose input_size is the recurrent layer's output_size.
        embedding: Embedding, whose vectors have the recurrent layer's input_size; None if inputs are vectors.
        outputs: "every" for one prediction a step, "last" for one a sequence. With "last", y is computed
            from where each direction has read the whole sequence: the sample's own last step, and, for what
            reads backward in a Bidirectional, the first step.
    Raises:
        TypeError: a part of a wrong kind, or dtypes that differ.
        ValueError: sizes that do not fit, or an unknown `outputs`.
    Source: Elman (1990); Graves, Mohamed and Hinton (2013); chapter 3.3.2.
    """

    def __init__(self, recurrent, output, *, embedding=None, outputs="every"):
        super().__init__()
        if not isinstance(recurrent, Recurrent | Stacked | Bidirectional | Window):
            raise TypeError("recurrent: expected RNN, LSTM, GRU, Stacked, Bidirectional or Window, "
                            f"got {type(recurrent).__name__}")
        if not isinstance(output, Dense):
            raise TypeError(f"output: expected Dense, got {type(output).__name__}")
        if embedding is not None and not isinstance(embedding, Embedding):
            raise TypeError(f"embedding: expected Embedding or None, got {type(embedding).__name__}")
        self.recurrent, self.output, self.embedding = recurrent, output, embedding
        self.outputs = checks.check_choice("outputs", outputs, ("every", "last"))
        self.dtype = recurrent.dtype
        if output.input_size != recurrent.output_size:
            raise ValueError(f"output: expected input_size {recurrent.output_size}, the output_size of the "
                             f"recurrent layer, got {output.input_size}")
        if embedding is not None and embedding.output_size != recurrent.input_size:
            raise ValueError(f"embedding: expected embedding_size {recurrent.input_size}, the input_size of "
                             f"the recurrent layer, got {embedding.output_size}")
        for name, part in self._parts().items():
            if part.dtype != self.dtype:
                raise TypeError(f"{name}: expected dtype {self.dtype}, as the recurrent layer has, "
                                f"got {part.dtype}")
        self._readout = Readout(recurrent)

    @property
    def params(self):
        """The parameters of all parts, keyed as part.name: the parts' own arrays."""
        return Parameters(self._prefixed("params"))

    @property
    def generators(self):
        """The random generators of dropout inside, a list; one that is shared comes more than once."""
        return getattr(self.recurrent, "generators", [])

    @property
    def looks_ahead(self):
        """Whether predictions depend on later steps: whether a Bidirectional is inside."""
        return _looks_ahead(self.recurrent)

    def initial_state(self, batch_size):
        """The state before the first step: zeros.

        Args:
            batch_size: B, may be 0.
        Returns:
            the state of the recurrent layer.
        Raises:
            TypeError, ValueError: `batch_size` is no whole number >= 0.
        """
        return self.recurrent.initial_state(batch_size)

    def forward(self, x, state=None, lengths=None, training=False):
        """Predict.

        Args:
            x: inputs (T, B, D); with an embedding ids, integers (T, B). T and B may be 0.
            state: state to start from, as this method returns it; None for zeros.
            lengths: number of steps of each sample, integers (B,) in [0, T], with outputs="last" in [1, T];
                None: all have T. What x holds beyond them is not read.
            training: whether dropout acts.
        Returns:
            y (T, B, K), 0 beyond a sample's length, or (B, K) with outputs="last"; the recurrent layer's
            state after each sample's last step, to go on from.
        Raises:
            TypeError, ValueError: an argument does not fit the model.
            OverflowError: something computed is no longer finite.
        """
        training = checks.check_flag("training", training)
        self._forget()
        x, ends, padding = self._check_input(x, lengths)
        if self.embedding is not None:
            x = self.embedding.forward(x)
        dropout = {} if isinstance(self.recurrent, Recurrent | Window) else {"training": training}
        h, state = self.recurrent.forward(x, state, lengths, **dropout)
        if self.outputs == "last":
            y = self.output.forward(self._readout.forward(h, ends))
        else:
            y = self.output.forward(h)
            if padding is not None:
                y[padding] = 0
        self._trace = len(h), y.shape, ends, padding
        return y, state

    def loss(self, y, targets, lengths=None, mask=None):
        """How wrong predictions are, and the gradient to go back with.

        Args:
            y: predictions, as `forward` returns them.
            targets: what should have been predicted: integers (T, B) or (B,) for classes and symbols; for
                numbers an array like y.
            lengths: as given to `forward`: what lies beyond does not count. Not used with outputs="last".
            mask: bool, (T, B) or (B,): which predictions count; None: all.
        Returns:
            loss, the mean over the predictions that count: float, in nats for classes and symbols, squared
            units for numbers; dy, array like y.
        Raises:
            TypeError, ValueError: an argument does not fit, or no prediction counts.
            OverflowError: the loss is no longer finite.
        """
        return self._loss(y, targets, self._counted(y, lengths, mask))

    def entries(self, y, lengths=None, mask=None):
        """Count the predictions that `loss` averages over, the weight of one batch among others.

        Args:
            y, lengths, mask: as for `loss`.
        Returns:
            int.
        Raises:
            TypeError, ValueError: an argument does not fit.
        """
        counted = self._counted(y, lengths, mask)
        return math.prod(y.shape[:-1]) if counted is None else int(np.count_nonzero(counted))

    def backward(self, dy, dstate=None):
        """Run back through the whole model; may be called again.

        Args:
            dy: dL/dy, as `loss` returns it. What it holds beyond a sample's length is not read.
            dstate: dL/d(final state); None for zero, as in truncated backpropagation.
        Returns:
            dx (T, B, D), None with an embedding: ids have no gradient; dL/d(initial state). The gradients of
            the parameters are in `grads`, keyed as `params`.
        Raises:
            RuntimeError: no `forward` came before.
            TypeError, ValueError: `dy` or `dstate` does not fit.
            OverflowError: a gradient is no longer finite.
        """
        steps, y_shape, ends, padding = self._recall()
        checks.check_array("dy", dy, y_shape, self.dtype, finite=False)
        if padding is not None and self.outputs == "every":
            dy = np.where(padding[:, :, None], np.zeros((), self.dtype), dy)
        dh = self.output.backward(checks.check_array("dy", dy))
        if self.outputs == "last":
            dh = self._readout.backward(dh, ends, steps)
        dx, dstate = self.recurrent.backward(dh, dstate)
        if self.embedding is not None:
            dx = self.embedding.backward(dx)
        self.grads = self._prefixed("grads")
        return dx, dstate

    @property
    def config(self):
        """What the model is made of, in plain dicts, lists, strings and numbers."""
        return {"kind": type(self).__name__, "outputs": self.outputs,
                **{name: None if part is None else config_of(part) for name, part in (
                    ("embedding", self.embedding), ("recurrent", self.recurrent), ("output", self.output))}}

    def to_dict(self):
        """Return the model as a dict that can be stored: numbers and names in one half, arrays in the other.

        Returns:
            dict: "config", plain values; "params", dict of name -> copy of the array.
        """
        return {"config": self.config, "params": {name: value.copy() for name, value in self.params.items()}}

    @classmethod
    def from_dict(cls, stored, *, rng=None):
        """Make the model that `to_dict` described.

        Args:
            stored: dict with the keys "config" and "params".
            rng: Generator or int seed for dropout; needed if the model has any.
        Returns:
            the model, with copies of the parameters.
        Raises:
            TypeError: no dict, a value of a wrong type, or rng is missing.
            ValueError: other keys, a model of another class, or parameters that do not fit.
        """
        if not isinstance(stored, dict):
            raise TypeError(f"stored: expected a dict, got {type(stored).__name__}")
        _compare_keys("stored", ("config", "params"), stored)
        config, values = stored["config"], stored["params"]
        for name, part in stored.items():
            if not isinstance(part, Mapping):
                raise TypeError(f"{name}: expected a mapping, got {type(part).__name__}")
        _compare_keys("config", ("kind", "outputs", "embedding", "recurrent", "output"), config)
        if config["kind"] != cls.__name__:
            raise ValueError(f"config: expected a {cls.__name__}, got {config['kind']!r}")
        parts = {name: layer_from(config[name], rng=rng) for name in ("embedding", "recurrent", "output")
                 if name != "embedding" or config[name] is not None}
        model = cls._assemble(outputs=config["outputs"], **parts)
        _compare_keys("params", model.params, values)
        for name, value in values.items():
            array = model.params[name]
            array[...] = checks.check_array(f"params[{name!r}]", value, array.shape, array.dtype)
        return model

    @classmethod
    def _assemble(cls, **parts):
        """A model of these parts, by name; a subclass may take fewer."""
        return cls(**parts)

    def _loss(self, y, targets, counted):
        """loss and dy; `counted` is a bool array or None."""
        raise NotImplementedError(f"{type(self).__name__} has no _loss(y, targets, counted)")

    def _parts(self):
        """The parts there are, by name, in the order in which numbers go through them."""
        parts = {"embedding": self.embedding, "recurrent": self.recurrent, "output": self.output}
        return {name: part for name, part in parts.items() if part is not None}

    def _prefixed(self, attribute):
        """The parts' mappings of this name as one dict."""
        return {f"{prefix}.{name}": array for prefix, part in self._parts().items()
                for name, array in getattr(part, attribute).items()}

    def _check_input(self, x, lengths):
        """x with valid ids in the padding, each sample's last step, and where padding is (or None)."""
        if self.embedding is None:
            checks.check_array("x", x, ("T", "B", self.recurrent.input_size), self.dtype, finite=False)
        else:
            checks.check_integers("x", x, ("T", "B"))
        T, B = x.shape[:2]
        padding, ends = None, np.full(B, T - 1)
        if lengths is not None:
            checks.check_integers("lengths", lengths, (B,), low=0, high=T)
            ends = lengths.astype(np.intp) - 1
            padding = np.arange(T)[:, None] > ends
        if self.outputs == "last" and (ends < 0).any():
            raise ValueError("lengths: expected at least 1 step of each sample with outputs='last', got 0 "
                             f"for sample {np.flatnonzero(ends < 0)[0]}")
        if self.embedding is not None:
            x = x if padding is None else np.where(padding, 0, x)
            checks.check_integers("x", x, low=0, high=self.embedding.vocabulary_size - 1)
        return x, ends, padding

    def _counted(self, y, lengths, mask):
        """Which predictions count, a bool array, or None for all."""
        checks.check_array("y", y, (*("TB" if self.outputs == "every" else "B"), self.output.output_size),
                           self.dtype, finite=False)
        if mask is not None:
            if not isinstance(mask, np.ndarray) or mask.dtype != np.bool_:
                kind = mask.dtype if isinstance(mask, np.ndarray) else type(mask).__name__
                raise TypeError(f"mask: expected a bool array, got {kind}")
            if mask.shape != y.shape[:-1]:
                raise ValueError(f"mask: expected shape {checks.describe_shape(y.shape[:-1])}, "
                                 f"got {checks.describe_shape(mask.shape)}")
        if lengths is None or self.outputs == "last":
            return mask
        T, B, _ = y.shape
        real = np.arange(T)[:, None] < checks.check_integers("lengths", lengths, (B,), low=0, high=T)
        return real if mask is None else real & mask


def _looks_ahead(layer):
    """Whether any part of a layer reads backward."""
    return isinstance(layer, Bidirectional) or (
        isinstance(layer, Stacked) and any(map(_looks_ahead, layer.layers)))


def _compare_keys(name, expected, found):
    """Raise ValueError unless a mapping has these keys and no others."""
    if set(expected) != set(found):
        raise ValueError(f"{name}: expected the keys {sorted(expected)}, got {sorted(found, key=str)}")
