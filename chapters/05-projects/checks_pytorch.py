"""Checks of the exercises on the RNN in PyTorch: each answers at once, and says what is wrong."""

import torch
from torch import nn

from rnnlib.exercises import Verdict, call_answer, call_predicate, expect_number, first_failure


class _Model(nn.Module):
    """A small RNN that reads (steps, batch, features), or takes the batch for time, or averages over it."""

    def __init__(self, kind):
        super().__init__()
        torch_state = torch.random.get_rng_state()
        torch.manual_seed(3)
        self.rnn, self.kind = nn.RNN(4, 5, batch_first=kind == "exchanged"), kind
        torch.random.set_rng_state(torch_state)

    def forward(self, x):
        if self.kind == "one pair":  # only the second sample looks at the first
            x = torch.cat([x[:, :1], x[:, 1:2] + 0.5 * x[:, :1], x[:, 2:]], dim=1)
        out, _ = self.rnn(x)
        last = out[:, -1] if self.kind == "exchanged" else out[-1]
        return last - last.mean(dim=0) if self.kind == "centred" else last


_MIXING = {
    "exchanged": "a model that takes the batch for time",
    "centred": "a model that subtracts the mean over the batch",
    "one pair": "a model in which only one sample looks at another",
}


def check_mixes(function):
    """Judge a function (model, x) -> bool: does a prediction depend on another sample?

    Args:
        function: the reader's; x is (steps, batch, features), the model returns one row per sample.
    Returns:
        Verdict.
    Source: chapter 5.1.
    """
    x = torch.randn(6, 6, 4, generator=torch.Generator().manual_seed(4))
    for kind in ("clean", *_MIXING):
        answer = call_predicate(function, _Model(kind), x)
        if isinstance(answer, Verdict):
            return answer
        if answer and kind == "clean":
            return Verdict(False, "it says True for a model whose samples do not touch one another: compare "
                                  "the predictions of the other samples only, not that of the changed one.")
        if not answer and kind != "clean":
            return Verdict(False, f"it says False for {_MIXING[kind]}.")
    return Verdict(True, "three models that mix are found out, and a clean one is left alone.")


def check_last_valid(function):
    """Judge a function (out, lengths) -> the output at each sample's own last step.

    Args:
        function: the reader's; out is (steps, batch, hidden), lengths (batch,).
    Returns:
        Verdict.
    Source: chapter 5.1.
    """
    out = torch.randn(7, 4, 3, generator=torch.Generator().manual_seed(5))
    lengths = torch.tensor([7, 4, 2, 1])
    answer = call_answer(function, out, lengths)
    if isinstance(answer, Verdict):
        return answer
    expected = torch.stack([out[n - 1, b] for b, n in enumerate(lengths.tolist())])
    if not isinstance(answer, torch.Tensor):
        return Verdict(False, f"a tensor is expected, but it is of type {type(answer).__name__}.")
    if answer.shape != expected.shape:
        extra = ": one row per sample, not every pair of step and sample" if answer.ndim == 3 else ""
        shapes = f"the shape is {tuple(answer.shape)}; {tuple(expected.shape)} is expected"
        return Verdict(False, f"{shapes}{extra}.")
    if torch.equal(answer, expected):
        return Verdict(True, "every sample gives the output of its own last step.")
    if torch.equal(answer, out[-1]):
        return Verdict(False, "this is the output after the padding: the sample of length 1 has run for 7.")
    if torch.equal(answer, torch.stack([out[min(n, 6), b] for b, n in enumerate(lengths.tolist())])):
        return Verdict(False, "one step too late: steps are counted from 0.")
    rows = [b for b in range(4) if not torch.equal(answer[b], expected[b])]
    which = f"sample {rows[0]}, of length {lengths[rows[0]]},"
    return Verdict(False, f"{which} does not get its own last output.")


def check_torch_count(function):
    """Judge a function (D, H, L, bidirectional) -> number of parameters of nn.RNN.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 5.1.
    """
    verdicts = []
    for D, H, L, bidirectional in ((4, 7, 1, False), (4, 7, 2, False), (4, 7, 1, True), (4, 7, 3, True)):
        module = nn.RNN(D, H, L, bidirectional=bidirectional)
        right, ways = sum(p.numel() for p in module.parameters()), 2 if bidirectional else 1
        first = ways * (H * D + H * H + 2 * H)
        narrow = ways * (H * H + H * H + 2 * H)
        hints = [
            (right - L * ways * H, "a bias is missing: PyTorch keeps two for every layer and direction."),
            (L * first, "only layer 1 reads the D inputs; the others read the layer before."),
        ]
        if bidirectional:
            hints += [
                (right // 2, "there are two directions, each with weights of its own."),
                (first + (L - 1) * narrow, "a later layer reads both directions: 2 H numbers, not H."),
            ]
        if L > 1:
            hints.append((first, f"there are {L} layers."))
        name = f"the count for D = {D}, H = {H}, L = {L}, {ways} direction{'s' * bidirectional}"
        answer = call_answer(function, D, H, L, bidirectional)
        hints = [hint for hint in hints if hint[0] != right]
        verdicts.append(expect_number(name, answer, right, hints=hints))
    if all(verdicts):
        return Verdict(True, "four modules, one and two directions, have as many parameters as you say.")
    return first_failure(*verdicts)
