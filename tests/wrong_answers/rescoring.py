"""Typical wrong answers to the exercises on rescoring."""


def _hedge(*lines):
    """Source of a hedge from the lines of its body."""
    return "\n    ".join(["def my_hedge(log_p, words, share):", *lines])


WRONG_ANSWERS = {
    "ex-rescoring-pooled": [
        ("def my_wer(said, heard):\n"
         "    errors = sum(edit_distance(h, s) for s, h in zip(said, heard))\n"
         "    return errors / sum(len(s) for s in said)", "split each string"),
        ("def my_wer(said, heard):\n"
         "    errors = sum(edit_distance(h.split(), s.split()) for s, h in zip(said, heard))\n"
         "    return errors / sum(len(h.split()) for h in heard)", "those that were said"),
        ("def my_wer(said, heard):\n"
         "    return np.mean([s != h for s, h in zip(said, heard)])", "share of sentences"),
    ],
    "ex-rescoring-hedge": [
        (_hedge("return np.logaddexp(np.log(1 - share) + log_p, np.log(share) - words * np.log(11))"),
         "n + 1 choices"),
        (_hedge("uniform = -(words + 1) * np.log(11)",
                "return np.logaddexp(np.log(share) + log_p, np.log(1 - share) + uniform)"),
         "belongs to the uniform model"),
        (_hedge("return np.logaddexp(log_p, -(words + 1) * np.log(11)).mean()"), "an array of shape"),
    ],
}
