"""What cells say about bad input: the argument's name, what was expected, what came."""

import numpy as np
import pytest
from helpers import BY_NAME, each_cell, parts, problem, random_like

from rnnlib.cells import GRUCell, LSTMCell, LSTMState, RNNCell


@pytest.mark.parametrize(("arguments", "error", "message"), [
    ({"input_size": 0}, ValueError, "^input_size: expected a whole number of at least 1, got 0"),
    ({"hidden_size": -3}, ValueError, "^hidden_size: expected a whole number of at least 1, got -3"),
    ({"input_size": 2.0}, TypeError, "^input_size: expected a whole number, got 2.0 of type float"),
    ({"hidden_size": True}, TypeError, "^hidden_size: expected a whole number, got True"),
    ({"hidden_size": None}, TypeError, "^hidden_size: expected a whole number, got None"),
    ({"dtype": np.float16}, TypeError, "^dtype: expected float32 or float64, got .*float16"),
    ({"dtype": int}, TypeError, "^dtype: expected float32 or float64, got .*int"),
    ({"dtype": None}, TypeError, "^dtype: expected float32 or float64, got None"),
    ({"dtype": "no dtype"}, TypeError, "^dtype: expected float32 or float64, got 'no dtype'"),
    ({"rng": None}, TypeError, "^rng: expected a numpy.random.Generator or an int seed, got None"),
    ({"rng": 1.5}, TypeError, "^rng: expected a numpy.random.Generator or an int seed, got 1.5"),
    ({"rng": -1}, ValueError, "^rng: expected a whole number of at least 0, got -1"),
])
@each_cell
def test_constructors_name_the_bad_argument(case, arguments, error, message):
    with pytest.raises(error, match=message):
        case.constructor(**({"input_size": 3, "hidden_size": 4, "rng": 0} | case.options | arguments))


@pytest.mark.parametrize(("constructor", "arguments", "error", "message"), [
    (RNNCell, {"activation": "sine"}, ValueError, "^activation: expected one of .*'tanh'.*, got 'sine'"),
    (RNNCell, {"activation": None}, ValueError, "^activation: expected one of .*, got None"),
    (LSTMCell, {"forget_bias": np.nan}, ValueError, "^forget_bias: expected a finite number .*, got nan"),
    (LSTMCell, {"forget_bias": 1e39, "dtype": "f4"}, ValueError, r"^forget_bias: .*, got 1e\+39"),
    (LSTMCell, {"forget_bias": "1"}, TypeError, "^forget_bias: expected a real number, got '1' of type str"),
    (GRUCell, {"reset_after": 1}, TypeError, "^reset_after: expected True or False, got 1"),
    (GRUCell, {"reset_after": None}, TypeError, "^reset_after: expected True or False, got None"),
])
def test_options_name_the_bad_argument(constructor, arguments, error, message):
    with pytest.raises(error, match=message):
        constructor(3, 4, rng=0, **arguments)


@each_cell
def test_randomness_has_no_default(case):
    with pytest.raises(TypeError, match="rng"):
        case.constructor(3, 4, **case.options)


@pytest.mark.parametrize(("batch_size", "error"), [(-1, ValueError), (1.0, TypeError), (None, TypeError)])
@each_cell
def test_the_initial_state_names_a_bad_batch_size(case, batch_size, error):
    with pytest.raises(error, match=f"^batch_size: expected a whole number.*, got {batch_size}"):
        case.build(3, 4).initial_state(batch_size)


def spoil(array, value):
    """A copy with one bad number in it."""
    copy = array.copy()
    copy[1, 2] = value
    return copy


BAD_ARRAYS = {  # from a good array (2, n) to a bad one; the error; what the message says after the name
    "list": (lambda a: a.tolist(), TypeError, "expected a NumPy array, got list"),
    "none": (lambda a: None, TypeError, "expected a NumPy array, got NoneType"),
    "integers": (lambda a: a.astype(int), TypeError, "expected dtype float64, got int64"),
    "other precision": (lambda a: a.astype(np.float32), TypeError, "expected dtype float64, got float32"),
    "complex": (lambda a: a.astype(complex), TypeError, "expected dtype float64, got complex128"),
    "nan": (lambda a: spoil(a, np.nan), ValueError, r"expected finite numbers, got nan at index \(1, 2\)"),
    "infinity": (lambda a: spoil(a, -np.inf), ValueError, r"expected finite numbers, got -inf at index"),
    "one axis": (lambda a: a[0], ValueError, r"expected shape \({rows}, {n}\), got \({n},\)"),
    "columns": (lambda a: a[:, 1:], ValueError, r"expected shape \({rows}, {n}\), got \(2, {less}\)"),
}
each_bad_array = pytest.mark.parametrize("bad", BAD_ARRAYS)


@each_bad_array
@pytest.mark.parametrize("argument", ["x_t", "state", "dh_t", "dstate"])
@each_cell
def test_steps_name_the_bad_array(case, argument, bad):
    cell, x, state, dh, dstate = problem(case, 1, 2, 3, 4)
    break_it, error, message = BAD_ARRAYS[bad]
    good = {"x_t": x[0], "state": state, "dh_t": dh[0], "dstate": dstate}
    if argument == "dstate" and bad == "none" and case.name != "lstm":
        return  # None stands for no gradient; inside an LSTMState it does not
    width = 3 if argument == "x_t" else 4
    message = message.format(rows="B" if argument == "x_t" else 2, n=width, less=width - 1)
    for place in range(len(parts(good[argument]))):
        label, value = argument, break_it(parts(good[argument])[place])
        if isinstance(good[argument], LSTMState):
            label, value = f"{argument}.{'hc'[place]}", good[argument]._replace(**{"hc"[place]: value})
        cache = cell.forward(x[0], state)[2]
        given_ = good | {argument: value}
        with pytest.raises(error, match=f"^{label}: {message}"):
            cell.forward(given_["x_t"], given_["state"])
            cell.backward(given_["dh_t"], given_["dstate"], cache)


@each_cell
def test_batch_sizes_must_agree(case):
    cell, x, state, dh, dstate = problem(case, 1, 2, 3, 4)
    cache = cell.forward(x[0], state)[2]
    longer = random_like(cell.initial_state(3), np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"^state(\.h)?: expected shape \(2, 4\), got \(3, 4\)"):
        cell.forward(x[0], longer)
    with pytest.raises(ValueError, match=r"^dh_t: expected shape \(2, 4\), got \(3, 4\)"):
        cell.backward(np.zeros((3, 4)), dstate, cache)
    with pytest.raises(ValueError, match=r"^dstate(\.h)?: expected shape \(2, 4\), got \(3, 4\)"):
        cell.backward(dh[0], longer, cache)


@each_cell
def test_the_state_or_cache_of_another_kind_of_cell_is_refused(case):
    cell, x, state, dh, dstate = problem(case, 1, 2, 3, 4)
    other = problem(BY_NAME["rnn-tanh" if case.name == "lstm" else "lstm"], 1, 2, 3, 4)
    found = type(other.state).__name__
    with pytest.raises(TypeError, match=f"^state: expected .*, got {found}"):
        cell.forward(x[0], other.state)
    cache = cell.forward(x[0], state)[2]
    with pytest.raises(TypeError, match=f"^dstate: expected .*, got {found}"):
        cell.backward(dh[0], other.dstate, cache)
    for wrong in (None, tuple(cache), other.cell.forward(x[0], other.state)[2]):
        message = f"^cache: expected a .*Cache from forward, got {type(wrong).__name__}"
        with pytest.raises(TypeError, match=message):
            cell.backward(dh[0], dstate, wrong)
