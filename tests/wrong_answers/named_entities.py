"""Typical wrong answers to the exercises on named entities."""


def _entities(continues, opens, closing='"O"', end="t"):
    """Source of a reader of BIO tags: when a tag continues a name, when it opens one, and what closes."""
    return (
        "def my_entities(tags):\n    entities, kind, start = set(), None, 0\n"
        f"    for t, tag in enumerate([*tags, {closing}]):\n"
        f"        if {continues}:\n            continue\n"
        f"        if kind is not None:\n            entities.add((kind, start, {end}))\n"
        f"        kind, start = (tag[2:], t) if {opens} else (None, t)\n"
        "    return entities"
    )


_SAME = "tag[0] == 'I' and tag[2:] == kind"


def _certainty(result):
    """Source of a forward algorithm with clamped scores, and what is made of its two sums."""
    return (
        "def my_log_z(P, A):\n    alpha = P[0]\n    for row in P[1:]:\n"
        "        alpha = row + np.logaddexp.reduce(alpha[:, None] + A, axis=0)\n"
        "    return np.logaddexp.reduce(alpha)\n\n"
        "def my_certainty(P, A, start, tags):\n    clamped = np.full_like(P, -np.inf)\n"
        "    clamped[:] = P\n    for t, k in enumerate(tags, start):\n"
        "        clamped[t] = -np.inf\n        clamped[t, k] = P[t, k]\n"
        f"    return {result}"
    )


_ONE_BY_ONE = """def my_certainty(P, A, start, tags):
    scores = {y: sum(P[t, k] for t, k in enumerate(y)) + sum(A[j, k] for j, k in zip(y, y[1:], strict=False))
              for y in product(range(P.shape[1]), repeat=len(P))}
    z = sum(np.exp(s) for s in scores.values())
    return float(np.prod([sum(np.exp(s) for y, s in scores.items() if y[t] == k) / z
                          for t, k in enumerate(tags, start)]))
"""

WRONG_ANSWERS = {
    "ex-ner-entities": [
        (_entities(_SAME, "tag != 'O'", end="t - 1"), "end is the index after the last word"),
        (_entities(_SAME, "tag != 'O'").replace('[*tags, "O"]', "tags"), "the last name is lost"),
        (_entities("kind and tag[2:] == kind", "tag != 'O'"), "two names have become one"),
        (_entities("kind and tag[0] == 'I'", "tag != 'O'"), "an I- continues a name of its own type only"),
        (_entities(_SAME, "tag[0] == 'B' or kind"), "is too much"),
        ("def my_entities(tags):\n    return len(tags)", "a set of triples is expected"),
    ],
    "ex-ner-legal": [
        ("def my_legal(tag, following):\n    return following is None or following[0] not in 'IE' "
         "or (tag is not None and tag[2:] == following[2:])", "the name is still open"),
        ("def my_legal(tag, following):\n    a = tag is not None and tag[0] in 'BI'\n"
         "    b = following is not None and following[0] in 'IE'\n    return a == b",
         "the type changes inside a name"),
        ("def my_legal(tag, following):\n    needs = following is not None and following[0] in 'IE'\n"
         "    if tag is None:\n        return not needs\n"
         "    return tag[0] not in 'BI' or (needs and tag[2:] == following[2:])",
         "no name is open there"),
        ("def my_legal(tag, following):\n    return 1", "True or False is expected"),
    ],
    "ex-ner-certainty": [
        (_certainty("float(np.exp(my_log_z(clamped, A)))"), "not yet divided by Z"),
        (_certainty("float(my_log_z(clamped, A) - my_log_z(P, A))"), "the logarithm of the probability"),
        (_ONE_BY_ONE, "neighbouring tags depend on one"),
        (_certainty("float(np.exp(my_log_z(clamped, A) - my_log_z(P, A)))").replace(
            "[:, None] + A,", "[:, None] + A.T,"),
         "the probability of"),
    ],
}
