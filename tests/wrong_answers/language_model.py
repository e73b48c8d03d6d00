"""Typical wrong answers to the exercises on the language model."""


def _bits(expression):
    """Source of bits per character by one expression."""
    return f"def my_bits(perplexity, tokens, characters):\n    return {expression}"


def _weight(*lines):
    """Source of a weight by some lines."""
    start = "def my_weight(log_p, log_q):\n    weights = np.linspace(0.01, 0.99, 99)\n    "
    return start + "\n    ".join(lines)


def _cache(window, count):
    """Source of a cache by a slice and a divisor."""
    return (
        "def my_cache(ids, size):\n    p = np.zeros(len(ids))\n    for k in range(len(ids)):\n"
        f"        recent = ids[{window}]\n        if len(recent):\n"
        f"            p[k] = (recent == ids[k]).sum() / {count}\n    return p"
    )


WRONG_ANSWERS = {
    "ex-lm-bits": [
        (_bits("np.log(perplexity) * tokens / characters"), "these are nats"),
        (_bits("np.log2(perplexity)"), "share them among the characters"),
        (_bits("np.log2(perplexity) * characters / tokens"), "turned round"),
        (_bits("np.log2(perplexity * tokens / characters)"), "Take the logarithm first"),
    ],
    "ex-lm-weight": [
        (_weight("return weights[np.argmax([np.logaddexp(np.log(w) + log_q, np.log(1 - w) + log_p).mean()"
                 " for w in weights])]"), "the weight of the other model"),
        (_weight("costs = [(w * log_p + (1 - w) * log_q).mean() for w in (0.0, 0.5, 1.0)]",
                 "return (0.0, 0.5, 1.0)[np.argmax(costs)]"),
         "a mean of logarithms is always best at one end"),
        (_weight("return float((log_p > log_q).mean() ** 3)"), "the best weight is"),
        (_weight("return 'half'"), "a number is expected"),
    ],
    "ex-lm-cache": [
        (_cache("max(k + 1 - size, 0):k + 1", "len(recent)"), "the token itself is in its own cache"),
        (_cache("max(k - size, 0):k", "size"), "divide by as many as there are"),
        (_cache(":k", "len(recent)"), "never forgets"),
        (_cache("max(k - size, 0):k", "1"), "these are counts"),
    ],
}
