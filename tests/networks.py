"""Networks: composite layers of any depth and direction for tests, and the same from single cells."""

from typing import NamedTuple

import numpy as np
import pytest
from helpers import BY_NAME, fill

from rnnlib.layers import GRU, LSTM, RNN, Bidirectional, Stacked
from rnnlib.unroll import bptt, unroll

LAYERS = {"RNNCell": RNN, "LSTMCell": LSTM, "GRUCell": GRU}


class Network(NamedTuple):
    """A kind of cell, a number of layers, and one or two directions."""

    kind: str
    depth: int
    directions: int

    def build(self, D, H, *, dtype=np.float64, seed=0, **options):
        """A layer with random numbers in all parameters: Stacked if deep, of Bidirectional if asked for."""
        case = BY_NAME[self.kind]
        kind = LAYERS[case.constructor.__name__]
        layers, size = [], D
        for _ in range(self.depth):
            parts = [kind(size, H, rng=0, dtype=dtype, **case.options) for _ in range(self.directions)]
            layers.append(Bidirectional(*parts) if self.directions == 2 else parts[0])
            size = H * self.directions
        network = Stacked(layers, **options) if self.depth > 1 else layers[0]
        fill(network.params, np.random.default_rng(seed))
        return network

    @property
    def name(self):
        """How test reports call it."""
        return f"{self.kind}-{self.depth}x{self.directions}"


NETWORKS = [Network(kind, depth, directions)
            for kind in BY_NAME for depth in (1, 2, 3) for directions in (1, 2) if depth * directions > 1]
each_network = pytest.mark.parametrize("network", NETWORKS, ids=lambda network: network.name)


def arrays(state):
    """The arrays of a nested state, from the bottom up, forward before backward, h before c."""
    return [array for part in state for array in arrays(part)] if isinstance(state, tuple) else [state]


def rebuilt(state, values):
    """A nested state of the same form with other arrays."""
    values = iter(values)

    def build(part):
        if not isinstance(part, tuple):
            return next(values)
        inner = [build(one) for one in part]
        return type(part)(*inner) if hasattr(part, "_fields") else tuple(inner)

    return build(state)


class Case(NamedTuple):
    """A network, what goes in, what gradients come from above, and lengths or None."""

    network: object
    x: np.ndarray
    state: object
    dy: np.ndarray
    dstate: object
    lengths: object

    def results(self):
        """Run forward and back: y and the final states; dx, dL/d(initial states) and gradients by name."""
        y, final = self.network.forward(self.x, self.state, self.lengths)
        dx, dstate = self.network.backward(self.dy, self.dstate)
        return outcome(y, final, dx, dstate, self.network.grads)

    def loss(self, _=None):
        """The number whose gradients `results` holds."""
        y, final = self.network.forward(self.x, self.state, self.lengths)
        real = slice(None) if self.lengths is None else np.arange(len(y))[:, None] < self.lengths
        pairs = zip(arrays(final), arrays(self.dstate), strict=True)
        return float((y[real] * self.dy[real]).sum() + sum((s * d).sum() for s, d in pairs))


def outcome(y, final, dx, dstate, grads):
    """Everything a run gives as one dict name -> array."""
    return ({"y": y, "dx": dx}
            | {f"final {k}": array for k, array in enumerate(arrays(final))}
            | {f"dstate {k}": array for k, array in enumerate(arrays(dstate))}
            | {f"d{name}": array for name, array in grads.items()})


def random_case(network, T, B, lengths=None, seed=0):
    """Random numbers for a network; NaN in the padding of x and dy."""
    generator = np.random.default_rng([seed, 5])
    zeros = network.initial_state(B)
    x, dy = (generator.standard_normal((T, B, size)).astype(network.dtype)
             for size in (network.input_size, network.output_size))
    state, dstate = (rebuilt(zeros, [generator.standard_normal(a.shape).astype(network.dtype)
                                     for a in arrays(zeros)]) for _ in range(2))
    if lengths is not None:
        lengths = np.array(lengths)
        padding = np.arange(T)[:, None] >= lengths
        x[padding] = dy[padding] = np.nan
    return Case(network, x, state, dy, dstate, lengths)


def sample_alone(state, b):
    """The state of sample b alone."""
    return rebuilt(state, [array[b:b + 1] for array in arrays(state)])


def by_cells(case):
    """What `case.results()` should be: each sample alone, step by step, layer by layer, from single cells."""
    T, B, D = case.x.shape
    network = case.network
    total = {name: np.zeros((T, B, size)) for name, size in (("y", network.output_size), ("dx", D))}
    final, dstate = [], []
    for b in range(B):
        L = T if case.lengths is None else int(case.lengths[b])
        y, end, back = _forward(network, case.x[:L, b:b + 1], sample_alone(case.state, b))
        dx, start, grads = back(case.dy[:L, b:b + 1], sample_alone(case.dstate, b))
        total["y"][:L, b:b + 1], total["dx"][:L, b:b + 1] = y, dx
        final.append(arrays(end))
        dstate.append(arrays(start))
        for name, value in grads.items():
            total[f"d{name}"] = total.get(f"d{name}", 0) + value
    total |= {f"final {k}": np.concatenate(column) for k, column in enumerate(zip(*final, strict=True))}
    total |= {f"dstate {k}": np.concatenate(column) for k, column in enumerate(zip(*dstate, strict=True))}
    return total


def _forward(network, x, state):
    """y, the final state, and the function that runs back, from `unroll` and `bptt`."""
    if isinstance(network, Stacked):
        runs, finals = [], []
        for layer, start in zip(network.layers, state, strict=True):
            x, end, back = _forward(layer, x, start)
            runs.append(back)
            finals.append(end)

        def down(dy, dstate):
            starts, grads = [None] * len(runs), {}
            for k in reversed(range(len(runs))):
                dy, starts[k], found = runs[k](dy, dstate[k])
                grads |= {f"{k}.{name}": value for name, value in found.items()}
            return dy, tuple(starts), grads

        return x, tuple(finals), down
    if isinstance(network, Bidirectional):
        y, end, back = _forward(network.forward_layer, x, state[0])
        y_turned, end_turned, back_turned = _forward(network.backward_layer, x[::-1], state[1])
        H = network.forward_layer.hidden_size

        def both(dy, dstate):
            dx, start, grads = back(dy[..., :H], dstate[0])
            dx_turned, start_turned, more = back_turned(dy[::-1, :, H:], dstate[1])
            named = ({f"forward.{name}": value for name, value in grads.items()}
                     | {f"backward.{name}": value for name, value in more.items()})
            return dx + dx_turned[::-1], (start, start_turned), named

        return np.concatenate([y, y_turned[::-1]], axis=2), (end, end_turned), both
    cell = network.to_cell()
    h, end, caches = unroll(cell, x, state)
    return h, end, lambda dy, dstate: bptt(cell, dy, caches, dstate)
