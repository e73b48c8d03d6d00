"""Bilingual: English sentences with their French translations, generated from a small grammar.

Nothing here was collected: a lexicon of some seventy entries and the rules in this file make every sentence.
They are grammatical in both languages and need not make sense. Each English sentence has exactly one
translation, so that a right one can be told from a wrong one. A sentence is a tuple of words, no punctuation.

What French needs that English does not show word by word: genders, adjectives that agree and mostly stand
after the noun, negation in two pieces around the verb, `de` after a negation, pronouns before the verb with
the gender of what they stand for, contractions (`de le` is `du`), elisions (`la image` is `l' image`).
"""

import random
from typing import NamedTuple

from rnnlib import checks

#: Nouns: English singular and plural, French singular and plural, gender. The first ten are living beings.
NOUNS = (
    ("boy", "boys", "garçon", "garçons", "m"), ("girl", "girls", "fille", "filles", "f"),
    ("man", "men", "homme", "hommes", "m"), ("woman", "women", "femme", "femmes", "f"),
    ("king", "kings", "roi", "rois", "m"), ("queen", "queens", "reine", "reines", "f"),
    ("actor", "actors", "acteur", "acteurs", "m"), ("nurse", "nurses", "infirmière", "infirmières", "f"),
    ("dog", "dogs", "chien", "chiens", "m"), ("bird", "birds", "oiseau", "oiseaux", "m"),
    ("house", "houses", "maison", "maisons", "f"), ("car", "cars", "voiture", "voitures", "f"),
    ("apple", "apples", "pomme", "pommes", "f"), ("letter", "letters", "lettre", "lettres", "f"),
    ("image", "images", "image", "images", "f"), ("ladder", "ladders", "échelle", "échelles", "f"),
    ("key", "keys", "clé", "clés", "f"), ("chair", "chairs", "chaise", "chaises", "f"),
    ("book", "books", "livre", "livres", "m"), ("tree", "trees", "arbre", "arbres", "m"),
    ("boat", "boats", "bateau", "bateaux", "m"), ("coat", "coats", "manteau", "manteaux", "m"),
    ("knife", "knives", "couteau", "couteaux", "m"),
    ("umbrella", "umbrellas", "parapluie", "parapluies", "m"),
)
BEINGS = 10
#: Adjectives: English; French masculine, before a vowel, feminine, their plurals; before or after the noun.
ADJECTIVES = (
    ("red", "rouge", "rouge", "rouge", "rouges", "rouges", "after"),
    ("green", "vert", "vert", "verte", "verts", "vertes", "after"),
    ("black", "noir", "noir", "noire", "noirs", "noires", "after"),
    ("white", "blanc", "blanc", "blanche", "blancs", "blanches", "after"),
    ("blue", "bleu", "bleu", "bleue", "bleus", "bleues", "after"),
    ("round", "rond", "rond", "ronde", "ronds", "rondes", "after"),
    ("heavy", "lourd", "lourd", "lourde", "lourds", "lourdes", "after"),
    ("dry", "sec", "sec", "sèche", "secs", "sèches", "after"),
    ("clean", "propre", "propre", "propre", "propres", "propres", "after"),
    ("big", "grand", "grand", "grande", "grands", "grandes", "before"),
    ("small", "petit", "petit", "petite", "petits", "petites", "before"),
    ("old", "vieux", "vieil", "vieille", "vieux", "vieilles", "before"),
    ("beautiful", "beau", "bel", "belle", "beaux", "belles", "before"),
    ("new", "nouveau", "nouvel", "nouvelle", "nouveaux", "nouvelles", "before"),
)
#: Verbs: English plain form, with -s, particle or ""; French for I, we, one and several others.
VERBS = (
    ("see", "sees", "", "vois", "voyons", "voit", "voient"),
    ("find", "finds", "", "trouve", "trouvons", "trouve", "trouvent"),
    ("carry", "carries", "", "porte", "portons", "porte", "portent"),
    ("wash", "washes", "", "lave", "lavons", "lave", "lavent"),
    ("hide", "hides", "", "cache", "cachons", "cache", "cachent"),
    ("sell", "sells", "", "vends", "vendons", "vend", "vendent"),
    ("take", "takes", "", "prends", "prenons", "prend", "prennent"),
    ("paint", "paints", "", "peins", "peignons", "peint", "peignent"),
    ("follow", "follows", "", "suis", "suivons", "suit", "suivent"),
    ("love", "loves", "", "aime", "aimons", "aime", "aiment"),
    ("buy", "buys", "", "achète", "achetons", "achète", "achètent"),
    ("forget", "forgets", "", "oublie", "oublions", "oublie", "oublient"),
    ("look", "looks", "for", "cherche", "cherchons", "cherche", "cherchent"),
    ("look", "looks", "at", "regarde", "regardons", "regarde", "regardent"),
    ("wait", "waits", "for", "attends", "attendons", "attend", "attendent"),
    ("listen", "listens", "to", "écoute", "écoutons", "écoute", "écoutent"),
)
#: Determiners: English singular and plural; French masculine, feminine, plural.
DETERMINERS = (("the", "the", "le", "la", "les"), ("a", "some", "un", "une", "des"),
               ("this", "these", "ce", "cette", "ces"), ("my", "my", "mon", "ma", "mes"))
#: Subject pronouns: English, French, which form of the verb; whether the English verb has its -s.
PRONOUNS = (("I", "je", 3, False), ("we", "nous", 4, False), ("he", "il", 5, True), ("she", "elle", 5, True),
            ("they", "ils", 6, False))
PLACES = (("in", ("dans",)), ("under", ("sous",)), ("behind", ("derrière",)), ("near", ("près", "de")))
LINKS = (("and", ("et",)), ("but", ("mais",)), ("when", ("quand",)), ("because", ("parce", "que")))

_ELIDED = {"le": "l'", "la": "l'", "ne": "n'", "je": "j'", "que": "qu'", "de": "d'"}
_BEFORE_VOWELS = {"ce": "cet", "ma": "mon"}
_CONTRACTED = {"le": "du", "les": "des"}


class Pair(NamedTuple):
    """A sentence in both languages.

    Attributes:
        english, french: tuples of words.
        source: for each French word the position of the English word that it translates.
        lemmas: frozenset of the combinations in it, pairs of an English adjective or verb and a noun.
    Source: chapter 6.1.2.
    """

    english: tuple
    french: tuple
    source: tuple
    lemmas: frozenset


def is_held_out(lemmas):
    """Say whether a combination of words is kept from training: one in eight, by a fixed rule.

    Args:
        lemmas: pair of an English adjective or verb, with its particle, and an English noun.
    Returns:
        bool.
    Source: chapter 6.1.2.
    """
    words = [entry[0] for entry in ADJECTIVES] + [_verb_name(entry) for entry in VERBS]
    nouns = [entry[0] for entry in NOUNS]
    return (5 * words.index(lemmas[0]) + 3 * nouns.index(lemmas[1])) % 8 == 0


def sentence_pairs(count, *, rng, clauses=(1, 2), held_out=False):
    """Draw different sentences, all without held-out combinations or all with at least one.

    Args:
        count: number of pairs.
        rng: Generator or int seed.
        clauses: the fewest and the most clauses of a sentence, each number equally likely.
        held_out: True for sentences with a combination that is kept from training, False for sentences
            without any.
    Returns:
        list of Pair, in random order.
    Raises:
        TypeError, ValueError: a bad argument.
    Source: chapter 6.1.2.
    """
    count, rng = checks.check_size("count", count), checks.as_generator(rng)
    if len(clauses) != 2 or not 1 <= clauses[0] <= clauses[1]:
        raise ValueError(f"clauses: expected the fewest and the most, at least 1, got {clauses!r}")
    found, dice = {}, _Dice(int(rng.integers(2**63)))
    while len(found) < count:
        pair = _Writer(dice).sentence(clauses[0] + dice.below(clauses[1] + 1 - clauses[0]))
        if any(map(is_held_out, pair.lemmas)) == held_out:
            found.setdefault(pair.english, pair)
    return list(found.values())


def elides(word):
    """Say whether a French word of the grammar begins with a vowel, or a silent h, before which others elide.

    Args:
        word: str.
    Returns:
        bool.
    Source: chapter 6.1.2.
    """
    return word[0] in "aeiouéèêh"


class _Dice(random.Random):
    """Random numbers drawn one at a time, for which it is far quicker than a NumPy Generator."""

    def below(self, count):
        """An integer from 0 to count - 1."""
        return int(self.random() * count)

    def one_of(self, entries):
        return entries[self.below(len(entries))]

    def weighted(self, weights):
        """An index with these probabilities, which add up to 1."""
        rest = self.random()
        for k, weight in enumerate(weights):
            rest -= weight
            if rest < 0:
                return k
        return len(weights) - 1


class _Writer:
    """One sentence while it is written: English words, and French words with the places they come from."""

    def __init__(self, dice):
        self.dice, self.english, self.french, self.lemmas = dice, [], [], set()

    def sentence(self, clauses):
        for k in range(clauses):
            if k:
                english, french = self.dice.one_of(LINKS)
                self.say(french, self.add(english))
            self.clause()
        words = _euphony(self.french)
        return Pair(tuple(self.english), tuple(w for w, _ in words), tuple(s for _, s in words),
                    frozenset(self.lemmas))

    def add(self, word):
        """Write an English word and return its place."""
        self.english.append(word)
        return len(self.english) - 1

    def say(self, words, place):
        """Write French words that translate the English word at a place."""
        self.french += [(word, place) for word in words]

    def clause(self):
        form, singular = self.subject()
        verb = self.dice.one_of(VERBS)
        negation = self.predicate(verb, form, singular)
        noun = self.noun_phrase(self.dice.below(len(NOUNS)), after_not=negation)
        self.lemmas.add((_verb_name(verb), NOUNS[noun[0]][0]))
        ending = self.dice.random()
        if ending < 0.25:
            english, french = self.dice.one_of(PLACES)
            self.say(french, self.add(english))
            self.noun_phrase(BEINGS + self.dice.below(len(NOUNS) - BEINGS), definite=True)
        elif ending < 0.5:  # and sells it
            self.say(("et",), self.add("and"))
            other = self.dice.one_of(VERBS)
            self.predicate(other, form, singular, pronoun=noun)
            self.lemmas.add((_verb_name(other), NOUNS[noun[0]][0]))

    def subject(self):
        """Write a subject; return the column of the French verb and whether the English one is singular."""
        if self.dice.random() < 0.4:
            english, french, form, singular = self.dice.one_of(PRONOUNS)
            self.say((french,), self.add(english))
            return form, singular
        _, plural = self.noun_phrase(self.dice.below(BEINGS))
        return (6 if plural else 5), not plural

    def predicate(self, verb, form, singular, pronoun=None):
        """Write the verb, its negation, and a pronoun for a noun phrase of before; return whether negated."""
        negation = ("", "not", "never")[self.dice.weighted((0.6, 0.25, 0.15))]
        if negation == "not":
            self.add("does" if singular else "do")
        not_at = self.add(negation) if negation else None
        verb_at = self.add(verb[1] if singular and negation != "not" else verb[0])
        if verb[2]:
            self.add(verb[2])
        if negation:
            self.say(("ne",), not_at)
        if pronoun:
            index, plural = pronoun
            gender = NOUNS[index][4]
            being = {"m": "him", "f": "her"}[gender] if index < BEINGS else "it"
            at = self.add("them" if plural else being)
            self.say(("les" if plural else {"m": "le", "f": "la"}[gender],), at)
        self.say((verb[form],), verb_at)
        if negation:
            self.say(("pas" if negation == "not" else "jamais",), not_at)
        return bool(negation)

    def noun_phrase(self, index, *, definite=False, after_not=False):
        """Write a noun with determiner and adjectives; return its index and whether it is plural."""
        noun = NOUNS[index]
        plural, feminine = self.dice.random() < 0.35, noun[4] == "f"
        kind = self.dice.weighted((0.4, 0.3, 0.15, 0.15))
        kind = 0 if definite and kind == 1 else kind
        chosen = self.dice.sample(range(len(ADJECTIVES)), self.dice.weighted((0.5, 0.4, 0.1)))
        adjectives = [ADJECTIVES[k] for k in sorted(chosen, reverse=True)]  # those before the noun come first
        if len(adjectives) == 2 and adjectives[0][6] == adjectives[1][6]:
            adjectives.pop()
        words = [DETERMINERS[kind][plural], *(a[0] for a in adjectives), noun[plural]]
        if words[0] == "a" and words[1][0] in "aeiou":
            words[0] = "an"
        places = [self.add(word) for word in words]
        before = [(a, p) for a, p in zip(adjectives, places[1:-1], strict=True) if a[6] == "before"]
        after = [(a, p) for a, p in zip(adjectives, places[1:-1], strict=True) if a[6] == "after"]
        article = DETERMINERS[kind][4 if plural else 3 if feminine else 2]
        if kind == 1 and (after_not or (plural and before)):
            article = "de"  # pas de pomme, de petites maisons
        self.say((article,), places[0])
        french = noun[2 + plural]
        for adjective, place in before:
            column = (5 if feminine else 4) if plural else 3 if feminine else 2 if elides(french) else 1
            self.say((adjective[column],), place)
        self.say((french,), places[-1])
        for adjective, place in after:
            self.say((adjective[(5 if feminine else 4) if plural else 3 if feminine else 1],), place)
        self.lemmas |= {(adjective[0], noun[0]) for adjective in adjectives}
        return index, plural


def _verb_name(verb):
    """A verb with its particle, such as "look for"."""
    return f"{verb[0]} {verb[2]}".strip()


def _euphony(words):
    """Elide and contract: (le, arbre) is (l', arbre), (de, le) is (du)."""
    result = []
    for (word, place), (following, _) in zip(words, [*words[1:], ("?", 0)], strict=True):
        if elides(following):
            word = _ELIDED.get(word, _BEFORE_VOWELS.get(word, word))
        if result and result[-1][0] == "de" and word in _CONTRACTED:
            result[-1] = (_CONTRACTED[word], place)
        else:
            result.append((word, place))
    return result
