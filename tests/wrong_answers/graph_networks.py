"""Typical wrong answers to the exercises on graph networks."""


def _messages(expression):
    """Source of a mean of messages by one expression."""
    return f"def my_messages(A, h):\n    return {expression}"


def _rounds(enough="heard.all()", start="0", stuck="-1"):
    """Source of a count of rounds that differs from the right one in one place."""
    return (
        f"def my_rounds(A):\n    heard, k = np.eye(len(A)) > 0, {start}\n    while not ({enough}):\n"
        "        more = heard @ (A + np.eye(len(A))) > 0\n        if (more == heard).all():\n"
        f"            return {stuck}\n        heard, k = more, k + 1\n    return k"
    )


def _energy(scale="np.sqrt(A.sum(axis=1) + 1)", share="/ 2 / (h**2).sum()"):
    """Source of an energy with its own scale and its own last factors."""
    return (
        f"def my_energy(A, h):\n    s = h / ({scale})[:, None]\n    gaps = s[:, None] - s[None]\n"
        f"    return (A[..., None] * gaps**2).sum() {share}"
    )


WRONG_ANSWERS = {
    "ex-graph-messages": [
        (_messages("A.T @ h"), "this is the sum of what arrives"),
        (_messages("A @ h / np.maximum(A.sum(axis=1), 1)[:, None]"), "arrows are turned round"),
        (_messages("A.T @ h / np.maximum(A.sum(axis=1), 1)[:, None]"), "divide by how many arrive"),
        ("def my_messages(A, h):\n    with np.errstate(all='ignore'):\n"
         "        return A.T @ h / A.sum(axis=0)[:, None]", "0 / 0"),
    ],
    "ex-graph-rounds": [
        (_rounds(start="1"), "one round too many"),
        (_rounds(start="-1"), "one round too few"),
        (_rounds(stuck="k"), "never hears of the first"),
        ("def my_rounds(A):\n    return len(A) - 1", "read as a path"),
    ],
    "ex-graph-energy": [
        (_energy(share="/ (h**2).sum()"), "in both directions"),
        (_energy(share="/ 2"), "not divided by the size"),
        (_energy(scale="np.ones(len(A))"), "not divided by the root"),
        (_energy(scale="np.sqrt(A.sum(axis=1))"), "needs its plus one"),
        (_energy(scale="A.sum(axis=1) + 1"), "not by the whole of it"),
        (_energy(share="/ 2 / (s**2).sum()"), "as they were, before dividing"),
    ],
}
