"""Layers: recurrent and other layers over whole sequences, fast."""

from rnnlib.layers.bidirectional import Bidirectional, BidirectionalState
from rnnlib.layers.dense import Dense
from rnnlib.layers.dropout import Dropout
from rnnlib.layers.embedding import Embedding
from rnnlib.layers.gru import GRU
from rnnlib.layers.lstm import LSTM
from rnnlib.layers.parameters import Parameters
from rnnlib.layers.recurrent import Recurrent
from rnnlib.layers.rnn import RNN
from rnnlib.layers.stacked import Stacked
from rnnlib.layers.window import Window

__all__ = ["Bidirectional", "BidirectionalState", "Dense", "Dropout", "Embedding", "GRU", "LSTM",
           "Parameters", "RNN", "Recurrent", "Stacked", "Window"]
