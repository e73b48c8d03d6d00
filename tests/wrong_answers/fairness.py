"""Typical wrong answers to the exercises on fairness."""


def _rate(body):
    """Source of a false positive rate."""
    return f"def my_false_positives(base, precision, miss):\n    return {body}"


def _balance(body):
    """Source of weights, one for each pair of group and label."""
    return (
        "def my_balance(groups, labels):\n    weights = np.empty(len(groups))\n"
        "    for g in np.unique(groups):\n        for y in (0, 1):\n"
        f"            both = (groups == g) & (labels == y)\n            weights[both] = {body}\n"
        "    return weights"
    )


def _borders(body):
    """Source of two borders."""
    return f"def my_borders(s, groups, share):\n    return {body}"


WRONG_ANSWERS = {
    "ex-fairness-rates": [
        (_rate("base * (1 - miss) * (1 - precision) / precision"), "not among the negatives"),
        (_rate("base / (1 - base) * (1 - precision) / precision * miss"), "the positives that are found"),
        (_rate("base"), "1/5 is right, about 0.20, but yours is 0.50"),
    ],
    "ex-fairness-weights": [
        (_balance("1 / both.mean()"), "leave every group as large"),
        (_balance("np.mean(groups == g) / both.mean()"), "leave every group as large"),
        (_balance("both.mean()"), "still differ"),
        ("def my_balance(groups, labels):\n    return 1.0", "one weight for each of 120"),
    ],
    "ex-fairness-borders": [
        (_borders("[np.quantile(s[groups == g], share) for g in (0, 1)]"), "lie under your borders"),
        (_borders("np.quantile(s, 1 - share)"), "two borders are expected"),
        (_borders("[s[groups == g].mean() for g in (0, 1)]"), "51% of group 0 and 51% of group 1"),
    ],
}
