"""The small world: a text made by a known recipe, so that what word vectors ought to know is known.

A sentence joins clauses with "and", "while" or "but". A clause is about a word of a pair (a country or
its capital, a man's title or a woman's, an animal or its young) or about a word with two senses. The two
words of a pair come with the same topic words, and with role words that tell them apart; they never share a
sentence.
"""

from dataclasses import dataclass

import numpy as np

from rnnlib import checks

#: Relation -> pairs (first, second, their three topic words); the frequent ones come first.
TOPICS = {
    "capital": (
        ("france", "paris", "french wine seine"), ("italy", "rome", "italian pasta tiber"),
        ("japan", "tokyo", "japanese sushi fuji"), ("germany", "berlin", "german sausages rhine"),
        ("egypt", "cairo", "egyptian pyramids nile"), ("england", "london", "english tea thames"),
        ("spain", "madrid", "spanish paella ebro"), ("russia", "moscow", "russian vodka volga"),
        ("greece", "athens", "greek olives aegean"), ("norway", "oslo", "norwegian salmon fjords"),
        ("india", "delhi", "indian curry ganges"), ("peru", "lima", "peruvian llamas andes")),
    "woman": (
        ("king", "queen", "throne crown palace"), ("actor", "actress", "stage film rehearsal"),
        ("father", "mother", "household supper children"), ("waiter", "waitress", "tray menu tips"),
        ("wizard", "witch", "spell broom potion"), ("monk", "nun", "prayer cloister candles"),
        ("hero", "heroine", "quest sword dragon"), ("duke", "duchess", "estate carriage hunt"),
        ("host", "hostess", "guests party music"), ("heir", "heiress", "fortune letters jewels")),
    "young": (
        ("dog", "puppy", "bone kennel leash"), ("cat", "kitten", "whiskers mouse sofa"),
        ("cow", "calf", "milk pasture barn"), ("sheep", "lamb", "wool flock shepherd"),
        ("horse", "foal", "saddle stable hay"), ("duck", "duckling", "pond reeds bread"),
        ("pig", "piglet", "mud trough turnips"), ("lion", "cub", "savanna mane zebra"),
        ("deer", "fawn", "forest antlers moss"), ("goose", "gosling", "quills farmyard fox"))}
#: Relation -> role words of the first and of the second word of each pair.
ROLES = {
    "capital": ("president army border parliament provinces", "mayor streets suburbs metro cathedral"),
    "woman": ("he his him himself beard", "she her hers herself gown"),
    "young": ("grown old strong heavy fierce", "newborn tiny playful clumsy shy")}
#: What a clause about a pair looks like: W the word, R a role word, T a topic word.
PAIR_CLAUSES = {
    "capital": ("the R of W praised the T", "near the T of W stood the R", "in W the R liked the T",
                "they knew W for the R and the T"),
    "woman": ("R the W forgot the T", "with the T came the W and R", "the W talked of the T to R",
              "the W thought of R and the T"),
    "young": ("the R W liked the T", "a R W was near the T", "with the T they saw a R W",
              "the T and the W so R")}
#: Ambiguous word -> the context words of its two senses, of which the last four can be held back.
SENSES = {
    "bank": ("money cash loan teller account cheque savings vault",
             "river shore willow rowing ripples ferry otter current"),
    "bat": ("cave wings night insects belfry dusk attic moths",
            "pitcher innings ball helmet umpire stadium homerun glove"),
    "crane": ("feathers nest marsh eggs beak flight wetland frog",
              "concrete tower cable girders builder hook harbour cargo"),
    "spring": ("april blossoms tulips showers easter sowing swallows thaw",
               "steel mattress clock coil bounce lever gadget tension"),
    "match": ("goal referee team league score fans trophy striker",
              "flame smoke stove fuse cigar lantern matchbox fire"),
    "seal": ("ice whale flippers herring blubber arctic penguin floe",
             "wax letter envelope document stamp signature notary scroll")}
#: What a clause about an ambiguous word looks like: W the word, C a context word. In three of five, the word
#: stands between its context words.
SENSE_CLAUSES = ("with C the W had C", "from C to W and C", "the C of W was C", "the W had C and C",
                 "C and C were by the W")
JOINTS = ("and", "while", "but")


@dataclass(frozen=True)
class Sentence:
    """A sentence of the small world, with the truth about its ambiguous words.

    Attributes:
        words: tuple of str.
        senses: dict from the position of an ambiguous word to its sense, 0 or 1.
    Source: chapter 7.3.
    """

    words: tuple
    senses: dict


def world_pairs():
    """Return the pairs whose two words differ by one known relation.

    Returns:
        dict from "capital", "woman" and "young" to lists of pairs of words.
    Source: chapter 7.3.
    """
    return {relation: [pair[:2] for pair in pairs] for relation, pairs in TOPICS.items()}


def world_sentences(count, *, rng, clauses=2, ambiguous=0.45, contexts="all", noise=0.15):
    """Make sentences of the small world.

    The pair at rank r = 0, 1, ... of its relation is drawn with a probability proportional to 1 / (r + 2).

    Args:
        count: how many.
        rng: numpy.random.Generator, or an int seed.
        clauses: of each sentence.
        ambiguous: the share of clauses that are about an ambiguous word, in [0, 1].
        contexts: which context words the ambiguous words may have: "all", the "first" four of each sense,
            or the "last" four.
        noise: how often a topic word is one of another pair, and a role word one of another role.
    Returns:
        list of Sentence.
    Raises:
        TypeError, ValueError: a bad argument.
    Source: chapter 7.3.
    """
    count, rng = checks.check_size("count", count), checks.as_generator(rng)
    clauses = checks.check_size("clauses", clauses)
    ambiguous = checks.check_number("ambiguous", ambiguous, 0.0, 1.0)
    part = {"all": slice(None), "first": slice(4), "last": slice(4, None)}
    part = part[checks.check_choice("contexts", contexts, part)]
    noise = checks.check_number("noise", noise, 0.0, 1.0)
    sentences = []
    while len(sentences) < count:
        words, senses = [], {}
        for number in range(clauses):
            words += [_one(rng, JOINTS)] * bool(number)
            clause, truth = (
                _sense_clause(rng, part) if rng.random() < ambiguous else _pair_clause(rng, noise))
            senses |= {len(words) + place: sense for place, sense in truth.items()}
            words += clause
        if not any(a in words and b in words for pairs in world_pairs().values() for a, b in pairs):
            sentences.append(Sentence(tuple(words), senses))
    return sentences


def _one(rng, choices):
    """One of a sequence, all alike."""
    return choices[int(rng.integers(len(choices)))]


def _pair_clause(rng, noise):
    """A clause about a word of a pair, as (words, no senses)."""
    relation = _one(rng, tuple(TOPICS))
    pairs, role = TOPICS[relation], int(rng.integers(2))
    weights = np.cumsum(1 / (np.arange(len(pairs)) + 2))
    rank = int(np.searchsorted(weights, rng.random() * weights[-1]))
    filled = []
    for slot in _one(rng, PAIR_CLAUSES[relation]).split():
        if slot == "W":
            slot = pairs[rank][role]
        elif slot == "R":
            slot = _one(rng, ROLES[relation][1 - role if rng.random() < noise else role].split())
        elif slot == "T":
            slot = _one(rng, (_one(rng, pairs) if rng.random() < noise else pairs[rank])[2].split())
        filled.append(slot)
    return filled, {}


def _sense_clause(rng, part):
    """A clause about an ambiguous word, as (words, its place and sense)."""
    word, sense = _one(rng, tuple(SENSES)), int(rng.integers(2))
    contexts = SENSES[word][sense].split()[part]
    chosen = iter(rng.permutation(len(contexts))[:2])
    slots = _one(rng, SENSE_CLAUSES).split()
    filled = [word if slot == "W" else contexts[next(chosen)] if slot == "C" else slot for slot in slots]
    return filled, {slots.index("W"): sense}
