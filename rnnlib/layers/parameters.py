"""Parameters: a layer's weights and biases by name, each a view into memory that the layer owns."""

from collections.abc import Mapping

from rnnlib import checks


class Parameters(Mapping):
    """A mapping from names to arrays whose arrays stay where they are.

    The arrays may be changed in place, `params["b_f"] += 1`; an assignment, `params["b_f"] = value`, copies
    into place. So a layer that multiplies with one large array of all its weights never has to gather them.

    Args:
        arrays: dict of name -> array.
    Source: chapter 3.3.2.
    """

    def __init__(self, arrays):
        self._arrays = dict(arrays)

    def __getitem__(self, name):
        try:
            return self._arrays[name]
        except KeyError:
            raise KeyError(f"params: expected one of {', '.join(self._arrays)}, got {name!r}") from None

    def __setitem__(self, name, value):
        array = self[name]
        if value is not array:  # it is after `params[name] += 1`
            array[...] = checks.check_array(name, value, array.shape, array.dtype)

    def __iter__(self):
        return iter(self._arrays)

    def __len__(self):
        return len(self._arrays)

    def __repr__(self):
        shapes = (f"{name} {checks.describe_shape(array.shape)}" for name, array in self._arrays.items())
        return f"Parameters({', '.join(shapes)})"
