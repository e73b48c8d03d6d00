"""Typical wrong answers to the exercises on pretrained models."""


def _pmi(expression):
    """Source of a function of counts and k, with total, row, column and PMI at hand."""
    return (
        "def my_shifted_pmi(counts, k):\n    row, column = counts.sum(1, keepdims=True), counts.sum(0)\n"
        "    with np.errstate(divide='ignore'):\n"
        "        pmi = np.log(counts * counts.sum() / (row * column))\n"
        f"        return {expression}"
    )


def _analogy(prepare, query, leave_out="scores[[a, b, c]] = -np.inf"):
    """Source of an analogy with some preparation, some query, and some words left out."""
    return (
        f"def my_analogy(X, a, b, c):\n    {prepare}\n    scores = X @ ({query})\n    {leave_out}\n"
        "    return int(scores.argmax())"
    )


_UNIT = "X = X / np.linalg.norm(X, axis=1, keepdims=True)"


def _peeks(changed, compared):
    """Source of a function that changes one word and compares some outputs."""
    return (
        "@torch.no_grad()\ndef my_peeks(model, ids):\n    changed = ids.clone()\n"
        f"    changed[{changed}] = (changed[{changed}] + 1) % 12\n"
        f"    return not torch.allclose(model(changed){compared}, model(ids){compared}, atol=1e-6)"
    )


WRONG_ANSWERS = {
    "ex-pretrained-pmi": [
        (_pmi("np.maximum(pmi, 0)"), "the shift is missing"),
        (_pmi("np.where(counts > 0, pmi - np.log(k), 0.0)"), "negative numbers are left"),
        (_pmi("pmi - np.log(k)"), "infinities"),
        (_pmi("np.maximum(pmi - k, 0)"), "the shift is log k, not k"),
        (_pmi("np.maximum(pmi / np.log(2) - np.log2(k), 0)"), "in bits"),
        (_pmi("np.maximum(pmi + np.log(k), 0)"), "wrong sign"),
    ],
    "ex-pretrained-analogy": [
        (_analogy(_UNIT, "X[b] - X[a] + X[c]", "pass"), "the input words are not left out"),
        (_analogy("pass", "X[b] - X[a] + X[c]"), "long vectors win"),
        (_analogy(_UNIT, "X[a] - X[b] + X[c]"), "the wrong sign"),
        (_analogy(_UNIT, "X[c]"), "the nearest neighbour of c"),
        ("def my_analogy(X, a, b, c):\n    return 'queen'", "a row number is expected"),
    ],
    "ex-pretrained-peeks": [
        (_peeks("-1", ""), "it says True for a model that reads forward only"),
        (_peeks("2", "[:2]"), "the last word of the sentence"),
        (_peeks("-1", "[0]"), "one word ahead"),
        ("def my_peeks(model, ids):\n    return 1", "True or False is expected"),
    ],
}
