"""Generation: a language model writes, one symbol after the other."""

import numpy as np

from rnnlib import checks
from rnnlib.models import LanguageModel
from rnnlib.text import sample


def generate(model, prompt, length, temperature=1.0, *, rng):
    """Let a language model go on with a text.

    id_{t+1} is drawn from softmax(y_t / temperature) and is the next input; the state goes from step to step.

    Args:
        model: LanguageModel. What it remembers of its last forward pass is replaced.
        prompt: ids to begin with, (T,) for one text or (T, B) for B texts, T >= 1.
        length: how many symbols to write, >= 0.
        temperature: >= 0; below 1 more cautious, 0 always the most probable symbol.
        rng: Generator or int seed.
    Returns:
        ids of the new symbols, without the prompt: int64 (length,) or (length, B).
    Raises:
        TypeError: no LanguageModel, no integers, or another wrong type.
        ValueError: an empty prompt, an id outside the vocabulary, or a number out of range.
    Source: Graves (2013), Generating sequences with recurrent neural networks; chapter 3.3.3.
    """
    if not isinstance(model, LanguageModel):
        raise TypeError(f"model: expected a LanguageModel, got {type(model).__name__}")
    checks.check_integers("prompt", prompt, low=0, high=model.embedding.vocabulary_size - 1)
    if prompt.ndim not in (1, 2) or len(prompt) == 0:
        raise ValueError(f"prompt: expected shape (T,) or (T, B) with T >= 1, "
                         f"got {checks.describe_shape(prompt.shape)}")
    length = checks.check_size("length", length, minimum=0)
    temperature = checks.check_number("temperature", temperature, low=0.0)
    generator = checks.as_generator(rng)
    x, state = prompt.reshape(len(prompt), -1) if prompt.ndim == 1 else prompt, None
    written = np.empty((length, x.shape[1]), np.int64)
    for t in range(length):
        y, state = model.forward(x, state)
        written[t] = sample(y[-1], temperature, rng=generator)
        x = written[t:t + 1]
    return written.reshape(length, *prompt.shape[1:])
