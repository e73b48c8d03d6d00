"""Sampling: from a model's logits to symbols, more or less boldly."""

import numpy as np

from rnnlib import checks


def sample(logits, temperature, *, rng):
    """Draw symbols with the probabilities softmax(logits / temperature).

    Temperature 1 draws as the model says, below 1 more cautiously; 0 takes the most probable symbol (the
    first of equals), the limit of ever smaller temperatures.

    Args:
        logits: floating, (..., K) with K >= 1 symbols, such as (B, K).
        temperature: >= 0.
        rng: Generator or int seed; not drawn from at temperature 0.
    Returns:
        int64 array, shape logits.shape[:-1].
    Raises:
        TypeError: a wrong type or dtype.
        ValueError: no symbol, NaN or infinity, or a negative temperature.
    Source: Ackley, Hinton and Sejnowski (1985); chapter 3.3.3.
    """
    checks.check_array("logits", logits)
    if logits.ndim == 0 or logits.shape[-1] == 0:
        raise ValueError(f"logits: expected a last axis of K >= 1 symbols, got shape "
                         f"{checks.describe_shape(logits.shape)}")
    temperature = checks.check_number("temperature", temperature, low=0.0)
    generator = checks.as_generator(rng)
    if temperature == 0.0:
        return np.asarray(logits.argmax(axis=-1))
    with np.errstate(over="ignore", under="ignore"):  # -inf is a probability of 0
        shifted = logits.astype(np.float64) - logits.max(axis=-1, keepdims=True)
        total = np.exp(shifted / temperature).cumsum(axis=-1)
    # symbol k owns [total[k - 1], total[k]): empty, and never drawn, where its probability is 0
    drawn = generator.random(logits.shape[:-1])[..., None] * total[..., -1:]
    return np.asarray((total <= drawn).sum(axis=-1))
