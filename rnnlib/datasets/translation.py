"""The translation record: how well small networks translate, where they look, how they search."""

import json
from typing import NamedTuple

import numpy as np

from rnnlib.datasets.shipped import shipped_bytes

TRANSLATION = "f0e009c68dffca416a247a0c9dde6c95864e9c7cf84cb137e7118c47aab6ad0b"


class TranslationTrial(NamedTuple):
    """Networks of one kind, alike but for their seed, after one length of training.

    Attributes:
        attention: whether the networks have attention.
        passes: how often they have read the training sentences.
        bleu: on the held-out sentences of one and two clauses and on those of three and four, (2, seeds).
        exact: shares of translations without any error on the same, (2, seeds).
        by_length: BLEU and share without error for groups of sentences of rising length, (seeds, 2, groups).
        beams: dict from a beam width to BLEU, (2, seeds), as `bleu`, which is that of width 1.
        ratios: dict from a beam width to the length of the translations over that of the references,
            (2, seeds).
        looks: with attention, dict from a kind of word to the share of French words of that kind that give
            their largest weight to the English word that they translate, (seeds,); else empty.
        translations: of the shorter test's sentences by the first seed, a list of tuples of words; empty
            after long training.
    Source: chapter 6.1.2.
    """

    attention: bool
    passes: int
    bleu: np.ndarray
    exact: np.ndarray
    by_length: np.ndarray
    beams: dict
    ratios: dict
    looks: dict
    translations: list


class AttentionRecord(NamedTuple):
    """Where a network looked, word by word, at some moments of its training.

    S English words, the sentence's end included; T French ones, likewise; M moments.

    Attributes:
        kind: what the sentence shows.
        english, french: tuples of words, the French ones of the reference.
        source: for each French word the position of the English word that it translates; without the end.
        guesses: for each moment the most probable French words, each after the reference's words before it.
        weights: (M, T, S), rounded to three decimals.
    Source: chapter 6.1.2.
    """

    kind: str
    english: tuple
    french: tuple
    source: tuple
    guesses: tuple
    weights: np.ndarray


class SearchRecord(NamedTuple):
    """A beam search, step by step.

    Attributes:
        kind: what the sentence shows.
        english, french: tuples of words, the French ones of the reference.
        width: of the beam.
        steps: one tuple a step, of the best continuations, best first: parent (place in the beam before),
            French word and log-probability of all words so far; those that come first, `width` of them, are
            kept.
    Source: chapter 6.1.2.
    """

    kind: str
    english: tuple
    french: tuple
    width: int
    steps: tuple


class TranslationRecord(NamedTuple):
    """All that is stored of the networks that translate.

    Attributes:
        trials: list of TranslationTrial.
        updates: the numbers of updates at which `attention` was recorded, integers (M,).
        attention: list of AttentionRecord.
        searches: list of SearchRecord, by a network in the middle of its training.
    Source: chapter 6.1.2.
    """

    trials: list
    updates: np.ndarray
    attention: list
    searches: list


def translation_record():
    """Read the stored trainings of chapter 6.1.2.

    Returns:
        TranslationRecord.
    Raises:
        FileNotFoundError, ValueError: the file is missing or damaged.
    Source: tools/record_translation.py; data/README.md.
    """
    stored = json.loads(shipped_bytes("translation.json", TRANSLATION).decode())
    trials = [TranslationTrial(
        trial["attention"], trial["passes"], np.array(trial["bleu"]), np.array(trial["exact"]),
        np.array(trial["by_length"]),
        *({int(width): np.array(values) for width, values in trial[name].items()}
          for name in ("beams", "ratios")),
        {kind: np.array(values) for kind, values in trial["looks"].items()},
        [tuple(text.split()) for text in trial["translations"]],
    ) for trial in stored["trials"]]
    attention = [AttentionRecord(
        one["kind"], tuple(one["english"]), tuple(one["french"]), tuple(one["source"]),
        tuple(map(tuple, one["guesses"])), np.array(one["weights"])) for one in stored["attention"]]
    searches = [SearchRecord(
        one["kind"], tuple(one["english"]), tuple(one["french"]), one["width"],
        tuple(tuple(map(tuple, step)) for step in one["steps"])) for one in stored["searches"]]
    return TranslationRecord(trials, np.array(stored["updates"]), attention, searches)
