"""Entity sentences: names of persons, places and organisations in sentences made from written lists."""

import json
from typing import NamedTuple

import numpy as np

from rnnlib import checks
from rnnlib.datasets.shipped import shipped_bytes

ENTITIES = "7a6a0b73f72a3b7e8878dc8ca6bb85f885a87ec920054ea21a3ea244c74dba7b"
PARTS = ("train", "valid", "test")

#: For each slot of a template the ways to fill it, and how often each is drawn: kinds of words, an initial,
#: or a sign that stands for itself.
SHAPES = {
    "PER": {"first": 2, "first last": 6, "first initial last": 1, "last": 1},
    "FIRST": {"first": 1},
    "LAST": {"last": 1},
    "LOC": {"place": 7, "loc_head place": 1.5, "place loc_tail": 1.5},
    "ORG": {"firm": 2.5, "place org_tail": 3, "last org_tail": 1.5, "org_head place": 1, "last & last": 0.5,
            "first last org_tail": 0.5, "place": 0.5, "last": 0.5},
}
TYPES = {"PER": "PER", "FIRST": "PER", "LAST": "PER", "LOC": "LOC", "ORG": "ORG"}


class EntityLists(NamedTuple):
    """The written lists from which sentences are made.

    Attributes:
        templates: for each part a tuple of sentences with slots: {PER} for a name, {day} for a filler, a|b
            for a choice of words, a_b for two words.
        names: for each part a dict from the kind of name ("first", "last", "place", "firm") to a tuple of
            words.
        fillers: dict from the kind of filler to a tuple of words, the same for all parts.
    Source: chapter 6.1.4.
    """

    templates: dict
    names: dict
    fillers: dict


class Tagged(NamedTuple):
    """A sentence, word by word.

    Attributes:
        words: tuple of str.
        tags: tuple of str, as long: "O", or "B-" or "I-" with PER, LOC or ORG.
        template: the index of the sentence's template.
    Source: chapter 6.1.4.
    """

    words: tuple
    tags: tuple
    template: int


def entity_lists():
    """Read the lists of templates, names and fillers.

    Returns:
        EntityLists. No template and no word of a name is in two parts.
    Raises:
        FileNotFoundError, ValueError: the file is missing or damaged.
    Source: tools/make_entities.py; data/README.md.
    """
    lists = json.loads(shipped_bytes("entities.json", ENTITIES))
    names = {part: {kind: tuple(words) for kind, words in kinds.items()}
             for part, kinds in lists["names"].items()}
    templates = {part: tuple(lines) for part, lines in lists["templates"].items()}
    return EntityLists(templates, names, {kind: tuple(words) for kind, words in lists["fillers"].items()})


def entity_sentences(lists, count, *, templates, names, rng, lower=0.1):
    """Make sentences: draw a template and fill its slots.

    Args:
        lists: EntityLists.
        count: how many; the templates are gone through in turn, in an order that is drawn anew each time.
        templates, names: "train", "valid" or "test": the part that each comes from.
        rng: numpy.random.Generator.
        lower: the share of sentences that are written in lower case, names and all.
    Returns:
        list of Tagged.
    Raises:
        TypeError, ValueError: a count that is no positive integer, another part, a share outside [0, 1].
    Source: chapter 6.1.4.
    """
    checks.check_size("count", count)
    checks.check_number("lower", lower, 0.0, 1.0)
    checks.check_choice("templates", templates, PARTS)
    checks.check_choice("names", names, PARTS)
    pools = lists.fillers | lists.names[names]
    lines, order, sentences = lists.templates[templates], [], []
    while len(sentences) < count:
        order = order or list(rng.permutation(len(lines)))
        index = int(order.pop())
        words, tags = _fill(lines[index], pools, rng)
        if rng.random() < lower:
            words = [word.lower() for word in words]
        elif words[0][0].islower():
            words[0] = words[0][0].upper() + words[0][1:]
        sentences.append(Tagged(tuple(words), tuple(tags), index))
    return sentences


def _fill(template, pools, rng):
    """Words and tags of one sentence."""
    words, tags = [], []
    for token in template.split():
        slot = token.strip("{}")
        if token.startswith("{") and slot in TYPES:
            name = _name(slot, pools, rng)
            tags += [f"{place}-{TYPES[slot]}" for place in "B" + "I" * (len(name) - 1)]
        else:
            choices = pools[slot] if token.startswith("{") else token.split("|")
            name = str(rng.choice(choices)).split("_")
            tags += ["O"] * len(name)
        words += name
    return words, tags


def _name(slot, pools, rng):
    """The words of one name."""
    shapes = SHAPES[slot]
    weights = np.array(list(shapes.values()), float)
    parts = str(rng.choice(list(shapes), p=weights / weights.sum())).split()
    words = []
    for part in parts:
        drawn = "ABCDEFGHJKLM"[rng.integers(12)] + "." if part == "initial" else part
        words += str(rng.choice(pools[part])).split("_") if part in pools else [drawn]
    return words
