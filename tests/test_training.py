"""Training: the loop learns, records, clips, carries states, stops early, and is the same every time."""

import copy
import json

import numpy as np
import pytest
from trainings import classes, classifying, everything, regressing, writing

from rnnlib.clipping import global_norm
from rnnlib.layers import GRU, LSTM, RNN, Bidirectional, Dense, Embedding
from rnnlib.losses import softmax_cross_entropy
from rnnlib.metrics import accuracy
from rnnlib.models import LanguageModel, SequenceClassifier
from rnnlib.optimizers import SGD, Adam
from rnnlib.schedules import step_decay
from rnnlib.text import contiguous_batches
from rnnlib.training import Batches, Trainer, evaluate
from rnnlib.unroll import truncated_bptt, unroll


def test_a_classifier_learns_what_no_constant_answer_can():
    (x, y, _), (x_new, y_new, _) = classes(200, 6, seed=1), classes(200, 6, seed=2)
    baseline = max(np.mean(y_new), 1 - np.mean(y_new))
    for seed in range(3):
        model = SequenceClassifier(LSTM(2, 8, rng=seed), Dense(8, 2, rng=seed))
        history = Trainer(model, Adam(0.02), rng=seed, max_norm=1.0).fit(Batches(x, y, 20), 12)
        right = accuracy(model.forward(x_new)[0].argmax(axis=-1), y_new)
        assert right > 0.9 > baseline + 0.3
        assert history.epochs["loss"][-1] < 0.3 < history.epochs["loss"][0]


def test_a_language_model_learns_what_counting_symbols_cannot():
    ids = np.tile([0, 1, 2, 0, 2, 1], 60)  # each symbol equally often: ln 3 nats without context
    train, test = contiguous_batches(ids[:300], 5, 6), contiguous_batches(ids[300:], 1, 6)
    model = LanguageModel(Embedding(3, 4, rng=0), GRU(4, 8, rng=0), Dense(8, 3, rng=0))
    Trainer(model, Adam(0.02), rng=0, carry_state=True).fit(train, 25)
    assert evaluate(model, test, carry_state=True) < 0.3 < np.log(3)


def test_carried_states_give_one_long_truncated_bptt():
    trainer, batches = writing(dtype=np.float64, length=6)
    trainer.optimizer.learning_rate = 0.0
    model, found = trainer.model, []

    def watch(progress):
        if not progress.finished:
            found.append(copy.deepcopy(model.grads))

    trainer.fit(batches, 1, progress=watch)
    windows = list(batches)
    weights = [x.size for x, _ in windows]
    assert len(set(weights)) > 1  # the last window is shorter
    x, y = (np.concatenate(arrays) for arrays in zip(*windows, strict=True))
    vectors = model.params["embedding.E"][x]
    h, _, caches = unroll(model.recurrent.to_cell(), vectors)
    loss, dy = softmax_cross_entropy(h @ model.params["output.W_hy"].T + model.params["output.b_y"], y)
    dx, _, grads = truncated_bptt(model.recurrent.to_cell(), dy @ model.params["output.W_hy"], caches, 6)
    expected = {f"recurrent.{name}": value for name, value in grads.items()}
    expected["output.W_hy"], expected["output.b_y"] = np.einsum("tbk,tbh->kh", dy, h), dy.sum(axis=(0, 1))
    expected["embedding.E"] = np.zeros((4, 3))
    np.add.at(expected["embedding.E"], x, dx)
    assert set(expected) == set(model.params)
    for name, value in expected.items():
        mean = sum(w * grads[name] for w, grads in zip(weights, found, strict=True)) / sum(weights)
        np.testing.assert_allclose(mean, value, rtol=1e-10, atol=1e-15, err_msg=name)
    assert trainer.history.epochs["loss"] == [pytest.approx(loss, rel=1e-13)]
    assert evaluate(model, batches, carry_state=True) == pytest.approx(loss, rel=1e-13)
    apart = sum(model.loss(model.forward(x)[0], y)[0] * x.size for x, y in windows) / sum(weights)
    assert evaluate(model, batches) == pytest.approx(apart, rel=1e-13) and abs(apart - loss) > 1e-6


@pytest.mark.parametrize("problem", [classifying, writing])
def test_the_same_seed_gives_the_same_training(problem):
    ends = []
    for seed in (3, 3, 4):
        trainer, train = problem(seed=seed)
        trainer.fit(train, 3, validation=train)
        ends.append(everything(trainer))
    assert ends[0] == ends[1]
    assert (ends[0]["model"] == ends[2]["model"]) is (problem is writing)  # the text is not shuffled


def test_history_says_what_happened():
    trainer, train = classifying("sgd")
    model, rate = trainer.model, step_decay(0.2, 0.5, 2)
    trainer.optimizer.learning_rate = rate
    twin, rng = copy.deepcopy(model), np.random.default_rng(3)
    history = trainer.fit(train, 2, validation=list(train))
    assert history is trainer.history and len(history) == 2

    losses, norms, weights = [], [], []
    for _ in range(2):
        for x, targets, lengths, _ in train(rng):
            y, _ = twin.forward(x, lengths=lengths, training=True)
            loss, dy = twin.loss(y, targets)
            twin.backward(dy)
            norm = global_norm(twin.grads)
            for name, grad in twin.grads.items():
                shorter = grad * min(1, 0.5 / norm) * rate(len(losses))
                twin.params[name][...] -= shorter.astype(np.float32)
            losses.append(loss)
            norms.append(norm)
            weights.append(len(targets))
    assert max(norms) > 0.5 > min(norms)  # clipping matters
    assert history.steps["loss"] == pytest.approx(losses, rel=1e-5)
    assert history.steps["gradient_norm"] == pytest.approx(norms, rel=1e-4)
    assert history.steps["learning_rate"] == [rate(k) for k in range(6)] == [.2, .2, .1, .1, .05, .05]
    assert history.epochs["steps"] == [3, 3] and weights[:3] == [4, 4, 2]
    for k in range(2):
        part = slice(3 * k, 3 * k + 3)
        assert history.epochs["loss"][k] == pytest.approx(
            np.average(losses[part], weights=weights[part]), rel=1e-5)
        assert history.epochs["gradient_norm"][k] == pytest.approx(np.mean(norms[part]), rel=1e-4)
    assert history.epochs["learning_rate"] == [.1, .05]
    assert history.epochs["validation_loss"][-1] == pytest.approx(evaluate(twin, train), rel=1e-5)
    assert json.loads(json.dumps(history.to_dict())) == history.to_dict()


def test_lengths_and_masks_count_in_training():
    x, y, lengths = classes()
    model = SequenceClassifier(RNN(2, 3, rng=0), Dense(3, 2, rng=0), outputs="every")
    targets, mask = np.tile(y, (5, 1)), np.random.default_rng(0).random((5, 10)) < 0.6
    data = Batches(x, targets, 4, outputs="every", lengths=lengths, mask=mask)
    real = mask & (np.arange(5)[:, None] < lengths)
    for found, source in ((real, data), (mask, Batches(x, targets, 4, outputs="every", mask=mask))):
        history = Trainer(model, SGD(0.0), rng=0).fit(source, 1)
        expected = softmax_cross_entropy(model.forward(x)[0][found], targets[found])[0]
        assert history.epochs["loss"] == [pytest.approx(expected, rel=1e-6)]


def test_without_clipping_and_validation():
    trainer, train = regressing()
    before = {name: value.copy() for name, value in trainer.model.params.items()}
    history = trainer.fit(train, 1)
    moved = {name: value - before[name] for name, value in trainer.model.params.items()}
    assert global_norm(moved) == pytest.approx(0.1 * history.steps["gradient_norm"][0], rel=1e-12)
    assert history.epochs["validation_loss"] == [None] and history.best_epoch is None
    with pytest.raises(RuntimeError, match="use_best: expected a complete epoch with validation, got none"):
        trainer.use_best()


def test_evaluation_weighs_predictions_not_batches_and_never_drops():
    trainer, train = classifying()
    x, y, lengths = classes()
    model = trainer.model
    whole = model.loss(model.forward(x, lengths=lengths)[0], y)[0]
    assert evaluate(model, train) == pytest.approx(whole, rel=1e-6)
    states = [generator.bit_generator.state for generator in model.generators]
    evaluate(model, train)
    assert states == [generator.bit_generator.state for generator in model.generators]
    every = SequenceClassifier(RNN(2, 3, rng=0), Dense(3, 2, rng=0), outputs="every")
    targets, mask = np.tile(y, (5, 1)), np.arange(5)[:, None] != 1
    mask = mask & np.ones((5, 10), bool)
    batches = Batches(x, targets, 3, outputs="every", lengths=lengths, mask=mask)
    whole = every.loss(every.forward(x, lengths=lengths)[0], targets, lengths, mask)[0]
    assert evaluate(every, batches) == pytest.approx(whole, rel=1e-6)


class Scripted:
    """Validation data whose loss is near the number that is next in a list; the last one is repeated."""

    def __init__(self, x, losses):
        self.x, self.losses, self.calls = x, losses, 0

    def __iter__(self):
        root = self.losses[min(self.calls, len(self.losses) - 1)] ** 0.5
        self.calls += 1
        yield self.x, np.full((self.x.shape[1], 1), 100 * root)


LOSSES = [5, 3, 2, 4, 1, 6, 1.5, 7, 8]


@pytest.mark.parametrize(("patience", "epochs", "best"), [(1, 4, 2), (2, 7, 4), (3, 8, 4), (9, 9, 4)])
def test_early_stopping_restores_the_best_parameters(patience, epochs, best):
    trainer, train = regressing(0.01)
    seen = []

    def watch(progress):
        if progress.finished:
            seen.append({name: value.copy() for name, value in trainer.model.params.items()})

    validation = Scripted(train[0][0], LOSSES)
    history = trainer.fit(train, 9, validation=validation, patience=patience, progress=watch)
    assert (len(history), history.best_epoch) == (epochs, best) and len(seen) == epochs
    for name, value in trainer.model.params.items():
        np.testing.assert_array_equal(value, seen[best][name])
        assert (value != seen[-1][name]).any()


def test_training_goes_on_from_the_last_parameters_not_from_the_best():
    trainer, train = regressing(0.01)
    validation = Scripted(train[0][0], LOSSES)
    trainer.fit(train, 9, validation=validation, patience=1)
    assert len(trainer.history) == 4
    stopped = everything(trainer)
    trainer.fit(train, 9, validation=validation, patience=1)  # out of patience already
    assert everything(trainer) == stopped
    trainer.use_best()
    trainer.fit(train, 9, validation=validation)
    plain, _ = regressing(0.01)
    plain.fit(train, 9, validation=Scripted(train[0][0], LOSSES))
    assert everything(trainer) == everything(plain)
    plain.use_best()
    trainer.fit(train, 9, validation=validation, patience=20)
    assert everything(trainer) == everything(plain)


def test_epochs_are_counted_in_all():
    trainer, train = regressing()
    assert len(trainer.fit(train, 0)) == 0
    assert len(trainer.fit(train, 2)) == 2
    before = everything(trainer)
    trainer.fit(train, 1)
    assert everything(trainer) == before
    whole, _ = regressing()
    whole.fit(train, 5)
    trainer.fit(train, 5)
    assert everything(whole) == everything(trainer)


def test_nothing_is_printed(capsys):
    trainer, train = classifying()
    trainer.fit(train, 2, validation=train, patience=1)
    assert capsys.readouterr() == ("", "")


def test_divergence_is_an_error_and_leaves_the_last_complete_epoch():
    for batches, complete in ((1, 1), (2, 0)):
        trainer, train = regressing(1e160)
        start = everything(trainer)
        with pytest.raises(OverflowError):
            trainer.fit(train * batches, 5)
        assert len(trainer.history) == len(trainer.history.steps["loss"]) == complete
        assert (everything(trainer) == start) is (complete == 0)
        assert all(np.isfinite(value).all() for value in trainer.model.params.values())


BATCH = (np.zeros((4, 6, 1)), np.zeros((6, 1)))


@pytest.mark.parametrize(("arguments", "error", "message"), [
    ({"train": (batch for batch in [BATCH])}, TypeError, "train: .*got a generator, which is"),
    ({"train": 3}, TypeError, "train: expected an iterable of batches or a function .*, got int"),
    ({"train": []}, ValueError, "train: expected at least one batch, got none"),
    ({"train": [BATCH[0]]}, TypeError, r"train: expected batches \(x, targets\), got ndarray"),
    ({"train": [BATCH[:1]]}, ValueError, "train: expected batches .*, got 1 parts"),
    ({"train": [(BATCH[0], np.zeros((6, 2)))]}, ValueError, r"target: expected shape \(6, 1\)"),
    ({"epochs": -1}, ValueError, "epochs: expected a whole number of at least 0"),
    ({"epochs": 1.0}, TypeError, "epochs: expected a whole number"),
    ({"validation": iter([BATCH])}, TypeError, "validation: .*used up after one epoch; make it a list"),
    ({"validation": lambda rng: [BATCH]}, TypeError, "validation: expected an iterable .*, got function"),
    ({"validation": []}, ValueError, "batches: expected at least one batch, got none"),
    ({"patience": 3}, ValueError, "validation: expected data if there is patience, got None"),
    ({"patience": 0, "validation": [BATCH]}, ValueError, "patience: expected a whole number of at least 1"),
    ({"progress": "bar"}, TypeError, "progress: expected a function or None, got str"),
    ({"checkpoint": 3}, TypeError, "checkpoint: expected a path or None, got int"),
])
def test_bad_arguments_change_nothing(arguments, error, message):
    trainer, train = regressing()
    before = everything(trainer)
    with pytest.raises(error, match=message):
        trainer.fit(**{"train": train, "epochs": 2} | arguments)
    assert everything(trainer) == before


def test_trainers_that_cannot_be():
    model = regressing()[0].model
    two = SequenceClassifier(Bidirectional(RNN(2, 3, rng=0), RNN(2, 3, rng=1)), Dense(6, 2, rng=0))
    for arguments, error, message in [
        ({"model": model.recurrent}, TypeError, "model: expected a SequenceModel, got RNN"),
        ({"optimizer": "adam"}, TypeError, "optimizer: expected one of rnnlib.optimizers, got str"),
        ({"rng": None}, TypeError, "rng: expected"),
        ({"max_norm": 0}, ValueError, "max_norm"),
        ({"carry_state": 1}, TypeError, "carry_state: expected True or False"),
        ({"model": two, "carry_state": True}, ValueError, "carry_state: expected False"),
    ]:
        with pytest.raises(error, match=message):
            Trainer(**{"model": model, "optimizer": SGD(0.1), "rng": 0} | arguments)
