"""The runs of the clinic: a program trains a small recurrent network, and readings are taken.

A `Program` says how a network is trained; its defaults are healthy. `train` runs it and returns its `Report`.
"""

from dataclasses import dataclass, field

import numpy as np
import torch
from clinic_tasks import ANSWERS, SYMBOLS, Batch, data
from torch import nn
from torch.nn.functional import cross_entropy, one_hot


@dataclass(frozen=True)
class Program:
    """A training program; every default is healthy."""

    task: str = "stream"  # or text, recall, pieces, pairs
    unit: str = "tanh"  # or linear, LSTM
    hidden_size: int = 24
    forget_bias: float | None = None
    scale: float = 1.0  # of the initial weights
    batch_first: bool = False
    softmax: bool = False  # before the cross entropy
    shift: int = 1  # of the targets
    order: str = "in order"  # or shuffled
    clear: bool = True  # the gradients before each step
    rate: float = 1e-2
    clip: float | None = 1.0
    last: str = "own"  # or row
    split: str = "apart"  # or mixed
    steps: int = 180


class Net(nn.Module):
    """One recurrent layer and a linear readout, from one-hot symbols to scores."""

    def __init__(self, program, seed):
        super().__init__()
        self.program, H = program, program.hidden_size
        self.symbols, K = SYMBOLS[program.task], ANSWERS[program.task]
        state = torch.random.get_rng_state()
        torch.manual_seed(seed)
        if program.unit == "LSTM":
            self.cell = nn.LSTM(self.symbols, H, batch_first=program.batch_first)
        else:
            self.cell = nn.RNN(self.symbols, H, batch_first=program.batch_first)
        self.readout = nn.Linear(H, K)
        self.double()
        torch.random.set_rng_state(state)
        with torch.no_grad():
            for p in self.parameters():
                p *= program.scale
            if program.forget_bias is not None:
                self.cell.bias_ih_l0[H:2 * H] = program.forget_bias
                self.cell.bias_hh_l0[H:2 * H] = 0

    def states(self, x, state=None):
        """Return the hidden states for one-hot inputs, and the last state."""
        if self.program.unit != "linear":
            return self.cell(x, state)
        cell, rows = self.cell, []
        h = x.new_zeros(x.shape[1], self.program.hidden_size) if state is None else state[0]
        for x_t in x:
            h = x_t @ cell.weight_ih_l0.T + h @ cell.weight_hh_l0.T + cell.bias_ih_l0 + cell.bias_hh_l0
            rows.append(h)
        return torch.stack(rows), h[None]

    def forward(self, x, lengths, state=None):
        """Return scores, (T, B, K) or (B, K), the last state and all hidden states."""
        out, state = self.states(x, state)
        if self.program.task in ("stream", "text"):
            return self.readout(out), state, out
        if self.program.batch_first:
            return self.readout(out[:, -1]), state, out
        last = out[-1] if self.program.last == "row" else out[lengths - 1, torch.arange(len(lengths))]
        return self.readout(last), state, out


def encode(net, batch):
    """Return one-hot inputs (T, B, D), float64, zeros where there is padding."""
    x = one_hot(batch.x, net.symbols).double()
    steps = torch.arange(len(x))[:, None] < batch.lengths
    return x * steps[..., None]


def losses(net, x, batch, state=None):
    """Return the losses, one per target, the scores, the last state and the hidden states."""
    scores, state, out = net(x, batch.lengths, state)
    fed = scores.softmax(-1) if net.program.softmax else scores
    each = cross_entropy(fed.flatten(0, -2), batch.y.flatten(), reduction="none")
    return each.reshape(batch.y.shape), scores, state, out


@dataclass
class Report:
    """What was read off a run: curves, and readings at its end on held-out data."""

    program: Program
    net: Net
    steps: list = field(default_factory=list)  # at which the losses were taken
    train: list = field(default_factory=list)  # loss, in nats
    held: list = field(default_factory=list)
    norms: list = field(default_factory=list)  # of the gradient before clipping, every step
    ratios: list = field(default_factory=list)  # size of the step over size of the weights
    readings: dict = field(default_factory=dict)


def measure(net, batches):
    """Return the mean loss, the accuracy, and losses and hits as arrays, one entry per batch."""
    state, each, hits = None, [], []
    with torch.no_grad():
        for batch in batches:
            loss, scores, state, _ = losses(net, encode(net, batch), batch, state if batch.carry else None)
            each.append(loss.numpy())
            hits.append((scores.argmax(-1) == batch.y).numpy())
    each, hits = np.array(each), np.array(hits)
    return each.mean(), hits.mean(), each, hits


def epochs(program, seed):
    """Yield training batches for ever, in the program's order."""
    rng, batches = np.random.default_rng(1000 + seed), data(program, "train", seed)
    while True:
        if program.task == "text":
            columns = torch.tensor(rng.permutation(len(batches[0].lengths))[:32])
            yield Batch(batches[0].x[:, columns], batches[0].y[:, columns], batches[0].lengths[columns])
        else:
            shuffled = program.order == "shuffled"
            first = True
            for k in rng.permutation(len(batches)) if shuffled else range(len(batches)):
                carry = program.task == "stream" and not first if shuffled else batches[k].carry
                yield batches[k]._replace(carry=carry)
                first = False


class Trainee:
    """A net on its way: it takes one step at a time, as its program says."""

    def __init__(self, program, seed=0):
        self.program, self.net, self.state = program, Net(program, seed), None
        self.optimizer = torch.optim.Adam(self.net.parameters(), lr=program.rate, fused=True)

    def step(self, batch):
        """Take one step on a batch; return loss, gradient norm before clipping, and update over weights."""
        parameters = list(self.net.parameters())
        state = self.state if batch.carry else None
        if self.program.clear:
            self.optimizer.zero_grad()
        loss, _, state, _ = losses(self.net, encode(self.net, batch), batch, state)
        loss.mean().backward()
        self.state = tuple(s.detach() for s in state) if isinstance(state, tuple) else state.detach()
        limit = np.inf if self.program.clip is None else self.program.clip
        norm = float(nn.utils.clip_grad_norm_(parameters, limit))
        before = nn.utils.parameters_to_vector(parameters).detach()
        self.optimizer.step()
        moved = nn.utils.parameters_to_vector(parameters).detach() - before
        return float(loss.detach().mean()), norm, float(moved.norm() / before.norm())


def train(program, seed=0, *, curves=True):
    """Run a program from its first step to its last and return its Report; without curves, few losses."""
    trainee = Trainee(program, seed)
    report, batches = Report(program, trainee.net), epochs(program, seed)
    probe, held = data(program, "train", seed)[:6], data(program, "held-out", seed)
    if program.order == "shuffled":  # one loader for all parts
        probe, held = ([batch._replace(carry=k > 0) for k, batch in enumerate(part[::-1])]
                       for part in (probe, held))
    for step in range(program.steps + 1):
        every = program.steps // 9
        if step % every == 0 and (curves or step > program.steps - 3 * every):
            report.steps.append(step)
            report.train.append(measure(trainee.net, probe)[0])
            report.held.append(measure(trainee.net, held)[0])
        if step < program.steps:
            _, norm, ratio = trainee.step(next(batches))
            report.norms.append(norm)
            report.ratios.append(ratio)
    report.readings = read(report, held)
    return report


def sensitivity(net, batch):
    """Return the gradient of sample 0's last loss by (step, sample) of the input: how much it looks where."""
    x = encode(net, batch).requires_grad_()
    each = losses(net, x, batch)[0]
    grad, = torch.autograd.grad(each[-1, 0] if each.ndim == 2 else each[0], x)
    return grad.norm(dim=-1).numpy()


def by_lag(net, batch):
    """Return the mean norm of the last loss's gradient by the input k steps before the end, k = 0, 1, ..."""
    x = encode(net, batch).requires_grad_()
    each = losses(net, x, batch)[0]
    grad, = torch.autograd.grad((each[-1] if each.ndim == 2 else each).sum(), x)
    norms = grad.norm(dim=-1).mean(dim=1).flip(0).numpy()
    return norms


def read(report, held):
    """Return the readings of a finished run."""
    net, program = report.net, report.program
    loss, accuracy, each, hits = measure(net, held)
    lag = np.mean([by_lag(net, batch) for batch in held[:6]], axis=0)
    looks = sensitivity(net, held[0])
    with torch.no_grad():
        x = encode(net, held[0])
        zero, one, two = (net.states(factor * x)[0] for factor in (0, 1, 2))
    out = one.abs()
    found = {"first": report.held[0], "train": np.mean(report.train[-3:]), "held": np.mean(report.held[-3:]),
             "accuracy": accuracy, "lag": lag / max(lag.max(), 1e-300), "largest state": float(out.max()),
             "bend": float((two - 2 * one + zero).norm() / (two - zero).norm()),
             "saturated": float((out > 0.99).double().mean()),
             "others": 1 - looks[:, 0].sum() / looks.sum() if looks.sum() else 0.0,
             "norm": float(np.median(report.norms[-40:])),
             "norm at first": float(np.median(report.norms[:20])),
             "largest norm": float(np.max(report.norms)), "ratio": float(np.max(report.ratios)),
             "clipped": float(np.mean(np.array(report.norms) > 1.0))}
    if each.ndim == 3:  # (batch, step, column): by place in the window
        found["places"] = each[1 if len(each) > 1 else 0:].mean(axis=(0, 2))
    elif program.task == "pieces":
        lengths = torch.cat([batch.lengths for batch in held]).numpy()
        groups = [(2, 7), (8, 13), (14, 19), (20, 24)]
        found["places"] = np.array([hits.ravel()[(lengths >= a) & (lengths <= b)].mean() for a, b in groups])
    else:
        answers = torch.stack([batch.y for batch in held]).numpy()
        found["places"] = np.array([hits[answers == k].mean() for k in range(ANSWERS[program.task])])
    return found
