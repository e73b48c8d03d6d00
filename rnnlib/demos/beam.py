"""Beam search step by step: which beginnings of a translation are kept, and which are dropped."""

import functools
from typing import NamedTuple

from rnnlib import datasets, plotting
from rnnlib.explore import explore

STEPS = 10

LABELS = {"sentence": "sentence", "width": "beam width", "step": "step"}
WORDS = {"kept": "kept", "dropped": "dropped", "step": "step", "place": "place", "end": "⏎"}


class Hypothesis(NamedTuple):
    """The beginning of a translation.

    Attributes:
        words: tuple of French words; the last is "" where the translation has ended.
        score: natural logarithm of its probability.
        parent: its place in the beam one step before.
    Source: chapter 6.1.2.
    """

    words: tuple
    score: float
    parent: int


@functools.cache
def record():
    """Return the stored searches.

    Returns:
        dict from a kind of sentence and a width to a SearchRecord.
    Source: tools/record_translation.py; chapter 6.1.2.
    """
    return {(one.kind, one.width): one for one in datasets.translation_record().searches}


def search(sentence, width):
    """Return one search.

    Args:
        sentence: what it shows, one of the record's kinds.
        width: of the beam, one of the record's.
    Returns:
        SearchRecord.
    Raises:
        ValueError: a sentence or a width that was not recorded.
    Source: chapter 6.1.2.
    """
    if (sentence, width) not in record():
        raise ValueError(f"sentence, width: expected one of {list(record())}, got {(sentence, width)!r}")
    return record()[sentence, width]


def beams(sentence, width):
    """Return all hypotheses of a search, kept and dropped.

    Args:
        sentence, width: see `search`.
    Returns:
        list with, for each step, a list of Hypothesis, best first; the first `width` are kept.
    Raises:
        ValueError: a sentence or a width that was not recorded.
    Source: chapter 6.1.2.
    """
    before, found = [Hypothesis((), 0.0, 0)], []
    for step in search(sentence, width).steps:
        now = []
        for parent, word, score in step:
            words = before[parent].words
            ended = bool(words) and words[-1] == ""
            now.append(Hypothesis(words if ended else (*words, word), score, parent))
        found.append(now)
        before = now[:width]
    return found


@plotting.style()
def draw(sentence, width, step, *, words=WORDS):
    """Draw the tree of what was kept so far, and the hypotheses of this step with their scores.

    Args:
        sentence, width: see `search`.
        step: number of words chosen so far, from 1 to STEPS.
        words: the texts in the picture.
    Returns:
        matplotlib Figure.
    Source: chapter 6.1.2.
    """
    found = beams(sentence, width)[:step]
    parents = [[h.parent for h in hypotheses[:width]] for hypotheses in found]
    ended = [[h.words[-1] == "" for h in hypotheses[:width]] for hypotheses in found]
    lines = [(h.score, " ".join(word or words["end"] for word in h.words)) for h in found[-1]]
    return plotting.beam(parents, ended, lines[:width], lines[width:], steps=STEPS, room=4, words=words)


def describe(sentence, width, step):
    """Say what is kept at this step, with its log-probability.

    Args:
        sentence, width, step: see `draw`.
    Returns:
        str, one sentence.
    Source: chapter 6.1.2.
    """
    one, found = search(sentence, width), beams(sentence, width)[step - 1]
    best, reference = found[0], (*one.french, "")
    written = " ".join(word for word in best.words if word)
    kept = [h.words == reference[:len(h.words)] for h in found[:width]]
    where = f"in place {kept.index(True) + 1}" if any(kept) else "no longer in the beam"
    done = ", complete" if best.words[-1] == "" else ""
    right = " ".join(reference[:step]).strip()
    return (f"Step {step}, width {width}: for «{' '.join(one.english)}» the best beginning is "
            f"«{written}»{done}, with log-probability {best.score:.2f}; "
            f"the right one, «{right}», is {where}.")


def alt(sentence, width, step):
    """Say what the picture shows, for readers who do not see it.

    Args:
        sentence, width, step: see `draw`.
    Returns:
        str.
    Source: chapter 6.1.2.
    """
    found = beams(sentence, width)[step - 1]
    kept = "; ".join(" ".join(filter(None, h.words)) for h in found[:width])
    return (f"On top, a tree of {step} steps, {width} places wide: lines lead from each kept beginning to "
            f"its continuations. At the bottom, beginnings of a translation ({sentence}) with their "
            f"log-probabilities, kept: {kept}; and {len(found) - width} that are dropped.")


def beam_search_steps(*, draw=draw, describe=describe, alt=alt, labels=None, words=None):
    """Show a beam search step by step, for two sentences and three widths.

    Args:
        draw, describe, alt: functions of sentence, width and step, for other pictures or another language.
        labels: dict from the name of a control to the text beside it; those left out stay as they are.
        words: dict from a key of `WORDS` to a text in the picture; those left out stay as they are.
    Returns:
        Demo of at most 60 frames.
    Source: chapter 6.1.2.
    """
    kinds, widths = (list(dict.fromkeys(values)) for values in zip(*record(), strict=True))
    return explore(functools.partial(draw, words=WORDS | (words or {})), describe=describe, alt=alt,
                   labels=LABELS | (labels or {}), start={"width": widths[1], "step": 8},
                   name="rnnlib.demos.beam_search_steps", sentence=kinds, width=widths,
                   step=list(range(1, STEPS + 1)))
