"""PyTorch: weights from `torch.nn` modules into layers, and back.

What corresponds to what, and what PyTorch does in another way:

- PyTorch has two biases a gate where one would do. On the way in they are added; on the way out ours becomes
  the first, and the second is 0. What is lost is how the sum was split. No output and no gradient depends on
  it, but training from there does: each of two biases takes the step that here one takes. The candidate of
  GRU(reset_after=True) has two biases here as well, b_h and b_hh, which are kept apart.
- The z of PyTorch's GRU multiplies the old state, ours the candidate: W_z and b_z change sign, exactly.
- Weights come back bit for bit in both directions; biases do from here to PyTorch and back.
- A module with bias=False becomes a layer whose biases are 0 and can be trained.
- batch_first, device, train() and eval() are no weights and are left behind. Layers here are
  always (T, B, D), time first.
"""

import numpy as np

try:
    import torch
except ModuleNotFoundError as error:
    if error.name != "torch":
        raise
    raise ImportError("rnnlib.pytorch needs PyTorch, which is not installed; "
                      "install it with: pip install 'rnnlib[torch]'") from error

from rnnlib.layers import GRU, LSTM, RNN, Bidirectional, Dense, Embedding, Stacked

KINDS = {torch.nn.RNN: RNN, torch.nn.LSTM: LSTM, torch.nn.GRU: GRU}
MODULES = {kind: module_class for module_class, kind in KINDS.items()}
GATES = {LSTM: "ifCo", GRU: "rzh"}  # in the order of the rows of PyTorch's weights
DTYPES = {torch.float32: np.dtype(np.float32), torch.float64: np.dtype(np.float64)}
UNSUPPORTED = {"max_norm": "its lookup changes the vectors",
               "padding_idx": "its gradient leaves one row out",
               "scale_grad_by_freq": "its gradient is divided by counts"}


def from_torch(module, *, rng=None):
    """Return the layer that computes what a PyTorch module does, with copies of its weights.

    Args:
        module: torch.nn.RNN, LSTM, GRU, Linear or Embedding, float32 or float64.
        rng: Generator or int seed; needed if the module has dropout between layers, which is carried over.
            With one layer PyTorch ignores dropout, and so does this function.
    Returns:
        RNN, LSTM, GRU(reset_after=True), Dense or Embedding; Bidirectional of two if the module is; Stacked
        if it has several layers.
    Raises:
        TypeError: another module, another dtype, or no rng for dropout.
        ValueError: something has no counterpart here: an LSTM's proj_size; an Embedding's max_norm,
            padding_idx or scale_grad_by_freq; or a weight is NaN or infinite.
    Source: documentation of torch.nn; chapter 5.1.
    """
    layer = _empty_layer(module, rng)
    for name, value in _weights(module).items():
        layer.params[name] = value
    return layer


def load_into(layer, module):
    """Copy the weights of a PyTorch module into a layer that exists, in place.

    Args:
        layer: a layer of the kind and sizes that `from_torch(module)` returns. Its dropout stays as it is.
        module: as for `from_torch`.
    Raises:
        TypeError, ValueError: as `from_torch` raises, or the layer is of another kind, size or dtype. Then it
            is left unchanged.
    Source: documentation of torch.nn; chapter 5.1.
    """
    loaded = from_torch(module, rng=0)
    if _describe(layer) != _describe(loaded):
        raise ValueError(f"layer: expected {_describe(loaded)}, as the module is, got {_describe(layer)}")
    for name, value in loaded.params.items():
        layer.params[name] = value


def to_torch(layer):
    """Return the PyTorch module that computes what a layer does, with copies of its weights.

    It is on the CPU, in train() mode, with biases, and batch_first=False. PyTorch's generator is not touched.

    Args:
        layer: RNN, LSTM, GRU, Dense or Embedding; a Bidirectional of two layers of one kind and size; a
            Stacked of such layers, all of one kind and hidden size.
    Returns:
        torch.nn.RNN, LSTM, GRU, Linear or Embedding, with the dropout of Stacked.
    Raises:
        TypeError: none of these layers.
        ValueError: no module of PyTorch computes this: GRU(reset_after=False), RNN(activation="sigmoid"), or
            different kinds or sizes in one stack or in two directions.
    Source: documentation of torch.nn; chapter 5.1.
    """
    if isinstance(layer, Dense):
        return _module(torch.nn.Linear, layer.input_size, layer.output_size,
                       weights={"weight": layer.params["W_hy"], "bias": layer.params["b_y"]})
    if isinstance(layer, Embedding):
        return _module(torch.nn.Embedding, layer.vocabulary_size, layer.output_size,
                       weights={"weight": layer.params["E"]})
    grid = _grid(layer)
    first = grid[0][0]
    weights = {f"{name}_l{k}{ending}": value
               for k, directions in enumerate(grid)
               for part, ending in zip(directions, ("", "_reverse"), strict=False)
               for name, value in _to_direction(part).items()}
    options = {"nonlinearity": first.activation} if isinstance(first, RNN) else {}
    return _module(MODULES[type(first)], first.input_size, first.hidden_size, num_layers=len(grid),
                   bidirectional=len(grid[0]) == 2, dropout=getattr(layer, "dropout", 0.0), weights=weights,
                   **options)


def _describe(layer):
    """A layer's kinds, sizes, options and dtype as text: all that weights must fit."""
    kind = type(layer).__name__
    if isinstance(layer, Stacked):
        return f"{kind}({', '.join(map(_describe, layer.layers))})"
    if isinstance(layer, Bidirectional):
        return f"{kind}({_describe(layer.forward_layer)}, {_describe(layer.backward_layer)})"
    if isinstance(layer, Embedding):
        return f"{kind}({layer.vocabulary_size}, {layer.output_size}, {layer.dtype})"
    if not isinstance(layer, Dense | RNN | LSTM | GRU):
        raise TypeError("layer: expected RNN, LSTM, GRU, Bidirectional, Stacked, Dense or Embedding, "
                        f"got {kind}")
    options = "".join(f", {name}={getattr(layer, name)!r}" for name in getattr(layer, "options", ()))
    return f"{kind}({layer.input_size}, {layer.output_size}{options}, {layer.dtype})"


# ---- from PyTorch


def _empty_layer(module, rng):
    """The layer that a module's weights go into, with weights of its own; raises if there is none."""
    kind = next((kind for module_class, kind in KINDS.items() if isinstance(module, module_class)), None)
    if kind is None and not isinstance(module, torch.nn.Linear | torch.nn.Embedding):
        raise TypeError("module: expected torch.nn.RNN, LSTM, GRU, Linear or Embedding, "
                        f"got {type(module).__name__}")
    found = {parameter.dtype for parameter in module.parameters()}
    if len(found) != 1 or not found <= set(DTYPES):
        raise TypeError("module: expected weights of dtype float32 or float64, "
                        f"got {', '.join(sorted(map(str, found)))}")
    dtype = DTYPES[found.pop()]
    if isinstance(module, torch.nn.Linear):
        return Dense(module.in_features, module.out_features, rng=0, dtype=dtype)
    if isinstance(module, torch.nn.Embedding):
        for name, why in UNSUPPORTED.items():
            value = getattr(module, name)
            if value is not None and value is not False:
                raise ValueError(f"module: expected an Embedding without {name}, got {name}={value}: {why}, "
                                 "which Embedding here does not do")
        return Embedding(module.num_embeddings, module.embedding_dim, rng=0, dtype=dtype)
    if kind is LSTM and module.proj_size > 0:
        raise ValueError("module: expected an LSTM without projection (proj_size=0), "
                         f"got proj_size={module.proj_size}, which LSTM here does not have")
    options = {RNN: {"activation": getattr(module, "nonlinearity", None)}, GRU: {"reset_after": True}}
    layers, input_size = [], module.input_size
    for _ in range(module.num_layers):
        directions = [kind(input_size, module.hidden_size, rng=0, dtype=dtype, **options.get(kind, {}))
                      for _ in range(1 + module.bidirectional)]
        layers.append(Bidirectional(*directions) if module.bidirectional else directions[0])
        input_size = layers[-1].output_size
    return layers[0] if len(layers) == 1 else Stacked(layers, dropout=float(module.dropout), rng=rng)


def _weights(module):
    """A module's weights by the names of the layer's parameters."""
    if isinstance(module, torch.nn.Embedding):
        return {"E": _array(module.weight)}
    if isinstance(module, torch.nn.Linear):
        W_hy = _array(module.weight)
        return {"W_hy": W_hy, "b_y": _bias(module, "bias", W_hy)}
    weights = {}
    for k in range(module.num_layers):
        stack = f"{k}." if module.num_layers > 1 else ""
        directions = {"forward.": "", "backward.": "_reverse"} if module.bidirectional else {"": ""}
        for prefix, ending in directions.items():
            weights |= {stack + prefix + name: value
                        for name, value in _from_direction(module, f"_l{k}{ending}").items()}
    return weights


def _from_direction(module, ending):
    """One layer in one direction: from PyTorch's four arrays to named parameters."""
    W_ih, W_hh = _array(getattr(module, f"weight_ih{ending}")), _array(getattr(module, f"weight_hh{ending}"))
    b_ih, b_hh = (_bias(module, f"bias_{part}{ending}", W_ih) for part in ("ih", "hh"))
    # a sum with 0 is left alone: -0.0 + 0.0 would be 0.0, and b_z negated twice must come back bit for bit
    b = np.where(b_hh == 0, b_ih, b_ih + b_hh)
    if isinstance(module, torch.nn.RNN):
        return {"W_xh": W_ih, "W_hh": W_hh, "b_h": b}
    gates = GATES[LSTM if isinstance(module, torch.nn.LSTM) else GRU]
    W = np.split(np.concatenate([W_hh, W_ih], axis=1), len(gates))
    params = {f"W_{gate}": value for gate, value in zip(gates, W, strict=True)}
    params |= {f"b_{gate}": value for gate, value in zip(gates, np.split(b, len(gates)), strict=True)}
    if isinstance(module, torch.nn.GRU):
        params |= {"W_z": -params["W_z"], "b_z": -params["b_z"],
                   "b_h": np.split(b_ih, 3)[2], "b_hh": np.split(b_hh, 3)[2]}
    return params


def _array(tensor):
    return tensor.detach().cpu().numpy()


def _bias(module, name, weight):
    """A bias as an array; zeros if the module has none."""
    bias = getattr(module, name, None)
    return np.zeros(len(weight), weight.dtype) if bias is None else _array(bias)


# ---- to PyTorch


def _grid(layer):
    """The recurrent layers inside, a row a layer, a column a direction, as torch.nn has them."""
    described = _describe(layer)
    layers = layer.layers if isinstance(layer, Stacked) else (layer,)
    grid = [(part.forward_layer, part.backward_layer) if isinstance(part, Bidirectional) else (part,)
            for part in layers]
    parts = [part for directions in grid for part in directions]
    alike = {(type(part), part.output_size, getattr(part, "activation", None)) for part in parts}
    if len(alike) > 1 or type(parts[0]) not in MODULES or len({len(directions) for directions in grid}) > 1:
        raise ValueError("layer: expected one kind, one hidden size and the same one or two directions in "
                         f"all layers, as in torch.nn, got {described}")
    for part in parts:
        if isinstance(part, GRU) and not part.reset_after:
            raise ValueError(
                "layer: expected GRU(reset_after=True), got reset_after=False: its reset gate acts on "
                "h_{t-1} before the product with W_hh, that of torch.nn.GRU on the result of that product, "
                "and no choice of weights makes the two equal")
        if isinstance(part, RNN) and part.activation == "sigmoid":
            raise ValueError('layer: expected RNN with activation "tanh" or "relu", got "sigmoid", '
                             "which torch.nn.RNN does not have")
    return grid


def _to_direction(layer):
    """One layer in one direction: from named parameters to PyTorch's four arrays."""
    p, H = layer.params, layer.hidden_size
    if isinstance(layer, RNN):
        W, b = np.concatenate([p["W_hh"], p["W_xh"]], axis=1), p["b_h"]
    else:
        gates = GATES[type(layer)]
        signs = {gate: -1 if gate == "z" else 1 for gate in gates}
        W, b = (np.concatenate([signs[gate] * p[f"{letter}_{gate}"] for gate in gates]) for letter in "Wb")
    second = np.zeros_like(b)
    if isinstance(layer, GRU):
        second[2 * H:] = p["b_hh"]
    return {"weight_ih": W[:, H:], "weight_hh": W[:, :H], "bias_ih": b, "bias_hh": second}


def _module(module_class, *sizes, weights, **options):
    """A module with these weights; on the device "meta" no random numbers are drawn for others before."""
    dtype = next(torch_dtype for torch_dtype, dtype in DTYPES.items()
                 if dtype == next(iter(weights.values())).dtype)
    module = module_class(*sizes, dtype=dtype, device="meta", **options).to_empty(device="cpu")
    with torch.no_grad():
        for name, value in weights.items():
            getattr(module, name).copy_(torch.from_numpy(np.array(value)))
    return module
