"""Tasks: small problems with sequences made on demand, each with the exact loss of simple predictors.

Every task gives batches of one form (`Batch`), so that one training loop serves all, and keeps what it tests
on apart from what it trains on (`Task`). `TMaze` is of another kind: what comes next in it depends on what an
agent does.
"""

from rnnlib.tasks.bits import DelayedXOR, Parity, TemporalXOR
from rnnlib.tasks.counting import AnBn
from rnnlib.tasks.grammars import EmbeddedReber, Reber
from rnnlib.tasks.language import Language
from rnnlib.tasks.maze import TMaze
from rnnlib.tasks.memory import CopyMemory, Recall, TemporalOrder
from rnnlib.tasks.numbers import Adding, Sines
from rnnlib.tasks.task import Batch, Task

__all__ = ["Adding", "AnBn", "Batch", "CopyMemory", "DelayedXOR", "EmbeddedReber", "Language", "Parity",
           "Reber", "Recall", "Sines", "TMaze", "Task", "TemporalOrder", "TemporalXOR"]
