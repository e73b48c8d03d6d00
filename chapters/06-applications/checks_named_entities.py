"""Checks of the exercises on named entities: each answers at once, and says what is wrong."""

import itertools

import numpy as np

from rnnlib.exercises import Verdict, call_answer, expect_number

_CASES = (
    (["O", "B-PER", "O"], "one name of one word"),
    (["B-LOC", "I-LOC", "O"], "a name of two words"),
    (["O", "B-ORG", "I-ORG"], "a name at the end"),
    (["B-PER", "B-PER", "I-PER", "O"], "two names side by side"),
    (["B-PER", "I-ORG", "O"], "an I- of another type"),
    (["O", "I-LOC", "I-LOC", "B-LOC"], "an I- after O"),
    (["O", "O"], "a sentence without names"),
)


def _entities(tags):
    """The triples (type, start, end after the last word) of BIO tags, counted as CoNLL did."""
    starts = [t for t, tag in enumerate(tags)
              if tag[0] == "B" or (tag[0] == "I" and (t == 0 or tags[t - 1][1:] != tag[1:]))]
    found = set()
    for start in starts:
        inside = itertools.takewhile(lambda tag, kind=tags[start][2:]: tag == f"I-{kind}", tags[start + 1:])
        found.add((tags[start][2:], start, start + 1 + len(list(inside))))
    return found


def check_entities(function):
    """Judge a function: BIO tags -> set of (type, start, end), end being the index after the last word.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 6.1.4.
    """
    for tags, what in _CASES:
        answer = call_answer(function, tags)
        if isinstance(answer, Verdict):
            return answer
        if not isinstance(answer, set | list | tuple):
            return Verdict(False, f"a set of triples is expected, but it is of type {type(answer).__name__}.")
        answer, right = set(answer), _entities(tags)
        if answer == right:
            continue
        if what == "one name of one word" and answer == {("PER", 1, 1)}:
            return Verdict(False, "end is the index after the last word, so one word at t gives (t, t + 1).")
        missing, extra = right - answer, answer - right
        if what == "a name at the end" and not answer:
            return Verdict(False, f"the last name is lost in {tags}: nothing closes it.")
        if what == "two names side by side" and answer == {("PER", 0, 3)}:
            return Verdict(False, f"two names have become one in {tags}: a B- begins a new name.")
        if what == "an I- of another type" and answer == {("PER", 0, 2)}:
            return Verdict(False, f"{tags} has two types: an I- continues a name of its own type only.")
        if what == "an I- after O" and not any(start == 1 for _, start, _ in answer):
            return Verdict(False, f"in {tags} the I- after O begins a name too, as CoNLL counts.")
        found = f"{sorted(extra)} is too much" if extra else f"{sorted(missing)} is missing"
        return Verdict(False, f"{what}, {tags}: {found}.")
    return Verdict(True, f"{len(_CASES)} sentences, with names at the end, side by side and improper ones.")


def _legal(tag, following):
    opened = tag is not None and tag[0] in "BI"
    wants = following is not None and following[0] in "IE"
    return opened == wants and (not opened or tag[2:] == following[2:])


def check_legal(function):
    """Judge a function (tag, following) -> bool: may the one follow the other in BIOES?

    Args:
        function: the reader's; None stands for the start and for the end.
    Returns:
        Verdict.
    Source: chapter 6.1.4.
    """
    tags = ["O", *(f"{prefix}-{kind}" for kind in ("PER", "LOC") for prefix in "BIES")]
    pairs = [pair for pair in itertools.product([None, *tags], [*tags, None]) if pair != (None, None)]
    for tag, following in pairs:
        answer = call_answer(function, tag, following)
        if isinstance(answer, Verdict):
            return answer
        if not isinstance(answer, bool | np.bool_):
            return Verdict(False, f"True or False is expected, but it is of type {type(answer).__name__}.")
        if answer == _legal(tag, following):
            continue
        step = f"from {tag or 'the start'} to {following or 'the end'}"
        if not answer:
            return Verdict(False, f"the step {step} is allowed.")
        if tag is None or tag[0] in "OES":
            return Verdict(False, f"the step {step} is not allowed: no name is open there.")
        if following is None or following[0] in "OBS":
            return Verdict(False, f"the step {step} is not allowed: the name is still open.")
        return Verdict(False, f"the step {step} is not allowed: the type changes inside a name.")
    return Verdict(True, f"all {len(pairs)} pairs are right.")


def check_certainty(function):
    """Judge a function (P, A, start, tags) -> probability that the words from start on have these tags.

    Args:
        function: the reader's; P (T, K) and A (K, K) are float64, tags a list of indices.
    Returns:
        Verdict.
    Source: chapter 6.1.4.
    """
    rng = np.random.default_rng(5)
    for T, K, start, tags in ((1, 3, 0, [1]), (4, 3, 1, [2, 0]), (5, 3, 3, [0, 1]), (4, 4, 0, [1, 1, 3])):
        P, A = rng.normal(size=(T, K)), rng.normal(size=(K, K))
        sequences = itertools.product(range(K), repeat=T)
        scores = {y: P[np.arange(T), list(y)].sum() + sum(A[j, k] for j, k in zip(y, y[1:], strict=False))
                  for y in sequences}
        stop = start + len(tags)
        total = sum(np.exp(s) for s in scores.values())
        held = {y: s for y, s in scores.items() if list(y[start:stop]) == tags}
        right = sum(np.exp(s) for s in held.values()) / total
        alone = np.exp(P - np.logaddexp.reduce(P, axis=1, keepdims=True))
        single = [sum(np.exp(s) for y, s in scores.items() if y[t] == k) / total
                  for t, k in enumerate(tags, start)]
        hints = [
            (np.prod([alone[t, k] for t, k in enumerate(tags, start)]),
             "this is the product of the words' own softmax: the table A is not used."),
            (np.prod(single), "the words' probabilities are multiplied, but neighbouring tags depend on one "
                              "another."),
            (np.exp(max(held.values())) / total, "this is the best sequence with these tags alone: add up "
                                                 "all of them."),
            (np.log(right), "this is the logarithm of the probability."),
            (right * total, "the sum over the sequences with these tags is not yet divided by Z."),
        ]
        hints = [hint for hint in hints if not np.isclose(hint[0], right, rtol=1e-6)]
        answer = call_answer(function, P, A, start, tags)
        name = f"the probability of {tags} from word {start} of {T}"
        verdict = expect_number(name, answer, right, hints=hints)
        if not verdict:
            return verdict
    return Verdict(True, "four cases agree with the sum over all sequences.")
