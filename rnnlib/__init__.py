"""Recurrent neural networks from scratch in NumPy, as the course teaches them.

What each module holds, from the bottom up; a module imports from those before it only:

    checks                                          what is wrong with an argument, said clearly
    activations initializers losses optimizers
    schedules clipping gradcheck                    the parts that every network needs
    scan                                            linear recurrences, all steps at once
    metrics text tasks                              what to learn from, and how well it was learned
    privacy                                         what noise guarantees about one record
    audio ctc                                       sounds as frames, and labels whose times nobody knows
    audit                                           whether a classifier judges groups differently
    hmm                                             a rival with a hidden state: the hidden Markov model
    cells                                           one time step: RNNCell, LSTMCell, GRUCell
    unroll                                          any cell over a sequence, and back through time
    layers                                          the same mathematics over whole sequences, fast
    diagnostics                                     what states and gradients do over time, as numbers
    models                                          layers with an output and a loss, trained as a whole
    training                                        the loop, its history and checkpoints; writing text

At the edge, with dependencies or files of their own, imported by name: `plotting`, `explore`, `demos`,
`exercises`, `pytorch`, `reader`, `keras` and `datasets`. Importing `rnnlib` needs NumPy alone.
"""

from rnnlib.cells import GRUCell, LSTMCell, LSTMState, RNNCell
from rnnlib.layers import GRU, LSTM, RNN, Bidirectional, Dense, Dropout, Embedding, Stacked
from rnnlib.models import LanguageModel, SequenceClassifier, SequenceRegressor

__version__ = "0.1.0"

__all__ = ["Bidirectional", "Dense", "Dropout", "Embedding", "GRU", "GRUCell", "LSTM", "LSTMCell",
           "LSTMState", "LanguageModel", "RNN", "RNNCell", "SequenceClassifier", "SequenceRegressor",
           "Stacked"]
