"""Small demos for the tests of the mechanism: one of lines, one of a heat map, quick to draw."""

import functools

import numpy as np
from matplotlib.figure import Figure

from rnnlib.explore import explore

RADII = [0.5, 0.75, 1.0, 1.25, 1.5]
STEPS = [5, 10, 20]


def decay(radius, kind):
    """Factor left after 0..20 steps, shape (21,)."""
    steps = np.arange(21)
    return radius**steps if kind == "linear" else np.tanh(radius) ** steps


def draw_lines(radius, kind):
    """One line on a logarithmic axis."""
    figure = Figure(figsize=(5.2, 2.8), layout="constrained")
    ax = figure.subplots()
    ax.semilogy(decay(radius, kind), lw=2.4, label=f"radius {radius:g}")
    ax.axhline(1, color="0.5", ls=":", lw=1)
    ax.set(xlabel="step $t$", ylabel="factor", xlim=(0, 20), ylim=(1e-7, 1e4))
    ax.legend(loc="lower left")
    return figure


def describe_lines(radius, kind):
    """The last factor as a sentence."""
    return f"Radius {radius:g}, {kind}: after 20 steps the factor is {decay(radius, kind)[20]:.2e}."


def lines(**changes):
    """A slider and a row of buttons over one line."""
    arguments = {"describe": describe_lines, "alt": "A curve of the factor against the step.",
                 "labels": {"radius": "spectral radius ρ", "kind": "kind of cell"}, "start": {"kind": "tanh"},
                 "radius": RADII, "kind": ["linear", "tanh"]}
    return explore(draw_lines, **(arguments | changes))


@functools.cache
def states(scale, steps, cell):
    """States of 24 units over 60 steps, shape (60, 24)."""
    matrix = np.random.default_rng(3).normal(size=(24, 24)) * scale / np.sqrt(24)
    h, out = np.zeros(24), []
    for t in range(60):
        new = np.tanh(matrix @ h + (t < steps) * np.linspace(-1, 1, 24))
        h = new if cell == "tanh" else 0.7 * h + 0.3 * new
        out.append(h)
    return np.array(out)


def draw_heat(scale, steps, cell):
    """Every unit over time, and the size of the state below."""
    h = states(scale, steps, cell)
    figure = Figure(figsize=(5.2, 3.5), layout="constrained")
    top, bottom = figure.subplots(2, 1, sharex=True, height_ratios=[3, 1.2])
    image = top.imshow(h.T, aspect="auto", cmap="RdBu_r", vmin=-1, vmax=1, interpolation="none")
    top.set_ylabel("hidden unit")
    figure.colorbar(image, ax=top, label="activation", pad=0.02, ticks=[-1, 0, 1])
    bottom.plot(np.linalg.norm(h, axis=1), lw=2, color="C1")
    bottom.set(xlabel="time step $t$", ylabel=r"$\|h_t\|$", ylim=(0, 5), xlim=(-0.5, 59.5))
    return figure


def describe_heat(scale, steps, cell):
    """The last size of the state as a sentence."""
    return (f"{cell} cell, weight scale {scale:g}, {steps} steps of input: at the end the state has norm "
            f"{np.linalg.norm(states(scale, steps, cell)[-1]):.3f}.")


def heat(**changes):
    """Two sliders and a row of buttons over a heat map, 60 frames."""
    arguments = {"describe": describe_heat, "labels": {"scale": "weight scale", "steps": "steps of input"},
                 "alt": lambda scale, steps, cell: f"Heat map of 24 units over 60 steps, {cell} cell.",
                 "scale": [round(0.2 * k, 1) for k in range(1, 11)], "steps": STEPS,
                 "cell": ["tanh", "leaky"], "start": {"scale": 1.4}}
    return explore(draw_heat, **(arguments | changes))


#: What the kernel test drives beside the course's own demos.
ALL = (lines, heat)
