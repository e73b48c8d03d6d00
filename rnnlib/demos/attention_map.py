"""Attention in translation: which English words a network looks at for each French one, as it learns."""

import functools

import numpy as np

from rnnlib import datasets, plotting
from rnnlib.explore import explore

START = "it"
LABELS = {"sentence": "sentence with", "updates": "updates"}
WORDS = {"english": "English words read", "guess": "guesses", "end": "⏎"}

_ROOM = 13  # words on either side that fit into the picture


@functools.cache
def record():
    """Return the stored training.

    Returns:
        datasets.TranslationRecord.
    Source: tools/record_translation.py; chapter 6.1.2.
    """
    return datasets.translation_record()


def sentences():
    """Return the stored sentences.

    Returns:
        dict from what a sentence shows to its AttentionRecord.
    Source: chapter 6.1.2.
    """
    return {one.kind: one for one in record().attention}


def attention(sentence, updates):
    """Return one sentence and what the network did with it at one moment.

    Args:
        sentence: what it shows, one of the record's kinds.
        updates: number of updates, one of the record's.
    Returns:
        AttentionRecord; the network's guesses, a tuple (T,); the weights (T, S).
    Raises:
        ValueError: a sentence or a number of updates that was not recorded.
    Source: Bahdanau, Cho and Bengio (2015); chapter 6.1.2.
    """
    if sentence not in sentences():
        raise ValueError(f"sentence: expected one of {', '.join(sentences())}, got {sentence!r}")
    if updates not in record().updates:
        raise ValueError(f"updates: expected one of {record().updates.tolist()}, got {updates!r}")
    one, k = sentences()[sentence], record().updates.tolist().index(updates)
    return one, one.guesses[k], one.weights[k]


@plotting.style()
def draw(sentence, updates, *, words=WORDS):
    """Draw the weights as a map, a row for each French word, with the network's guesses on the right.

    Circles mark the English word that a French word translates. A wrong guess is set in bold.

    Args:
        sentence, updates: see `attention`.
        words: the texts in the picture.
    Returns:
        matplotlib Figure.
    Source: Bahdanau, Cho and Bengio (2015); chapter 6.1.2.
    """
    one, guesses, weights = attention(sentence, updates)
    return plotting.attention_map(weights, [*one.english, words["end"]], [*one.french, words["end"]],
                                  source=one.source, guesses=[g or words["end"] for g in guesses], room=_ROOM,
                                  xlabel=words["english"], right=words["guess"])


def describe(sentence, updates):
    """Say how many guesses are right and where the network looks, with the numbers.

    Args:
        sentence, updates: see `attention`.
    Returns:
        str, one sentence.
    Source: chapter 6.1.2.
    """
    one, guesses, weights = attention(sentence, updates)
    right = sum(guess == word for guess, word in zip(guesses, (*one.french, ""), strict=True))
    largest = weights[:len(one.french)].argmax(axis=1)
    looked = int(np.sum(largest == np.array(one.source)))
    k = int(np.argmax(weights[np.arange(len(largest)), largest]))
    read = (*one.english, "the end")[largest[k]]
    return (f"After {updates} updates, {right} of {len(guesses)} guesses for «{' '.join(one.english)}» are "
            f"right, each after the right words before it; {looked} of {len(one.french)} French words give "
            f"their largest weight to the English word that they translate, and the largest of all is "
            f"{weights[k, largest[k]]:.2f}, from «{one.french[k]}» to «{read}».")


def alt(sentence, updates):
    """Say what the picture shows, for readers who do not see it.

    Args:
        sentence, updates: see `attention`.
    Returns:
        str.
    Source: chapter 6.1.2.
    """
    one, guesses, _ = attention(sentence, updates)
    said = " ".join(guess or "end" for guess in guesses)
    return (f"A map of weights after {updates} updates: one column for each word of "
            f"«{' '.join(one.english)}», one row for each word of «{' '.join(one.french)}», darker where the "
            f"weight is larger; beside the rows the network's guesses: {said}.")


def attention_in_translation(*, draw=draw, describe=describe, alt=alt, labels=None, words=None):
    """Show where a translating network looks for each word, at several moments of its training.

    Args:
        draw, describe, alt: functions of sentence and updates, for other pictures or another language.
        labels: dict from the name of a control to the text beside it; those left out stay as they are.
        words: dict from a key of `WORDS` to a text in the picture; those left out stay as they are.
    Returns:
        Demo of at most 60 frames.
    Source: chapter 6.1.2.
    """
    return explore(functools.partial(draw, words=WORDS | (words or {})), describe=describe, alt=alt,
                   labels=LABELS | (labels or {}), name="rnnlib.demos.attention_in_translation",
                   start={"sentence": START, "updates": int(record().updates[-1])},
                   sentence=list(sentences()), updates=record().updates.tolist())
