"""rnnlib.pytorch: outputs, states and all gradients equal to torch.nn; round trips; copies."""

import warnings

import numpy as np
import pytest
import torch
from networks import Network, arrays, random_case
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from rnnlib.layers import GRU, LSTM, Dense, Embedding
from rnnlib.pytorch import from_torch, load_into, to_torch

NETWORKS = [Network(kind, depth, directions) for kind in ("rnn-tanh", "rnn-relu", "lstm", "gru-after")
            for depth in (1, 2, 3) for directions in (1, 2)]
each_network = pytest.mark.parametrize("network", NETWORKS, ids=lambda network: network.name)
each_dtype = pytest.mark.parametrize("dtype", [np.float32, np.float64])
TOLERANCE = {np.float32: 2e-6, np.float64: 1e-10}
TORCH = {"rnn-tanh": (torch.nn.RNN, {"nonlinearity": "tanh"}), "lstm": (torch.nn.LSTM, {}),
         "rnn-relu": (torch.nn.RNN, {"nonlinearity": "relu"}), "gru-after": (torch.nn.GRU, {})}
ROWS = {torch.nn.LSTM: "ifCo", torch.nn.GRU: "rzh"}  # the order of the gates in torch.nn's documentation


def build_module(network, D=2, H=3, dtype=np.float64, **options):
    """A module of torch.nn with random numbers in all weights, biases included."""
    module_class, own = TORCH[network.kind]
    module = module_class(D, H, network.depth, bidirectional=network.directions == 2, **own, **options)
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=generator) / 2)
    return module.to(torch.float64 if dtype == np.float64 else torch.float32)


def run_module(module, case):
    """What `case.results()` should be, from torch: outputs, states, and all gradients by our names."""
    count = module.num_layers * (1 + module.bidirectional)
    lstm = isinstance(module, torch.nn.LSTM)
    stacked = [np.stack(arrays(case.state)[k::1 + lstm]) for k in range(1 + lstm)]
    x, *start = (torch.tensor(np.nan_to_num(a), requires_grad=True) for a in (case.x, *stacked))
    start_0 = tuple(start) if lstm else start[0]
    if case.lengths is None:
        y, end = module(x, start_0)
    else:
        packed = pack_padded_sequence(x, torch.tensor(case.lengths), enforce_sorted=False)
        y, end = module(packed, start_0)
        y, _ = pad_packed_sequence(y, total_length=len(case.x))
    end = end if lstm else (end,)
    loss = (y * torch.tensor(np.nan_to_num(case.dy))).sum()
    for k, part in enumerate(end):
        loss = loss + (part * torch.tensor(np.stack(arrays(case.dstate)[k::1 + lstm]))).sum()
    loss.backward()

    def in_our_order(tensors):
        return [tensor[k].detach().numpy() for k in range(count) for tensor in tensors]

    return ({"y": y.detach().numpy(), "dx": x.grad.numpy()}
            | {f"final {k}": array for k, array in enumerate(in_our_order(end))}
            | {f"dstate {k}": array for k, array in enumerate(in_our_order([s.grad for s in start]))}
            | {f"d{name}": value for name, value in gradients_by_our_names(module).items()})


def gradients_by_our_names(module):
    """The gradients of a module's weights, cut and named as chapter 4 names them."""
    found, H = {}, module.hidden_size
    for k in range(module.num_layers):
        for direction in range(1 + module.bidirectional):
            prefix = f"{k}." if module.num_layers > 1 else ""
            prefix += ["forward.", "backward."][direction] if module.bidirectional else ""
            W_x, W_h, b, b_second = (getattr(module, f"{name}_l{k}{'_reverse' * direction}").grad.numpy()
                                     for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"))
            if isinstance(module, torch.nn.RNN):
                found |= {f"{prefix}W_xh": W_x, f"{prefix}W_hh": W_h, f"{prefix}b_h": b}
                continue
            for row, gate in enumerate(ROWS[type(module)]):
                rows = slice(row * H, (row + 1) * H)
                sign = -1 if gate == "z" else 1
                found[f"{prefix}W_{gate}"] = sign * np.concatenate([W_h[rows], W_x[rows]], axis=1)
                found[f"{prefix}b_{gate}"] = sign * b[rows]
            if isinstance(module, torch.nn.GRU):
                found[f"{prefix}b_hh"] = b_second[2 * H:]
    return found


def compare(layer, module, lengths, dtype):
    """Run both on the same random problem and compare everything."""
    case = random_case(layer, 5, 3, lengths)
    found, expected = case.results(), run_module(module, case)
    assert sorted(found) == sorted(expected)
    for name, value in expected.items():
        size = max(1, np.abs(value).max(initial=0))
        assert found[name].dtype == value.dtype == dtype
        np.testing.assert_allclose(found[name], value, rtol=0, atol=TOLERANCE[dtype] * size, err_msg=name)


@each_dtype
@pytest.mark.parametrize("lengths", [None, (2, 5, 1)], ids=["full", "lengths"])
@each_network
def test_from_torch_computes_the_same_with_all_gradients(network, lengths, dtype):
    module = build_module(network, dtype=dtype)
    compare(from_torch(module), module, lengths, dtype)


@each_dtype
@pytest.mark.parametrize("lengths", [None, (2, 4, 1)], ids=["full", "lengths"])
@each_network
def test_to_torch_computes_the_same_with_all_gradients(network, lengths, dtype):
    layer = network.build(2, 3, dtype=dtype)
    compare(layer, to_torch(layer), lengths, dtype)


@each_dtype
@each_network
def test_to_torch_and_back_returns_every_bit(network, dtype):
    layer = network.build(2, 3, dtype=dtype)
    for k, value in enumerate(layer.params.values()):
        value.flat[0] = (-0.0, 0.0)[k % 2]  # signs of zero, too
    again = from_torch(to_torch(layer))
    assert type(again) is type(layer) and list(again.params) == list(layer.params)
    for name, value in layer.params.items():
        assert again.params[name].tobytes() == value.tobytes(), name


@each_dtype
@each_network
def test_from_torch_and_back_returns_weights_and_sums_of_biases(network, dtype):
    module = build_module(network, dtype=dtype)
    again = to_torch(from_torch(module))
    assert type(again) is type(module) and again.state_dict().keys() == module.state_dict().keys()
    candidate = slice(6, 9) if network.kind == "gru-after" else slice(0, 0)
    for name, value in module.state_dict().items():
        back = again.state_dict()[name]
        assert back.shape == value.shape and back.dtype == value.dtype
        if name.startswith("weight"):
            assert torch.equal(back, value), name
        else:
            other = name.replace("ih", "xx").replace("hh", "ih").replace("xx", "hh")
            assert torch.equal(back[candidate], value[candidate]), name
            before, after = (one.state_dict() for one in (module, again))
            assert torch.equal(after[name] + after[other], before[name] + before[other]), name
    x = torch.tensor(np.random.default_rng(2).standard_normal((4, 2, 2)).astype(dtype))
    y = module(x)[0].detach()
    np.testing.assert_allclose(again(x)[0].detach(), y, rtol=0, atol=TOLERANCE[dtype] * max(1, y.abs().max()))


@each_dtype
@each_network
def test_a_module_without_biases_becomes_a_layer_whose_biases_are_zero(network, dtype):
    module = build_module(network, dtype=dtype, bias=False)
    layer = from_torch(module)
    biases = [value for name, value in layer.params.items() if name.rpartition(".")[2].startswith("b_")]
    assert biases and not any(value.any() for value in biases)
    x = np.random.default_rng(0).standard_normal((4, 2, 2)).astype(dtype)
    np.testing.assert_allclose(layer.forward(x)[0], module(torch.tensor(x))[0].detach(), rtol=0,
                               atol=TOLERANCE[dtype])


def test_batch_first_is_no_weight():
    network = Network("gru-after", 2, 2)
    first, second = build_module(network, batch_first=True), build_module(network)
    layer, x = from_torch(first), np.random.default_rng(0).standard_normal((4, 3, 2))
    assert all(np.array_equal(layer.params[name], value) for name, value in from_torch(second).params.items())
    y = first(torch.tensor(x).transpose(0, 1))[0].transpose(0, 1)
    np.testing.assert_allclose(layer.forward(x)[0], y.detach(), rtol=0, atol=1e-12)
    assert not to_torch(layer).batch_first


@each_dtype
@pytest.mark.parametrize("bias", [True, False])
def test_linear_and_dense(dtype, bias):
    module = torch.nn.Linear(3, 2, bias=bias, dtype=torch.tensor(np.zeros(1, dtype)).dtype)
    layer, h = from_torch(module), np.random.default_rng(0).standard_normal((4, 2, 3)).astype(dtype)
    assert isinstance(layer, Dense) and layer.dtype == dtype
    again = to_torch(layer)
    for one in (module, again):
        y = one(torch.tensor(h)).detach()
        np.testing.assert_allclose(layer.forward(h), y, rtol=0, atol=TOLERANCE[dtype])
    back = from_torch(again)
    assert all(back.params[name].tobytes() == value.tobytes() for name, value in layer.params.items())
    assert torch.equal(again.weight, module.weight) and (not bias or torch.equal(again.bias, module.bias))


@each_dtype
def test_embeddings(dtype):
    module = torch.nn.Embedding(5, 3, dtype=torch.tensor(np.zeros(1, dtype)).dtype)
    layer, ids = from_torch(module), np.array([[0, 4], [4, 2]])
    assert isinstance(layer, Embedding) and layer.dtype == dtype
    np.testing.assert_array_equal(layer.forward(ids), module(torch.tensor(ids)).detach())
    assert torch.equal(to_torch(layer).weight, module.weight)


# ---- dropout, copies, load_into


def test_dropout_is_carried_over_both_ways():
    module = build_module(Network("lstm", 3, 1), dropout=0.25)
    layer = from_torch(module, rng=3)
    assert layer.dropout == 0.25 and to_torch(layer).dropout == 0.25
    x = np.random.default_rng(0).standard_normal((3, 2, 2))
    np.testing.assert_allclose(layer.forward(x)[0], module.eval()(torch.tensor(x))[0].detach(), atol=1e-12)
    found, again = (from_torch(module, rng=3).forward(x, training=True)[0] for _ in range(2))
    np.testing.assert_array_equal(found, again)
    assert not np.array_equal(found, layer.forward(x)[0])
    with pytest.raises(TypeError, match="rng: .* got None"):
        from_torch(module)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch says that one layer has no place for dropout
        assert isinstance(from_torch(torch.nn.LSTM(2, 3, dropout=0.5)), LSTM)


@pytest.mark.parametrize("kind", ["rnn-relu", "lstm", "gru-after"])
def test_weights_are_copied_not_shared(kind):
    module = build_module(Network(kind, 2, 2))
    layer, kept = from_torch(module), {name: value.clone() for name, value in module.state_dict().items()}
    for value in layer.params.values():
        value[...] = 7
    assert all(torch.equal(value, kept[name]) for name, value in module.state_dict().items())
    other = to_torch(layer)
    with torch.no_grad():
        for parameter in other.parameters():
            parameter.zero_()
    assert all((value == 7).all() for value in layer.params.values())


def test_torchs_random_numbers_are_left_alone():
    before = torch.random.get_rng_state()
    for layer in (Network("lstm", 2, 2).build(2, 3), Dense(2, 3, rng=0), Embedding(3, 2, rng=0)):
        from_torch(to_torch(layer))
    assert torch.equal(torch.random.get_rng_state(), before)


@pytest.mark.parametrize("module", [
    build_module(Network("gru-after", 2, 2)), build_module(Network("rnn-relu", 1, 1)), torch.nn.Linear(2, 3),
    torch.nn.Embedding(4, 3)], ids=lambda module: type(module).__name__)
def test_load_into_fills_the_layer_that_is_there(module):
    layer = from_torch(module)
    arrays_before = dict(layer.params)
    expected = {name: value.copy() for name, value in layer.params.items()}
    for value in layer.params.values():
        value[...] = 0
    load_into(layer, module)
    for name, value in layer.params.items():
        assert value is arrays_before[name] and value.tobytes() == expected[name].tobytes()


def test_load_into_leaves_dropout_alone_and_needs_no_rng():
    layer = Network("lstm", 2, 1).build(2, 3, dropout=0.5, rng=0)
    load_into(layer, build_module(Network("lstm", 2, 1), dropout=0.25))
    assert layer.dropout == 0.5


@pytest.mark.parametrize("layer", [
    GRU(2, 3, reset_after=False, rng=0, dtype=np.float64), GRU(2, 3, reset_after=True, rng=0),
    GRU(2, 4, reset_after=True, rng=0, dtype=np.float64),
    GRU(3, 3, reset_after=True, rng=0, dtype=np.float64),
    LSTM(2, 3, rng=0, dtype=np.float64), Dense(2, 3, rng=0, dtype=np.float64),
    Network("gru-after", 1, 2).build(2, 3), Network("gru-after", 2, 1).build(2, 3)],
    ids=["before", "float32", "H", "D", "LSTM", "Dense", "two directions", "two layers"])
def test_load_into_refuses_another_layer_and_leaves_it_unchanged(layer):
    before = {name: value.copy() for name, value in layer.params.items()}
    module = build_module(Network("gru-after", 1, 1))
    with pytest.raises(ValueError, match=r"layer: expected GRU\(2, 3, reset_after=True, float64\), as"):
        load_into(layer, module)
    assert all(np.array_equal(layer.params[name], value) for name, value in before.items())
