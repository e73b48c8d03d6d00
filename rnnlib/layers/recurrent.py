"""Recurrent: what the layers RNN, LSTM and GRU share.

Callers see x (T, B, D) and y (T, B, H): time, batch, features. Inside, features are rows and samples columns,
(T, features, B): then a = W z reads as in the equations, and the rows of one gate are one contiguous piece of
memory. Sigmoids are computed as (1 + tanh(a / 2)) / 2; sums and products write into memory that is there
already; loops take their views from lists made once (`memory.py`).

The way back runs over blocks of steps that fit into the processor's cache, from the last block to the first.
In each, a layer does three things:

1. the local derivatives of all steps at once, which need the forward pass only;
2. the recurrence, a short loop back in time that carries dL/dh and leaves the deltas dL/da, where a is what
   goes into the activation functions;
3. the gradients of the weights and of x, one product each for all steps.
"""

from types import SimpleNamespace

import numpy as np

from rnnlib import checks
from rnnlib.cells.cell import DIVERGED
from rnnlib.layers.memory import Memory
from rnnlib.layers.parameters import Parameters
from rnnlib.layers.products import blank


class Recurrent:
    """The base of the fast recurrent layers: parameters, checks, lengths, and the blocks of the way back.

    A subclass names its cell and says where the parameters lie in the array of all weights; `_plan` lays out
    the memory of a run, `_run` does the steps forward, `_plan_back` and `_run_back` one block of them back. A
    layer holds on to the memory of its last run; what it returns is never part of it.

    Args:
        cell: a cell of the subclass's `cell_class`; the layer takes over its sizes, dtype, options and a
            copy of its parameters.
    Source: chapters 2.1, 3.1 and 3.2.
    """

    cell_class = None
    options = ()  # names of what a cell has beside sizes and dtype
    state_names = ("h",)
    n_gates = 1
    stackable = True  # whether one product can give all pre-activations

    def __init__(self, cell):
        self.input_size, self.hidden_size, self.dtype = cell.input_size, cell.hidden_size, cell.dtype
        for name in self.options:
            setattr(self, name, getattr(cell, name))
        shape = self.n_gates * self.hidden_size + self._more_rows(), self.hidden_size + self.input_size + 1
        self._weights = np.zeros(shape, self.dtype)
        self._forget()
        for name, value in cell.params.items():
            self.params[name] = value

    def _forget(self):
        """Start afresh: parameters as views of the weights, no gradients, no memory of a forward pass."""
        self.params = Parameters(self._name(self._weights))
        self.grads = {}
        self._memory = self._trace = None

    def __getstate__(self):
        kept = ("params", "grads", "_memory", "_trace")
        return {name: value for name, value in self.__dict__.items() if name not in kept}

    def __setstate__(self, state):  # a copied or unpickled layer needs views of its own weights
        self.__dict__.update(state)
        self._forget()

    @property
    def output_size(self):
        """Number of features of y_t, H."""
        return self.hidden_size

    @classmethod
    def from_cell(cls, cell):
        """Return a layer with the weights, options and dtype of a cell.

        Args:
            cell: a cell of the same kind.
        Returns:
            layer; its weights are copies.
        Raises:
            TypeError: another kind of cell.
        Source: chapter 3.1.
        """
        if not isinstance(cell, cls.cell_class):
            raise TypeError(f"cell: expected {cls.cell_class.__name__}, got {type(cell).__name__}")
        layer = cls.__new__(cls)
        Recurrent.__init__(layer, cell)
        return layer

    def to_cell(self):
        """Return a cell with the weights, options and dtype of this layer.

        Returns:
            cell; its weights are copies.
        Source: chapter 3.1.
        """
        cell = self.cell_class(self.input_size, self.hidden_size, rng=0, dtype=self.dtype,
                               **{name: getattr(self, name) for name in self.options})
        for name, value in self.params.items():
            cell.params[name] = value.copy()
        return cell

    def initial_state(self, batch_size):
        """The state before the first step: zeros.

        Args:
            batch_size: B, may be 0.
        Returns:
            array (B, H); for an LSTM, LSTMState of two.
        Raises:
            TypeError, ValueError: `batch_size` is no whole number >= 0.
        Source: chapter 2.1.
        """
        return self._pack(self._unpack("state", None, checks.check_size("batch_size", batch_size, minimum=0)))

    @np.errstate(all="ignore")
    def forward(self, x, state=None, lengths=None):
        """Run the layer over a sequence.

        Args:
            x: inputs, (T, B, D); T and B may be 0.
            state: the state before the first step, as `initial_state` gives it; None for zeros.
            lengths: number of steps of each sample, integers (B,) in [0, T]; None: all have T. What x holds
                beyond them is not read.
        Returns:
            y (T, B, H), the hidden state of every step, 0 beyond a sample's length; the state of each sample
            after its own last step.
        Raises:
            TypeError, ValueError: an argument does not fit the layer.
            OverflowError: the hidden state is no longer finite.
        Source: chapter 3.1.
        """
        checks.check_array("x", x, ("T", "B", self.input_size), self.dtype, finite=lengths is None)
        T, B, _ = x.shape
        state = self._unpack("state", state, B)
        padding = None
        if lengths is not None:
            lengths = checks.check_integers("lengths", lengths, (B,), low=0, high=T).copy()
            padding = np.arange(T)[:, None] >= lengths
            x = x.copy()
            x[padding] = 0
            checks.check_array("x", x)

        self._trace = None
        m = self._lay_out(T, B)
        m.take(x)
        for array, start in zip(m.states, state, strict=True):
            array[0] = start.T
        self._run(m)

        if lengths is None:
            final = [array[T].T.copy() for array in m.states]
        else:
            final = [array[lengths, :, np.arange(B)] for array in m.states]
            blank(m.h[1:], padding)
        y = m.outputs()
        checks.check_overflow("y", y, DIVERGED)
        self._trace = m, lengths, padding
        return y, self._pack(final)

    @np.errstate(all="ignore")
    def backward(self, dy, dstate=None):
        """Run back over the steps of the last `forward`; may be called again.

        Args:
            dy: dL/dy, (T, B, H). What it holds beyond a sample's length is not read.
            dstate: dL/d(final state), as `forward` returns the state; None for zero.
        Returns:
            dx (T, B, D); dL/d(state before the first step). The gradients of the parameters are in `grads`,
            new arrays keyed as `params`, summed over steps and samples.
        Raises:
            RuntimeError: no `forward` came before.
            TypeError, ValueError: `dy` or `dstate` does not fit.
            OverflowError: the gradient is no longer finite: it has exploded.
        Source: chapter 3.2.
        """
        if self._trace is None:
            name = type(self).__name__
            raise RuntimeError(f"{name}.backward: expected a call of forward before it, got none")
        m, lengths, padding = self._trace
        T, B, H = m.T, m.B, self.hidden_size
        checks.check_array("dy", dy, (T, B, H), self.dtype, finite=lengths is None)
        dstate = self._unpack("dstate", dstate, B)
        if m.back is None:
            m.back = SimpleNamespace(dy=np.empty((m.block, H, B), self.dtype),
                                     carried=[np.empty((H, B), self.dtype) for _ in self.state_names])
            self._plan_back(m, m.back)
        carried = m.back.carried
        for array, d in zip(carried, dstate, strict=True):
            array[:] = d.T
        if lengths is not None:
            dy = dy.copy()
            dy[padding] = 0
            checks.check_array("dy", dy)
            # each sample's dL/dh joins its own last step; without a step it passes to the first state
            last = np.flatnonzero(lengths)
            dy[lengths[last] - 1, last] += dstate[0][last]
            passed = np.where(lengths == 0, carried[0], 0)
            carried[0][:] = 0

        gradient = np.zeros_like(self._weights)
        dx = np.empty((T, B, self.input_size), self.dtype)
        self._start_back(m.back)
        for last in range(T, 0, -m.block):
            steps = slice(max(0, last - m.block), last)
            n = last - steps.start
            m.back.dy[:n] = dy[steps].transpose(0, 2, 1)
            pad = None if padding is None else padding[steps]
            self._run_back(m, m.back, steps, n, pad, gradient, dx[steps].reshape(n * B, self.input_size))
        if lengths is not None:
            carried[0] += passed
        self.grads = self._name(gradient)
        dstate = [array.T.copy() for array in carried]
        for name, value in [("dx", dx), *(("dstate", d) for d in dstate)]:
            checks.check_overflow(name, value, DIVERGED)
        if not np.isfinite(gradient).all():  # all of them in one piece first: it takes a tenth of the time
            for name, value in self.grads.items():
                checks.check_overflow(f"d{name}", value, DIVERGED)
        return dx, self._pack(dstate)

    def _lay_out(self, T, B):
        """The memory of the last run if it had this shape, or a new one."""
        if self._memory is None or (self._memory.T, self._memory.B) != (T, B):
            self._memory = Memory(self.input_size, self.hidden_size, self.n_gates * self.hidden_size,
                                  self.stackable, self.dtype, T, B)
            self._plan(self._memory)
        return self._memory

    def _more_rows(self):
        """Number of rows of the weights beyond those of the gates."""
        return 0

    def _pack(self, arrays):
        """The state as callers see it, from a list of arrays (B, H)."""
        return arrays[0]

    def _unpack(self, name, state, batch_size):
        """The state as a list of arrays (B, H), checked; None stands for zeros."""
        if state is None:
            return [np.zeros((batch_size, self.hidden_size), self.dtype) for _ in self.state_names]
        return [checks.check_array(name, state, (batch_size, self.hidden_size), self.dtype)]
