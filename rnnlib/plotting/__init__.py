"""Plots: the course's figures, one function each, from arrays to a figure in one common style.

Functions with an argument `ax` draw into it where it is given, else into a new figure, and return the
figure. Figures are at most 5.2 inches wide, for phones and print; their colours have a contrast of at least 3
on white and on a dark page. Where two things must be told apart, colour is never the only difference.
"""

from rnnlib.plotting.alignments import letter_chances, state_lattice
from rnnlib.plotting.beliefs import beliefs
from rnnlib.plotting.bits import two_bits
from rnnlib.plotting.comparison import influence_maps, spreads, wirings
from rnnlib.plotting.costs import word_costs
from rnnlib.plotting.diagrams import error_flow, unrolled_network
from rnnlib.plotting.digits import belief_strips, confusions, gallery, pixel_maps, reading_orders, run_dots
from rnnlib.plotting.dynamics import branches, cobweb, cusp_map
from rnnlib.plotting.film import film_strip
from rnnlib.plotting.frameworks import drifts, stacked_bars, step_times
from rnnlib.plotting.gradients import descents, norms_by_lag
from rnnlib.plotting.graphs import graph_layout, graph_pictures, reach_maps, round_grid
from rnnlib.plotting.gru import gru_cell, gru_error_paths, gru_mixing
from rnnlib.plotting.loops import three_loops
from rnnlib.plotting.lstm import lag_map, lstm_cell, lstm_error_paths
from rnnlib.plotting.maze import maze_walks
from rnnlib.plotting.orders import order_test
from rnnlib.plotting.passages import batch_strip, levels, passage
from rnnlib.plotting.patients import catch_map, patient_chart
from rnnlib.plotting.patterns import pattern_rows, recall_path
from rnnlib.plotting.phones import phone_confusions, posteriors, recording
from rnnlib.plotting.plans import reading_paths
from rnnlib.plotting.reading import reading
from rnnlib.plotting.remedies import solved_grid, solving_times, start_curves
from rnnlib.plotting.saliency import word_saliency
from rnnlib.plotting.scans import decaying_kernels, property_grid, scan_rounds
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
from rnnlib.plotting.tags import tag_lattice, transition_map
from rnnlib.plotting.timeline import EVENTS, timeline
from rnnlib.plotting.translation import Words, attention_map, beam
from rnnlib.plotting.values import network_values
from rnnlib.plotting.variants import bidirectional_network, error_curves, lamp_record
from rnnlib.plotting.vectors import pair_map, score_dots, sense_map

__all__ = ["COLOURS", "EVENTS", "SIGNED", "STYLE", "TIME", "Picture", "Sound", "Words", "attention_map",
           "batch_strip", "beam", "belief_strips", "beliefs", "bidirectional_network", "branches",
           "catch_map", "cobweb", "confusions", "cusp_map", "decaying_kernels", "descents", "drifts",
           "error_curves", "error_flow", "film_strip", "gallery", "gate_timeline", "graph_layout",
           "graph_pictures", "gru_cell", "gru_error_paths", "gru_mixing", "heat_map", "influence_maps",
           "lag_map", "lamp_record", "letter_chances", "levels", "lstm_cell", "lstm_error_paths",
           "maze_walks", "network_values", "new_figure", "norms_by_lag", "order_test", "pair_map",
           "passage", "patient_chart", "pattern_rows", "phase_order", "phone_confusions", "pixel_maps",
           "posteriors", "principal_components", "property_grid", "reach_maps", "reading",
           "reading_orders", "reading_paths", "recall_path", "recording", "round_grid", "run_dots",
           "scan_rounds", "score_dots", "sense_map", "sequence_shapes", "solved_grid", "solving_times",
           "spectrogram", "spreads", "stacked_bars", "start_curves", "state_lattice", "step_times",
           "style", "surprise", "tag_lattice", "three_loops", "timed_line", "timeline", "trajectory",
           "transition_map", "two_bits", "unrolled_network", "wirings", "word_costs", "word_saliency"]
