"""Cells: one time step of a recurrent network, forward and backward, as the equations read.

Every cell keeps the same contract, so that anything written for one works with all:

    state = cell.initial_state(batch_size)
    h_t, state, cache = cell.forward(x_t, state)
    dx_t, dstate, grads = cell.backward(dh_t, dstate, cache)

Equations are written with columns, W x; a batch is rows, so the code reads x @ W.T. NumPy's own warnings are
off inside a step: what a step returns is checked instead, and a number beyond its dtype is an OverflowError.
"""

from rnnlib.cells.cell import Cell
from rnnlib.cells.gru import GRUCache, GRUCell
from rnnlib.cells.lstm import LSTMCache, LSTMCell, LSTMState
from rnnlib.cells.rnn import RNNCache, RNNCell

__all__ = ["Cell", "GRUCache", "GRUCell", "LSTMCache", "LSTMCell", "LSTMState", "RNNCache", "RNNCell"]
