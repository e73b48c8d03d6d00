"""Composite: a layer that is made of recurrent layers."""

from rnnlib import checks
from rnnlib.layers.layer import Layer
from rnnlib.layers.parameters import Parameters
from rnnlib.layers.recurrent import Recurrent


class Composite(Layer):
    """The base of Stacked and Bidirectional: the parts' parameters as one mapping, their states as one tuple.

    Args:
        parts: dict of prefix -> layer (RNN, LSTM, GRU, or again a composite), all of one dtype.
        kind: the class of the state, tuple or a NamedTuple with one field a part.
    Raises:
        TypeError: a part is no such layer, or the dtypes differ.
        ValueError: one layer in two places: each run of a layer replaces what it remembers of the one before.
    Source: chapter 2.3.1.
    """

    def __init__(self, parts, kind):
        super().__init__()
        self._parts, self._kind = parts, kind
        for name, part in parts.items():
            if not isinstance(part, Recurrent | Composite):
                raise TypeError(f"{self._place(name)}: expected RNN, LSTM, GRU, Stacked or Bidirectional, "
                                f"got {type(part).__name__}")
        leaves = [id(leaf) for leaf in self._leaves()]
        places = ", ".join(map(self._place, parts))
        if len(set(leaves)) < len(leaves):
            raise ValueError(f"{places}: expected a layer of its own in each place, "
                             "got the same one twice")
        dtypes = [part.dtype for part in parts.values()]
        if len(set(dtypes)) > 1:
            raise TypeError(f"{places}: expected one dtype, got {', '.join(map(str, dtypes))}")
        self.dtype = dtypes[0]

    @property
    def params(self):
        """The parameters of all parts, keyed as prefix.name: the parts' own arrays."""
        return Parameters(self._prefixed("params"))

    @property
    def generators(self):
        """The random generators of dropout inside, a list; one that is shared comes more than once."""
        return [generator for part in self._parts.values() if isinstance(part, Composite)
                for generator in part.generators]

    def initial_state(self, batch_size):
        """The state before the first step: zeros in every part.

        Args:
            batch_size: B, may be 0.
        Returns:
            the parts' states: a tuple for Stacked, BidirectionalState for Bidirectional.
        Raises:
            TypeError, ValueError: `batch_size` is no whole number >= 0.
        Source: chapter 2.1.
        """
        return self._pack(part.initial_state(batch_size) for part in self._parts.values())

    def _prefixed(self, attribute):
        """The parts' mappings of this name as one dict."""
        return {f"{prefix}.{name}": array for prefix, part in self._parts.items()
                for name, array in getattr(part, attribute).items()}

    def _leaves(self):
        """The recurrent layers inside, at any depth."""
        for part in self._parts.values():
            if isinstance(part, Composite):
                yield from part._leaves()
            else:
                yield part

    def _pack(self, states):
        states = tuple(states)
        return states if self._kind is tuple else self._kind(*states)

    def _check_input(self, x, lengths):
        """Raise unless x and lengths fit; numbers beyond a sample's length are not looked at."""
        checks.check_array("x", x, ("T", "B", self.input_size), self.dtype, finite=lengths is None)
        if lengths is not None:
            checks.check_integers("lengths", lengths, (x.shape[1],), low=0, high=x.shape[0])

    def _unpack(self, name, state, batch_size):
        """The parts' states, each None if `state` is; checked here, where a message can say whose it is."""
        if state is None:
            return (None,) * len(self._parts)
        if type(state) not in (tuple, self._kind):
            raise TypeError(f"{name}: expected {self._expected_state()}, got {type(state).__name__}")
        if len(state) != len(self._parts):
            raise ValueError(f"{name}: expected {self._expected_state()}, got {len(state)} states")
        for prefix, part, value in zip(self._parts, self._parts.values(), state, strict=True):
            place = f"{name}[{prefix}]" if self._kind is tuple else f"{name}.{prefix}"
            part._unpack(place, value, batch_size)
        return tuple(state)

    def _place(self, prefix):
        """The constructor's name for a part."""
        return f"layers[{prefix}]" if self._kind is tuple else f"{prefix}_layer"

    def _expected_state(self):
        if self._kind is tuple:
            return f"a tuple of {len(self._parts)} states, one a layer"
        return f"{self._kind.__name__}({', '.join(self._kind._fields)})"

    @staticmethod
    def _run_part(part, x, state, lengths, training):
        """Run one part forward; only composites know of training."""
        if isinstance(part, Composite):
            return part.forward(x, state, lengths, training=training)
        return part.forward(x, state, lengths)
