"""Connectionist temporal classification: the loss of a labelling whose times nobody knows, and its decoders.

A network says for each frame how likely each symbol is; symbol `blank` says "nothing new". A path is one
symbol a frame. It collapses to a labelling: merge runs of equal symbols, then drop the blanks. The states of
a target of U labels are its 2 U + 1 places: blank, first label, blank, second label, ..., blank.
"""

import itertools
import math

import numpy as np

from rnnlib import checks


def collapse_path(path, blank=0):
    """Return the labelling that a path spells: runs of equal symbols merged, then blanks dropped.

    Args:
        path: iterable of symbols, one a frame.
        blank: the symbol that spells nothing.
    Returns:
        tuple of symbols.
    Source: Graves et al. (2006); chapter 6.2.3.
    """
    return tuple(k for k, _ in itertools.groupby(path) if k != blank)


def fewest_frames(target):
    """Return how many frames the shortest path has that spells a target.

    U + the number of labels that equal the one before: between those a blank has to stand.

    Args:
        target: sequence of U labels.
    Returns:
        int.
    Source: Graves et al. (2006); chapter 6.2.3.
    """
    target = list(target)
    return len(target) + sum(a == b for a, b in itertools.pairwise(target))


def ctc_forward(log_probs, target, blank=0):
    """Return the forward variables: the log-probability of all beginnings of paths, by where they stand.

    alpha_t(s) = y_t(s) [alpha_{t-1}(s) + alpha_{t-1}(s - 1) + skip(s) alpha_{t-1}(s - 2)]

    with y_t(s) the probability of the symbol of state s, and skip(s) = 1 where that symbol is a label and
    differs from the label before it.

    Args:
        log_probs: floating (T, K), logarithms of the probabilities of K symbols; -inf is allowed.
        target: integers (U,), no blanks, each in 0..K - 1.
        blank: the symbol that spells nothing.
    Returns:
        float64 array (T, 2 U + 1), ln alpha.
    Raises:
        TypeError, ValueError: arrays of another kind or shape, NaN, a blank in the target, or fewer frames
            than `fewest_frames`.
    Source: Graves et al. (2006); chapter 6.2.3.
    """
    emitted, skip = _lattice(log_probs, target, blank)
    alpha = np.full(emitted.shape, -np.inf)
    alpha[0, :2] = emitted[0, :2]
    for t in range(1, len(alpha)):
        alpha[t] = emitted[t] + _arrive(alpha[t - 1], skip)
    return alpha


def ctc_backward(log_probs, target, blank=0):
    """Return the backward variables: the log-probability of all ends of paths, by where they set out.

    beta_t(s) counts the frames after t alone, so that alpha_t(s) beta_t(s) is the probability of all paths
    through state s at frame t, and its sum over s is p(target) at every t.

    Args:
        log_probs, target, blank: see `ctc_forward`.
    Returns:
        float64 array (T, 2 U + 1), ln beta.
    Raises:
        TypeError, ValueError: as `ctc_forward`.
    Source: Graves et al. (2006), whose beta includes frame t; chapter 6.2.3.
    """
    emitted, skip = _lattice(log_probs, target, blank)
    beta = np.full(emitted.shape, -np.inf)
    beta[-1, -2:] = 0
    leave = np.zeros_like(skip)  # the lattice read from its end
    leave[2:] = skip[:1:-1]
    for t in range(len(beta) - 2, -1, -1):
        beta[t] = _arrive((emitted[t + 1] + beta[t + 1])[::-1], leave)[::-1]
    return beta


def ctc_posterior(log_probs, target, blank=0):
    """Return where a path stands at each frame, given that it spells the target: the soft alignment.

    gamma_t(s) = alpha_t(s) beta_t(s) / p(target)

    Args:
        log_probs, target, blank: see `ctc_forward`.
    Returns:
        float64 array (T, 2 U + 1), rows add up to 1; and ln p(target), float.
    Raises:
        TypeError, ValueError: as `ctc_forward`; and if no path that spells the target has a probability
            above 0.
    Source: Graves et al. (2006); chapter 6.2.3.
    """
    alpha = ctc_forward(log_probs, target, blank)
    total = float(np.logaddexp.reduce(alpha[-1, -2:]))
    if total == -math.inf:
        raise ValueError("target: expected one with a probability above 0, got one that no path spells")
    return np.exp(alpha + ctc_backward(log_probs, target, blank) - total), total


def ctc_loss(logits, target, blank=0):
    """Return the loss -ln p(target) of one sequence, and its gradient.

    dlogits_t(k) = softmax(logits_t)(k) - sum of gamma_t(s) over the states s whose symbol is k

    Args:
        logits: floating (T, K), finite.
        target, blank: see `ctc_forward`.
    Returns:
        loss, float in nats, the sum over the sequence; dlogits, array like logits.
    Raises:
        TypeError, ValueError: as `ctc_forward`, or logits that are not finite.
    Source: Graves et al. (2006); chapter 6.2.3.
    """
    checks.check_array("logits", logits, ("T", "K"))
    shifted = logits.astype(np.float64) - logits.max(axis=1, keepdims=True)
    log_probs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    gamma, total = ctc_posterior(log_probs, target, blank)
    dlogits = np.exp(log_probs)
    np.subtract.at(dlogits, (slice(None), _states(target, blank)), gamma)
    return -total, dlogits.astype(logits.dtype)


def greedy_labelling(log_probs, blank=0):
    """Return what the likeliest path spells: best symbol of each frame, then collapse.

    That is not always the likeliest labelling, whose probability is shared by many paths.

    Args:
        log_probs: floating (T, K), no NaN.
        blank: the symbol that spells nothing.
    Returns:
        tuple of labels.
    Raises:
        TypeError, ValueError: no such array, or no such blank.
    Source: Graves et al. (2006), "best path decoding"; chapter 6.2.3.
    """
    _check(log_probs, blank)
    return collapse_path(log_probs.argmax(axis=1).tolist(), blank)


def prefix_beam_search(log_probs, *, width=8, blank=0, extend=None, finish=None, least=0.0):
    """Search labellings with a high probability, summed over their paths.

    For each beginning of a labelling, a prefix, two sums are kept: over its paths that end in a blank, and
    over those that end in its last label. The best `width` prefixes survive each frame. With a width of all
    prefixes the answer is exact. A labelling's score is ln p(labelling) plus what `extend` and `finish` say.

    Args:
        log_probs: floating (T, K), logarithms of probabilities; -inf is allowed.
        width: prefixes that are kept, at least 1.
        blank: the symbol that spells nothing.
        extend: function (prefix, label) -> a number added to the score when label follows prefix; -inf
            forbids it. None for 0.
        finish: function (prefix) -> a number added at the end, -inf for labellings that may not end there.
        least: symbols of a frame with a probability below this are not tried, in [0, 1).
    Returns:
        list of (labels, score), best first, at most `width`; labels is a tuple, score a float. Empty if
        nothing that is allowed was kept.
    Raises:
        TypeError, ValueError: no such array, no such blank, or a number out of range.
    Source: Graves et al. (2006); Hannun et al. (2014); chapter 6.2.3.
    """
    _check(log_probs, blank)
    width = checks.check_size("width", width)
    least = checks.check_number("least", least, 0.0, 1.0, open_high=True)
    floor = math.log(least) if least else -math.inf
    beam, weight = {(): (0.0, -math.inf)}, {(): 0.0}
    for frame in log_probs.tolist():
        tried = [(k, p) for k, p in enumerate(frame) if k != blank and p > -math.inf and p >= floor]
        now = {}
        for prefix, (ended, open_) in beam.items():
            both, last = _add(ended, open_), prefix[-1] if prefix else None
            a, b = now.get(prefix, (-math.inf, -math.inf))
            b = _add(b, open_ + frame[last]) if prefix else b
            now[prefix] = (_add(a, both + frame[blank]), b)
            for k, p in tried:
                source = ended if k == last else both
                if source == -math.inf:
                    continue
                longer = (*prefix, k)
                if longer not in weight:
                    weight[longer] = weight[prefix] + (extend(prefix, k) if extend else 0.0)
                if weight[longer] > -math.inf:
                    a, b = now.get(longer, (-math.inf, -math.inf))
                    now[longer] = (a, _add(b, source + p))
        ranked = sorted(now, key=lambda prefix: -_add(*now[prefix]) - weight[prefix])
        beam = {prefix: now[prefix] for prefix in ranked[:width]}
    scores = [(prefix, _add(*pair) + weight[prefix] + (finish(prefix) if finish else 0.0))
              for prefix, pair in beam.items()]
    return sorted(((p, s) for p, s in scores if s > -math.inf), key=lambda item: -item[1])


def _add(a, b):
    """ln(e^a + e^b) of two numbers."""
    if a < b:
        a, b = b, a
    return a if b == -math.inf else a + math.log1p(math.exp(b - a))


def _check(log_probs, blank):
    """Refuse what is no table of log-probabilities with a blank."""
    checks.check_array("log_probs", log_probs, ("T", "K"), finite=False)
    T, K = log_probs.shape
    if not T or not K or np.isnan(log_probs).any() or (log_probs > 1e-6).any():
        raise ValueError(f"log_probs: expected logarithms of probabilities, at least one frame and symbol, "
                         f"got shape {checks.describe_shape(log_probs.shape)}"
                         + (", with numbers above 0 or NaN" if T and K else ""))
    if isinstance(blank, bool) or not isinstance(blank, int) or not 0 <= blank < K:
        raise ValueError(f"blank: expected a symbol in 0..{K - 1}, got {blank!r}")


def _states(target, blank):
    """The symbols (2 U + 1,) of the states: blanks around and between the labels."""
    states = np.full(2 * len(target) + 1, blank)
    states[1::2] = target
    return states


def _lattice(log_probs, target, blank):
    """The log-probability (T, S) of each state's symbol at each frame, and which states may skip (S,)."""
    _check(log_probs, blank)
    checks.check_integers("target", target, ("U",), 0, log_probs.shape[1] - 1)
    if (target == blank).any():
        raise ValueError(f"target: expected no blank, {blank}, got one at index "
                         f"{int(np.argmax(target == blank))}")
    if len(log_probs) < fewest_frames(target):
        raise ValueError(f"target: needs at least {fewest_frames(target)} frames, got {len(log_probs)}")
    states = _states(target, blank)
    skip = np.zeros(len(states), bool)
    skip[3::2] = target[1:] != target[:-1]
    return log_probs[:, states].astype(np.float64), skip


def _arrive(before, skip):
    """ln of the sum over the ways into each state (S,): staying, from the one before, over a blank."""
    one, two = np.full_like(before, -np.inf), np.full_like(before, -np.inf)
    one[1:], two[2:] = before[:-1], before[:-2]
    return np.logaddexp(np.logaddexp(before, one), np.where(skip, two, -np.inf))
