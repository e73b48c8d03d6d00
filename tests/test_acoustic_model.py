"""Page 6.2.1: its split keeps voices apart, and its targets are the phones that the recordings come with."""

from pathlib import Path

import numpy as np
import pytest
from pages import names_of

from rnnlib import datasets

PAGE = Path(__file__).parent.parent / "chapters/06-applications/acoustic-model.ipynb"


@pytest.fixture(scope="module")
def names():
    """What the page's cells define that prepare the data."""
    starts = ("digits =", "SPELLING", "size, hop", "raw =")
    return names_of(PAGE, lambda source: "import torch" in source or source.startswith(starts))


def test_no_voice_is_in_both_parts_and_every_accent_is_in_each(names):
    voices, train, test = names["digits"].voices, names["train"], names["test"]
    assert set(voices[train]).isdisjoint(voices[test])
    assert sorted([*train, *test]) == list(range(480)) and len(test) == 160
    spoken = names["digits"].voice_names
    accents = [{spoken[v].split("+")[0] for v in set(voices[part])} for part in (train, test)]
    assert accents[0] == accents[1] and len(accents[0]) == 8


def test_the_scale_comes_from_training_voices(names):
    heard = np.concatenate([names["clips"][i].numpy() for i in names["train"]])
    np.testing.assert_allclose(heard.mean(axis=0), 0, atol=1e-4)
    np.testing.assert_allclose(heard.std(axis=0), 1, atol=1e-4)


def test_targets_are_the_phones_at_the_middle_of_each_frame(names):
    digits = datasets.spoken_digits()
    for i in range(0, 480, 37):
        starts = [start for _, start in digits.phones[i]]
        for t, k in enumerate(names["targets"][i].tolist()):
            place = sum(start <= 80 * t + 40 for start in starts) - 1
            assert names["NAMES"][k] == names["SPELLING"][digits.labels[i]][place]
    assert len(names["NAMES"]) == len(set(names["NAMES"])) == names["K"] == 21
