"""Checks of the exercises on training: each answers at once, and says what is wrong."""

import numpy as np

from rnnlib.exercises import Verdict, call_answer, expect_array, expect_number, first_failure
from rnnlib.losses import softmax_cross_entropy
from rnnlib.text import contiguous_batches


def check_batches(function):
    """Judge a function (ids, batch_size, length) -> list of pairs (x, targets), against contiguous_batches.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 3.3.
    """
    for N, B, T in ((61, 4, 5), (62, 4, 5), (40, 3, 4), (9, 2, 4)):
        ids = np.random.default_rng(N).permutation(N)  # all different, so every place can be told
        answer = call_answer(function, ids, B, T)
        if isinstance(answer, Verdict):
            return answer
        right = list(contiguous_batches(ids, B, T))
        if not isinstance(answer, list | tuple):
            return Verdict(False, f"a list of pairs (x, targets) is expected, not {type(answer).__name__}.")
        if len(answer) and not all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in answer):
            return Verdict(False, "each entry of the list should be a pair (x, targets).")
        where = f"with {N} characters, {B} columns and windows of {T}"
        if len(answer) != len(right):
            steps = (N - 1) // B
            if len(answer) == steps // T and steps % T:
                return Verdict(False, f"{where} the last window, which is shorter, is missing.")
            return Verdict(False, f"{where} there should be {len(right)} batches, but there are "
                                  f"{len(answer)}.")
        for k, ((x, y), (x_right, y_right)) in enumerate(zip(answer, right, strict=True), start=1):
            verdict = first_failure(_window(f"x of batch {k}", x, x_right, ids, k, B, T),
                                    _targets(k, y, x_right, y_right))
            if not verdict:
                return verdict
    return Verdict(True, "every column goes on where it stopped, and every target is the next character.")


def _window(name, x, right, ids, k, B, T):
    """A verdict on the inputs of batch k."""
    steps = (len(ids) - 1) // B
    in_rows = isinstance(x, np.ndarray) and x.shape in ((B, steps), (B, len(right)))
    if in_rows and x.shape != right.shape:
        return Verdict(False, f"{name} has shape {x.shape}: the streams lie in rows. Time comes first, "
                              f"so the shape should be {right.shape}: transpose before you cut into windows.")
    lying = ids[:B * steps].reshape(steps, B)[(k - 1) * T:k * T]
    in_row = ids[(k - 1) * T * B:k * T * B]
    hints = [(lying, f"{name}: a column should go on in the text from row to row; here the text runs along "
                     "the rows. Reshape to (B, S), then transpose.")]
    if in_row.size == right.size:
        hints.append((in_row.reshape(B, -1).T, f"{name}: the text was cut into windows first. Cut it into B "
                      "long streams first, then walk down all of them side by side."))
    return expect_array(name, _floats(x), right.astype(float), hints=hints)


def _targets(k, y, x_right, y_right):
    """A verdict on the targets of batch k."""
    rolled = np.roll(x_right, -1, axis=0).astype(float)
    hints = [(x_right.astype(float), f"targets of batch {k}: these are the inputs themselves; the target is "
                                     "the character one step later."),
             (rolled, f"targets of batch {k}: the last row comes from the top of the same window; it should "
                      "be the next character of the text.")]
    return expect_array(f"targets of batch {k}", _floats(y), y_right.astype(float), hints=hints)


def _floats(value):
    """An integer array as floats, anything else as it is."""
    return value.astype(float) if isinstance(value, np.ndarray) and value.dtype.kind in "iu" else value


def check_bias(function):
    """Judge a function counts -> output bias whose softmax is the counts' frequencies, one added to each.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 3.3.
    """
    verdicts = []
    for counts in (np.array([0, 6, 2, 1]), np.random.default_rng(0).integers(0, 50, 9)):
        V, right = len(counts), (counts + 1) / (counts.sum() + len(counts))
        answer = call_answer(function, counts)
        if isinstance(answer, Verdict):
            return answer
        if not isinstance(answer, np.ndarray) or answer.shape != (V,):
            shape = f"shape {answer.shape}" if isinstance(answer, np.ndarray) else type(answer).__name__
            return Verdict(False, f"one number for each of the {V} characters is expected, but this is "
                                  f"{shape}.")
        if not np.isfinite(answer).all():
            return Verdict(False, "a character that never came has the bias -inf: add one to every count "
                                  "before the logarithm.")
        hints = [(_softmax(counts), "these are the counts; the softmax takes exponentials, so the bias "
                                    "should be a logarithm."),
                 (_softmax(counts + 1), "these are the counts; the softmax takes exponentials, so the bias "
                                        "should be a logarithm."),
                 (_softmax(right), "these are the probabilities; the softmax takes exponentials, so the bias "
                                   "should be their logarithm."),
                 (_softmax(counts / counts.sum()), "these are the probabilities; the softmax takes "
                                                   "exponentials, so the bias should be their logarithm."),
                 (np.full(V, 1 / V), "all characters are equally likely with this bias."),
                 (_softmax(-np.log(right)), "the sign is wrong: frequent characters become unlikely.")]
        verdicts.append(expect_array("the softmax of the bias", _softmax(answer), right, hints=hints))
    failed = first_failure(*verdicts)
    return failed if not failed else Verdict(True, "an untrained network with this bias knows the unigrams.")


def _softmax(a):
    """Softmax of one vector."""
    with np.errstate(over="ignore"):
        e = np.exp(a - np.max(a))
    return e / e.sum()


def check_loss(function):
    """Judge a function (logits, targets, lengths) -> mean cross-entropy over the real entries, in nats.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 3.3.
    """
    verdicts = []
    for seed, lengths in enumerate(([5, 2, 3], [4, 1])):
        lengths, rng = np.array(lengths), np.random.default_rng(seed)
        T, B, V = lengths.max() + 1, len(lengths), 4
        logits, targets = 2 * rng.normal(size=(T, B, V)), rng.integers(0, V, (T, B))
        real = np.arange(T)[:, None] < lengths
        e = np.exp(logits)
        surprise = -np.log((e / e.sum(axis=-1, keepdims=True))[
            np.arange(T)[:, None], np.arange(B), targets])
        right = softmax_cross_entropy(logits, targets, real)[0]
        one = right * real.sum()
        hints = [(surprise.mean(), "the padding is counted, too."),
                 (one / real.size, "the sum is right, but it is divided by all entries; divide by those "
                                   "that are no padding."),
                 (((surprise * real).sum(axis=0) / lengths).mean(), "this is the mean of each piece's mean, "
                  "in which a short piece counts as much as a long one; each real entry should count once."),
                 (one, "this is the sum over the real entries; the mean is asked for."),
                 (surprise[lengths - 1, np.arange(B)].mean(), "only the last step of each piece is counted; "
                                                              "all real steps should be."),
                 (surprise[-1].mean(), "only the last row is counted, and most of that is padding.")]
        verdicts.append(expect_number("the loss", call_answer(function, logits, targets, lengths), right,
                                      hints=hints))
    failed = first_failure(*verdicts)
    return failed if not failed else Verdict(True, "every real entry counts once, the padding not at all.")
