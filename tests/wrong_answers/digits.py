"""Typical wrong answers to the exercises on digits as sequences."""


def _ink(expression):
    """Source of a final state by one expression."""
    return f"def my_ink(w, x):\n    return {expression}"


def _order(expression):
    """Source of an order by one expression over the grid of indices."""
    grid = "    g = np.arange(R * W).reshape(R, W)"
    return f"def my_serpentine(R, W):\n{grid}\n    {expression}\n    return g.ravel()"


def _exit(expression):
    """Source of an early exit by one expression."""
    return (
        "def my_early_exit(p, threshold):\n    sure = p.max(axis=2) >= threshold\n"
        f"    return {expression}"
    )


WRONG_ANSWERS = {
    "ex-digits-ink": [
        (_ink("np.maximum(w, 0) * x[-1]"), "this is one step"),
        (_ink("np.maximum(w, 0) * x.mean()"), "adds and never divides"),
        (_ink("np.abs(w) * x.sum()"), "not its size"),
    ],
    "ex-digits-serpentine": [
        (_order("g[::2] = g[::2, ::-1]"), "the first row runs from right to left"),
        (_order("g = g[:, ::-1]"), "turn every second one only"),
        (_order("g = g.T.copy(); g[1::2] = g[1::2, ::-1]"), "this reads columns"),
        (_order("g = g[:-1]"), "one index a pixel"),
    ],
    "ex-digits-exit": [
        (_exit("sure.argmax(axis=0)"), "pixels count from 1"),
        (_exit("sure.argmax(axis=0) + 1"), "never sure"),
        (_exit("np.where(sure.any(axis=0), sure.argmax(axis=0), len(p))"), "one pixel read is 1"),
        (_exit("sure.sum(axis=0)"), "digit 1 is sure enough after 1 pixels, and you say 3"),
    ],
}
