"""Config: what kind of layer something is, and of what size, in plain numbers and strings.

A config says everything about a layer but its parameters and the random generator of its dropout. It holds
dicts, lists, strings and numbers only, so JSON can store it.
"""

from rnnlib.layers import GRU, LSTM, RNN, Bidirectional, Dense, Embedding, Stacked, Window

KINDS = {kind.__name__: kind for kind in (Bidirectional, Dense, Embedding, GRU, LSTM, RNN, Stacked, Window)}
SIZES = {Dense: ("input_size", "output_size"), Embedding: ("vocabulary_size", "embedding_size")}
RECURRENT = ("input_size", "hidden_size")
DIRECTIONS = ("forward_layer", "backward_layer")


def config_of(layer):
    """Describe a layer.

    Args:
        layer: RNN, LSTM, GRU, Stacked, Bidirectional, Window, Dense or Embedding.
    Returns:
        dict: "kind", the name of the class, and what its constructor needs, without rng.
    Raises:
        TypeError: another kind of layer, one of your own included.
    Source: chapter 3.3.2.
    """
    kind = type(layer)
    if KINDS.get(kind.__name__) is not kind:
        raise TypeError(f"layer: expected one of {', '.join(KINDS)}, got {kind.__name__}")
    config = {"kind": kind.__name__}
    if kind is Stacked:
        return config | {"layers": [config_of(part) for part in layer.layers], "dropout": layer.dropout}
    if kind is Bidirectional:
        return config | {name: config_of(getattr(layer, name)) for name in DIRECTIONS}
    values = {"embedding_size": layer.output_size} if kind is Embedding else {}
    values |= {name: getattr(layer, name) for name in _arguments(kind) if name not in values}
    return config | values | {"dtype": layer.dtype.name}


def layer_from(config, *, rng=None):
    """Make a layer from its description; its parameters are some first values.

    Args:
        config: dict that `config_of` returned.
        rng: Generator or int seed for dropout in stacks; needed if there is any.
    Returns:
        the layer.
    Raises:
        TypeError: `config` is no dict or holds a value of a wrong type, or rng is missing.
        ValueError: an unknown kind, keys missing or unknown, or a value out of range.
    Source: chapter 3.3.2.
    """
    if not isinstance(config, dict):
        raise TypeError(f"config: expected a dict, got {type(config).__name__}")
    name = config.get("kind")
    if not isinstance(name, str) or name not in KINDS:
        raise ValueError(f"config: expected a kind among {', '.join(KINDS)}, got {name!r}")
    kind, values = KINDS[name], {key: value for key, value in config.items() if key != "kind"}
    wanted = {Stacked: ("layers", "dropout"), Bidirectional: DIRECTIONS}.get(kind)
    if wanted is None:
        wanted = (*_arguments(kind), "dtype")
    if set(values) != set(wanted):
        raise ValueError(f"config of {name}: expected the keys {sorted(wanted)}, "
                         f"got {sorted(values, key=str)}")
    if kind is Stacked:
        if not isinstance(values["layers"], list):
            raise TypeError(f"config of Stacked: expected a list of layers, got {values['layers']!r}")
        return Stacked([layer_from(part, rng=rng) for part in values["layers"]], values["dropout"], rng=rng)
    if kind is Bidirectional:
        return Bidirectional(*(layer_from(values[key], rng=rng) for key in DIRECTIONS))
    return kind(**values, rng=0)


def _arguments(kind):
    """The names of a constructor's sizes and options."""
    return SIZES[kind] if kind in SIZES else (*RECURRENT, *kind.options)
