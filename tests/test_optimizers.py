"""Optimisers: equal to torch.optim step by step, all or nothing on bad input, checkpoints bit for bit."""

import numpy as np
import pytest
import torch

from rnnlib import optimizers, schedules
from rnnlib.optimizers import SGD, Adam, AdamW, Optimizer, RMSProp

# id -> rnnlib's class and options, torch's class and options
PAIRS = {
    "sgd": (SGD, {}, torch.optim.SGD, {}),
    "sgd-decay": (SGD, {"weight_decay": 0.1}, torch.optim.SGD, {"weight_decay": 0.1}),
    "sgd-momentum": (SGD, {"momentum": 0.9}, torch.optim.SGD, {"momentum": 0.9}),
    "sgd-nesterov-decay": (SGD, {"momentum": 0.8, "nesterov": True, "weight_decay": 0.1}, torch.optim.SGD,
                           {"momentum": 0.8, "nesterov": True, "weight_decay": 0.1}),
    "sgd-momentum-decay": (SGD, {"momentum": 0.5, "weight_decay": 0.2}, torch.optim.SGD,
                           {"momentum": 0.5, "weight_decay": 0.2}),
    "rmsprop": (RMSProp, {}, torch.optim.RMSprop, {}),
    "rmsprop-options": (RMSProp, {"decay": 0.9, "epsilon": 1e-3, "weight_decay": 0.1}, torch.optim.RMSprop,
                        {"alpha": 0.9, "eps": 1e-3, "weight_decay": 0.1}),
    "rmsprop-momentum": (RMSProp, {"momentum": 0.9}, torch.optim.RMSprop, {"momentum": 0.9}),
    "adam": (Adam, {}, torch.optim.Adam, {}),
    "adam-options": (Adam, {"beta_1": 0.8, "beta_2": 0.95, "epsilon": 1e-3, "weight_decay": 0.1},
                     torch.optim.Adam, {"betas": (0.8, 0.95), "eps": 1e-3, "weight_decay": 0.1}),
    "adamw": (AdamW, {}, torch.optim.AdamW, {}),
    "adamw-options": (AdamW, {"beta_1": 0.8, "beta_2": 0.95, "epsilon": 1e-3, "weight_decay": 0.3},
                      torch.optim.AdamW, {"betas": (0.8, 0.95), "eps": 1e-3, "weight_decay": 0.3}),
}
each_pair = pytest.mark.parametrize("name", PAIRS)
SHAPES = {"W_xh": (4, 3), "b_h": (4,), "scale": ()}


def start(rng=0, dtype=np.float64):
    rng = np.random.default_rng(rng)
    return {name: np.asarray(rng.standard_normal(shape)).astype(dtype) for name, shape in SHAPES.items()}


def gradients(params, step):
    """Gradients that depend on the parameters and the step, and are 0 in some entries."""
    rng = np.random.default_rng([7, step])
    noise = {name: rng.standard_normal(value.shape) for name, value in params.items()}
    return {name: np.asarray(np.where(noise[name] < 0.5, np.sin(3 * value) + noise[name], 0.0), value.dtype)
            for name, value in params.items()}


def snapshot(opt, params):
    return {**opt.state_dict(), **{f"param.{name}": value.copy() for name, value in params.items()}}


def assert_identical(first, second):
    assert set(first) == set(second)
    for key, value in first.items():
        assert value.dtype == second[key].dtype
        np.testing.assert_array_equal(value, second[key], err_msg=key)


@each_pair
@pytest.mark.parametrize("scheduled", [False, True])
def test_fifty_steps_equal_torch(name, scheduled):
    mine, options, theirs, torch_options = PAIRS[name]
    rate = schedules.step_decay(0.05, 0.5, 10) if scheduled else 0.05
    opt, params = mine(rate, **options), start()
    twins = {key: torch.nn.Parameter(torch.tensor(value)) for key, value in start().items()}
    reference = theirs(twins.values(), lr=0.05, **torch_options)
    for step in range(50):
        opt.step(params, gradients(params, step))
        for key, value in gradients({k: v.detach().numpy() for k, v in twins.items()}, step).items():
            twins[key].grad = torch.tensor(value)
        reference.param_groups[0]["lr"] = 0.05 * 0.5 ** (step // 10) if scheduled else 0.05
        reference.step()
        for key, value in params.items():
            expected = twins[key].detach().numpy()
            np.testing.assert_allclose(value, expected, rtol=1e-12, atol=1e-12, err_msg=key)
    assert opt.steps == 50


@each_pair
def test_float32_stays_float32_and_views_are_changed_in_place(name):
    mine, options = PAIRS[name][:2]
    stacked = np.arange(24, dtype=np.float32).reshape(4, 6) / 24
    params = {"left": stacked[:, :2], "right": stacked[:, 2:], "column": np.ones((3, 2), np.float32)[:, 1]}
    before, columns = stacked.copy(), params["column"]
    opt = mine(0.1, **options)
    grads = {key: np.ones_like(value) for key, value in params.items()}
    copies = {key: value.copy() for key, value in grads.items()}
    for _ in range(3):
        opt.step(params, grads)
    assert (stacked < before).all() and (columns < 1).all()
    assert_identical(grads, copies)
    state = opt.state_dict()
    assert all(value.dtype == np.float32 for key, value in state.items() if key != "steps")


@each_pair
def test_every_rule_finds_the_minimum_of_a_bowl(name):
    mine, options = PAIRS[name][:2]
    options = {**options, "weight_decay": 0.0}
    params, opt = {"x": np.array([3.0, -2.0])}, mine(schedules.exponential_decay(0.1, 0.99), **options)
    for _ in range(600):
        opt.step(params, {"x": 2 * (params["x"] - 1.0) * np.array([1.0, 0.3])})
    np.testing.assert_allclose(params["x"], [1.0, 1.0], atol=0.02)


@each_pair
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_checkpoint_goes_on_bit_for_bit(name, dtype, tmp_path):
    mine, options = PAIRS[name][:2]
    make = lambda: mine(schedules.cosine(0.1, 20), **options)  # noqa: E731
    whole, params = make(), start(dtype=dtype)
    for step in range(7):
        whole.step(params, gradients(params, step))
    np.savez(tmp_path / "state.npz", **whole.state_dict())
    resumed, resumed_params = make(), {key: value.copy() for key, value in params.items()}
    with np.load(tmp_path / "state.npz") as state:
        resumed.load_state_dict(state)
    for step in range(7, 15):
        whole.step(params, gradients(params, step))
        resumed.step(resumed_params, gradients(resumed_params, step))
    assert_identical(snapshot(whole, params), snapshot(resumed, resumed_params))


def test_a_state_is_a_copy_both_ways():
    opt, params = Adam(0.1), start()
    opt.step(params, gradients(params, 0))
    state = opt.state_dict()
    kept = {key: value.copy() for key, value in state.items()}
    other = Adam(0.1)
    other.load_state_dict(state)
    opt.step(params, gradients(params, 1))
    other.step(start(), gradients(params, 2))
    assert_identical(state, kept)
    other.load_state_dict(state)
    for value in state.values():
        value[...] = 99
    assert_identical(other.state_dict(), kept)
    for value in other.state_dict().values():
        value[...] = 99
    assert_identical(other.state_dict(), kept)


def test_names_with_dots_and_a_fresh_state():
    opt, params = Adam(0.1), {"0.W_hh": np.ones(2), "0.1.b": np.ones(1)}
    fresh = opt.state_dict()
    assert set(fresh) == {"steps"} and fresh["steps"] == 0
    opt.step(params, {key: np.ones_like(value) for key, value in params.items()})
    state = opt.state_dict()
    assert set(state) == {"steps", *(f"{slot}.{name}" for slot in ("mean", "mean_square") for name in params)}
    other = Adam(0.1)
    other.load_state_dict(state)
    assert_identical(other.state_dict(), state)
    other.load_state_dict(fresh)
    assert_identical(other.state_dict(), fresh)


def test_the_schedule_is_asked_for_the_steps_0_1_2():
    asked = []
    opt, params = SGD(lambda step: asked.append(step) or 0.5 ** step), {"x": np.array([10.0])}
    for _ in range(3):
        opt.step(params, {"x": np.array([1.0])})
    assert asked == [0, 1, 2] and params["x"][0] == 10 - 1.75


def _wrong_steps():
    """name -> (params, grads, exception, pattern), given good parameters and gradients."""
    def change(key, value):
        return lambda p, g: (p, {**g, key: value})

    frozen = np.ones(4)
    frozen.flags.writeable = False
    return {
        "missing": (lambda p, g: (p, {k: v for k, v in g.items() if k != "b_h"}), ValueError,
                    r"^grads: expected the names .* missing \['b_h'\], unknown \[\]"),
        "extra": (change("W", np.ones(2)), ValueError, r"^grads: .* missing \[\], unknown \['W'\]"),
        "shape": (change("b_h", np.ones(3)), ValueError,
                  r"^grads\['b_h'\]: expected shape \(4,\), got \(3,\)"),
        "dtype": (change("b_h", np.ones(4, np.float32)), TypeError,
                  r"^grads\['b_h'\]: expected dtype float64, got float32"),
        "list": (change("b_h", [1.0] * 4), TypeError, r"^grads\['b_h'\]: expected a NumPy array, got list"),
        "nan": (change("scale", np.array(np.nan)), ValueError,
                r"^grads\['scale'\]: expected finite numbers, got nan"),
        "inf": (change("b_h", np.array([1, np.inf, 1, 1])), ValueError,
                r"^grads\['b_h'\]: expected finite numbers, got inf at index \(1,\)"),
        "no mapping": (lambda p, g: (p, list(g)), TypeError, "^grads: expected a mapping name -> array"),
        "list of names": (lambda p, g: (list(p), g), TypeError, "^params: expected a mapping name -> array"),
        "integers": (lambda p, g: ({**p, "b_h": np.ones(4, int)}, g), TypeError,
                     r"^params\['b_h'\]: expected dtype float32 or float64, got int64"),
        "nan parameter": (lambda p, g: ({**p, "scale": np.array(np.nan)}, g), ValueError,
                          r"^params\['scale'\]: expected finite numbers"),
        "read-only": (lambda p, g: ({**p, "b_h": frozen}, g), ValueError, r"^params\['b_h'\]: .* read-only"),
        "nothing": (lambda p, g: ({}, {}), ValueError, "^params: expected at least one parameter, got none"),
        "overflow": (lambda p, g: ({**p, "scale": np.array(1.7e308)}, {**g, "scale": np.array(-1.7e308)}),
                     OverflowError, "'scale'.*: expected finite float64 numbers.*clip the gradients"),
    }


@pytest.mark.parametrize("name", ["sgd", "sgd-momentum", "rmsprop-momentum", "adam", "adamw"])
@pytest.mark.parametrize("case", _wrong_steps())
@pytest.mark.parametrize("begun", [False, True])
def test_after_an_error_nothing_has_changed(name, case, begun):
    mine, options = PAIRS[name][:2]
    opt, params = mine(1.0, **options), start()
    if begun:
        opt.step(params, gradients(params, 0))
    before = snapshot(opt, params)
    change, error, pattern = _wrong_steps()[case]
    if case == "overflow" and name in ("adamw",):
        change = lambda p, g: (p, {**g, "scale": np.array(1e200)})  # noqa: E731  (its square overflows)
    wrong_params, wrong_grads = change(params, gradients(params, 1))
    with pytest.raises(error, match=pattern):
        opt.step(wrong_params, wrong_grads)
    assert_identical(snapshot(opt, params), before)
    opt.step(params, gradients(params, 1))
    assert opt.steps == begun + 1


def test_parameters_may_not_change_names_or_shapes_between_steps():
    opt, params = Adam(0.1), start()
    opt.step(params, gradients(params, 0))
    other = {"W_xh": params["W_xh"]}
    with pytest.raises(ValueError, match=r"^params: expected the names .* missing \['b_h', 'scale'\]"):
        opt.step(other, gradients(other, 1))
    for key, value, error in [("b_h", np.ones(5), ValueError), ("b_h", np.ones(4, np.float32), TypeError)]:
        other = {**params, key: value}
        with pytest.raises(error, match=r"^params\['b_h'\]: expected (shape|dtype)"):
            opt.step(other, gradients(other, 1))


@pytest.mark.parametrize(("rate", "error"), [(-0.1, ValueError), (np.nan, ValueError), ("0.1", TypeError),
                                             (None, TypeError)])
def test_bad_learning_rates(rate, error):
    with pytest.raises(error, match="^learning_rate: expected"):
        SGD(rate)
    opt, params = SGD(lambda step: rate), start()
    before = snapshot(opt, params)
    with pytest.raises(error, match="^learning_rate: expected"):
        opt.step(params, gradients(params, 0))
    assert_identical(snapshot(opt, params), before)


@pytest.mark.parametrize(("make", "options", "error", "name"), [
    (SGD, {"momentum": 1.0}, ValueError, "momentum"), (SGD, {"momentum": -0.1}, ValueError, "momentum"),
    (SGD, {"weight_decay": -1}, ValueError, "weight_decay"), (SGD, {"nesterov": 1}, TypeError, "nesterov"),
    (SGD, {"nesterov": True}, ValueError, "momentum"), (SGD, {"momentum": "0.9"}, TypeError, "momentum"),
    (RMSProp, {"decay": 1.0}, ValueError, "decay"), (RMSProp, {"epsilon": 0.0}, ValueError, "epsilon"),
    (RMSProp, {"momentum": 1.5}, ValueError, "momentum"),
    (RMSProp, {"weight_decay": 1j}, TypeError, "weight_decay"),
    (Adam, {"beta_1": 1.0}, ValueError, "beta_1"), (Adam, {"beta_2": -0.1}, ValueError, "beta_2"),
    (Adam, {"epsilon": 0}, ValueError, "epsilon"), (AdamW, {"beta_1": True}, TypeError, "beta_1"),
    (AdamW, {"weight_decay": -0.1}, ValueError, "weight_decay")])
def test_bad_options(make, options, error, name):
    with pytest.raises(error, match=f"^{name}.*: expected"):
        make(0.1, **options)


def _wrong_states():
    """name -> (change to a good state, exception, pattern)."""
    steps_and_slots = "^state: expected slots after step 0 and none before"
    return {
        "no mapping": (lambda s: [s], TypeError, "^state: expected a mapping from state_dict, got list"),
        "no steps": (lambda s: {k: v for k, v in s.items() if k != "steps"}, ValueError,
                     "^state: expected the key 'steps', got "),
        "negative": (lambda s: {**s, "steps": np.array(-1)}, ValueError, r"^state\['steps'\]: expected"),
        "fraction": (lambda s: {**s, "steps": np.array(1.5)}, TypeError, r"^state\['steps'\]: expected"),
        "many": (lambda s: {**s, "steps": np.array([1, 2])}, TypeError, r"^state\['steps'\]: expected"),
        "other slot": (lambda s: {**s, "velocity.b_h": np.ones(4)}, ValueError,
                       r"^state: expected slots \['mean', 'mean_square'\] of Adam, got 'velocity.b_h'"),
        "no dot": (lambda s: {**s, "mean": np.ones(4)}, ValueError, "^state: expected slots .*, got 'mean'"),
        "no string": (lambda s: {**s, 3: np.ones(4)}, ValueError, "^state: expected slots .*, got 3"),
        "missing slot": (lambda s: {k: v for k, v in s.items() if k != "mean.b_h"}, ValueError,
                         r"^state: expected \['mean', 'mean_square'\] of 'b_h'"),
        "shapes": (lambda s: {**s, "mean.b_h": np.ones(5)}, ValueError, "of 'b_h', of one shape and dtype"),
        "list": (lambda s: {**s, "mean.b_h": [1.0]}, TypeError,
                 r"^state\['mean.b_h'\]: expected a NumPy array"),
        "nan": (lambda s: {**s, "mean.b_h": np.full(4, np.nan)}, ValueError,
                r"^state\['mean.b_h'\]: expected finite"),
        "slots gone": (lambda s: {"steps": s["steps"]}, ValueError, steps_and_slots),
        "slots early": (lambda s: {**s, "steps": np.array(0)}, ValueError, steps_and_slots),
    }


@pytest.mark.parametrize("case", _wrong_states())
def test_a_wrong_state_is_refused_and_changes_nothing(case):
    opt, params = Adam(0.1), start()
    opt.step(params, gradients(params, 0))
    before = opt.state_dict()
    change, error, pattern = _wrong_states()[case]
    with pytest.raises(error, match=pattern):
        opt.load_state_dict(change(opt.state_dict()))
    assert_identical(opt.state_dict(), before)


def test_a_rule_of_ones_own():
    class Sign(Optimizer):
        slots = ("count",)

        def _update(self, value, grad, rate, memory):
            return value - rate * np.sign(grad), {"count": memory["count"] + 1}

    opt, params = Sign(0.5), {"x": np.array([1.0, 2.0])}
    for _ in range(2):
        opt.step(params, {"x": np.array([3.0, -4.0])})
    np.testing.assert_array_equal(params["x"], [0.0, 3.0])
    np.testing.assert_array_equal(opt.state_dict()["count.x"], [2.0, 2.0])
    with pytest.raises(NotImplementedError, match=r"^Optimizer has no _update"):
        optimizers.Optimizer(0.1).step(params, {"x": np.array([3.0, -4.0])})
