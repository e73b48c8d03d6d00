"""Checks of the exercises on hyperparameters: each answers at once, and says what is wrong."""

import numbers

import numpy as np

from rnnlib.exercises import Verdict, call_answer, expect_number, first_failure


def _parameters(H, V, E, gates=3, bias=1, embedded=True, output_bias=1):
    """Parameters of a character model with one gated layer."""
    return V * E * embedded + gates * H * (H + E + bias) + V * (H + output_bias)


def _largest(P, V, E, **changes):
    """The largest H with at most P parameters, counted in some way."""
    H = 0
    while _parameters(H + 1, V, E, **changes) <= P:
        H += 1
    return H


def check_size(function):
    """Judge a function (parameters, symbols, embedding) -> most units of a GRU that it pays for.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 9.1.
    """
    cases = [(30_000, 70, 24), (10_000, 70, 24), (1_000_000, 5_000, 64), (_parameters(40, 70, 24), 70, 24)]
    for P, V, E in cases:
        answer = call_answer(function, P, V, E)
        if isinstance(answer, Verdict):
            return answer
        where = f"for {P:,} parameters, {V:,} symbols and embeddings of {E}"
        if not isinstance(answer, numbers.Real) or isinstance(answer, bool):
            return Verdict(False, f"a whole number is expected, not {type(answer).__name__}.")
        if int(answer) != answer:
            return Verdict(False, f"{answer:.4g} is no whole number of units: round down.")
        right = _largest(P, V, E)
        if answer == right:
            continue
        hints = [
            (right + 1, f"{right + 1} units take {_parameters(right + 1, V, E):,} parameters: round down, "
                        "and count the biases."),
            (_largest(P, V, E, gates=4), "this is the size of an LSTM, of four blocks; a GRU has three."),
            (_largest(P, V, E, gates=1), "this is the size of a plain RNN; a GRU has three blocks."),
            (_largest(P, V, E, embedded=False), "the embedding, one vector a symbol, is not counted."),
            (_largest(P, V, E, bias=0, output_bias=0), "the biases are not counted."),
            (_largest(P, V, E, bias=0), "the biases of the GRU are not counted."),
        ]
        for value, message in hints:
            if answer == value:
                return Verdict(False, f"{where}: {message}")
        if answer > right:
            return Verdict(False, f"{where}: {answer} units would take "
                                  f"{_parameters(int(answer), V, E):,}, too many.")
        return Verdict(False, f"{where} there can be more than {answer} units.")
    return Verdict(True, "no unit more would fit.")


def check_rate(function):
    """Judge a function (rates, losses) -> a third of the last rate before a range test diverged.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 9.1.
    """
    rates = np.geomspace(0.01, 100.0, 21)
    fall = np.concatenate([np.full(5, 4.2), np.linspace(4.2, 2.5, 8)])
    noisy = np.concatenate([[4.2, 4.5, 4.1], fall[3:]])
    runs = {
        "a run that climbs": np.concatenate([fall, [3.0, 4.0, 5.5, 7.0, 9.0, 8.0, 12.0, 20.0]]),
        "a noisy run": np.concatenate([noisy, [3.5, 6.0, 7.0, 6.0, 8.0, 4.0, 9.0, 9.0]]),
        "a run that ends in nan": np.concatenate([fall, [2.6, 2.7, 2.9], np.full(5, np.nan)]),
        "a run that never diverges": np.concatenate([fall, np.full(8, 2.5)]),
    }
    for name, losses in runs.items():
        bad = ~(losses <= 1.2 * losses[0])
        first = int(np.argmax(bad)) if bad.any() else len(losses)
        right = rates[first - 1] / 3
        touchy = ~(losses <= losses[0])
        with np.errstate(invalid="ignore"):
            blind = losses > 1.2 * losses[0]
            last = len(losses) - 1 - int(np.argmax((losses <= 1.2 * losses[0])[::-1]))
        hints = [
            (rates[first - 1], "this is the last rate before it diverged; take a third of it."),
            (rates[int(np.nanargmin(losses))], "this is where the loss is lowest. By then the rate has risen "
                                               "during every update: take a third of the last rate that "
                                               "did not diverge."),
            (rates[int(np.nanargmin(losses))] / 3, "this is a third of the rate of the lowest loss, not of "
                                                   "the last before it diverged."),
            (rates[min(first, len(rates) - 1)] / 3, "this is the first rate that diverged; take the one "
                                                    "before it."),
            (rates[max(int(np.argmax(touchy)) - 1, 0)] / 3, "a loss that is a little higher than the first "
                                                            "is noise: allow 1.2 times the first."),
            (rates[last] / 3, "the run had diverged before: a loss that comes down again for a moment "
                              "does not count. Take the first time."),
        ]
        if not blind.any():
            hints.insert(0, (rates[-1] / 3, "nan > 1.2 * first is False: a loss that is no number must count "
                                            "as diverged."))
        verdict = expect_number(f"{name}: the rate", call_answer(function, rates, losses), right,
                                hints=[(value, f"{name}: {text}") for value, text in hints
                                       if not np.isclose(value, right)])
        if not verdict:
            return verdict
    return Verdict(True, "a third of the last rate before the loss rose; no number counts as risen, too.")


def check_noise(function):
    """Judge a function gradients (N, P) -> tr(Sigma) / |G|^2, both without bias.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 9.1.4.
    """
    verdicts = []
    for seed, (N, P) in enumerate(((6, 3), (4, 5), (12, 2))):
        g = 1.5 + np.random.default_rng(seed).normal(size=(N, P))
        mean = g.mean(axis=0)
        spread, rough = g.var(axis=0, ddof=1).sum(), g.var(axis=0).sum()
        length = (mean**2).sum()
        right = spread / (length - spread / N)
        hints = [
            (spread / length, "the mean of N gradients is too long by tr(Sigma) / N, squared: subtract that "
                              "from its squared length."),
            (rough / length, "divide the squares by N - 1, not N, and subtract tr(Sigma) / N from the "
                             "squared length of the mean."),
            (rough / (length - rough / N), "the variance is too small: divide by N - 1."),
            ((length - spread / N) / spread, "this is the quotient upside down."),
            (spread / (length + spread / N), "the mean's squared length is too large by tr(Sigma) / N: "
                                             "subtract it, do not add it."),
            (spread / (length - spread), "the mean of N gradients has an N-th of the noise: subtract "
                                         "tr(Sigma) / N."),
            (spread / ((g**2).sum(axis=1).mean() - spread / N), "these are the lengths of single gradients; "
                                                                "the squared length of their mean is asked "
                                                                "for."),
            (spread / P / (length - spread / N), "this is the variances' mean; the trace is their sum."),
        ]
        verdicts.append(expect_number("the noise scale", call_answer(function, g), right, hints=hints))
    failed = first_failure(*verdicts)
    return failed if not failed else Verdict(True, "numerator and denominator are right on average.")
