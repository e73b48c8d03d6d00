"""Typical wrong answers to the exercises on hyperparameters."""


def _size(condition, result="H"):
    """Source of a function that counts units up as long as a condition on H + 1 = n holds."""
    return (
        "def my_hidden_size(parameters, symbols, embedding):\n"
        "    P, V, E, H = parameters, symbols, embedding, 0\n"
        f"    while (lambda n: {condition})(H + 1) <= P:\n"
        "        H += 1\n"
        f"    return {result}"
    )


def _rate(bad, result):
    """Source of a function on a range test, from the steps called bad and the first of them."""
    return (
        "def my_rate(rates, losses):\n"
        f"    bad = {bad}\n"
        "    first = int(np.argmax(bad)) if bad.any() else len(losses)\n"
        f"    return {result}"
    )


def _noise(spread="g.var(axis=0, ddof=1).sum()", length="(g.mean(axis=0)**2).sum() - S / len(g)"):
    """Source of a noise scale with another numerator or denominator."""
    return f"def my_noise_scale(g):\n    S = {spread}\n    return S / ({length})"


RIGHT = "V * E + 3 * n * (n + E + 1) + V * (n + 1)"
RISEN = "~(losses <= 1.2 * losses[0])"

WRONG_ANSWERS = {
    "ex-hyper-size": [
        (_size(RIGHT.replace("3 *", "4 *")), "size of an LSTM"),
        (_size(RIGHT.replace("V * E + ", "")), "embedding, one vector a symbol, is not counted"),
        (_size(RIGHT, "H + 1"), "round down"),
        (_size(RIGHT, "H + 0.5"), "no whole number"),
        (_size(RIGHT, "H - 3"), "there can be more than"),
    ],
    "ex-hyper-range": [
        (_rate(RISEN, "rates[first - 1]"), "take a third of it"),
        (_rate(RISEN, "rates[np.nanargmin(losses)]"), "where the loss is lowest"),
        (_rate("losses > 1.2 * losses[0]", "rates[first - 1] / 3"), "must count as diverged"),
        (_rate("~(losses <= losses[0])", "rates[first - 1] / 3"), "is noise"),
        (_rate(RISEN, "rates[min(first, len(rates) - 1)] / 3"), "the first rate that diverged"),
    ],
    "ex-hyper-noise": [
        (_noise(length="(g.mean(axis=0)**2).sum()"), "subtract that from its squared length"),
        (_noise(spread="g.var(axis=0).sum()"), "divide by N - 1"),
        (_noise(length="(g**2).sum(axis=1).mean() - S / len(g)"), "lengths of single gradients"),
        (_noise(length="(g.mean(axis=0)**2).sum() - S"), "an N-th of the noise"),
    ],
}
