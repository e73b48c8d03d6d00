"""Typical wrong answers to the exercises on translation."""


def _attention(*lines):
    """Source of an attention made of these lines."""
    return "def my_attention(query, states, valid):\n" + "\n".join(f"    {line}" for line in lines)


def _beam(*lines):
    """Source of a beam step made of these lines."""
    return "def my_beam_step(scores, log_p):\n" + "\n".join(f"    {line}" for line in lines)


def _precision(*lines):
    """Source of a precision made of these lines."""
    head = ("def my_precision(translation, reference, n):\n    def grams(words):\n"
            "        return [words[k:k + n] for k in range(len(words) - n + 1)]\n"
            "    mine, theirs = grams(translation), grams(reference)\n")
    return head + "\n".join(f"    {line}" for line in lines)


WRONG_ANSWERS = {
    "ex-translation-attention": [
        (_attention("w = np.exp(states @ query - (states @ query).max())", "return w / w.sum() @ states"),
         "padding gets a weight"),
        (_attention("w = np.exp(states @ query - (states @ query).max())",
                    "return w / w.sum() * valid @ states"),
         "mask the scores, not the weights"),
        (_attention("e = np.where(valid, states @ query, -np.inf)", "return np.exp(e - e.max()) @ states"),
         "do not add up to 1"),
        (_attention("w = np.where(valid, np.exp(states @ query), 0.0)", "return w / w.sum() @ states"),
         "large scores overflow"),
    ],
    "ex-translation-beam": [
        (_beam("best = np.argsort(-log_p.ravel())[:len(scores)]",
               "return [(int(i) // log_p.shape[1], int(i) % log_p.shape[1]) for i in best]"),
         "add the score of the beginning"),
        (_beam("best = np.argsort((scores[:, None] + log_p).ravel())[:len(scores)]",
               "return [(int(i) // log_p.shape[1], int(i) % log_p.shape[1]) for i in best]"),
         "these are the worst"),
        (_beam("best = np.argsort(-(scores[:, None] + log_p).ravel())[:len(scores)]",
               "return [(int(i) % log_p.shape[1], int(i) // log_p.shape[1]) for i in best]"),
         "changed places"),
    ],
    "ex-translation-precision": [
        (_precision("return sum(gram in theirs for gram in mine) / len(mine) if mine else 0.0"), "clip"),
        (_precision("both = Counter(mine) & Counter(theirs)", "return both.total() / len(theirs)"), "recall"),
        ("def my_precision(translation, reference, n):\n"
         "    both = Counter(translation) & Counter(reference)\n"
         "    return both.total() / len(translation)", "counts single words"),
    ],
}
