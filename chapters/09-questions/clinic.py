"""The clinic: ten patients, programs in which one choice is wrong.

A patient is a healthy program with one change. `CASES` says which, so do not read on if you want to find it
out from the readings.
"""

from dataclasses import replace
from functools import cache
from typing import NamedTuple

import numpy as np
from clinic_runs import Program, train
from clinic_tasks import ANSWERS

HEALTHY = {"stream": Program(), "text": Program(task="text", hidden_size=64, steps=180),
           "recall": Program(task="recall", unit="LSTM", forget_bias=3.0, steps=120),
           "pieces": Program(task="pieces", steps=120),
           "pairs": Program(task="pairs", rate=2e-2)}

SUSPECTS = (
    "batch taken for time",
    "evaluation on training data",
    "forget bias not set",
    "gradients never cleared",
    "initial weights too large",
    "last output is padding",
    "logits thresholded at 0.5",
    "loss counts padding",
    "no nonlinearity in the recurrence",
    "overlapping windows split at random",
    "rate too large and no clipping",
    "softmax before cross entropy",
    "state carried across shuffled batches",
    "targets not shifted",
)


class Case(NamedTuple):
    """A patient: what is known of it, what is wrong with it, and the seed of its run."""

    story: str
    task: str
    bug: str
    change: dict
    seed: int = 0

    @property
    def program(self):
        """The program with its bug."""
        return replace(HEALTHY[self.task], **self.change)


_STREAM = "next symbol of 6 on a long stream, 24 tanh units, windows of 10 steps, state carried on"
_RECALL = "4 keys, the answer is the first of 24 symbols, an LSTM of 24 units, 24 samples a batch"
CASES = {
    "A": Case(_STREAM, "stream", "softmax before cross entropy", {"softmax": True}),
    "B": Case("one symbol of 4, pieces of 2 to 24 steps in a padded batch, 24 tanh units; the answer is the "
              "last symbol", "pieces", "last output is padding", {"last": "row"}, 2),
    "C": Case(_STREAM, "stream", "targets not shifted", {"shift": 0}),
    "D": Case(_RECALL, "recall", "forget bias not set", {"forget_bias": None}),
    "E": Case(_STREAM, "stream", "gradients never cleared", {"clear": False, "clip": None}),
    "F": Case("next symbol of 6 on a text of 240 symbols, 64 tanh units, windows of 12 steps that begin at "
              "every symbol, state from zero", "text", "overlapping windows split at random",
              {"split": "mixed"}),
    "G": Case("6 bits, the answer says whether the last two differ, 24 units", "pairs",
              "no nonlinearity in the recurrence", {"unit": "linear"}),
    "H": Case(_STREAM, "stream", "state carried across shuffled batches", {"order": "shuffled"}),
    "I": Case(_RECALL, "recall", "batch taken for time", {"batch_first": True}),
    "J": Case(_STREAM, "stream", "rate too large and no clipping", {"rate": 0.3, "clip": None}),
}


@cache
def admit(letter):
    """Run the patient's program once and return its Report."""
    return train(CASES[letter].program, CASES[letter].seed)


def cured(letter, seed=0):
    """Return the Report of the patient's program without its bug: one for all patients of a task."""
    return _healthy(CASES[letter].task, seed)


@cache
def _healthy(task, seed):
    return train(HEALTHY[task], seed, curves=seed == 0)


def lab(report):
    """Return the readings of a run as lines of text."""
    r, K = report.readings, ANSWERS[report.program.task]
    low, high = (f"{v:.2g}" for v in (r["norm at first"], r["norm"]))
    return "\n".join([
        f"first loss {r['first']:.2f}, ln {K} is {np.log(K):.2f}",
        f"at the end: training {r['train']:.2f}, held out {r['held']:.2f}",
        f"held-out accuracy {r['accuracy']:.0%}, chance {1 / K:.0%}",
        f"gradient norm: first steps {low}, last steps {high}",
        f"largest step: {r['ratio']:.0%} of the weights",
        f"states beyond 0.99: {r['saturated']:.0%}, bend {r['bend']:.2f}",
        f"gradient from other samples: {abs(r['others']):.0%}"])


def places(report):
    """Return labels, title and name of the axis for the fourth panel of a run's chart."""
    task = report.program.task
    if task in ("stream", "text"):
        steps = range(1, len(report.readings["places"]) + 1)
        return [str(step) for step in steps], "held-out loss", "step in the window"
    if task == "pieces":
        return ["2-7", "8-13", "14-19", "20-24"], "accuracy", "length"
    return [str(k) for k in range(ANSWERS[task])], "accuracy", "right answer"
