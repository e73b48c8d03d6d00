"""Typical wrong answers to the exercises on Transformers."""


def _mask(expression):
    """Source of a mask by one expression."""
    return f"def my_mask(new, old):\n    return {expression}"


def _size(expression):
    """Source of a count by one expression."""
    return f"def my_cache_size(steps, size, depth, heads):\n    return {expression}"


def _forgetting(update, output):
    """Source of a recurrence by its update and its output."""
    return (
        "def my_forgetting(q, k, v, decay):\n"
        "    S, z, y = np.zeros((k.shape[1], v.shape[1])), np.zeros(k.shape[1]), []\n"
        "    for query, key, value in zip(q, k, v):\n"
        f"        {update}\n        y.append({output})\n    return np.array(y)"
    )


ALL = "torch.ones(new, old + new, dtype=bool)"
ADD = "S, z = {0}S + np.outer(key, value), {1}z + key"
READD = "S, z = decay * (S + np.outer(key, value)), decay * z + key"
READ = "query @ S / (query @ z)"

WRONG_ANSWERS = {
    "ex-transformers-mask": [
        (_mask(f"{ALL}.triu(old)"), "a step may look at itself"),
        (_mask(f"{ALL}.tril(old)"), "turned round"),
        (_mask(f"{ALL}.triu(1 + old).double()"), "a bool tensor is expected"),
        (_mask("torch.ones(new, new, dtype=bool).triu(1)"), "has the shape"),
    ],
    "ex-transformers-cache": [
        (_size("steps * size * depth"), "both are kept"),
        (_size("2 * steps * size"), "every block has keys and values of its own"),
        (_size("2 * steps * size * depth * heads"), "the heads share the features"),
        (_size("depth * heads * steps ** 2"), "the weights are not kept"),
    ],
    "ex-transformers-forgetting": [
        (_forgetting(READD, READ), "the new step is not old yet"),
        (_forgetting(ADD.format("decay * ", ""), READ), "z has to forget as well"),
        (_forgetting(ADD.format("decay * ", "decay * "), "query @ S"), "divide by q times z"),
    ],
}
