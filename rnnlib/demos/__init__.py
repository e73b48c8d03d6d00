"""The course's demos: functions without required arguments, each of which returns what `explore` returns.

`ALL` holds them, for tests that drive every demo.
"""

from rnnlib.demos.gradients import vanishing_gradients
from rnnlib.demos.states import hidden_state_evolution

#: Every public demo.
ALL = (hidden_state_evolution, vanishing_gradients)

__all__ = ["ALL", "hidden_state_evolution", "vanishing_gradients"]
