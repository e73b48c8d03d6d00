"""Typical wrong answers to the exercises on reinforcement learning."""


def _filter(expression):
    """Source of an update by one expression; `hit` is the probability of the sign if the goal is right."""
    return (
        "def my_filter(belief, sign, accuracy):\n"
        "    hit = accuracy if sign == 1 else 1 - accuracy\n"
        f"    return {expression}"
    )


def _others(expression):
    """Source of the factors by one expression; `to_go` is the return to go."""
    return (
        "def my_others(rewards):\n"
        "    to_go = np.cumsum(rewards[::-1], axis=0)[::-1]\n"
        "    B = rewards.shape[1]\n"
        f"    return {expression}"
    )


def _coin(expression):
    """Source of a probability by one expression."""
    return f"def my_coin(p, tries):\n    return {expression}"


WRONG_ANSWERS = {
    "ex-policy-filter": [
        (_filter("belief * hit"), "add up to 1"),
        (_filter("(belief + hit) / 2"), "Bayes' rule"),
        (_filter("belief * (1 - hit) / (belief * (1 - hit) + (1 - belief) * hit)"), "wrong side"),
    ],
    "ex-policy-others": [
        (_others("to_go"), "baseline is missing"),
        (_others("to_go - to_go.mean(axis=1, keepdims=True)"), "leave the episode out"),
        (_others("to_go - (to_go.sum(axis=1, keepdims=True) - to_go) / B"), "not B"),
    ],
    "ex-policy-coin": [
        (_coin("1 - 0.5 ** tries"), "fair coin only"),
        (_coin("1 - (1 - p) ** tries"), "door on the left"),
        (_coin("0.5 * (1 - p) ** tries + 0.5 * p ** tries"), "still being inside"),
    ],
}
