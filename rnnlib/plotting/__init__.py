"""Plots: the course's figures, one function each, from arrays to a figure in one common style.

Functions with an argument `ax` draw into it where it is given, else into a new figure, and return the
figure. Figures are at most 5.2 inches wide, for phones and print; their colours have a contrast of at least 3
on white and on a dark page. Where two things must be told apart, colour is never the only difference.
"""

from rnnlib.plotting.beliefs import beliefs
from rnnlib.plotting.bits import two_bits
from rnnlib.plotting.comparison import influence_maps, spreads, wirings
from rnnlib.plotting.diagrams import error_flow, unrolled_network
from rnnlib.plotting.dynamics import branches, cobweb, cusp_map
from rnnlib.plotting.gradients import descents, norms_by_lag
from rnnlib.plotting.gru import gru_cell, gru_error_paths, gru_mixing
from rnnlib.plotting.loops import three_loops
from rnnlib.plotting.lstm import lag_map, lstm_cell, lstm_error_paths
from rnnlib.plotting.orders import order_test
from rnnlib.plotting.passages import batch_strip, levels, passage
from rnnlib.plotting.patterns import pattern_rows, recall_path
from rnnlib.plotting.phones import confusions, posteriors, recording
from rnnlib.plotting.reading import reading
from rnnlib.plotting.shapes import sequence_shapes
from rnnlib.plotting.sounds import Sound, spectrogram
from rnnlib.plotting.states import (
    gate_timeline,
    heat_map,
    phase_order,
    principal_components,
    timed_line,
    trajectory,
)
from rnnlib.plotting.style import COLOURS, SIGNED, STYLE, TIME, Picture, new_figure, style
from rnnlib.plotting.surprise import surprise
from rnnlib.plotting.timeline import EVENTS, timeline
from rnnlib.plotting.values import network_values
from rnnlib.plotting.variants import bidirectional_network, error_curves, lamp_record

__all__ = ["COLOURS", "EVENTS", "Picture", "SIGNED", "STYLE", "Sound", "TIME", "batch_strip", "beliefs",
           "bidirectional_network", "branches", "cobweb", "confusions", "cusp_map", "descents",
           "error_curves", "error_flow", "gate_timeline", "gru_cell", "gru_error_paths", "gru_mixing",
           "heat_map", "influence_maps", "lag_map", "lamp_record", "levels", "lstm_cell", "lstm_error_paths",
           "network_values", "new_figure", "norms_by_lag", "order_test", "passage", "pattern_rows",
           "phase_order", "posteriors", "principal_components", "reading", "recall_path", "recording",
           "sequence_shapes", "spectrogram", "spreads", "style", "surprise", "three_loops", "timed_line",
           "timeline", "trajectory", "two_bits", "unrolled_network", "wirings"]
