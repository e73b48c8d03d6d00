"""CTC alignments: where the paths that spell a word stand at each frame, early and late in training."""

import functools

import numpy as np

from rnnlib import ctc, datasets, plotting
from rnnlib.explore import explore

FRAMES = (2, 4, 6, 8, 10, 12, 14)
START = {"word": "three", "frame": 8}
LABELS = {"word": "spoken word", "updates": "updates", "frame": "frame"}
WORDS = {"frame": "frame of 30 ms", "forward": "forward", "backward": "backward", "posterior": "share"}


@functools.cache
def record():
    """Return the stored outputs of the network.

    Returns:
        datasets.SpellerOutputs.
    Source: tools/record_alignments.py; chapter 6.2.3.
    """
    return datasets.speller_outputs()


def alignment(word, updates):
    """Return the forward, backward and posterior variables of a word.

    Args:
        word: one of the record's.
        updates: number of updates, one of the record's.
    Returns:
        ln alpha (T, S), ln beta (T, S), gamma (T, S), ln p(word).
    Raises:
        ValueError: a word or a number of updates that was not recorded.
    Source: Graves et al. (2006); chapter 6.2.3.
    """
    known = record()
    if word not in known.log_probs:
        raise ValueError(f"word: expected one of {', '.join(known.log_probs)}, got {word!r}")
    if updates not in known.updates:
        raise ValueError(f"updates: expected one of {known.updates}, got {updates!r}")
    log_probs = known.log_probs[word][known.updates.index(updates)]
    target = np.array([known.symbols.index(letter) for letter in word])
    gamma, total = ctc.ctc_posterior(log_probs, target)
    return ctc.ctc_forward(log_probs, target), ctc.ctc_backward(log_probs, target), gamma, total


def states(word):
    """Return the names of a word's states: its letters, with blanks around and between.

    Args:
        word: str of U letters.
    Returns:
        list of 2 U + 1 texts.
    Source: chapter 6.2.3.
    """
    return ["-", *(name for letter in word for name in (letter, "-"))]


@plotting.style()
def draw(word, updates, frame, *, words=WORDS):
    """Draw the lattice of a word, with one frame chosen.

    Args:
        word, updates: see `alignment`.
        frame: counted from 1.
        words: the texts in the picture.
    Returns:
        matplotlib Figure.
    Source: chapter 6.2.3.
    """
    alpha, beta, gamma, _ = alignment(word, updates)
    return plotting.state_lattice(gamma, alpha, beta, states(word), frame, words=words)


def describe(word, updates, frame):
    """Say where the paths stand at the frame, with the numbers.

    Args:
        word, updates, frame: see `draw`.
    Returns:
        str, one sentence.
    Source: chapter 6.2.3.
    """
    _, _, gamma, total = alignment(word, updates)
    row = gamma[frame - 1]
    s = int(np.argmax(row))
    return (f"After {updates} updates, at frame {frame} of {len(gamma)}, {100 * row[s]:.0f} % of the paths "
            f"that spell «{word}», by their probability, stand in {_place(word, s)}, and "
            f"{100 * row[::2].sum():.0f} % in a blank; all of them together have probability "
            f"{np.exp(total):.1e}.")


def alt(word, updates, frame):
    """Say what the picture shows, for readers who do not see it.

    Args:
        word, updates, frame: see `draw`.
    Returns:
        str.
    Source: chapter 6.2.3.
    """
    gamma = alignment(word, updates)[2]
    s = int(np.argmax(gamma[frame - 1]))
    return (f"A lattice with a row for each letter of «{word}» and for the blanks around them, and a "
            f"column for each of {len(gamma)} frames, darker where more paths stand after {updates} updates; "
            f"circles up to frame {frame}, squares after it, and bars for that frame, the longest for "
            f"{_place(word, s)}.")


def ctc_alignments(*, draw=draw, describe=describe, alt=alt, labels=None, words=None):
    """Show how CTC aligns a word with its sound: forward, backward, and where the paths stand.

    Args:
        draw, describe, alt: functions of word, updates and frame, for other pictures or another language.
        labels: dict from the name of a control to the text beside it; those left out stay as they are.
        words: dict from a key of `WORDS` to a text in the picture; those left out stay as they are.
    Returns:
        Demo of at most 60 frames.
    Source: chapter 6.2.3.
    """
    known = record()
    return explore(functools.partial(draw, words=WORDS | (words or {})), describe=describe, alt=alt,
                   labels=LABELS | (labels or {}), name="rnnlib.demos.ctc_alignments",
                   start=START | {"updates": known.updates[0]}, word=list(known.log_probs),
                   updates=list(known.updates), frame=list(FRAMES))


def _place(word, s):
    """The name of a state: the second e, the blank after r, the blank before t."""
    if s == 0:
        return f"the blank before «{word[0]}»"
    k = (s - 1) // 2
    letter = f"letter {k + 1}, «{word[k]}»"
    return letter if s % 2 else f"the blank after {letter}"
