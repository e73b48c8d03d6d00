"""Typical wrong answers to the exercises on privacy and security."""


def _clip(expression):
    """Source of a clipped sum by one expression, with the norms at hand."""
    return (
        "def my_clipped_sum(gradients, C):\n"
        "    norms = np.linalg.norm(gradients, axis=1, keepdims=True)\n"
        f"    return {expression}"
    )


def _epsilon(expression):
    """Source of an epsilon by one expression."""
    return f"def my_group_epsilon(noise, steps, copies, delta):\n    return {expression}"


def _exposure(expression):
    """Source of an exposure by one expression, with z at hand."""
    return (
        "def my_exposure(secret, scores):\n    z = (secret - scores.mean()) / scores.std()\n"
        f"    return {expression}"
    )


WRONG_ANSWERS = {
    "ex-privacy-clip": [
        (_clip("gradients.sum(0) * min(1, C / np.linalg.norm(gradients.sum(0)))"), "this clips the sum"),
        (_clip("(gradients * C / norms).sum(0)"), "short gradients are made longer"),
        (_clip("np.clip(gradients, -C, C).sum(0)"), "this clips each number"),
        (_clip("(gradients * np.minimum(1, C / norms)).mean(0)"), "this is the mean"),
    ],
    "ex-privacy-group": [
        (_epsilon("gaussian_epsilon(math.sqrt(copies * steps) / noise, delta)"), "not sqrt(k)"),
        (_epsilon("copies * gaussian_epsilon(math.sqrt(steps) / noise, delta)"),
         "multiply before you convert"),
        (_epsilon("gaussian_epsilon(min(20, copies * steps / noise), delta)"), "larger by sqrt(T), not by T"),
        (_epsilon("gaussian_epsilon(copies / noise, delta)"), "the epsilon of one step"),
    ],
    "ex-privacy-extrapolate": [
        (_exposure("-math.log(math.erfc(z / math.sqrt(2)) / 2)"), "this is in nats"),
        (_exposure("-math.log2(math.erfc(-z / math.sqrt(2)) / 2)"), "the other tail"),
        (_exposure("-math.log2(math.erfc(z / math.sqrt(2)))"), "half of it is one"),
        (_exposure("math.erfc(z / math.sqrt(2)) / 2"), "the probability itself"),
    ],
}
