"""Typical wrong answers to the exercises on sentiment."""


def _mean(body):
    """Source of a mean, with `real` the mask of the words."""
    return (
        "def my_masked_mean(h, lengths):\n    real = (torch.arange(len(h))[:, None] < lengths)[..., None]\n"
        f"    return {body}"
    )


def _weights(entries):
    """Source of a dictionary of weights."""
    return f"def my_weights():\n    return {entries}"


WRONG_ANSWERS = {
    "ex-sentiment-mean": [
        (_mean("(h * real).mean(dim=0)"), "you still divide by all 6 steps"),
        (_mean("h.sum(dim=0) / lengths[:, None]"), "the sum still holds the padding"),
        (_mean("h[lengths - 1, torch.arange(4)]"), "not the mean of each sentence"),
        (_mean("(h * real).mean()"), "a tensor of shape (4, 3)"),
    ],
    "ex-sentiment-decide": [
        ("def my_decide(s, p):\n    return s > 0", "for p = 0.8 the logit 0.2 is judged wrongly"),
        ("def my_decide(s, p):\n    return s < np.log(p / (1 - p))", "the wrong way round"),
        ("def my_decide(s, p):\n    return 1 / (1 + np.exp(-s)) > np.log(p / (1 - p))",
         "for p = 0.5 the logit -4 is judged wrongly"),
        ("def my_decide(s, p):\n    return True", "one answer for each of the 11 logits"),
    ],
    "ex-sentiment-weights": [
        (_weights("{'good': 1, 'bad': -1, 'not': 2}"), "With single words alone, no weights can do it"),
        (_weights("{'good': 1, 'bad': -1, 'not good': -0.5, 'not bad': 2}"),
         "«not good» gets 0.5 and should be negative"),
        (_weights("{'good': 1, 'not good film': -2}"), "only words and pairs of words"),
    ],
}
