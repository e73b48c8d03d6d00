"""Right answers in another form than the solution's: a check takes True and False of NumPy and of PyTorch."""

from pathlib import Path

import numpy as np
import pytest
import torch
from pages import names_of

CHAPTERS = Path(__file__).resolve().parents[1] / "chapters"


@pytest.fixture(
    params=["05-projects/pytorch mixes", "07-tools/pretrained peeks", "09-questions/debugging causal"]
)
def exercise(request):
    """The solution of an exercise whose answer is True or False, and its check."""
    page, name = request.param.split()
    scope = names_of(
        CHAPTERS / f"{page}.ipynb", lambda source: f"check_{name}" in source or f"def my_{name}" in source
    )
    return scope[f"my_{name}"], scope[f"check_{name}"]


@pytest.mark.parametrize("form", [np.bool_, torch.tensor])
def test_a_truth_value_of_another_library_is_taken(exercise, form):
    solution, check = exercise
    assert check(lambda *given: form(solution(*given))).ok
    assert not check(lambda *given: form(not solution(*given))).ok


@pytest.mark.parametrize("answer", [1, torch.tensor(1.0), torch.tensor([True]), np.array([True, False])])
def test_what_is_no_truth_value_is_refused(exercise, answer):
    verdict = exercise[1](lambda *given: answer)
    assert not verdict.ok and "True or False is expected" in verdict.message
