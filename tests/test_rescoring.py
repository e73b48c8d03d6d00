"""Page 6.2.2: its splits, its list of hypotheses against all labellings, and its models as probabilities."""

from itertools import product
from pathlib import Path

import jiwer
import numpy as np
import pytest
from pages import names_of

from rnnlib.metrics import edit_distance

PAGE = Path(__file__).parent.parent / "chapters/06-applications/rescoring.ipynb"
DEFINITIONS = ("from itertools", "rule =", "SEEDS =", "digits =", "def n_best", "END =", "SHARE =",
               "class NumberModel")


@pytest.fixture(scope="module")
def names():
    """What the page's cells define that train nothing."""
    return names_of(PAGE, lambda source: source.startswith(DEFINITIONS))


def test_no_number_and_no_voice_is_in_two_parts(names):
    parts = [names["learn"], names["tuning"], *names["tests"]]
    assert [len(part) for part in parts] == [4000, 100, 100, 100, 100]
    assert len(set(sum(parts, []))) == 4400
    voices = names["VOICES"]
    assert sorted(np.concatenate(list(voices.values())).tolist()) == list(range(24))
    spoken = names["digits"].voice_names
    for part in voices.values():
        assert len({spoken[v].split("+")[0] for v in part}) == 8 and sum(v % 2 == 0 for v in part) == 4


def test_the_list_is_that_of_all_labellings(names):
    rng = np.random.default_rng(0)
    log_p = np.log(rng.dirichlet(np.full(11, 0.3), 4) + 1e-6)
    sums = {}
    for labelling in product(range(11), repeat=4):
        text = "".join(str(label) for label in labelling if label != names["OTHER"])
        sums[text] = sums.get(text, 0) + np.exp(log_p[np.arange(4), labelling].sum())
    texts, scores = names["n_best"](log_p, 11**4)
    assert len(texts) == len(set(texts)) == len(sums) and (np.diff(scores) <= 0).all()
    np.testing.assert_allclose(np.exp(scores), [sums[text] for text in texts], rtol=1e-9)
    few, shorter = names["n_best"](log_p, 40)
    assert len(few) == 40 and few[0] == texts[0]
    assert (shorter <= [np.log(sums[text]) + 1e-9 for text in few]).all()


def test_other_sounds_leave_the_words_as_they_are(names):
    rng, counts = np.random.default_rng(0), np.zeros(2)
    for _ in range(500):
        labels = names["with_others"]("0471", rng)
        assert "".join(str(label) for label in labels if label != names["OTHER"]) == "0471"
        counts += len(labels) - 4, labels[-1] == names["OTHER"]
    assert counts[0] / 500 == pytest.approx(5 * 0.25, rel=0.1)  # 5 gaps, each 0.2 / 0.8 on average
    assert counts[1] / 500 == pytest.approx(0.2, abs=0.05)


def test_the_rules_give_what_the_generator_draws(names):
    dates = [f"{day:02}{month:02}{year}" for day in range(1, 32) for month in range(1, 13)
             for year in range(1950, 2030)]
    total = sum(names["rule_probability"](text) for text in dates)  # no other kind has eight words
    assert total == pytest.approx(0.3, rel=1e-9)
    rng = np.random.default_rng(3)
    drawn = [names["number"](rng) for _ in range(3000)]
    assert min(map(names["rule_probability"], drawn)) > 0
    assert np.mean([len(text) == 8 for text in drawn]) == pytest.approx(0.3, abs=0.04)
    for area in names["AREAS"][:2]:
        wanted = 0.4 * names["SHARE"][0][area]
        found = np.mean([len(text) == 9 and text[:3] == "0" + area for text in drawn])
        assert found == pytest.approx(wanted, abs=0.02)
    for wrong in ("", "4", "31021999", "123456789012", "00012000"):
        assert names["rule_probability"](wrong) == 0


def test_the_counts_score_words_and_the_end(names):
    for order in (1, 3):
        score = names["count_model"](order)
        model = names["NGrams"](names["stream"](names["learn"], order), order, 11)
        texts = ["0471", "", "31121999"]
        wanted = []
        for text in texts:
            ids = np.array([names["END"]] * max(order - 1, 1) + [*map(int, text), names["END"]])
            start = max(order - 1, 1)
            wanted.append(sum(np.log(model.probabilities(ids[:k])[ids[k]]) for k in range(start, len(ids))))
        np.testing.assert_allclose(score(texts), wanted, rtol=1e-9)


def test_the_network_reads_what_came_before_and_is_scored_to_the_end(names):
    x, y = names["batch_of"](["47", "0123"])
    assert x[:, 0].tolist()[:3] == [10, 4, 7] and y[:, 0].tolist() == [4, 7, 10, -1, -1]
    assert x[:, 1].tolist() == [10, 0, 1, 2, 3] and y[:, 1].tolist() == [0, 1, 2, 3, 10]


def test_word_error_rate_by_another_route():
    rng = np.random.default_rng(0)
    said = [" ".join(rng.choice(list("abc"), rng.integers(1, 9))) for _ in range(30)]
    heard = [" ".join(rng.choice(list("abc"), rng.integers(0, 9))) for _ in range(30)]
    errors = sum(edit_distance(h.split(), s.split()) for s, h in zip(said, heard, strict=True))
    assert jiwer.wer(said, heard) == pytest.approx(errors / sum(len(s.split()) for s in said))


def test_the_score_of_the_theory_is_the_posterior(names):
    """With alpha 1 and beta log 4 the score is the posterior's logarithm, gap by gap, up to a constant."""
    rng = np.random.default_rng(1)
    likelihood = np.exp(rng.normal(0, 2, (3, 11)))  # p(x_t | label), up to a factor
    log_p = np.log(likelihood / likelihood.sum(axis=1, keepdims=True))  # with all labels equally frequent
    prior = {}
    for labelling in product(range(11), repeat=3):
        chance, gap = 1.0, 0
        for label in [*labelling, None]:
            if label == names["OTHER"]:
                gap += 1
            else:
                chance, gap = chance * 0.8 * 0.2**gap, 0
        text = "".join(str(label) for label in labelling if label != names["OTHER"])
        prior[text] = prior.get(text, 0) + chance * np.prod(likelihood[np.arange(3), labelling])
    texts, scores = names["n_best"](log_p, 11**3)
    language = {text: rng.normal() for text in prior}
    theory = np.array([s + language[t] + len(t) * np.log(4) for t, s in zip(texts, scores, strict=True)])
    wanted = np.array([np.log(prior[text]) + language[text] for text in texts])
    np.testing.assert_allclose(theory - theory[0], wanted - wanted[0], atol=1e-9)
