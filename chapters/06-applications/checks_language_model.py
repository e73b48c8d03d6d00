"""Checks of the exercises on the language model: each answers at once, and says what is wrong."""

import numpy as np

from rnnlib.exercises import Verdict, call_answer, expect_array, expect_number, first_failure


def check_bits(function):
    """Judge a function (perplexity, tokens, characters) -> bits per character.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 6.1.1.
    """
    verdicts = []
    for perplexity, tokens, characters in ((64.0, 100, 400), (20.0, 2000, 9000), (3.0, 500, 500)):
        share = tokens / characters
        right = np.log2(perplexity) * share
        hints = [
            (np.log(perplexity) * share, "these are nats: a bit is the logarithm to base 2."),
            (np.log2(perplexity), "these are bits per token: share them among the characters."),
            (np.log2(perplexity) / share, "turned round: a token has several characters, so each of them "
                                          "costs less than the token."),
            (np.log2(perplexity * share), "the logarithm of a perplexity per character: but perplexities "
                                          "multiply, bits add. Take the logarithm first."),
        ]
        answer = call_answer(function, perplexity, tokens, characters)
        hints = [(value, message) for value, message in hints if abs(value - right) > 1e-9]
        name = f"the value for perplexity {perplexity:g}, {tokens} tokens, {characters} characters"
        verdicts.append(expect_number(name, answer, float(right), hints=hints))
    if all(verdicts):
        return Verdict(True, "three texts get their bits per character.")
    return first_failure(*verdicts)


def check_weight(function):
    """Judge a function (log_p, log_q) -> the weight of p in the mixture that costs the fewest nats.

    Args:
        function: the reader's; log_p and log_q are float arrays (N,).
    Returns:
        Verdict.
    Source: chapter 6.1.1.
    """
    rng = np.random.default_rng(5)
    for name, power in (("two models of equal worth", 0.5), ("a model that is mostly better", 0.75)):
        first = rng.random(4000) < power
        log_p = np.log(np.where(first, 0.4, 0.05) * rng.uniform(0.5, 1.5, 4000))
        log_q = np.log(np.where(first, 0.1, 0.3) * rng.uniform(0.5, 1.5, 4000))
        weights = np.linspace(0.005, 0.995, 199)
        costs = [-np.logaddexp(np.log(w) + log_p, np.log(1 - w) + log_q).mean() for w in weights]
        best = float(weights[int(np.argmin(costs))])
        answer = call_answer(function, log_p, log_q)
        if isinstance(answer, Verdict):
            return answer
        if not isinstance(answer, float | int | np.floating) or isinstance(answer, bool):
            return Verdict(False, f"a number is expected, but it is of type {type(answer).__name__}.")
        if not 0 <= answer <= 1:
            return Verdict(False, f"a weight lies between 0 and 1, but it is {answer:.3g}.")
        if abs(answer - best) <= 0.025:
            continue
        if abs(1 - answer - best) <= 0.025:
            return Verdict(False, f"for {name} this is the weight of the other model: the weight asked for "
                                  "is that of the first, and 1 minus it that of the second.")
        if answer in (0, 1):
            return Verdict(False, "one model alone: a mean of logarithms is always best at one end. Mix the "
                                  "probabilities and take the logarithm afterwards.")
        return Verdict(False, f"for {name} the best weight is {best:.2f}, but it is {answer:.2f}.")
    return Verdict(True, "both mixtures have their best weight.")


def check_cache(function):
    """Judge a function (ids, size) -> for each token, its share among the `size` tokens before it.

    Args:
        function: the reader's; ids is an integer array (N,).
    Returns:
        Verdict.
    Source: chapter 6.1.1.
    """
    ids, size = np.array([3, 3, 1, 3, 2, 1, 1, 3, 0, 3, 3]), 4
    answer = call_answer(function, ids.copy(), size)

    def share(k, start, stop, count):
        found = (ids[max(start, 0):max(stop, 0)] == ids[k]).sum()
        return found / count if count else 0.0

    def all_of(window):
        return np.array([share(k, *window(k)) for k in range(len(ids))])

    right = all_of(lambda k: (k - size, k, min(k, size)))
    hints = [
        (all_of(lambda k: (k + 1 - size, k + 1, min(k + 1, size))),
         "the token itself is in its own cache: stop before it."),
        (all_of(lambda k: (k - size, k, size)),
         "the first tokens have fewer than `size` before them: divide by as many as there are."),
        (all_of(lambda k: (0, k, k)), "this cache never forgets: only the last `size` tokens count."),
        (all_of(lambda k: (k - size, k, 1)), "these are counts; divide by how many tokens are in the cache."),
    ]
    verdict = expect_array("the cache's probabilities", answer, right, hints=hints)
    return Verdict(True, "every token gets its share of the tokens before it.") if verdict else verdict
