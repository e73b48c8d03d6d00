"""Page 8.3.1: the split, the sum of integrated gradients, and what a removal leaves to a linear probe."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest
import torch

from tools.page import definitions

PAGE = Path(__file__).resolve().parents[1] / "chapters" / "08-outlook" / "probing.ipynb"


@pytest.fixture(scope="module")
def page():
    """The functions of the page, without running anything else in its cells."""
    return definitions(PAGE, {"draws": np.random.default_rng(0)})


class Cubic:
    """F = the sum of cubes plus a product of the first two steps: a polynomial of degree 3."""

    def read(self, e):
        return (e**3).sum(dim=(0, 2)) + (e[0] * e[1]).sum(dim=-1)


def test_no_row_of_words_is_in_both_parts():
    outputs = [text for cell in json.loads(PAGE.read_text("utf-8"))["cells"]
               for output in cell.get("outputs", []) for text in output.get("text", [])]
    assert "rows of 16 words in both parts: 0\n" in outputs


def test_integrated_gradients_are_exact_for_a_polynomial_and_add_up(page):
    rng = np.random.default_rng(0)
    e = torch.tensor(rng.normal(size=(4, 3, 2)))
    found = page["integrated"](Cubic(), e, nodes=2)  # two points are exact up to degree 3
    by_hand = (e**3).sum(dim=-1)
    by_hand[:2] += 0.5 * (e[0] * e[1]).sum(dim=-1)
    torch.testing.assert_close(found, by_hand, rtol=1e-12, atol=1e-12)
    torch.testing.assert_close(found.sum(dim=0), Cubic().read(e), rtol=1e-12, atol=1e-12)


def test_occlusion_takes_out_one_step_at_a_time(page):
    rng = np.random.default_rng(1)
    e = torch.tensor(rng.normal(size=(4, 3, 2)))
    found = page["occlusion"](Cubic(), e)
    for t in range(4):
        changed = e.clone()
        changed[t] = 0
        torch.testing.assert_close(found[t], Cubic().read(e) - Cubic().read(changed))


def test_without_the_means_difference_a_linear_probe_has_nothing_and_a_probe_direction_leaves_much(page):
    rng = np.random.default_rng(2)
    labels = rng.random(2000) < 0.4
    h = rng.normal(size=(2000, 6)) @ rng.normal(size=(6, 6)) + 2.0 * np.outer(labels, rng.normal(size=6))
    left = {}
    for name in ("mean_direction", "probe_direction"):
        v = page[name](h, labels)
        changed = page["without"](h, v, h.mean(axis=0))
        np.testing.assert_allclose(changed @ v, changed[0] @ v, atol=1e-9)
        left[name] = np.abs(page["linear_probe"](changed, labels)[:-1]).max()
    assert left["mean_direction"] < 1e-9 < 1e-2 < left["probe_direction"]


def test_the_control_check_takes_a_list_as_well_as_a_tuple(page):
    spec = importlib.util.spec_from_file_location("checks_of_page", PAGE.parent / "checks_probing.py")
    checks = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(checks)
    assert checks.check_control(page["my_control"])
    assert checks.check_control(lambda *given: list(page["my_control"](*given)))
