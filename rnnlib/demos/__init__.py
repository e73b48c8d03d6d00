"""The course's demos: functions without required arguments, each of which returns what `explore` returns.

`ALL` holds them, for tests that drive every demo.
"""

from rnnlib.demos.alignment import ctc_alignments
from rnnlib.demos.attention_map import attention_in_translation
from rnnlib.demos.beam import beam_search_steps
from rnnlib.demos.cliff import clipping_on_the_cliff
from rnnlib.demos.gates import gate_explorer
from rnnlib.demos.gradients import vanishing_gradients
from rnnlib.demos.horizon import horizon_and_error
from rnnlib.demos.portrait import phase_portrait
from rnnlib.demos.reach import how_far_back
from rnnlib.demos.replay import training_replay
from rnnlib.demos.states import hidden_state_evolution

#: Every public demo.
ALL = (hidden_state_evolution, gate_explorer, vanishing_gradients, clipping_on_the_cliff, training_replay,
       phase_portrait, attention_in_translation, beam_search_steps, horizon_and_error, how_far_back,
       ctc_alignments)

__all__ = ["ALL", "attention_in_translation", "beam_search_steps", "clipping_on_the_cliff",
           "ctc_alignments", "gate_explorer", "hidden_state_evolution", "horizon_and_error",
           "how_far_back", "phase_portrait", "training_replay", "vanishing_gradients"]
