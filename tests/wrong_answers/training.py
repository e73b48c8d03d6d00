"""Typical wrong answers to the exercises on training."""


def _batches(streams="used.reshape(B, S).T", targets="later.reshape(B, S).T", stop="S"):
    """Source of a function that cuts a text into batches, with another way to make streams or targets."""
    return (
        "def my_batches(ids, batch_size, length):\n"
        "    B, S = batch_size, (len(ids) - 1) // batch_size\n"
        "    used, later = ids[:B * S], ids[1:B * S + 1]\n"
        f"    x, y = {streams}, {targets}\n"
        "    return [(x[t:t + length], y[t:t + length])\n"
        f"            for t in range(0, {stop}, length)]"
    )


WINDOWS_FIRST = """def my_batches(ids, batch_size, length):
    B, S = batch_size, (len(ids) - 1) // batch_size
    out = []
    for t in range(0, S, length):
        n = min(length, S - t)
        block = slice(t * B, t * B + n * B)
        out.append((ids[block].reshape(B, n).T, ids[1:][block].reshape(B, n).T))
    return out"""

ROLLED = """def my_batches(ids, batch_size, length):
    S = (len(ids) - 1) // batch_size
    x = ids[:batch_size * S].reshape(batch_size, S).T
    windows = [x[t:t + length] for t in range(0, S, length)]
    return [(w, np.roll(w, -1, axis=0)) for w in windows]"""


def _bias(expression):
    """Source of a function that makes an output bias from counts."""
    return f"def my_bias(counts):\n    with np.errstate(divide='ignore'):\n        return {expression}"


def _loss(result):
    """Source of a loss that is an expression of `surprise` (T, B), `real` (T, B) and lengths."""
    return (
        "def my_loss(logits, targets, lengths):\n"
        "    T, B, V = logits.shape\n"
        "    p = np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)\n"
        "    surprise = -np.log(p[np.arange(T)[:, None], np.arange(B), targets])\n"
        "    real = np.arange(T)[:, None] < lengths\n"
        f"    return {result}"
    )


WRONG_ANSWERS = {
    "ex-training-batches": [
        (_batches(streams="used.reshape(S, B)"), "the text runs along the rows"),
        (_batches(targets="used.reshape(B, S).T"), "the inputs themselves"),
        (_batches(stop="S - length + 1"), "the last window, which is shorter, is missing"),
        (_batches(streams="used.reshape(B, S)", targets="later.reshape(B, S)"), "the streams lie in rows"),
        (ROLLED, "from the top of the same window"),
        (WINDOWS_FIRST, "cut into windows first"),
    ],
    "ex-training-bias": [
        (_bias("np.log(counts / counts.sum())"), "-inf: add one"),
        (_bias("counts.astype(float)"), "these are the counts"),
        (_bias("(counts + 1) / (counts + 1).sum()"), "these are the probabilities"),
        (_bias("-np.log(counts + 1)"), "the sign is wrong"),
        (_bias("np.log((counts + 1).sum())"), "one number for each"),
    ],
    "ex-training-padding": [
        (_loss("(surprise * real).mean()"), "divided by all entries"),
        (_loss("((surprise * real).sum(axis=0) / lengths).mean()"), "mean of each piece's mean"),
        (_loss("surprise[-1].mean()"), "only the last row"),
        (_loss("surprise[real].sum() / np.log(2)"), "but"),
    ],
}
