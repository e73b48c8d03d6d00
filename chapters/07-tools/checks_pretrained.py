"""Checks of the exercises on pretrained models: each answers at once, and says what is wrong."""

import numpy as np
import torch
from torch import nn

from rnnlib.exercises import Verdict, call_answer, call_predicate, expect_array


def check_shifted_pmi(function):
    """Judge a function (counts, k) -> positive part of PMI - log k, 0 where nothing was counted.

    Args:
        function: the reader's; counts is (V, V), floating.
    Returns:
        Verdict.
    Source: chapter 7.3.1.
    """
    counts, k = np.random.default_rng(7).integers(0, 9, (6, 6)).astype(float), 2
    counts[counts < 4] = 0
    counts[:, 0] += 1
    total, row, column = counts.sum(), counts.sum(1, keepdims=True), counts.sum(0, keepdims=True)
    with np.errstate(divide="ignore"):
        pmi = np.log(counts * total / (row * column))
    right = np.maximum(pmi - np.log(k), 0)
    answer = call_answer(function, counts, k)
    if isinstance(answer, np.ndarray) and answer.shape == right.shape and np.isinf(answer).any():
        return Verdict(False, "it holds infinities: pairs that were never seen have log 0; they count as 0.")
    seen = np.where(counts > 0, pmi, 0.0)
    hints = [
        (np.maximum(pmi, 0), "the shift is missing: subtract log k before you cut off at 0."),
        (np.where(counts > 0, pmi - np.log(k), 0.0), "negative numbers are left: take the positive part."),
        (seen, "the shift and the positive part are missing: this is the PMI itself."),
        (np.maximum(pmi / np.log(2) - np.log2(k), 0), "this is in bits: take natural logarithms."),
        (np.maximum(pmi + np.log(k), 0), "the shift has the wrong sign: it makes the numbers smaller."),
        (np.maximum(np.where(counts > 0, pmi, -9) - k, 0), "the shift is log k, not k."),
    ]
    with np.errstate(divide="ignore"):
        given = np.maximum(np.log(counts / row) - np.log(k), 0)
    hints.append((given, "this is log p(c | w) with the shift: divide by how frequent the context is, too."))
    hints = [hint for hint in hints if not np.allclose(hint[0], right)]
    return expect_array("the matrix", answer, right, hints=hints)


def check_analogy(function):
    """Judge a function (X, a, b, c) -> the row that answers "a is to b as c is to what?" by 3CosAdd.

    Args:
        function: the reader's; X is (V, D), a, b, c are rows.
    Returns:
        Verdict.
    Source: chapter 7.3.1.
    """
    rng = np.random.default_rng(5)
    X = rng.normal(size=(60, 4)) * rng.uniform(0.2, 4.0, (60, 1))
    unit = X / np.linalg.norm(X, axis=1, keepdims=True)

    def best(rows, query, left_out):
        scores = rows @ query
        scores[list(left_out)] = -np.inf
        return int(scores.argmax())

    rivals = {
        "the input words are not left out: the answer may be neither a nor b nor c.":
            lambda a, b, c: best(unit, unit[b] - unit[a] + unit[c], ()),
        "bring every vector to length 1 first: here long vectors win.":
            lambda a, b, c: best(X, X[b] - X[a] + X[c], (a, b, c)),
        "bring the three vectors to length 1 before you add them.":
            lambda a, b, c: best(unit, X[b] - X[a] + X[c], (a, b, c)),
        "the offset has the wrong sign: it leads from a to b.":
            lambda a, b, c: best(unit, unit[a] - unit[b] + unit[c], (a, b, c)),
        "this is the nearest neighbour of c: the offset from a to b is not used.":
            lambda a, b, c: best(unit, unit[c], (a, b, c)),
    }
    questions = [tuple(int(k) for k in rng.choice(60, 3, replace=False)) for _ in range(40)]
    answers = []
    for question in questions:
        answer = call_answer(function, X, *question)
        if isinstance(answer, Verdict):
            return answer
        if isinstance(answer, bool) or not isinstance(answer, int | np.integer):
            return Verdict(False, f"a row number is expected, but it is of type {type(answer).__name__}.")
        answers.append(int(answer))
    right = [best(unit, unit[b] - unit[a] + unit[c], (a, b, c)) for a, b, c in questions]
    if answers == right:
        return Verdict(True, f"all {len(questions)} answers are those of 3CosAdd.")
    for message, rival in rivals.items():
        if answers == [rival(*question) for question in questions]:
            return Verdict(False, message)
    wrong = next(k for k, (given, wanted) in enumerate(zip(answers, right, strict=True)) if given != wanted)
    return Verdict(False, f"for a, b, c = {questions[wrong]} the answer is row {answers[wrong]}, "
                          f"but row {right[wrong]} is expected.")


class _Model(nn.Module):
    """A small model that gives, at each step, scores for the next word: honest, or with a look ahead."""

    def __init__(self, kind):
        super().__init__()
        state = torch.random.get_rng_state()
        torch.manual_seed(1)
        self.kind, self.embedding = kind, nn.Embedding(12, 5)
        self.rnn = nn.LSTM(5, 6, bidirectional=kind == "both ways")
        self.readout = nn.Linear(12 if kind == "both ways" else 6, 12)
        torch.random.set_rng_state(state)

    def forward(self, ids):
        e = self.embedding(ids)
        if self.kind == "one word":
            e = e + torch.cat([e[1:], torch.zeros_like(e[:1])])
        if self.kind == "the last word":
            e = e + e[-1:]
        return self.readout(self.rnn(e)[0])


def check_peeks(function):
    """Judge a function (model, ids) -> bool: does a prediction depend on words after its step?

    Args:
        function: the reader's; ids is (T, B), the model returns scores (T, B, V) for the next word.
    Returns:
        Verdict.
    Source: chapter 7.3.3.
    """
    ids = torch.randint(12, (7, 3), generator=torch.Generator().manual_seed(2))
    for kind in ("honest", "both ways", "one word", "the last word"):
        answer = call_predicate(function, _Model(kind), ids)
        if isinstance(answer, Verdict):
            return answer
        if answer and kind == "honest":
            return Verdict(False, "it says True for a model that reads forward only: compare the outputs "
                                  "before the changed word; those at it and after it may change.")
        if not answer and kind == "both ways":
            return Verdict(False, "it says False for a bidirectional LSTM: change a later word, and look "
                                  "at an earlier step.")
        if not answer and kind != "honest":
            seen = "one word ahead" if kind == "one word" else "the last word of the sentence"
            return Verdict(False, f"it says False for a model that sees {seen}: try every place, not one.")
    return Verdict(True, "three models that peek are found out, and an honest one is left alone.")
