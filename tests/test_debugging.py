"""The clinic of page 9.3: its tasks, its readings, and that every patient has exactly one diagnosis."""

import importlib
import itertools
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from rnnlib.plotting import catch_map, patient_chart

FOLDER = Path(__file__).parents[1] / "chapters" / "09-questions"


@pytest.fixture(scope="module")
def pages():
    """Return a function that imports a module beside the page; one thread while it is in use."""
    threads = torch.get_num_threads()
    sys.path.insert(0, str(FOLDER))
    torch.set_num_threads(1)
    yield importlib.import_module
    torch.set_num_threads(threads)
    sys.path.remove(str(FOLDER))


def test_every_patient_has_one_diagnosis(pages):
    clinic, checks = pages("clinic"), pages("checks_debugging")
    for letter, case in clinic.CASES.items():
        left = [suspect for suspect in clinic.SUSPECTS if not checks.contradictions(letter, suspect)]
        assert left == [case.bug], letter


def test_cases_are_different_and_on_the_list(pages):
    clinic = pages("clinic")
    bugs = [case.bug for case in clinic.CASES.values()]
    assert len(set(bugs)) == 10 and set(bugs) < set(clinic.SUSPECTS)


def test_filter_is_exact(pages):
    """The optimum against a sum over all paths of the mode."""
    tasks = pages("clinic_tasks")
    rows = tasks.stream(5, 1, seed=4)

    def path(modes):
        p = 1.0
        for t, mode in enumerate(modes):
            old = modes[t - 1] if t else None
            move = tasks.SWITCH / 3 + (1 - tasks.SWITCH) * (mode == old)
            p *= 1 / 3 if old is None else move
            follows = (rows[t, 0] + tasks.STEPS[mode]) % tasks.V == rows[t + 1, 0]
            p *= tasks.RIGHT * follows + (1 - tasks.RIGHT) / tasks.V
        return p

    total = sum(path(modes) for modes in itertools.product(range(3), repeat=4))
    assert tasks.filter_loss(rows) == pytest.approx(-np.log(total) / 4, rel=1e-12)


def test_optimum_is_below_baseline(pages):
    tasks = pages("clinic_tasks")
    for task in tasks.ANSWERS:
        baseline, optimum = tasks.marks(task)
        assert optimum < baseline - 0.5


def test_splits(pages):
    """The clean split shares no symbol of the text; the mixed one does; streams differ."""
    tasks, runs = pages("clinic_tasks"), pages("clinic_runs")
    clean, mixed = (runs.Program(task="text", split=split) for split in ("apart", "mixed"))
    assert not tasks.used(clean, "train") & tasks.used(clean, "held-out")
    assert tasks.used(mixed, "train") & tasks.used(mixed, "held-out")
    train, held = (tasks.data(runs.Program(), part)[0].x for part in ("train", "held-out"))
    assert not torch.equal(train, held)


def test_answers(pages):
    tasks = pages("clinic_tasks")
    batch = tasks.pieces(1, 50)
    last = batch.x[batch.lengths - 1, torch.arange(50)]
    assert torch.equal(batch.y, last)
    batch = tasks.pairs(2, 50)
    assert torch.equal(batch.y, (batch.x[-1] != batch.x[-2]).long())
    batch = tasks.recall(3, 50)
    assert torch.equal(batch.y, batch.x[0]) and (batch.x[1:] >= 4).all()


def test_lag_is_the_gradient(pages):
    """by_lag against a finite difference of one input."""
    runs, tasks = pages("clinic_runs"), pages("clinic_tasks")
    net, batch = runs.Net(runs.Program(task="pairs"), 1), tasks.pairs(5, 1)
    x, norms = runs.encode(net, batch), runs.by_lag(net, batch)
    with torch.no_grad():
        slopes = []
        for unit in range(2):
            ends = []
            for sign in (1, -1):
                moved = x.clone()
                moved[-3, 0, unit] += sign * 1e-5
                ends.append(runs.losses(net, moved, batch)[0].sum())
            slopes.append(float(ends[0] - ends[1]) / 2e-5)
    assert norms[2] == pytest.approx(np.hypot(*slopes), rel=1e-5)


def test_patient_chart():
    options = {"baseline": 1.3, "optimum": 0.5, "title": "loss"}
    figure = patient_chart([0, 1], {"a": [2, 1], "b": [2, 3]}, [0.1, 0.2], [1, 0.1], [1, 2, 3], **options)
    assert len(figure.axes) == 4 and len(figure.axes[0].lines) == 4
    with pytest.raises(ValueError, match="losses: expected 2 numbers"):
        patient_chart([0, 1], {"a": [2]}, [0.1], [1], [1], **options)
    with pytest.raises(ValueError, match="labels: expected 1"):
        patient_chart([0], {"a": [2]}, [0.1], [1], [1], labels=["x", "y"], **options)


def test_catch_map():
    figure = catch_map("AB", ["x", "y", "z"], [[True, False, False], [True, True, False]])
    assert len(figure.axes[0].lines) == 3
    with pytest.raises(ValueError, match="caught: expected the shape"):
        catch_map("AB", ["x"], [[True]])


@pytest.mark.parametrize("kind", [bool, np.bool_, torch.tensor])
def test_the_causal_check_takes_any_kind_of_bool(pages, kind):
    def causal(model, x):
        before = model(x)
        later = [torch.cat([x[:t], x[t:] + 1]) for t in range(1, len(x))]
        return kind(all(torch.allclose(model(c)[:t], before[:t]) for t, c in enumerate(later, start=1)))

    assert pages("checks_debugging").check_causal(causal)
