"""Typical wrong answers to the exercises on rivals of recurrent networks."""


def _reach(expression):
    """Source of a receptive field by one expression."""
    return f"def my_reach(kernel, levels, convolutions):\n    return {expression}"


def _forward(first, belief, result):
    """Source of a forward algorithm with one thing done otherwise."""
    return (
        "def my_log_likelihood(start, transition, emission, ids):\n"
        f"    belief, total = {first}, 0.0\n    for x in ids:\n"
        "        weighed = belief * emission[:, x]\n        total += np.log(weighed.sum())\n"
        f"        belief = {belief}\n    return {result}"
    )


def _weights(expression):
    """Source of causal weights by one expression."""
    return f"def my_causal_weights(scores):\n    return {expression}"


STEP = "(weighed / weighed.sum()) @ transition"
WRONG_ANSWERS = {
    "ex-models-reach": [
        (_reach("convolutions * (kernel - 1) * (2**levels - 1)"), "belongs to the field too"),
        (_reach("convolutions * (1 + (kernel - 1) * (2**levels - 1))"), "counted once"),
        (_reach("1 + convolutions * kernel * (2**levels - 1)"), "k - 1 steps, not k"),
        (_reach("1 + convolutions * (kernel - 1) * 2**levels"), "not 2^L"),
    ],
    "ex-models-forward": [
        (_forward("start", "(weighed / weighed.sum()) @ transition.T", "total"), "turned round"),
        (_forward("start @ transition", STEP, "total"), "moves before the first symbol"),
        (_forward("start", "start", "total"), "never moves"),
        (_forward("start", STEP, "-total"), "the sign"),
        ("def my_log_likelihood(start, transition, emission, ids):\n    state = start\n    for x in ids:\n"
         "        state = (state * emission[:, x]) @ transition\n    return np.log(state.sum())",
         "smaller than any float"),
    ],
    "ex-models-mask": [
        (_weights("scores.softmax(dim=-1).tril()"), "the mask comes after the softmax"),
        (_weights("scores.masked_fill(torch.ones_like(scores).tril(-1) > 0, -torch.inf).softmax(dim=-1)"),
         "the triangle is the wrong one"),
        (_weights("scores.masked_fill(torch.ones_like(scores).triu(0) > 0, -torch.inf).softmax(dim=-1)"),
         "A step may look at itself"),
    ],
}
