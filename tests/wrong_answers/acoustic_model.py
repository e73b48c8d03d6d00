"""Typical wrong answers to the exercises on the acoustic model."""


def _delayed(expression):
    """Source of an accuracy by one expression."""
    return f"def my_delayed_accuracy(scores, targets, k):\n    return {expression}"


WRONG_ANSWERS = {
    "ex-acoustic-flickers": [
        ("def my_phones(frames, least):\n"
         "    return [n for n, r in groupby(frames) if len(list(r)) >= least]",
         "its neighbours can be equal"),
        ("def my_phones(frames, least):\n"
         "    kept = [n for n, r in groupby(frames) if len(list(r)) > least]\n"
         "    return [n for n, _ in groupby(kept)]", "a run of exactly"),
        ("def my_phones(frames, least):\n    return ' '.join(frames)", "a list of phones is expected"),
    ],
    "ex-acoustic-delayed": [
        (_delayed("np.mean(scores[:len(targets) - k].argmax(axis=1) == targets[k:])"), "the wrong way"),
        (_delayed("np.mean(scores[k:].argmax(axis=1) != targets)"), "share of errors"),
        (_delayed("np.sum(scores[k:].argmax(axis=1) == targets)"), "not a share"),
    ],
}
