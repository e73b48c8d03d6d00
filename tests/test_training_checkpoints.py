"""Checkpoints: going on bit for bit, interruptions at every point, files that are damaged or foreign."""

import json
import os
import pickle
import zipfile

import numpy as np
import pytest
from trainings import OPTIMIZERS, classifying, everything, regressing, writing

from rnnlib.layers import GRU, LSTM, RNN, Dense, Stacked
from rnnlib.models import SequenceClassifier, SequenceRegressor
from rnnlib.optimizers import SGD, Adam
from rnnlib.training import Batches, Trainer
from rnnlib.training import archive as archives

PROBLEMS = {"classifying": classifying, "writing": writing}
each_problem = pytest.mark.parametrize("problem", PROBLEMS.values(), ids=list(PROBLEMS))


class Stop(Exception):
    """What interrupts a training here."""


def stop_at(count):
    """A progress function that raises when it is called for the count-th time."""
    calls = iter(range(1, count + 1))

    def progress(_):
        if next(calls) == count:
            raise Stop

    return progress


@each_problem
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_resumed_training_equals_one_that_never_stopped(problem, optimizer, tmp_path):
    whole, train = problem(optimizer)
    whole.fit(train, 6, validation=list(train))
    path = tmp_path / "run.npz"
    for epochs in (1, 4, 6):
        trainer, train = problem(optimizer, seed=99)  # what the seed was does not matter any more
        if epochs > 1:
            trainer.load(path)
        else:
            trainer, train = problem(optimizer)
        trainer.fit(train, epochs, validation=list(train), checkpoint=path)
    assert everything(trainer) == everything(whole)
    assert trainer.history == whole.history and len(whole.history) == 6
    assert trainer.history.steps == whole.history.steps
    assert sorted(os.listdir(tmp_path)) == ["run.npz"]
    trainer.use_best()
    whole.use_best()
    assert everything(trainer) == everything(whole)


@pytest.mark.parametrize("kind", [np.random.PCG64, np.random.MT19937, np.random.Philox, np.random.SFC64,
                                  np.random.PCG64DXSM])
def test_every_kind_of_random_generator_goes_on(kind, tmp_path):
    def make(seed):
        rng = np.random.Generator(kind(seed))
        rng.integers(0, 9, dtype=np.uint8)  # leaves half-used numbers in the generator
        layers = Stacked([RNN(2, 3, rng=0), RNN(3, 3, rng=0)], 0.5, rng=rng)  # dropout shares the generator
        model = SequenceClassifier(layers, Dense(3, 2, rng=0))
        return Trainer(model, SGD(0.1), rng=rng), rng

    _, train = classifying()
    (whole, rng), (half, _), (rest, rng_rest) = make(1), make(1), make(2)
    whole.fit(train, 4)
    half.fit(train, 2, checkpoint=tmp_path / "run")
    rest.load(tmp_path / "run")
    rest.fit(train, 4)
    assert everything(rest) == everything(whole) and rng.random() == rng_rest.random()


@each_problem
def test_an_interruption_anywhere_costs_one_epoch_at_most(problem, tmp_path):
    whole, train = problem()
    reports = []
    whole.fit(train, 3, validation=list(train), progress=reports.append)
    path = tmp_path / "run.npz"
    for count in range(1, len(reports) + 1):
        path.unlink(missing_ok=True)
        trainer, train = problem()
        with pytest.raises(Stop):
            trainer.fit(train, 3, validation=list(train), progress=stop_at(count), checkpoint=path)
        complete = sum(report.finished for report in reports[:count])
        assert len(trainer.history) == complete
        after, _ = problem(seed=99)  # another process
        if complete:
            after.load(path)
            assert everything(after) == everything(trainer)
            after.fit(train, 3, validation=list(train))
            assert everything(after) == everything(whole)
        trainer.fit(train, 3, validation=list(train))  # the same process
        assert everything(trainer) == everything(whole)


def test_an_interruption_in_data_or_validation_or_by_the_keyboard():
    whole, train = classifying()
    whole.fit(train, 2, validation=list(train))

    class Broken:
        """Data that stop in the middle of an epoch."""

        def __iter__(self):
            yield next(iter(train))
            raise KeyboardInterrupt

    for arguments in ({"train": Broken()}, {"train": train, "validation": Broken()}):
        trainer, _ = classifying()
        start = everything(trainer)
        with pytest.raises(KeyboardInterrupt):
            trainer.fit(epochs=2, **arguments)
        assert everything(trainer) == start
        trainer.fit(train, 2, validation=list(train))
        assert everything(trainer) == everything(whole)


def test_early_stopping_goes_on_after_a_break(tmp_path):
    whole, train = classifying("sgd")
    whole.optimizer.learning_rate = 3.0  # so large that the loss jumps
    whole.fit(train, 30, validation=list(train), patience=4)
    assert 5 < len(whole.history) < 30 and whole.history.best_epoch == len(whole.history) - 5
    path = tmp_path / "run.npz"
    for epochs in (1, 3, len(whole.history), 30):
        trainer, _ = classifying("sgd")
        trainer.optimizer.learning_rate = 3.0
        if epochs > 1:
            trainer.load(path)
        trainer.fit(train, epochs, validation=list(train), patience=4, checkpoint=path)
    assert everything(trainer) == everything(whole)
    loaded, _ = classifying("sgd")
    loaded.load(path)
    last = {name: value.copy() for name, value in loaded.model.params.items()}
    loaded.use_best()
    assert everything(loaded) == everything(whole)

    loaded.save(path)  # the best parameters are in the model, but training goes on from the last
    after, _ = classifying("sgd")
    after.load(path)
    assert all(np.array_equal(after.model.params[name], value) for name, value in last.items())
    loaded.load(path)
    assert everything(loaded) == everything(after)
    loaded.use_best()
    early, _ = classifying("sgd")
    early.fit(train, 1, validation=list(train), checkpoint=tmp_path / "early.npz")
    loaded.load(tmp_path / "early.npz")  # another place to go on from, though the best are in the model
    for trainer in (loaded, early):
        trainer.fit(train, 3)
    assert everything(loaded) == everything(early)


@pytest.mark.parametrize("where", ["savez", "fsync", "replace"])
@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()], ids=["disk", "keyboard"])
def test_a_write_that_fails_leaves_the_old_file(where, error, tmp_path, monkeypatch):
    path = tmp_path / "run.npz"
    trainer, train = classifying()
    trainer.fit(train, 1, checkpoint=path)
    before = path.read_bytes()
    with monkeypatch.context() as patch:
        def fail(file, *_, **__):
            if where == "savez":
                file.write(b"half of it")
            raise error

        patch.setattr(np if where == "savez" else os, where, fail)
        with pytest.raises(type(error)):
            trainer.fit(train, 2, checkpoint=path)
    assert path.read_bytes() == before and os.listdir(tmp_path) == ["run.npz"]
    assert len(trainer.history) == 2  # the epoch itself was complete
    trainer.save(path)
    again, _ = classifying()
    again.load(path)
    assert everything(again) == everything(trainer)


def test_a_path_that_does_not_exist(tmp_path):
    trainer, _ = classifying()
    with pytest.raises(FileNotFoundError, match=r"nowhere\.npz"):
        trainer.load(tmp_path / "nowhere.npz")
    with pytest.raises(FileNotFoundError, match="nowhere"):
        trainer.save(tmp_path / "nowhere" / "run.npz")


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    """The bytes of a small checkpoint of `regressing`, two epochs with validation."""
    path = tmp_path_factory.mktemp("checkpoint") / "run.npz"
    trainer, train = small()
    trainer.fit(train, 2, validation=train, checkpoint=path)
    return path.read_bytes()


def small():
    """A trainer with Adam, so that there are slots."""
    trainer, train = regressing()
    return Trainer(trainer.model, Adam(0.1), rng=1), train


def refused(path, message, trainer=None):
    """Loading raises ValueError that names the file, and changes nothing."""
    trainer = trainer or small()[0]
    before = everything(trainer)
    with pytest.raises(ValueError, match=message) as info:
        trainer.load(path)
    assert str(path) in str(info.value)
    assert everything(trainer) == before


def test_a_truncated_file_is_refused(checkpoint, tmp_path):
    path = tmp_path / "run.npz"
    for length in [*range(0, len(checkpoint), 97), len(checkpoint) - 1]:
        path.write_bytes(checkpoint[:length])
        refused(path, "expected a complete checkpoint of rnnlib, got a damaged or foreign file")


def test_a_changed_byte_is_refused_or_does_no_harm(checkpoint, tmp_path):
    path = tmp_path / "run.npz"
    path.write_bytes(checkpoint)
    good, _ = small()
    good.load(path)
    wanted, caught = everything(good), 0
    positions = np.random.default_rng(0).choice(len(checkpoint), 400, replace=False)
    for position in positions:
        damaged = bytearray(checkpoint)
        damaged[position] ^= 0x5A
        path.write_bytes(damaged)
        trainer, _ = small()
        before = everything(trainer)
        try:
            trainer.load(path)
        except ValueError as error:
            caught += 1
            assert str(path) in str(error) and everything(trainer) == before
        else:  # a byte of the zip's own notes, such as a date
            assert everything(trainer) == wanted
    assert caught > 250


def objects(path):
    """Write an archive that holds a pickled object."""
    np.savez(path, facts=np.array([{"format": "rnnlib checkpoint"}], dtype=object))


def one_array(path):
    """Write an .npy file."""
    with open(path, "wb") as file:
        np.save(file, np.zeros(3))


def text_in_zip(path, text):
    """Write a zip with one part, which is no array."""
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("facts.npy", text)


@pytest.mark.parametrize("write", [
    lambda path: path.write_bytes(b""),
    lambda path: path.write_text("this is no checkpoint\n"),
    lambda path: path.write_bytes(pickle.dumps({"params": [1, 2]})),
    lambda path: np.zeros(3).dump(path),
    one_array,
    lambda path: np.savez(path, weights=np.zeros(3)),
    lambda path: np.savez(path, facts=np.zeros(3)),
    lambda path: np.savez(path, facts=np.frombuffer(b"[1, 2]", np.uint8)),
    lambda path: np.savez(path, facts=np.frombuffer(b"\xff\xfe", np.uint8)),
    objects,
    lambda path: text_in_zip(path, "{}"),
], ids=["empty", "text", "pickle", "dump", "npy", "npz", "no-json", "list", "no-utf8", "objects", "no-array"])
def test_a_foreign_file_is_refused(write, tmp_path):
    path = tmp_path / "run.npz"
    write(path)
    refused(path, "expected a complete checkpoint of rnnlib, got a damaged or foreign file")


def test_nothing_in_a_file_is_ever_executed(tmp_path):
    class Trap:
        """What a pickle would run."""

        def __reduce__(self):
            return (os.mkdir, (str(tmp_path / "sprung"),))

    path = tmp_path / "run.npz"
    np.savez(path, facts=np.array([Trap()], dtype=object))
    refused(path, "damaged or foreign")
    assert not (tmp_path / "sprung").exists()


def put(group, key, value):
    """Put a value in place of an array or an entry of the facts; Ellipsis takes it away."""
    def apply(arrays, facts):
        history = facts["history"]
        at = {"arrays": arrays, "facts": facts, "history": history, **history}[group]
        if value is ...:
            del at[key]
        else:
            at[key] = value
    return apply


B_Y = "output.b_y"


@pytest.mark.parametrize(("change", "message"), [
    (put("facts", "format", "another"), "format: expected 'rnnlib checkpoint', got 'another'"),
    (put("facts", "version", 2), "version: expected 1, got 2"),
    (put("facts", "model", ...), "model: expected .*, got None"),
    (put("facts", "history", ...), "history: expected a dict, got NoneType"),
    (put("facts", "generators", []), "generators: expected 1 states, got 0"),
    (put("facts", "generators", None), "generators: expected 1 states, got NoneType"),
    (put("facts", "generators", [3]), "generators: expected a state of PCG64, got one of int"),
    (put("facts", "generators", [{"bit_generator": "PCG64"}]), "generators: expected a state of PCG64"),
    (put("facts", "generators", [np.random.MT19937(0).state]), "state of PCG64, got one of MT19937"),
    (put("history", "steps", []), r"history\['steps'\]: expected a dict, got list"),
    (put("steps", "loss", [1.0]), r"history\['steps'\]: expected lists of one length"),
    (put("steps", "loss", 1.0), r"history\['steps'\]\['loss'\]: expected a list, got float"),
    (put("steps", "loss", [1.0, "2"]), r"history\['steps'\]\['loss'\]: expected a real number"),
    (put("epochs", "steps", [1, 2]), "history: expected 3 steps, as the epochs have, got 2"),
    (put("epochs", "steps", [1, 0]), "expected a whole number of at least 1"),
    (put("epochs", "validation_loss", [None, None]), r"best: expected the arrays \[\], got \['output"),
    (put("epochs", "seconds", [1.0, 2.0]), r"history\['epochs'\]: expected the keys"),
    (put("arrays", f"params/{B_Y}", ...), "params: expected the arrays"),
    (put("arrays", "params/output.more", np.zeros(1)), "params: expected the arrays"),
    (put("arrays", f"params/{B_Y}", np.zeros(2)), r"params/output.b_y: expected shape \(1,\), got \(2,\)"),
    (put("arrays", f"params/{B_Y}", np.zeros(1, np.float32)), "params/output.b_y: expected dtype float64"),
    (put("arrays", f"params/{B_Y}", np.full(1, np.nan)), "params/output.b_y: expected finite"),
    (put("arrays", f"best/{B_Y}", ...), "best: expected the arrays"),
    (put("arrays", f"best/{B_Y}", np.zeros(2)), "best/output.b_y: expected shape"),
    (put("arrays", "optimizer/steps", ...), "optimizer: expected the arrays"),
    (put("arrays", "optimizer/steps", np.array(-1)), "optimizer/steps: expected a whole number of at least"),
    (put("arrays", "optimizer/steps", np.zeros(2)), "optimizer/steps: expected a whole number"),
    (put("arrays", f"optimizer/mean.{B_Y}", ...), "optimizer: expected the arrays"),
    (put("arrays", f"optimizer/mean.{B_Y}", np.zeros(2)), "optimizer/mean.output.b_y: expected shape"),
    (put("arrays", "other", np.zeros(2)), "arrays: expected keys that begin with params, best, optimizer"),
])
def test_contents_that_do_not_fit_are_refused(change, message, checkpoint, tmp_path):
    path = tmp_path / "run.npz"
    path.write_bytes(checkpoint)
    arrays, facts = archives.read_archive(path)
    change(arrays, facts)
    archives.write_archive(path, arrays, facts)
    refused(path, message)


def trainer_of(recurrent, optimizer=None, kind=SequenceRegressor, **options):
    """A trainer that differs from `small` in something."""
    output = Dense(recurrent.output_size, 1, rng=0, dtype=recurrent.dtype)
    return Trainer(kind(recurrent, output, **options), optimizer or Adam(0.1), rng=0)


F64 = {"rng": 0, "dtype": np.float64}


@pytest.mark.parametrize(("other", "message"), [
    (lambda: trainer_of(LSTM(1, 3, **F64)), "model: expected .*LSTM.*, got .*RNN"),
    (lambda: trainer_of(RNN(1, 4, **F64)), "model: expected .*'hidden_size': 4"),
    (lambda: trainer_of(RNN(1, 3, rng=0)), "model: expected .*float32"),
    (lambda: trainer_of(RNN(1, 3, activation="relu", **F64)), "model: expected .*relu"),
    (lambda: trainer_of(RNN(1, 3, **F64), outputs="every"), "model: expected .*every"),
    (lambda: trainer_of(RNN(1, 3, **F64), kind=SequenceClassifier), "model: expected .*SequenceClassifier"),
    (lambda: trainer_of(RNN(1, 3, **F64), SGD(0.1)), "optimizer: expected 'SGD', got 'Adam'"),
    (lambda: Trainer(small()[0].model, Adam(0.1), rng=np.random.Generator(np.random.MT19937(0))),
     "generators: expected a state of MT19937, got one of PCG64"),
])
def test_a_checkpoint_of_another_training_is_refused(other, message, checkpoint, tmp_path):
    path = tmp_path / "run.npz"
    path.write_bytes(checkpoint)
    refused(path, message, other())


def test_layers_of_ones_own_train_but_are_not_stored(tmp_path):
    class Own(GRU):
        """A kind of layer that no checkpoint knows."""

    model = SequenceRegressor(Own(1, 3, **F64), Dense(3, 1, **F64))
    trainer, train = Trainer(model, SGD(0.1), rng=0), regressing()[1]
    with pytest.raises(TypeError, match="layer: expected one of .*, got Own"):
        trainer.fit(train, 2, checkpoint=tmp_path / "run.npz")
    assert len(trainer.history) == 0 and os.listdir(tmp_path) == []
    assert len(trainer.fit(train, 2)) == 2


def test_facts_hold_what_json_can_store(tmp_path):
    path = tmp_path / "run.npz"
    facts = {"n": np.int64(3), "key": {"state": np.arange(3, dtype=np.uint64) + 2**63}, "f": 0.1 + 0.2}
    archives.write_archive(path, {}, facts)
    found = archives.read_archive(path)[1]
    assert (found["n"], found["f"]) == (3, 0.1 + 0.2)
    assert found["key"]["state"].dtype == np.uint64 and (found["key"]["state"] == facts["key"]["state"]).all()
    for value, error in ((np.zeros(2), TypeError), (object(), TypeError), (float("nan"), ValueError)):
        with pytest.raises(error):
            archives.write_archive(path, {}, {"value": value})
    assert json.loads(np.load(path)["facts"].tobytes())["n"] == 3


def test_a_checkpoint_carries_a_batch_order_of_shuffled_data(tmp_path):
    orders = []
    for breaks in (False, True):
        trainer, _ = regressing()
        x = np.arange(6.0).reshape(1, 6, 1) / 10
        data, seen = Batches(x, x[0], 1), []

        def train(rng, data=data, seen=seen):
            for batch in data(rng):
                seen.append(batch.x.item())
                yield batch

        trainer.fit(train, 2, checkpoint=tmp_path / "run.npz")
        if breaks:
            trainer, _ = regressing(seed=7)
            trainer.load(tmp_path / "run.npz")
        trainer.fit(train, 4)
        orders.append(seen)
    assert orders[0] == orders[1] and len(orders[0]) == 24
    assert len({tuple(orders[0][k:k + 6]) for k in range(0, 24, 6)}) == 4
