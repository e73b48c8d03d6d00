"""Typical wrong answers to the exercises on debugging."""


def _named(**answers):
    """Source of diagnoses of some patients."""
    return f"answers = dict.fromkeys('ABCDEFGHIJ') | {answers!r}"


WRONG_ANSWERS = {
    "ex-debugging-clinic": [
        (_named(A="no nonlinearity in the recurrence"), "its states bend"),
        (_named(C="overlapping windows split at random"), "costs nothing already"),
        (_named(G="logits thresholded at 0.5"), "the loss itself does not fall"),
        (_named(A="softmax before the loss"), "not on the list of suspects"),
        (_named(A="softmax before cross entropy", C="targets not shifted"), "2 of 10 are named and right"),
    ],
    "ex-debugging-causal": [
        ("def my_causal(model, x):\n    changed = x.clone()\n    changed[3:] += 1\n"
         "    return torch.equal(model(changed)[0], model(x)[0])", "looks one step ahead"),
        ("def my_causal(model, x):\n    changed = x.clone()\n    changed[3] += 1\n"
         "    return torch.equal(model(changed), model(x))", "reads the past alone"),
        ("def my_causal(model, x):\n    return 'yes'", "True or False is expected"),
    ],
    "ex-debugging-ratio": [
        ("def my_ratio(before, after):\n    return np.mean([np.linalg.norm(after[n] - before[n])\n"
         "        / np.linalg.norm(before[n]) for n in before])", "mean of the ratios"),
        ("def my_ratio(before, after):\n"
         "    moved = sum(((after[n] - before[n]) ** 2).sum() for n in before)\n"
         "    return moved / sum((v ** 2).sum() for v in before.values())", "the root is missing"),
        ("def my_ratio(before, after):\n"
         "    return np.sqrt(sum(((after[n] - before[n]) ** 2).sum() for n in before))",
         "divide by the size of the weights"),
    ],
}
