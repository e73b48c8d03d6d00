"""Checks of the exercises on debugging: each answers at once, and says what is wrong."""

import clinic
import numpy as np
import torch
from clinic_tasks import ANSWERS, marks
from torch import nn

from rnnlib.exercises import Verdict, call_answer, call_predicate, expect_number, first_failure


def _signs(suspect, program, report):
    """Yield (holds, words) for each sign that a suspect would leave; the words say why it is not there."""
    r, task, K = report.readings, program.task, ANSWERS[program.task]
    base, optimum = marks(task)
    held, accuracy = r["held"], r["accuracy"]
    if suspect == "softmax before cross entropy":
        floor = np.log(1 + (K - 1) / np.e)
        yield min(report.held) > floor, (f"a second softmax keeps the loss above {floor:.2f} "
                                         f"with {K} classes, and this run goes below it")
        yield accuracy > 0.7, ("a second softmax keeps the ranking, so the accuracy grows while the "
                               "loss looks bad; here the accuracy is poor, too")
    elif suspect == "last output is padding":
        yield task == "pieces", "all its sequences have one length, so there is no padding"
        yield r["places"][-1] > r["places"][0] + 0.1, "short pieces do no worse than long ones"
    elif suspect == "gradients never cleared":
        yield r["norm"] > 10 * r["norm at first"], "its gradient norm does not grow tenfold"
    elif suspect == "overlapping windows split at random":
        yield held < optimum - 0.05, ("a leak makes the held-out loss too good, and it is not below "
                                      "the optimum")
        yield r["places"][0] > 0.5, ("a leak has to recognise the place first, but here the first step of a "
                                     "window costs nothing already")
    elif suspect == "no nonlinearity in the recurrence":
        yield r["bend"] < 1e-6, "its states bend: they do not double with the input"
    elif suspect == "batch taken for time":
        yield abs(r["others"]) > 0.3, "no gradient comes from other samples"
    elif suspect == "targets not shifted":
        yield held < optimum - 0.2, "copying would be far too good, and the loss is not below the optimum"
        yield r["places"][0] < 0.1, "copying needs no context, but the first step of a window costs a lot"
    elif suspect == "forget bias not set":
        yield program.unit == "LSTM", "it has no forget gate: it is no LSTM"
        yield r["lag"][-1] < 0.01, "its gradient does reach the first step"
    elif suspect == "state carried across shuffled batches":
        yield task == "stream", "it carries no state from batch to batch"
        jump = task == "stream" and r["places"][0] - np.mean(r["places"][3:])
        yield jump > 0.4, "the first step of a window costs no more than the steps in its middle"
    elif suspect == "rate too large and no clipping":
        yield r["ratio"] > 0.5, "its largest step changes the weights by a fifth of their size at most"
    elif suspect == "evaluation on training data":
        gap = np.abs(np.subtract(report.train, report.held)).max()
        yield gap < 1e-9, "its two loss curves would be one and the same, and they are not"
    elif suspect == "loss counts padding":
        yield False, ("there is one target per piece, and none on padding" if task == "pieces"
                      else "nothing is padded here")
    elif suspect == "logits thresholded at 0.5":
        yield K == 2, f"the largest of {K} scores wins here, without a threshold"
        yield held < base - 0.1, ("a threshold spoils the accuracy alone, but here the loss itself "
                                 "does not fall")
    elif suspect == "initial weights too large":
        yield r["first"] > 1.2 * np.log(K), f"its first loss is ln {K}, as it should be"


def contradictions(letter, suspect):
    """Return what speaks against a suspect as the cause of a patient's trouble, in words.

    Args:
        letter: of the patient.
        suspect: one of `clinic.SUSPECTS`.
    Returns:
        list of strings; empty if nothing does.
    Source: chapter 9.3.1.
    """
    report = clinic.admit(letter)
    return [words for holds, words in _signs(suspect, report.program, report) if not holds]


def check_clinic(answers):
    """Judge the reader's diagnoses.

    Args:
        answers: dict letter -> one of `clinic.SUSPECTS`; None for a patient that is not named yet.
    Returns:
        Verdict.
    Source: chapter 9.3.1.
    """
    if not isinstance(answers, dict):
        return Verdict(False, f"a dict letter -> suspect is expected, but it is {type(answers).__name__}.")
    right, open_cases = 0, []
    for letter, case in clinic.CASES.items():
        answer = answers.get(letter)
        if answer is None:
            open_cases.append(letter)
        elif answer not in clinic.SUSPECTS:
            return Verdict(False, f"patient {letter}: {answer!r} is not on the list of suspects.")
        elif answer != case.bug:
            against = contradictions(letter, answer)[0]
            return Verdict(False, f"patient {letter} has something else: {against}.")
        else:
            right += 1
    if open_cases:
        return Verdict(False, f"{right} of {len(clinic.CASES)} are named and right; "
                              f"still to name: {', '.join(open_cases)}.")
    return Verdict(True, f"all {right} patients are named, and every reading agrees.")


class _Summer(nn.Module):
    """A model of one output per step: it adds up past inputs, or looks ahead by some steps."""

    def __init__(self, ahead, first=0.0):
        super().__init__()
        self.ahead, self.first = ahead, first

    def forward(self, x):
        sums = torch.tanh(x.cumsum(dim=0) * 0.3)
        if self.ahead == "mean":
            return sums + 0.1 * x.mean(dim=0)
        if self.ahead:
            later = torch.cat([x[self.ahead:], torch.zeros_like(x[:self.ahead])])
            return sums + 0.1 * later
        return sums


_AHEAD = {1: "one step ahead", 3: "three steps ahead", "mean": "at the mean over all steps"}


def check_causal(function):
    """Judge a function (model, x) -> bool: is every output free of later inputs?

    Args:
        function: the reader's; x is (T, B, D), the model returns (T, B, K).
    Returns:
        Verdict.
    Source: chapter 9.3.1.
    """
    x = torch.randn(7, 3, 2, generator=torch.Generator().manual_seed(2), dtype=torch.float64)
    for ahead in (0, *_AHEAD):
        answer = call_predicate(function, _Summer(ahead), x)
        if isinstance(answer, Verdict):
            return answer
        if not answer and not ahead:
            return Verdict(False, "it says False for a model that reads the past alone: an output may depend "
                                  "on the input of its own step and of those before.")
        if answer and ahead:
            return Verdict(False, f"it says True for a model that looks {_AHEAD[ahead]}.")
    return Verdict(True, "three models that look ahead are found out, and a causal one is left alone.")


def check_ratio(function):
    """Judge a function (before, after) -> size of the update over size of the weights.

    Args:
        function: the reader's; before and after are dicts name -> array.
    Returns:
        Verdict.
    Source: chapter 9.3.1.
    """
    rng = np.random.default_rng(4)
    before = {"W_hh": rng.normal(size=(5, 5)), "b_h": rng.normal(size=5)}
    after = {name: value + 0.01 * rng.normal(size=value.shape) for name, value in before.items()}
    moved = {name: after[name] - before[name] for name in before}

    def norm(values):
        return float(np.sqrt(sum((v ** 2).sum() for v in values.values())))

    right = norm(moved) / norm(before)
    each = [np.linalg.norm(moved[n]) / np.linalg.norm(before[n]) for n in before]
    hints = [(np.mean(each), "this is the mean of the ratios of each array: take one norm over all of them."),
             (sum(each), "this is the sum of the ratios of each array: take one norm over all of them."),
             (right ** 2, "the root is missing."),
             (abs(norm(after) - norm(before)) / norm(before),
              "this is by how much the norm has changed: weights can turn without growing; take the norm of "
              "the difference."),
             (norm(moved), "this is the size of the update: divide by the size of the weights before it.")]
    verdict = expect_number("the ratio", call_answer(function, before, after), right, hints=hints)
    still = call_answer(function, before, before)
    return first_failure(expect_number("the ratio of a step that changes nothing", still, 0.0), verdict)
