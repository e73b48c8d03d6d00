"""Training replay: every sentence held to the stored record, and the record's beginning trained anew."""

import itertools
import re

import numpy as np
import pytest
from pictures import assert_axes_stay

from rnnlib import datasets
from rnnlib.demos import replay
from rnnlib.plotting.passages import Passage
from rnnlib.text import NGrams, Vocabulary
from tools import record_training

UPDATES = datasets.training_record().updates.tolist()
FRAMES = list(itertools.product(UPDATES, replay.TEMPERATURES))
NUMBER = r"([\d.]+)"


# ---------------------------------------------------------------- the record

def test_the_record_is_whole():
    record = datasets.training_record()
    S = len(record.updates)
    assert record.updates.tolist() == list(record_training.SNAPSHOTS) and record.updates[0] == 0
    assert (np.diff(record.updates) > 0).all() and S * len(replay.TEMPERATURES) <= 60
    assert record.training.shape == record.validation.shape == (3, S)
    assert record.test.shape == record.page_validation.shape == record.page_test.shape == (3,)
    assert set(record.texts) == {0.5, 1.0, 1.5} == {float(t) for t in replay.TEMPERATURES}
    for texts in record.texts.values():
        assert len(texts) == S and all(len(text) >= record_training.CHARACTERS for text in texts)
    ways = [(trial.way, trial.length, trial.columns) for trial in record.windows]
    assert ways == record_training.cuts() and all(t.validation.shape == (3,) for t in record.windows)
    numbers = [record.training, record.validation, record.test, record.page_validation, record.page_test,
               *(trial.validation for trial in record.windows)]
    assert all(np.isfinite(part).all() and (part > 1).all() and (part < 7).all() for part in numbers)


def test_the_record_tells_what_the_chapter_says():
    record = datasets.training_record()
    np.testing.assert_allclose(record.validation[:, 0], np.log2(70), atol=0.4)
    assert (np.diff(record.validation[:, :10], axis=1) < 0).all()
    assert (record.training[:, -1] < record.validation[:, -1] - 0.2).all()  # it overfits a little
    bits = replay.counting()
    assert (record.page_validation < bits[3] - 0.4).all() and (record.page_validation > bits[5]).all()
    assert (record.validation[:, -1] < bits[7]).all()
    by_way = {(t.way, t.length, t.columns): t.validation for t in record.windows}
    for length in (5, 20):
        carried, reset, shuffled = (by_way[way, length, 32] for way in record_training.WAYS)
        assert carried.max() < reset.min() and reset.mean() < shuffled.mean() - 0.01
        assert length > 5 or reset.max() < shuffled.min() - 0.1
    equal = [by_way["carried", *window] for window in ((5, 384), (20, 96), (60, 32))]
    means = [values.mean() for values in equal]
    assert max(means) - min(means) < 0.1 < means[2] - by_way["carried", 5, 32].mean()


def test_the_first_updates_give_the_first_snapshots_again():
    record, text = datasets.training_record(), record_training.Text()
    found = record_training.replay(text, 0, snapshots=(0, 5, 10), samples=False)
    np.testing.assert_allclose(found["validation"], record.validation[0, :3], atol=2e-3)
    np.testing.assert_allclose(found["training"], record.training[0, :3], atol=2e-3)
    other = record_training.replay(text, 1, snapshots=(0,), samples=False)
    np.testing.assert_allclose(other["validation"], record.validation[1, :1], atol=2e-3)
    assert abs(record.validation[0, 0] - record.validation[1, 0]) > 1e-3


def test_the_untrained_network_writes_what_is_stored(monkeypatch):
    monkeypatch.setattr(record_training, "CHARACTERS", 150)
    found = record_training.replay(record_training.Text(), 0, snapshots=(0,))
    for temperature, texts in datasets.training_record().texts.items():
        assert texts[0].startswith(found["texts"][str(temperature)][0]), temperature


def test_the_record_is_written_as_it_is_read():
    record = datasets.training_record()
    replays = [{"training": record.training[k].tolist(), "validation": record.validation[k].tolist(),
                "test": float(record.test[k]),
                "texts": {str(t): list(texts) for t, texts in record.texts.items()}} for k in range(3)]
    pages = [{"validation": float(v), "test": float(t)}
             for v, t in zip(record.page_validation, record.page_test, strict=True)]
    windows = {(t.way, t.length, t.columns): t.validation.tolist() for t in record.windows}
    written = record_training.assemble(replays, pages, windows)
    assert written.encode() == (datasets.data_folder() / "training.json").read_bytes()
    assert len(written) < 200_000


# ---------------------------------------------------------------- the demo

def test_every_sentence_follows_from_the_record():
    record = datasets.training_record()
    chapters = re.split(r"(?m)^CHAPTER ", datasets.alice())[1:]
    known = set(re.findall("[a-z]{3,}", "".join(chapters[:10]).lower()))
    for updates, temperature in FRAMES:
        sentence = replay.describe(updates, temperature)
        k = record.updates.tolist().index(updates)
        words = re.findall("[a-z]{3,}", record.texts[float(temperature)][k].lower())
        share, said, loss = map(float, re.search(
            rf"{NUMBER}% of the words written at temperature {NUMBER} are real .* costs {NUMBER} bits, ",
            sentence).groups())
        assert said == float(temperature)
        assert share == pytest.approx(100 * np.mean([word in known for word in words]), abs=0.501)
        assert loss == pytest.approx(record.validation[0, k], abs=0.00501)
        if updates:
            assert f"After {updates:,} updates" in sentence and f"read {1600 * updates:,} char" in sentence
        for bound, name, number in re.findall(rf"(less|more) than a ([\w-]+) model's {NUMBER}", sentence):
            n = {"unigram": 1, "bigram": 2}.get(name) or int(name.split("-")[0])
            exact = replay.counting()[n]
            assert float(number.rstrip(".")) == pytest.approx(exact, abs=0.00501)
            value = record.validation[0, k]
            assert (exact > value) if bound == "less" else (exact <= value)


def test_counting_is_the_chapters_and_has_the_best_discounts():
    chapters = re.split(r"(?m)^(?=CHAPTER )", datasets.alice())[1:]
    vocabulary = Vocabulary("".join(chapters[:10]), unknown="<unk>")
    train, held_out = vocabulary.encode("".join(chapters[:10])), vocabulary.encode(chapters[10])
    for n, discount in replay.ORDERS.items():
        tried = {d: NGrams(train, n, 70, discount=d).cross_entropy(held_out) for d in (0.5, 0.7, 0.8, 0.9)}
        assert min(tried, key=tried.get) == discount
        assert replay.counting()[n] == pytest.approx(tried[discount] / np.log(2), rel=1e-12)
    bits = list(replay.counting().values())
    assert bits == sorted(bits, reverse=True)


def test_sentences_and_pictures_do_not_hang_on_the_last_digits(monkeypatch):
    """What could differ between machines is what n-gram models need, computed here; no loss lies near it."""
    before = [replay.describe(*frame) for frame in FRAMES]
    bits = {n: value * (1 + 1e-12) for n, value in replay.counting().items()}
    monkeypatch.setattr(replay, "counting", lambda: bits)
    assert [replay.describe(*frame) for frame in FRAMES] == before
    gaps = np.abs(datasets.training_record().validation[0][:, None] - np.array(list(bits.values())))
    assert gaps.min() > 1e-4


def test_it_learns_to_write():
    shares = {t: [replay.share_of_words(u, t) for u in UPDATES] for t in replay.TEMPERATURES}
    for t, curve in shares.items():
        assert curve[0] < 0.1 and all(0 <= share <= 1 for share in curve), t
    assert shares["0.5"][-1] > 0.9 > shares["1.0"][-1] > 0.6 > shares["1.5"][-1] > shares["1.5"][0] + 0.1


def test_the_picture_shows_what_was_written():
    for updates, temperature in FRAMES[::5]:
        figure = replay.draw(updates, temperature)
        shown, = figure.findobj(Passage)
        text = replay.written(updates, temperature)
        letters = re.sub(r"\s", "", "".join(shown.lines)).replace(replay._MISSING, "<unk>")
        assert re.sub(r"\s", "", text).startswith(letters) and len(shown.lines) == replay.LINES
        assert max(map(len, shown.lines)) <= replay.COLUMNS
        marks = [line.get_xdata() for line in figure.axes[1].lines if len(line.get_xdata()) == 1]
        assert all(x[0] == updates for x in marks) and len(marks) == 2


def test_lines_are_laid_out_word_by_word():
    assert replay.lines_of("a bb\n\nccc dd", width=6, lines=3) == ["a bb", "ccc dd", ""]
    assert replay.lines_of("abcdefgh", width=5, lines=2) == ["abcde", "fgh"]
    assert replay.lines_of("<unk>", lines=1) == [replay._MISSING]


def test_axes_stay_where_they_are_and_nothing_is_cut_off():
    assert_axes_stay(replay.draw, ((0, "0.5"), (UPDATES[6], "1.5"), (UPDATES[-1], "1.0")))


@pytest.mark.parametrize(("frame", "message"), [
    ((7, "1.0"), "updates: expected one of"), ((0, "2.0"), "temperature: expected one of 0.5")])
def test_an_unknown_frame_is_refused(frame, message):
    with pytest.raises(ValueError, match=message):
        replay.share_of_words(*frame)
