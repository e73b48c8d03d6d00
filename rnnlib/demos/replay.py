"""Training replay: what a network writes as it learns, and how well it guesses, from one stored training."""

import functools
import re
import textwrap

import numpy as np

from rnnlib import datasets, plotting
from rnnlib.explore import explore
from rnnlib.metrics import bits_per_character
from rnnlib.text import NGrams, Vocabulary

TEMPERATURES = ("0.5", "1.0", "1.5")
ORDERS = {1: 0.5, 2: 0.5, 3: 0.5, 5: 0.8, 7: 0.9}  # of n-gram models, with the discounts chosen in 3.3.1
LINES, COLUMNS = 7, 47  # of the text in the picture
LETTERS = 3  # of the shortest word that counts: nearly any one or two letters are a word somewhere

LABELS = {"updates": "updates", "temperature": "temperature"}
WORDS = {"updates": "updates", "bits": "bits per character", "share": "real words", "validation": "held out",
         "training": "trained on", "unigram": "unigram", "bigram": "bigram", "3-gram": "3-gram",
         "5-gram": "5-gram"}

_MISSING = "\N{WHITE SQUARE}"  # for what stands for unknown characters


@functools.cache
def record():
    """Return the stored training.

    Returns:
        datasets.TrainingRecord.
    Source: tools/record_training.py; chapter 3.3.
    """
    return datasets.training_record()


@functools.cache
def counting():
    """Measure what smoothed n-gram models need on chapter XI, from counts in chapters I to X.

    Returns:
        dict from the order n to bits per character.
    Source: chapter 3.3.1.
    """
    parts = datasets.alice_parts()
    vocabulary = Vocabulary(parts["train"], unknown="<unk>")
    ids, held_out = (vocabulary.encode(parts[name]) for name in ("train", "validation"))
    return {n: bits_per_character(NGrams(ids, n, len(vocabulary), discount=d).cross_entropy(held_out))
            for n, d in ORDERS.items()}


def words_of(text):
    """Return the words of three letters or more, in small letters.

    Args:
        text: str.
    Returns:
        list of str.
    Source: chapter 3.3.3.
    """
    return re.findall(f"[a-z]{{{LETTERS},}}", text.lower())


@functools.cache
def known_words():
    """Return the words of the chapters that the network is trained on.

    Returns:
        frozenset of str.
    Source: chapter 3.3.3.
    """
    return frozenset(words_of(datasets.alice_parts()["train"]))


@functools.cache
def share_of_words(updates, temperature):
    """Return which share of the words that the network writes are words that it has read.

    Args:
        updates: number of updates, one of the record's.
        temperature: one of TEMPERATURES.
    Returns:
        float in [0, 1].
    Raises:
        ValueError: a number of updates that was not recorded, or an unknown temperature.
    Source: chapter 3.3.3.
    """
    words = words_of(written(updates, temperature))
    return sum(word in known_words() for word in words) / len(words) if words else 0.0


def written(updates, temperature):
    """Return what the network wrote.

    Args:
        updates, temperature: see `share_of_words`.
    Returns:
        str.
    Raises:
        ValueError: a number of updates that was not recorded, or an unknown temperature.
    Source: chapter 3.3.3.
    """
    if temperature not in TEMPERATURES:
        raise ValueError(f"temperature: expected one of {', '.join(TEMPERATURES)}, got {temperature!r}")
    return record().texts[float(temperature)][_place(updates)]


def lines_of(text, width=COLUMNS, lines=LINES):
    """Lay out the beginning of a text in lines.

    Args:
        text: str.
        width: characters of a line at most.
        lines: number of lines.
    Returns:
        list of str, `lines` of them; a paragraph begins a new line.
    Source: chapter 3.3.3.
    """
    laid = [line for part in text.replace("<unk>", _MISSING).split("\n")
            for line in textwrap.wrap(part, width, break_on_hyphens=False)]
    return (laid + [""] * lines)[:lines]


@plotting.style()
def draw(updates, temperature, *, words=WORDS):
    """Draw the text, and the losses and shares of words of the whole training with a mark at this moment.

    Args:
        updates, temperature: see `share_of_words`.
        words: the texts in the picture.
    Returns:
        matplotlib Figure.
    Source: chapter 3.3.3.
    """
    stored, k = record(), _place(updates)
    figure, (page, loss, share) = plotting.new_figure(6.0, nrows=3, height_ratios=[1.45, 2.4, 1.3])
    plotting.passage(lines_of(written(updates, temperature)), ax=page)
    bits = counting()
    plotting.levels({words[name]: bits[n] for name, n in (
        ("unigram", 1), ("bigram", 2), ("3-gram", 3), ("5-gram", 5))}, ax=loss)
    curves = {"validation": stored.validation[0], "training": stored.training[0]}
    for (name, curve), line in zip(curves.items(), ("-", "--"), strict=True):
        drawn, = loss.plot(stored.updates, curve, line, label=words[name])
        loss.plot(updates, curve[k], "o", color=drawn.get_color(), markersize=8)
    loss.set(ylim=(0, 6.6), yticks=[0, 2, 4, 6], ylabel=words["bits"])
    loss.legend(loc="lower left", handlelength=3)
    for each in TEMPERATURES:
        shown = each == temperature
        curve = [share_of_words(int(u), each) for u in stored.updates]
        share.plot(stored.updates, curve, color=plotting.COLOURS[4] if shown else "black",
                   alpha=1.0 if shown else 0.35, linewidth=2.2 if shown else 0.9)
        share.annotate(each, (stored.updates[-1], curve[-1]), (8, 0), textcoords="offset points", va="center",
                       fontsize=9.5, fontweight="bold" if shown else "normal")
        if shown:
            share.plot(updates, curve[k], "o", color=plotting.COLOURS[4], markersize=8)
    share.set(ylim=(0, 1.05), yticks=[0, 0.5, 1], ylabel=words["share"], xlabel=words["updates"])
    for ax in (loss, share):
        ax.axvline(updates, color="black", alpha=0.5, linewidth=0.8)
        ax.set_xscale("symlog", linthresh=10, linscale=0.5)
        ax.set(xlim=(-0.6, 3 * stored.updates[-1]), xticks=[0, 10, 100, 1000])
        ax.set_xticks([], minor=True)
        ax.set_xticklabels(["0", "10", "100", "1000"])
    loss.tick_params(labelbottom=False)
    figure.align_ylabels([loss, share])
    return figure


def describe(updates, temperature):
    """Say how far the training is, with the numbers.

    Args:
        updates, temperature: see `share_of_words`.
    Returns:
        str, one sentence.
    Source: chapter 3.3.3.
    """
    loss = record().validation[0][_place(updates)]
    read = int(updates) * record().characters_per_update
    have = "has" if updates == 1 else "have"
    before = ("Before the first update" if updates == 0
              else f"After {updates:,} updates, which {have} read {read:,} characters")
    return (f"{before}, {share_of_words(updates, temperature):.0%} of the words written at temperature "
            f"{temperature} are real ones; a character of the chapter held out costs {loss:.2f} bits, "
            f"{_rank(loss)}.")


def alt(updates, temperature):
    """Say what the picture shows, for readers who do not see it.

    Args:
        updates, temperature: see `share_of_words`.
    Returns:
        str.
    Source: chapter 3.3.3.
    """
    beginning = " ".join(lines_of(written(updates, temperature))[0].split())
    return (f"On top, a text that the network writes after {updates} updates at temperature {temperature}; "
            f"it begins: {beginning}. In the middle, two falling curves of the loss over the updates, for "
            "text held out and for text trained on, which part at the end, with the losses of four n-gram "
            "models as lines across. At the bottom, the rising share of real words at three temperatures.")


def training_replay(*, draw=draw, describe=describe, alt=alt, labels=None, words=None):
    """Show what a network writes at sixteen moments of its training, at three temperatures.

    Args:
        draw, describe, alt: functions of updates and temperature, for other pictures or another language.
        labels: dict from the name of a control to the text beside it; those left out stay as they are.
        words: dict from a key of `WORDS` to a text in the picture; those left out stay as they are.
    Returns:
        Demo of 48 frames.
    Source: chapter 3.3.3.
    """
    return explore(functools.partial(draw, words=WORDS | (words or {})), describe=describe, alt=alt,
                   labels=LABELS | (labels or {}), start={"temperature": "1.0"},
                   name="rnnlib.demos.training_replay", updates=record().updates.tolist(),
                   temperature=TEMPERATURES)


def _place(updates):
    """The number of a snapshot."""
    found = np.flatnonzero(record().updates == updates)
    if not len(found):
        raise ValueError(f"updates: expected one of {record().updates.tolist()}, got {updates!r}")
    return int(found[0])


def _rank(loss):
    """A loss among those of the n-gram models."""
    names = {1: "a unigram model", 2: "a bigram model"}
    worse = {n: bits for n, bits in counting().items() if bits > loss}
    better = {n: bits for n, bits in counting().items() if bits <= loss}
    parts = []
    if worse:
        n = max(worse)
        parts.append(f"less than {names.get(n, f'a {n}-gram model')}'s {worse[n]:.2f}")
    if better:
        n = min(better)
        parts.append(f"more than {names.get(n, f'a {n}-gram model')}'s {better[n]:.2f}")
    return " and ".join(parts)
