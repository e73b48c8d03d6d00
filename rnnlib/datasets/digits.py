"""Digit forms: which of scikit-learn's handwritten digits stand on the same filled-in form."""

import re

import numpy as np


def digit_forms(labels):
    """Return the number of the form that each of scikit-learn's digits was written on.

    The file goes through one form after another, and each form begins with the ten digits, three times over.
    One form lacks its first zero, so the pattern starts at 1. A form has one writer; nobody has noted whether
    two forms have the same.

    Args:
        labels: the second value of `sklearn.datasets.load_digits(return_X_y=True)`, whole and in order, (N,).
    Returns:
        int array (N,), counted from 0.
    Raises:
        ValueError: labels that do not begin as a form does.
    Source: found in the order of the labels; chapter 6.4.1.
    """
    labels = np.asarray(labels)
    text = "".join(map(str, labels.ravel()))
    found = [match.start() for match in re.finditer("(?=1234567890123456)", text)]
    first = [start for k, start in enumerate(found) if k == 0 or start - found[k - 1] > 50]
    starts = [start - (text[start - 1 : start] == "0") for start in first]
    if labels.ndim != 1 or not starts or starts[0] != 0:
        raise ValueError(
            "labels: expected those of load_digits, whole and in order, "
            f"got {len(text)} digits that begin with {text[:20]!r}"
        )
    return np.searchsorted(starts, np.arange(len(labels)), side="right") - 1
