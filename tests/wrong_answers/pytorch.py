"""Typical wrong answers to the exercises on the RNN in PyTorch."""


def _mixes(changed, compared):
    """Source of a function that changes one sample and compares some predictions."""
    return (
        "@torch.no_grad()\ndef my_mixes(model, x):\n    changed = x.clone()\n"
        f"    changed[:, {changed}] += 1\n"
        f"    return not torch.allclose(model(changed){compared}, model(x){compared}, atol=1e-6)"
    )


def _count(expression):
    """Source of a count by one expression, with `ways` directions."""
    return (
        "def my_torch_count(D, H, L, bidirectional):\n    ways = 2 if bidirectional else 1\n"
        f"    return {expression}"
    )


WRONG_ANSWERS = {
    "ex-pytorch-mixes": [
        (_mixes("0", ""), "it says True for a model whose samples do not touch"),
        (_mixes("-1", "[:-1]"), "only one sample looks at another"),
        ("def my_mixes(model, x):\n    return 'yes'", "True or False is expected"),
    ],
    "ex-pytorch-last": [
        ("def my_last_valid(out, lengths):\n    return out[(lengths).clamp(max=6), torch.arange(4)]",
         "one step too late"),
        ("def my_last_valid(out, lengths):\n    return out[lengths - 1]", "one row per sample"),
        ("def my_last_valid(out, lengths):\n    return out[0]", "does not get its own last output"),
    ],
    "ex-pytorch-count": [
        (_count("H * D + H * H + 2 * H"), "there are 2 layers"),
        (_count("L * ways * (H * D + H * H + 2 * H)"), "only layer 1 reads the D inputs"),
        (_count("(H * D + H * H + 2 * H) + (L - 1) * (2 * H * H + 2 * H)"), "there are two directions"),
        (_count("ways * ((H * D + H * H + 2 * H) + (L - 1) * (2 * H * H + 2 * H))"), "2 H numbers, not H"),
    ],
}
