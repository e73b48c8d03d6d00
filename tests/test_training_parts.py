"""The parts of training: batches, history, progress, generation."""

import io

import numpy as np
import pytest
from helpers import QUICK
from hypothesis import given
from hypothesis import strategies as st
from trainings import classifying, writing

from rnnlib.layers import RNN, Dense, Embedding
from rnnlib.models import LanguageModel
from rnnlib.text import sample
from rnnlib.training import Batches, History, Progress, ProgressLine, generate


@QUICK
@given(st.integers(1, 9), st.integers(1, 12), st.sampled_from(["every", "last"]), st.booleans())
def test_every_sample_comes_once_with_what_belongs_to_it(N, B, outputs, whole):
    T = 4
    x = np.arange(T * N * 2.0).reshape(T, N, 2)
    targets = x[:, :, :1] * 10 if outputs == "every" else x[-1] * 10
    lengths = None if whole else np.arange(N) % (T + 1)
    mask = None if whole else (x[:, :, 0] if outputs == "every" else x[0, :, 0]) % 3 == 0
    batches = Batches(x, targets, B, outputs=outputs, lengths=lengths, mask=mask)
    for run in (list(batches), list(batches(3))):
        assert len(run) == len(batches) == -(-N // B)
        assert [batch.x.shape[1] for batch in run[:-1]] == [B] * (len(run) - 1)
        order = np.concatenate([batch.x[0, :, 0] for batch in run]) / 2
        assert sorted(order) == list(range(N))
        for batch in run:
            chosen = (batch.x[0, :, 0] / 2).astype(int)
            np.testing.assert_array_equal(batch.x, x[:, chosen])
            wanted = batch.x[:, :, :1] if outputs == "every" else batch.x[-1]
            np.testing.assert_array_equal(batch.targets, wanted * 10)
            if whole:
                assert batch.lengths is None and batch.mask is None
            else:
                np.testing.assert_array_equal(batch.lengths, chosen % (T + 1))
                numbers = batch.x[:, :, 0] if outputs == "every" else batch.x[0, :, 0]
                np.testing.assert_array_equal(batch.mask, numbers % 3 == 0)


def test_batches_are_in_order_in_a_loop_and_shuffled_by_the_generator():
    x = np.arange(20).reshape(1, 20)
    batches = Batches(x, x[0], 6)
    flat = [np.concatenate([batch.targets for batch in run]).tolist()
            for run in (batches, batches, batches(1), batches(1), batches(2))]
    assert flat[0] == flat[1] == list(range(20))
    assert flat[2] == flat[3] and len({tuple(order) for order in flat}) == 3
    rng = np.random.default_rng(0)
    assert [b.targets.tolist() for b in batches(rng)] != [b.targets.tolist() for b in batches(rng)]
    with pytest.raises(TypeError, match="rng: expected"):
        batches(None)


@pytest.mark.parametrize(("change", "error", "message"), [
    ({"x": [[1.0]]}, TypeError, "x: expected a NumPy array, got list"),
    ({"targets": None}, TypeError, "targets: expected a NumPy array, got NoneType"),
    ({"x": np.zeros(3)}, ValueError, r"x: expected shape \(T, N, D\) or \(T, N\) with N >= 1, got \(3,\)"),
    ({"x": np.zeros((3, 0, 2))}, ValueError, "with N >= 1"),
    ({"targets": np.zeros(4)}, ValueError, r"targets: expected \(5,\) as leading axes, got shape \(4,\)"),
    ({"outputs": "every"}, ValueError, r"targets: expected \(3, 5\) as leading axes"),
    ({"outputs": "all"}, ValueError, "outputs: expected one of"),
    ({"batch_size": 0}, ValueError, "batch_size"),
    ({"lengths": np.full(5, 4)}, ValueError, "lengths: expected integers"),
    ({"lengths": np.zeros(5)}, TypeError, "lengths: expected an integer dtype"),
    ({"mask": np.zeros(5)}, TypeError, "mask: expected a bool array, got float64"),
    ({"mask": [True] * 5}, TypeError, "mask: expected a bool array, got list"),
    ({"mask": np.ones((3, 5), bool)}, ValueError, r"mask: expected shape \(5,\), got \(3, 5\)"),
])
def test_batches_that_cannot_be(change, error, message):
    with pytest.raises(error, match=message):
        Batches(**{"x": np.zeros((3, 5, 2)), "targets": np.zeros(5), "batch_size": 2} | change)


def test_history_by_hand():
    history = History()
    assert (len(history), history.best_epoch) == (0, None) and history == History()
    history.add_step(np.float32(2.0), 3.0, 0.5)
    history.add_step(1.0, 5.0, 0.25)
    history.end_epoch(1.25)
    assert history.best_epoch is None
    for loss in (7, 4.0, 4.0, 6.0):
        history.add_step(1.0, 1.0, 0.25)
        history.end_epoch(1.0, loss)
    assert history.best_epoch == 2  # the first of equals
    assert history.steps == {"loss": [2.0, 1.0, 1.0, 1.0, 1.0, 1.0], "gradient_norm": [3.0, 5.0, 1, 1, 1, 1],
                             "learning_rate": [0.5, 0.25, 0.25, 0.25, 0.25, 0.25]}
    assert {name: values[:2] for name, values in history.epochs.items()} == {
        "steps": [2, 1], "loss": [1.25, 1.0], "gradient_norm": [4.0, 1.0], "learning_rate": [0.25, 0.25],
        "validation_loss": [None, 7.0]}
    assert {type(value) for values in history.steps.values() for value in values} == {float}
    assert repr(history) == "History of 5 epochs, 6 steps"
    twin = History.from_dict(history.to_dict())
    assert twin == history
    twin.add_step(1.0, 1.0, 1.0)
    assert twin != history and len(history.steps["loss"]) == 6 and history != history.to_dict()
    with pytest.raises(ValueError, match="expected at least one step in an epoch"):
        history.end_epoch(1.0)


def test_progress_tells_every_step_and_every_epoch():
    trainer, train = classifying()
    reports = []
    history = trainer.fit(train, 2, validation=list(train), progress=reports.append)
    assert [(r.epoch, r.step, r.finished) for r in reports] == [
        (1, 1, False), (1, 2, False), (1, 3, False), (1, 3, True),
        (2, 1, False), (2, 2, False), (2, 3, False), (2, 3, True)]
    assert {(r.epochs, r.steps) for r in reports} == {(2, 3)}
    steps, ends = reports[:3] + reports[4:7], [reports[3], reports[7]]
    for name in ("loss", "gradient_norm", "learning_rate"):
        assert [getattr(r, name) for r in steps] == history.steps[name]
        assert [getattr(r, name) for r in ends] == history.epochs[name]
    assert [r.validation_loss for r in ends] == history.epochs["validation_loss"]
    assert {r.validation_loss for r in steps} == {None}


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


def screen(text):
    """What a terminal shows of a text, its lines without spaces at the end."""
    lines = []
    for line in text.split("\n"):
        shown = []
        for part in line.split("\r"):
            shown[:len(part)] = part
        lines.append("".join(shown).rstrip())
    return lines


def test_the_progress_line():
    plain, terminal = io.StringIO(), Terminal()
    lines = ProgressLine(plain), ProgressLine(terminal, width=10)
    shown = []
    for epoch in (9, 10):
        for step in range(1, 26):
            for line in lines:
                line(Progress(epoch, 12, step, 25, False, 123.456 if step < 9 else 0.00123, 1.0, 0.1))
            shown.append(screen(terminal.getvalue())[-1])
        for line in lines:
            line(Progress(epoch, 12, 25, 25, True, 1.2, 1.0, 0.1, 0.98765 if epoch == 9 else None))
    expected = ["epoch  9/12  loss 1.20  validation 0.988", "epoch 10/12  loss 1.20", ""]
    assert plain.getvalue().split("\n") == expected and screen(terminal.getvalue()) == expected
    assert shown[0] == "epoch  9/12  [..........]  loss 123."
    assert shown[12] == "epoch  9/12  [#####.....]  loss 0.00123"
    assert shown[24] == "epoch  9/12  [##########]  loss 0.00123"
    assert terminal.getvalue().count("\r") == 2 * (11 + 1)  # drawn when the bar grows, not at every step


def test_the_progress_line_of_an_unknown_number_of_steps_and_on_request():
    stream = io.StringIO()
    line = ProgressLine(stream, bar=True)
    line(Progress(1, 3, 4, None, False, 2.0, 1.0, 0.1))
    assert screen(stream.getvalue()) == ["epoch 1/3  step 4  loss 2.00"]
    trainer, train = writing()
    quiet, plain = ProgressLine(Terminal(), bar=False), io.StringIO()
    trainer.fit(train, 1, progress=quiet)
    assert "\r" not in quiet._stream.getvalue()
    trainer.fit(lambda rng: iter(list(train)), 2, progress=ProgressLine(plain))
    assert plain.getvalue() == f"epoch 2/2  loss {trainer.history.epochs['loss'][1]:#.3g}\n"
    for arguments, error, message in [({"stream": 3}, TypeError, "stream: expected something to write to"),
                                      ({"stream": plain, "width": 0}, ValueError, "width"),
                                      ({"stream": plain, "bar": 1}, TypeError, "bar: expected True")]:
        with pytest.raises(error, match=message):
            ProgressLine(**arguments)


def test_what_is_written_is_drawn_step_by_step_with_the_state_carried():
    model = writing()[0].model
    prompt = np.array([[0, 3], [2, 1], [1, 1]])
    found = generate(model, prompt, 8, 0.7, rng=5)
    rng, text = np.random.default_rng(5), prompt
    for _ in range(8):  # the whole text again at every step, from a state of zeros
        y, _ = model.forward(text)
        text = np.concatenate([text, sample(y[-1], 0.7, rng=rng)[None]])
    np.testing.assert_array_equal(found, text[3:])
    assert found.shape == (8, 2) and found.dtype == np.int64
    np.testing.assert_array_equal(generate(model, prompt[:, 0], 8, 0.0, rng=1),
                                  generate(model, prompt, 8, 0.0, rng=2)[:, 0])
    assert generate(model, prompt[:, 0], 0, rng=1).shape == (0,)
    assert (generate(model, prompt, 30, 2.0, rng=1) != generate(model, prompt, 30, 2.0, rng=2)).any()


def test_a_model_that_counts_writes_numbers_in_order():
    model = LanguageModel(Embedding(5, 5, rng=0), RNN(5, 5, rng=0), Dense(5, 5, rng=0))
    for name in model.params:
        model.params[name][...] = 0
    model.params["embedding.E"] = model.params["recurrent.W_xh"] = np.eye(5, dtype=np.float32)
    model.params["output.W_hy"] = np.roll(100 * np.eye(5, dtype=np.float32), 1, axis=0)
    assert generate(model, np.array([4, 0, 2]), 7, rng=0).tolist() == [3, 4, 0, 1, 2, 3, 4]


@pytest.mark.parametrize(("change", "error", "message"), [
    ({"model": None}, TypeError, "model: expected a LanguageModel, got NoneType"),
    ({"prompt": "To be"}, TypeError, "prompt: expected a NumPy array of integers"),
    ({"prompt": np.zeros(3)}, TypeError, "prompt: expected an integer dtype"),
    ({"prompt": np.array([4])}, ValueError, r"prompt: expected integers in \[0, 3\]"),
    ({"prompt": np.zeros(0, int)}, ValueError, r"prompt: expected shape \(T,\) or \(T, B\) with T >= 1"),
    ({"prompt": np.zeros((1, 1, 1), int)}, ValueError, "prompt: expected shape"),
    ({"length": -1}, ValueError, "length"),
    ({"temperature": -0.1}, ValueError, "temperature"),
    ({"rng": None}, TypeError, "rng: expected"),
])
def test_what_cannot_be_written(change, error, message):
    arguments = {"model": writing()[0].model, "prompt": np.array([1]), "length": 3, "rng": 0} | change
    with pytest.raises(error, match=message):
        generate(**arguments)
