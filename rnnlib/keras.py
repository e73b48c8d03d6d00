"""Keras: weights from `keras.layers` into layers, and back.

What corresponds to what, and what Keras does in another way:

- Keras multiplies rows from the right: its kernels are the transposes of ours, the input's `kernel` (D, n H)
  and the state's `recurrent_kernel` (H, n H) apart. The n gates lie side by side, in the order i f c o (LSTM)
  and z r h (GRU); c and h are the candidates, ours C and h.
- The z of Keras's GRU multiplies the old state, ours the candidate: W_z and b_z change sign, exactly.
- GRU(reset_after=True) has two biases a gate, the rows of a bias (2, 3 H). Those of z and r are added on
  the way in; on the way out ours becomes the first and the second is 0. The candidate has two here as well.
- Weights come back bit for bit in both directions; biases do from here to Keras and back.
- A layer with use_bias=False becomes one whose biases are 0 and can be trained.
- unit_forget_bias and the initializers have done their work when a layer is built. return_sequences,
  return_state, stateful, unroll, masks, regularizers and constraints are no weights: they are left behind.
  Keras's layers are batch first, (B, T, D); layers here are always (T, B, D), time first.
"""

import numpy as np

try:
    import keras
except ModuleNotFoundError as error:
    if error.name not in ("keras", "tensorflow"):
        raise
    raise ImportError(f"rnnlib.keras needs Keras 3 and its backend, and {error.name} is not installed; "
                      "install them with: pip install 'rnnlib[keras]'") from error

from rnnlib.layers import GRU, LSTM, RNN, Bidirectional, Dense, Embedding

KINDS = {keras.layers.SimpleRNN: RNN, keras.layers.LSTM: LSTM, keras.layers.GRU: GRU}
KERAS = {kind: keras_class for keras_class, kind in KINDS.items()}
GATES = {RNN: "h", LSTM: "ifCo", GRU: "zrh"}  # in the order of the columns of Keras's kernels
DTYPES = {"float32": np.dtype(np.float32), "float64": np.dtype(np.float64)}


def from_keras(keras_layer):
    """Return the layer that computes what a layer of Keras does, with copies of its weights.

    Args:
        keras_layer: keras.layers.SimpleRNN, LSTM, GRU, Bidirectional, Dense or Embedding, built, float32 or
            float64.
    Returns:
        RNN, LSTM, GRU, Bidirectional, Dense or Embedding.
    Raises:
        TypeError: another layer, or another dtype.
        ValueError: the layer is not built; or something has no counterpart here: dropout or recurrent_dropout
            in a recurrent layer, go_backwards, another activation, a merge_mode other than "concat", a
            Dense with an activation; or a weight is NaN or infinite.
    Source: documentation of Keras 3, recurrent layers; chapter 5.2.
    """
    layer = _empty_layer(keras_layer)
    for name, value in _weights(keras_layer).items():
        layer.params[name] = value
    return layer


def load_into(layer, keras_layer):
    """Copy the weights of a layer of Keras into a layer that exists, in place.

    Args:
        layer: a layer of the kind and sizes that `from_keras(keras_layer)` returns.
        keras_layer: as for `from_keras`.
    Raises:
        TypeError, ValueError: as `from_keras` raises, or the layer is of another kind, size or dtype. Then it
            is left unchanged.
    Source: documentation of Keras 3, recurrent layers; chapter 5.2.
    """
    loaded = from_keras(keras_layer)
    if _describe(layer) != _describe(loaded):
        raise ValueError(f"layer: expected {_describe(loaded)}, as the Keras layer is, "
                         f"got {_describe(layer)}")
    for name, value in loaded.params.items():
        layer.params[name] = value


def to_keras(layer, *, return_sequences=True):
    """Return the Keras layer that computes what a layer does, built, with copies of its weights.

    Neither Python's nor Keras's random numbers are touched.

    Args:
        layer: RNN, LSTM, GRU, Dense or Embedding, or a Bidirectional of two recurrent layers.
        return_sequences: whether a recurrent layer returns the outputs of all steps, as layers here do, or
            the last one alone. Dense and Embedding do not look at it.
    Returns:
        keras.layers.SimpleRNN, LSTM, GRU, Bidirectional, Dense or Embedding.
    Raises:
        TypeError: none of these layers; the layers of a Stacked are converted one by one.
        ValueError: the two directions of a Bidirectional differ in kind, size or options.
    Source: documentation of Keras 3, recurrent layers; chapter 5.2.
    """
    described, dtype = _describe(layer), str(layer.dtype)
    if isinstance(layer, Dense):
        found = keras.layers.Dense(layer.output_size, kernel_initializer="zeros", dtype=dtype)
        found.build((None, layer.input_size))
        found.set_weights([layer.params["W_hy"].T, layer.params["b_y"]])
        return found
    if isinstance(layer, Embedding):
        found = keras.layers.Embedding(layer.vocabulary_size, layer.output_size,
                                       embeddings_initializer="zeros", dtype=dtype)
        found.build()
        found.set_weights([layer.params["E"]])
        return found
    if isinstance(layer, Bidirectional):
        parts = layer.forward_layer, layer.backward_layer
        if len(set(map(_describe, parts))) > 1 or type(parts[0]) not in KERAS:
            raise ValueError("layer: expected two recurrent layers of one kind, size and options, as in "
                             f"keras.layers.Bidirectional, got {described}")
        ways = [_unbuilt(part, return_sequences, go_backwards=k == 1) for k, part in enumerate(parts)]
        found = keras.layers.Bidirectional(ways[0], backward_layer=ways[1], dtype=dtype)
        targets = found.forward_layer, found.backward_layer
    else:
        found, parts = _unbuilt(layer, return_sequences), (layer,)
        targets = (found,)
    found.build((None, None, layer.input_size))
    for target, part in zip(targets, parts, strict=True):
        target.set_weights(_to_direction(part))
    return found


def _describe(layer):
    """A layer's kind, sizes, options and dtype as text: all that weights must fit."""
    kind = type(layer).__name__
    if isinstance(layer, Bidirectional):
        return f"{kind}({_describe(layer.forward_layer)}, {_describe(layer.backward_layer)})"
    if isinstance(layer, Embedding):
        return f"{kind}({layer.vocabulary_size}, {layer.output_size}, {layer.dtype})"
    if type(layer) not in (Dense, RNN, LSTM, GRU):
        raise TypeError(f"layer: expected RNN, LSTM, GRU, Bidirectional, Dense or Embedding, got {kind}; "
                        "the layers of a stack are converted one by one")
    options = "".join(f", {name}={getattr(layer, name)!r}" for name in getattr(layer, "options", ()))
    return f"{kind}({layer.input_size}, {layer.output_size}{options}, {layer.dtype})"


# ---- from Keras


def _empty_layer(source, *, go_backwards=False):
    """The layer that a Keras layer's weights go into, with weights of its own; raises if there is none."""
    kind = next((kind for keras_class, kind in KINDS.items() if isinstance(source, keras_class)), None)
    others = keras.layers.Bidirectional, keras.layers.Dense, keras.layers.Embedding
    if kind is None and not isinstance(source, others):
        raise TypeError("keras_layer: expected keras.layers.SimpleRNN, LSTM, GRU, Bidirectional, Dense or "
                        f"Embedding, got {type(source).__name__}")
    if not source.built or not source.weights:
        raise ValueError("keras_layer: expected a layer that is built, got one without weights; call it on "
                         "data once, or use its build(shape)")
    found = {str(value.dtype) for value in source.weights} | {str(source.compute_dtype)}
    if len(found) != 1 or not found <= set(DTYPES):
        raise TypeError("keras_layer: expected weights and computation in float32 or float64, "
                        f"got {', '.join(sorted(found))}")
    dtype = DTYPES[found.pop()]
    if isinstance(source, keras.layers.Bidirectional):
        _demand(source.merge_mode, "concat", "merge_mode")
        both = source.forward_layer, source.backward_layer
        return Bidirectional(*(_empty_layer(part, go_backwards=k == 1) for k, part in enumerate(both)))
    if isinstance(source, keras.layers.Embedding):
        return Embedding(source.input_dim, source.output_dim, rng=0, dtype=dtype)
    D, activation = source.weights[0].shape[0], keras.activations.serialize(source.activation)
    if kind is None:
        _demand(activation, "linear", "activation")
        return Dense(D, source.units, rng=0, dtype=dtype)
    _demand(bool(source.go_backwards), go_backwards, "go_backwards")
    _demand(source.dropout, 0, "dropout")
    _demand(source.recurrent_dropout, 0, "recurrent_dropout")
    if kind is RNN:
        if activation not in ("tanh", "relu", "sigmoid"):
            raise ValueError("keras_layer: expected activation 'tanh', 'relu' or 'sigmoid', "
                             f"got {activation!r}, which RNN here does not have")
        return RNN(D, source.units, activation=activation, rng=0, dtype=dtype)
    _demand(activation, "tanh", "activation")
    _demand(keras.activations.serialize(source.recurrent_activation), "sigmoid", "recurrent_activation")
    options = {"reset_after": bool(source.reset_after)} if kind is GRU else {}
    return kind(D, source.units, rng=0, dtype=dtype, **options)


def _demand(found, expected, name):
    """Refuse an option that changes what is computed and has no counterpart here."""
    if found != expected:
        raise ValueError(f"keras_layer: expected {name}={expected!r}, got {found!r}, which layers here do "
                         "not have")


def _weights(source):
    """A Keras layer's weights by the names of the layer's parameters."""
    if isinstance(source, keras.layers.Bidirectional):
        ways = {"forward.": source.forward_layer, "backward.": source.backward_layer}
        return {prefix + name: value for prefix, way in ways.items()
                for name, value in _weights(way).items()}
    arrays = source.get_weights()
    if isinstance(source, keras.layers.Embedding):
        return {"E": arrays[0]}
    if isinstance(source, keras.layers.Dense):
        K = source.units
        return {"W_hy": arrays[0].T, "b_y": arrays[1] if source.use_bias else np.zeros(K, arrays[0].dtype)}
    kind = next(kind for keras_class, kind in KINDS.items() if isinstance(source, keras_class))
    return _from_direction(kind, *arrays, reset_after=getattr(source, "reset_after", False))


def _from_direction(kind, kernel, recurrent_kernel, bias=None, *, reset_after=False):
    """One recurrent layer: from Keras's two or three arrays to named parameters."""
    gates, width = GATES[kind], kernel.shape[1]
    shape = (2, width) if kind is GRU and reset_after else (width,)
    bias = np.zeros(shape, kernel.dtype) if bias is None else bias
    first, second = bias if bias.ndim == 2 else (bias, np.zeros_like(bias))
    # a sum with 0 is left alone: -0.0 + 0.0 would be 0.0, and b_z negated twice must come back bit for bit
    b = np.where(second == 0, first, first + second)
    if kind is RNN:
        return {"W_xh": kernel.T, "W_hh": recurrent_kernel.T, "b_h": b}
    W = np.split(np.concatenate([recurrent_kernel, kernel]).T, len(gates))
    params = {f"W_{gate}": value for gate, value in zip(gates, W, strict=True)}
    params |= {f"b_{gate}": value for gate, value in zip(gates, np.split(b, len(gates)), strict=True)}
    if kind is GRU:
        params |= {"W_z": -params["W_z"], "b_z": -params["b_z"]}
        if reset_after:
            params |= {"b_h": np.split(first, 3)[2], "b_hh": np.split(second, 3)[2]}
    return params


# ---- to Keras


def _unbuilt(layer, return_sequences, go_backwards=False):
    """A recurrent layer of Keras without weights; zeros and a fixed seed draw no random numbers."""
    options = {"activation": layer.activation} if isinstance(layer, RNN) else {}
    options |= {"reset_after": layer.reset_after} if isinstance(layer, GRU) else {}
    return KERAS[type(layer)](layer.hidden_size, kernel_initializer="zeros", recurrent_initializer="zeros",
                              return_sequences=return_sequences, go_backwards=go_backwards, seed=0,
                              dtype=str(layer.dtype), **options)


def _to_direction(layer):
    """One recurrent layer: from named parameters to Keras's three arrays."""
    p, H = layer.params, layer.hidden_size
    if isinstance(layer, RNN):
        return [p["W_xh"].T, p["W_hh"].T, p["b_h"]]
    gates = GATES[type(layer)]
    signs = {gate: -1 if gate == "z" else 1 for gate in gates}
    W, b = (np.concatenate([signs[gate] * p[f"{letter}_{gate}"] for gate in gates]) for letter in "Wb")
    if isinstance(layer, GRU) and layer.reset_after:
        second = np.zeros_like(b)
        second[2 * H:] = p["b_hh"]
        b = np.stack([b, second])
    return [W[:, H:].T, W[:, :H].T, b]
