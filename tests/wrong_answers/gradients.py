"""Typical wrong answers to the exercises on vanishing and exploding gradients."""


def _verdict(grown, shrunk):
    """Source of a verdict from two expressions of norms and lag."""
    return (
        "def my_verdict(norms, lag):\n"
        f"    if {grown}:\n        return 'explodes'\n"
        f"    return 'vanishes' if {shrunk} else 'neither'"
    )


def _turn(cut, answer):
    """Source of an angle from the cut gradient and an expression of g, cut and cosine."""
    return (
        "def my_turn(g, limit):\n"
        f"    cut = {cut}\n"
        "    cosine = min(g @ cut / np.linalg.norm(g) / np.linalg.norm(cut), 1.0)\n"
        f"    return {answer}"
    )


WRONG_ANSWERS = {
    "ex-gradients-verdict": [
        (_verdict("max(norms) > 1e3", "norms[lag] < 1e-3"), "read the curve up to the lag"),
        (_verdict("norms[lag] > 1e3", "norms[lag] < 1e-3"), "look at all lags up to it"),
        (_verdict("max(norms[:lag + 1]) > 3", "norms[lag] < -3"), "little is left"),
        ("def my_verdict(norms, lag):\n    return 'dies'", "one of the three words"),
    ],
    "ex-gradients-turn": [
        (_turn("np.clip(g, -limit, limit)", "np.arccos(cosine)"), "in radians"),
        (_turn("np.clip(g, -limit, limit)", "cosine"), "cosine of the angle"),
        (_turn("np.minimum(g, limit)", "np.degrees(np.arccos(cosine))"), "negative entries"),
    ],
    "ex-gradients-bias": [
        ("def my_bias(tau):\n    return np.log(tau - 1)", "the sign"),
        ("def my_bias(tau):\n    return -np.log(tau)", "under the logarithm"),
        ("def my_bias(tau):\n    return 1 / tau", "this is z itself"),
        ("def my_bias(tau):\n    return np.log(2 ** (1 / tau) - 1)", "half-life"),
    ],
}
