"""What tests of cells and layers share: the table of cells, random problems, derivatives, PyTorch twins."""

from typing import NamedTuple

import numpy as np
import pytest
import torch
from hypothesis import settings

from rnnlib.cells import Cell, GRUCell, LSTMCell, RNNCell
from rnnlib.unroll import unroll

torch.set_num_threads(1)  # arrays here are tiny
QUICK = settings(max_examples=12, deadline=None, derandomize=True, database=None)


class Case(NamedTuple):
    """A kind of cell: its name in test reports, its class, its options."""

    name: str
    constructor: type
    options: dict

    def build(self, input_size, hidden_size, *, rng=0, dtype=np.float64):
        """A cell with random numbers in every parameter: biases of zero would hide mistakes."""
        cell = self.constructor(input_size, hidden_size, rng=rng, dtype=dtype, **self.options)
        fill(cell.params, np.random.default_rng([rng, 1]))
        return cell


CELLS = (
    Case("rnn-tanh", RNNCell, {"activation": "tanh"}),
    Case("rnn-relu", RNNCell, {"activation": "relu"}),
    Case("rnn-sigmoid", RNNCell, {"activation": "sigmoid"}),
    Case("lstm", LSTMCell, {}),
    Case("gru-before", GRUCell, {"reset_after": False}),
    Case("gru-after", GRUCell, {"reset_after": True}),
)
BY_NAME = {case.name: case for case in CELLS}
each_cell = pytest.mark.parametrize("case", CELLS, ids=list(BY_NAME))
each_dtype = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def each_shape(*shapes):
    """Parametrise a test with `shape`, tuples (T, B, D, H)."""
    ids = ["T{}-B{}-D{}-H{}".format(*shape) for shape in shapes]
    return pytest.mark.parametrize("shape", shapes, ids=ids)


def fill(params, rng, scale=0.5):
    """Put random numbers into every parameter, in place; `params` is a cell's or a layer's."""
    for value in params.values():
        value[...] = scale * rng.standard_normal(value.shape)


class Problem(NamedTuple):
    """A cell, a sequence, a state to start from, and gradients at the outputs and at the final state."""

    cell: Cell
    x: np.ndarray
    state: object
    dh: np.ndarray
    dstate: object


def problem(case, T, B, D, H, rng=0):
    """Random numbers in all parts of a Problem, in float64.

    With relu the numbers are drawn again until every sum that enters relu is at least 0.01 away from the
    kink: there the derivative jumps, and a central difference across it would measure neither side.
    """
    cell = case.build(D, H, rng=rng)
    generator = np.random.default_rng([rng, 2])
    x, state = generator.standard_normal((T, B, D)), random_like(cell.initial_state(B), generator)
    if case.name == "rnn-relu" and min(distance_to_kink(cell, x, start) for start in (state, None)) < 0.01:
        return problem(case, T, B, D, H, rng=rng + 1000)
    return Problem(cell, x, state, generator.standard_normal((T, B, H)), random_like(state, generator))


def distance_to_kink(cell, x, state):
    """The smallest absolute value of the sums W_xh x_t + W_hh h_{t-1} + b_h of an RNNCell."""
    p, caches = cell.params, unroll(cell, x, state)[2]
    sums = [cache.x_t @ p["W_xh"].T + cache.h_prev @ p["W_hh"].T + p["b_h"] for cache in caches]
    return np.abs(sums).min(initial=np.inf)


def random_like(state, rng):
    """A state of the same kind, shapes and dtype, with random numbers."""
    if isinstance(state, tuple):
        return type(state)(*(random_like(part, rng) for part in state))
    return rng.standard_normal(state.shape).astype(state.dtype)


def parts(state):
    """The arrays of a state, as a tuple: (h,) or (h, c)."""
    return tuple(state) if isinstance(state, tuple) else (state,)


def map_state(function, *states):
    """Apply a function to every array of a state, or to pairs of arrays of two states."""
    if isinstance(states[0], tuple):
        return type(states[0])(*(function(*arrays) for arrays in zip(*states, strict=True)))
    return function(*states)


def flatten(*states):
    """All numbers of arrays and states in one row."""
    return np.concatenate([np.ravel(part) for state in states for part in parts(state)])


def named(dx, dstate, grads):
    """The three results of a backward pass as one dict: dx, dh_0, dc_0 and the parameters by name."""
    return {"dx": dx, **dict(zip(("dh_0", "dc_0"), parts(dstate), strict=False)), **grads}


def assert_same(found, expected, *, rtol, atol, message=""):
    """Compare two dicts of arrays: the same names, and close numbers under each."""
    assert sorted(found) == sorted(expected), message
    for name in expected:
        np.testing.assert_allclose(found[name], expected[name], rtol=rtol, atol=atol,
                                   err_msg=f"{name} {message}")


def numerical_jacobian(run, array, step=1e-5):
    """Derivatives of the row that run() returns by every entry of `array`, by central differences.

    Returns an array of shape array.shape + (length of the row,). With a step of 1e-5 truncation and
    rounding both stay near 1e-10 in float64. `array` is changed in place and restored.
    """
    jacobian = np.empty(array.shape + run().shape)
    for index in np.ndindex(array.shape):
        kept = array[index]
        array[index] = kept + step
        above = run()
        array[index] = kept - step
        jacobian[index] = (above - run()) / (2 * step)
        array[index] = kept
    return jacobian


class Twin:
    """A cell or layer in PyTorch, in float64: torch.nn's module where there is one, else the equations.

    Its leaves bear our parameter names and the module's weights are computed from them, so autograd gives
    every gradient by our name. torch.nn has two biases a gate: ours goes into the first, zero into the
    second, but for b_hh of the GRU. Its GRU has one minus our z: W_z and b_z are negated.
    """

    def __init__(self, case, params):
        self.case = case
        self.leaves = {name: torch.tensor(value, dtype=torch.float64, requires_grad=True)
                       for name, value in params.items()}

    def run(self, x, state):
        """From tensors x (T, B, D) and state, a tuple of (B, H), to h (T, B, H) and the final state."""
        name = self.case.name
        if name in ("rnn-sigmoid", "gru-before"):
            step = self._sigmoid_step if name == "rnn-sigmoid" else self._gru_before_step
            outputs, h = [], state[0]
            for x_t in x:
                h = step(x_t, h)
                outputs.append(h)
            return torch.stack(outputs), (h,)
        module, weights = self._module(x.shape[-1], state[0].shape[-1])
        initial = state[0][None] if len(state) == 1 else tuple(part[None] for part in state)
        y, final = torch.func.functional_call(module, weights, (x, initial))
        return y, tuple(part[0] for part in parts(final))

    def results(self, x, state, dh, dstate, length=None):
        """h, the final state and all gradients, as NumPy; `length` steps at a time, the state detached."""
        x = torch.tensor(x, requires_grad=True)
        state_0 = tuple(torch.tensor(part, requires_grad=True) for part in parts(state))
        outputs, state, loss = [], state_0, 0.0
        for start in range(0, len(x), length or len(x)):
            window = slice(start, start + (length or len(x)))
            if start > 0:
                state = tuple(part.detach() for part in state)
            y, state = self.run(x[window], state)
            loss = loss + (y * torch.tensor(dh[window])).sum()
            outputs.append(y)
        for part, gradient in zip(state, parts(dstate), strict=True):
            loss = loss + (part * torch.tensor(gradient)).sum()
        loss.backward()
        grads = {name: leaf.grad.numpy() for name, leaf in self.leaves.items()}
        return (torch.cat(outputs).detach().numpy(), tuple(part.detach().numpy() for part in state),
                named(x.grad.numpy(), tuple(part.grad.numpy() for part in state_0), grads))

    def _module(self, D, H):
        """torch.nn's module and its weights, computed from our leaves."""
        p = self.leaves
        if self.case.name.startswith("rnn"):
            module = torch.nn.RNN(D, H, nonlinearity=self.case.options["activation"])
            W, b, zero = torch.cat([p["W_hh"], p["W_xh"]], dim=1), p["b_h"], torch.zeros(H)
        elif self.case.name == "lstm":
            module = torch.nn.LSTM(D, H)
            W, b = (torch.cat([p[f"{kind}_{gate}"] for gate in "ifCo"]) for kind in "Wb")
            zero = torch.zeros(4 * H)
        else:
            module = torch.nn.GRU(D, H)
            W, b = (torch.cat([p[f"{kind}_r"], -p[f"{kind}_z"], p[f"{kind}_h"]]) for kind in "Wb")
            zero = torch.cat([torch.zeros(2 * H), p["b_hh"]])
        return module.double(), {"weight_hh_l0": W[:, :H], "weight_ih_l0": W[:, H:],
                                 "bias_ih_l0": b, "bias_hh_l0": zero.double()}

    def _sigmoid_step(self, x_t, h):
        p = self.leaves
        return torch.sigmoid(x_t @ p["W_xh"].T + h @ p["W_hh"].T + p["b_h"])

    def _gru_before_step(self, x_t, h):
        p = self.leaves
        hx = torch.cat([h, x_t], dim=1)
        r, z = (torch.sigmoid(hx @ p[f"W_{gate}"].T + p[f"b_{gate}"]) for gate in "rz")
        candidate = torch.tanh(torch.cat([r * h, x_t], dim=1) @ p["W_h"].T + p["b_h"])
        return (1 - z) * h + z * candidate
