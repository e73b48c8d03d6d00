"""Typical wrong answers to the exercises on classifying videos."""


def _ceiling(lines):
    """Source of a ceiling; `best` is the list of the largest counts, `sizes` those of the groups' sizes."""
    return (
        "def my_ceiling(labels, groups):\n"
        "    parts = [labels[groups == g] for g in np.unique(groups)]\n"
        "    best = [np.bincount(part).max() for part in parts]\n"
        "    sizes = [len(part) for part in parts]\n"
        f"    return {lines}"
    )


def _reversed(expression):
    """Source of a class after reversal."""
    return f"def my_reversed(label):\n    return {expression}"


def _field(expression):
    """Source of a receptive field by one expression."""
    return f"def my_field(kernels, strides):\n    return {expression}"


WRONG_ANSWERS = {
    "ex-video-ceiling": [
        (_ceiling("float(np.mean([b / s for b, s in zip(best, sizes)]))"), "mean over groups"),
        (_ceiling("float(np.mean([len(np.unique(part)) == 1 for part in parts]))"), "is not lost"),
        (_ceiling("int(sum(best))"), "divide by the number of videos"),
    ],
    "ex-video-reversed": [
        (_reversed("label ^ 3"), "now comes first"),
        (_reversed("8 - label"), "integer from 0 to 7"),
        (_reversed("(label + 4) % 8 if label else 7"), "when the video runs backwards"),
    ],
    "ex-video-field": [
        (_field("sum(kernels)"), "less one"),
        (_field("1 + sum(k - 1 for k in kernels)"), "strides before it"),
        (_field("1 + sum((k - 1) * s for k, s in zip(kernels, strides))"), "own stride"),
    ],
}
