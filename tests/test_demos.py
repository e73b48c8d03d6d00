"""The course's demos: computed by other routes too, and every sentence of every frame held to its numbers."""

import inspect
import itertools
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from helpers import parts
from matplotlib.text import Text

from rnnlib import demos
from rnnlib.demos import gradients, states
from rnnlib.diagnostics import largest_singular_value, spectral_radius
from rnnlib.explore import Demo
from rnnlib.unroll import bptt, unroll

STATES = list(itertools.product(states.CELLS, states.RADII, states.KINDS))
GRADIENTS = list(itertools.product(gradients.CELLS, gradients.RADII, gradients.SCALES))
NUMBER = r"-?[\d.]+(?:e[+-]?\d+)?"


def words_in(figure):
    """Every text in a figure that is no number."""
    figure.draw_without_rendering()
    found = {text.get_text() for text in figure.findobj(Text)}
    return {text for text in found if re.search("[^\\d⁰¹²³⁴-⁹⁻\N{MINUS SIGN}.]", text)}


def perturbed(build):
    """The same network with weights changed in the twelfth digit, as another machine might round them."""
    def build_other(*args):
        cell, rng = build(*args), np.random.default_rng(0)
        for name, value in cell.params.items():
            cell.params[name] = value * (1 + 1e-12 * rng.standard_normal(value.shape))
        return cell
    return build_other


# ---------------------------------------------------------------- all demos

def test_all_holds_every_public_demo():
    public = [getattr(demos, name) for name in demos.__all__ if name != "ALL"]
    assert isinstance(demos.ALL, tuple) and sorted(demos.ALL, key=id) == sorted(public, key=id)
    modules = {path.stem for path in Path(demos.__file__).parent.glob("*.py")} - {"__init__"}
    assert {function.__module__.split(".")[-1] for function in demos.ALL} == modules


@pytest.mark.parametrize("function", demos.ALL, ids=lambda function: function.__name__)
def test_a_demo_needs_no_arguments_and_has_labels_sentences_and_texts_for_every_frame(function):
    assert all(p.default is not p.empty for p in inspect.signature(function).parameters.values())
    demo = function()
    assert isinstance(demo, Demo) and demo.name == f"rnnlib.demos.{function.__name__}"
    assert len(demo.combinations()) <= 60
    assert len(set(demo.stored().sentences)) == len(demo.combinations())  # every frame has its own
    module = inspect.getmodule(function)
    alts = {module.alt(**values) for values in demo.combinations()}
    assert len(alts) == len(demo.combinations())
    assert set(module.LABELS) == set(demo.grid)
    for text in (*demo.stored().sentences, *alts):
        assert text.endswith(".") and not re.search(r"\b(?:nan|inf)\b", text), text


@pytest.mark.parametrize("function", demos.ALL, ids=lambda function: function.__name__)
def test_a_demo_can_be_told_in_another_language(function):
    module = inspect.getmodule(function)
    words = {key: f"<{key}>{re.sub('[^{].*', '', text)}" for key, text in module.WORDS.items()}
    first = next(iter(module.LABELS))
    demo = function(words=words, labels={first: "Regler"}, describe=lambda **_: "Satz.",
                    alt=lambda **_: "Bild.")
    assert "Regler" in [control.label for control in demo._controls]
    assert demo.stored().sentences[0] == "Satz." and demo._alt_text(demo.start) == "Bild."
    figure = module.draw(*demo.start.values(), words=module.WORDS | words)
    found = words_in(figure)
    assert found and all(text.startswith("<") for text in found), found
    svg, _ = demo.show()
    assert "<svg" in svg
    one_word = dict(list(module.WORDS.items())[:1])
    assert function(words=one_word).show()[0] == function().show()[0]  # the others stay as they are


@pytest.mark.parametrize(("module", "frames"), [
    (states, [("tanh", 0.5, "pulse"), ("tanh", 1.5, "noise"), ("LSTM, forget bias 3", 1.2, "sine")]),
    (gradients, [("tanh", 0.5, 1.0), ("relu", 1.5, 0.0), ("LSTM", 1.5, 1.0)])])
def test_axes_stay_where_they_are_when_a_control_moves(module, frames):
    seen = []
    for frame in frames:
        figure = module.draw(*frame)
        figure.draw_without_rendering()
        assert tuple(figure.get_size_inches())[0] <= 5.2 and figure.get_layout_engine() is not None
        seen.append([(*ax.get_xlim(), *ax.get_ylim(), *np.round(ax.get_position().bounds, 2))
                     for ax in figure.axes])
        assert all(text.get_fontsize() >= 9 for text in figure.findobj(Text))
        box = figure.get_tightbbox()
        assert 0 <= box.x0 and box.x1 <= figure.get_size_inches()[0]
        assert 0 <= box.y0 and box.y1 <= figure.get_size_inches()[1]
    assert seen[0] == seen[1] == seen[2]


# ---------------------------------------------------------------- hidden-state evolution

def torch_states(cell, radius, kind):
    """The hidden states as PyTorch's modules compute them; the plain GRU by its equations."""
    network, x = states.build_cell(cell, radius), torch.tensor(states.make_input(kind))[:, None]
    p = {name: torch.tensor(value) for name, value in network.params.items()}
    if cell == "tanh":
        module = torch.nn.RNN(1, states.UNITS).double()
        loaded = {"weight_ih_l0": p["W_xh"], "weight_hh_l0": p["W_hh"], "bias_ih_l0": p["b_h"]}
    elif cell != "GRU":
        module = torch.nn.LSTM(1, states.UNITS).double()
        W = torch.cat([p[f"W_{gate}"] for gate in "ifCo"])
        loaded = {"weight_ih_l0": W[:, states.UNITS:], "weight_hh_l0": W[:, :states.UNITS],
                  "bias_ih_l0": torch.cat([p[f"b_{gate}"] for gate in "ifCo"])}
    else:
        h, seen = torch.zeros(states.UNITS, dtype=torch.float64), []
        for x_t in x:
            r, z = (torch.sigmoid(p[f"W_{gate}"] @ torch.cat([h, x_t])) for gate in "rz")
            h = (1 - z) * h + z * torch.tanh(p["W_h"] @ torch.cat([r * h, x_t]))
            seen.append(h)
        return torch.stack(seen).numpy()
    loaded["bias_hh_l0"] = torch.zeros_like(loaded["bias_ih_l0"])
    module.load_state_dict(loaded)
    with torch.no_grad():
        return module(x)[0].numpy()


def test_every_evolution_is_what_pytorch_computes_and_fits_the_picture():
    for frame in STATES:
        run = states.evolve(*frame)
        np.testing.assert_allclose(run.h, torch_states(*frame), atol=1e-9, err_msg=str(frame))
        np.testing.assert_allclose(run.norms, np.sqrt((run.h**2).sum(axis=1)), rtol=1e-12)
        assert all(np.isfinite(part).all() for part in run), frame
        assert run.norms.max() < 5 and (np.abs(run.points).max(axis=0) < [4.8, 3.1]).all(), frame
        assert np.abs(run.x).max() < 3 and 0 < run.shares.sum() <= 1 + 1e-12
        assert run.later.shape == ((states.LATER,) if frame[2] == "pulse" else (0,))


@pytest.mark.parametrize("cell", states.CELLS)
@pytest.mark.parametrize("radius", states.RADII)
def test_every_recurrent_matrix_has_the_spectral_radius_asked_for(cell, radius):
    network, plain = states.build_cell(cell, radius), states.build_cell("tanh", radius)
    blocks = {name: W[:, :states.UNITS] for name, W in network.params.items()
              if name.startswith("W") and name != "W_xh"}
    assert len(blocks) == {"t": 1, "G": 3, "L": 4}[cell[0]]
    for W in blocks.values():
        assert spectral_radius(W) == pytest.approx(radius, rel=1e-9)
    inside_tanh = next(W for name, W in blocks.items() if name in ("W_hh", "W_C", "W_h"))
    np.testing.assert_array_equal(inside_tanh, plain.params["W_hh"])
    if cell.startswith("LSTM"):
        assert (network.params["b_f"] == float(cell[-1])).all()


@pytest.mark.parametrize("radius", states.RADII)
def test_activity_turns_with_a_complex_pair_of_eigenvalues(radius):
    eigenvalues = np.linalg.eigvals(states.build_cell("tanh", radius).params["W_hh"])
    first, second, third = eigenvalues[np.argsort(-np.abs(eigenvalues))][:3]
    assert first == np.conj(second) and abs(third) < 0.95 * abs(first)
    assert 2 * np.pi / abs(np.angle(first)) == pytest.approx(8.5, abs=0.05)


def test_a_pulse_dies_below_a_radius_of_one_and_lives_on_above():
    runs = {radius: states.evolve("tanh", radius, "pulse") for radius in states.RADII}
    left = [run.norms[-1] / run.norms.max() for run in runs.values()]
    assert left == sorted(left) and left[0] < 1e-15 and left[-1] > 0.5
    assert [states.outlasts_input(run) for run in runs.values()] == [False, False, False, True, True]
    slow = [states.outlasts_input(states.evolve("LSTM, forget bias 3", r, "pulse")) for r in states.RADII]
    assert all(slow)  # an open forget gate keeps activity alive at any radius shown
    # before the pulse there is nothing
    assert all((run.h[:states.PULSE_AT] == 0).all() for run in runs.values())


def test_sentences_about_a_pulse_agree_with_the_run():
    for cell, radius in itertools.product(states.CELLS, states.RADII):
        run, sentence = states.evolve(cell, radius, "pulse"), states.describe(cell, radius, "pulse")
        assert f"spectral radius {radius:g}" in sentence and cell.split(",")[0] in sentence
        peak = run.norms.argmax()
        if "keeps itself alive" in sentence:
            end, later = map(float, re.search(f"norm ({NUMBER}) at step 59 and ({NUMBER}) after 500",
                                              sentence).groups())
            assert end == pytest.approx(run.norms[59], abs=0.0051)
            assert later == pytest.approx(run.later[499], abs=0.0051) and later > 0.5
            continue
        norm, steps, share = re.search(f"norm ({NUMBER}); (\\d+) steps? later .* share of ({NUMBER}%?)\\.",
                                       sentence).groups()
        assert float(norm) == pytest.approx(run.norms.max(), abs=0.0051)
        after = run.norms[peak + int(steps) - 1:peak + int(steps) + 1] / run.norms[peak]
        assert after[1] < 0.5 <= after[0]
        exact = run.norms[59] / run.norms[peak]
        if share.endswith("%"):
            assert float(share[:-1]) / 100 == pytest.approx(exact, abs=0.0051)
        else:
            assert float(share) == pytest.approx(exact, rel=0.5)
        assert run.later[-1] < 0.9 * run.later[99]  # it does die


def test_sentences_about_sine_and_noise_agree_with_the_run():
    for cell, radius, kind in STATES:
        if kind == "pulse":
            continue
        h, sentence = states.evolve(cell, radius, kind).h, states.describe(cell, radius, kind)
        numbers = [float(number) for number in re.search(
            f"by ({NUMBER})%? between .* norm ({NUMBER}) on .* hold ({NUMBER})% .* and ({NUMBER})% of",
            sentence).groups()]
        if kind == "sine":
            first = 100 * np.sqrt(((h[45:] - h[30:45])**2).sum() / (h[45:]**2).sum())
        else:
            first = np.corrcoef(((h[1:] - h[1:].mean(0)).ravel()), (h[:-1] - h[:-1].mean(0)).ravel())[0, 1]
        centred = h - h.mean(axis=0)
        variances = np.linalg.eigvalsh(centred.T @ centred)
        expected = [first, np.linalg.norm(h, axis=1).mean(), 100 * variances[-2:].sum() / variances.sum(),
                    100 * np.mean(np.abs(h) >= 0.99)]
        np.testing.assert_allclose(numbers, expected, atol=0.51, err_msg=sentence)
        np.testing.assert_allclose(numbers[:2], expected[:2], atol=0.051, err_msg=sentence)


def test_neighbours_correlate_from_not_at_all_to_completely():
    steady = np.linspace(0, 1, 50)[:, np.newaxis] * np.ones(3)
    assert states.neighbour_correlation(steady) == pytest.approx(1.0, abs=1e-12)
    flicker = np.where(np.arange(50) % 2, 1.0, -1.0)[:, np.newaxis] * np.ones(3)
    assert states.neighbour_correlation(flicker) == pytest.approx(-1.0, abs=1e-2)
    assert abs(states.neighbour_correlation(np.random.default_rng(0).standard_normal((500, 20)))) < 0.03


def test_sentences_about_states_do_not_depend_on_the_last_digits(monkeypatch):
    """A sentence stored on one machine must be the same on another: no chaos, no number on an edge."""
    before = [states.describe(*frame) for frame in STATES]
    monkeypatch.setattr(states, "build_cell", perturbed(states.build_cell))
    monkeypatch.setattr(states, "evolve", states.evolve.__wrapped__)
    assert [states.describe(*frame) for frame in STATES] == before


@pytest.mark.parametrize(("call", "message"), [
    (lambda: states.build_cell("relu", 1.0), "cell: expected one of 'tanh'"),
    (lambda: states.make_input("step"), "kind: expected one of 'pulse', 'sine', 'noise', got 'step'"),
    (lambda: states.evolve("tanh", -1.0, "pulse"), "radius: expected a finite number"),
    (lambda: gradients.build_cell("elman", 1.0), "cell: expected one of 'tanh', 'relu', 'LSTM', 'GRU'"),
])
def test_unknown_values_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# ---------------------------------------------------------------- vanishing gradients

def test_every_decay_is_finite_ordered_and_as_its_sentence_says():
    for cell, radius, scale in GRADIENTS:
        run, sentence = gradients.decay(cell, radius, scale), gradients.describe(cell, radius, scale)
        curves = [run.gradient, run.steps] + ([] if run.bound is None else [run.bound])
        assert all(curve.shape == (101,) and np.isfinite(curve).all() and curve[0] == 0 for curve in curves)
        assert (run.gradient <= run.steps + 1e-9).all()
        if run.bound is not None:
            np.testing.assert_allclose(run.bound, np.arange(101) * np.log10(radius), atol=1e-9)
            assert (run.steps <= run.bound + 1e-9).all()
        ten, hundred, allowed = map(float, re.search(
            f"at most ({NUMBER}) over 10 steps and ({NUMBER}) over 100.* allow.*? ({NUMBER})[,.]",
            sentence).groups())
        limit = run.steps if run.bound is None else run.bound
        np.testing.assert_allclose(np.log10([ten, hundred, allowed]),
                                   [run.gradient[10], run.gradient[100], limit[100]], atol=0.18)
        verdict = re.search("so it (vanishes|explodes|stays)", sentence)[1]
        assert verdict == ("stays" if 1e-2 < 10**run.gradient[100] < 1e2 else
                           "vanishes" if run.gradient[100] < 0 else "explodes")
        assert ("the bound allows" in sentence) == (cell in ("tanh", "relu"))
        assert ("every 2.2 steps" in sentence) == (cell == "LSTM")


@pytest.mark.parametrize("cell", gradients.CELLS)
@pytest.mark.parametrize("scale", [0.3, 1.0])
def test_the_gradient_is_what_backpropagation_of_the_identity_gives(cell, scale):
    network, found = gradients.build_cell(cell, 1.1), gradients.decay(cell, 1.1, scale).gradient
    x = scale * np.random.default_rng([gradients._SEED, 1]).standard_normal((100, 1, gradients.INPUTS))
    _, _, caches = unroll(network, np.repeat(x, gradients.UNITS, axis=1))
    for k in (1, 10, 100):
        dh = np.zeros((k, gradients.UNITS, gradients.UNITS))
        dh[-1] = np.eye(gradients.UNITS)
        back = np.hstack(parts(bptt(network, dh, caches[100 - k:])[1]))
        assert found[k] == pytest.approx(np.log10(np.linalg.norm(back, 2)), abs=1e-9)


@pytest.mark.parametrize("cell", gradients.CELLS)
@pytest.mark.parametrize("radius", gradients.RADII)
def test_the_radius_is_also_the_largest_singular_value(cell, radius):
    for name, W in gradients.build_cell(cell, radius).params.items():
        if name.startswith("W_") and name != "W_xh":
            singular = np.linalg.svd(W[:, :gradients.UNITS], compute_uv=False)
            np.testing.assert_allclose(singular, radius, rtol=1e-12)
            assert largest_singular_value(W[:, :gradients.UNITS]) == pytest.approx(radius)


def test_the_demo_tells_the_story_of_the_chapter():
    at = {frame: gradients.decay(*frame).gradient[100] for frame in GRADIENTS}
    assert at["tanh", 1.0, 0.0] == pytest.approx(0.0, abs=1e-12)  # kept exactly
    assert 10 ** at["tanh", 1.5, 0.0] == pytest.approx(1.5**100, rel=1e-9)  # 4e17
    assert -6 < at["tanh", 1.5, 1.0] < -2  # vanishes although the bound allows 4e17
    for radius in gradients.RADII:  # inputs saturate tanh: the more, the smaller the gradient
        assert at["tanh", radius, 0.0] > at["tanh", radius, 0.3] > at["tanh", radius, 1.0]
    assert at["LSTM", 1.5, 0.0] > 2  # gates do not keep gradients from exploding
    assert at["LSTM", 1.0, 1.0] < -2  # nor, with a forget bias of 1, from vanishing
    assert at["LSTM", 1.0, 1.0] > at["GRU", 1.0, 1.0] and at["LSTM", 1.0, 1.0] > at["tanh", 1.0, 1.0]


def test_relu_at_rest_is_not_on_its_kink():
    network = gradients.build_cell("relu", 1.0)
    h, _, caches = unroll(network, np.zeros((100, 1, gradients.INPUTS)))
    p = network.params
    sums = [cache.h_prev @ p["W_hh"].T + p["b_h"] for cache in caches]
    assert np.abs(sums).min() > 1e-8 and 0.3 < np.mean(h > 0) < 0.9


def test_sentences_about_gradients_do_not_depend_on_the_last_digits(monkeypatch):
    frames = [frame for frame in GRADIENTS if frame[0] != "LSTM" or frame[2] == 1.0]
    before = [gradients.describe(*frame) for frame in frames]
    monkeypatch.setattr(gradients, "build_cell", perturbed(gradients.build_cell))
    monkeypatch.setattr(gradients, "decay", gradients.decay.__wrapped__)
    assert [gradients.describe(*frame) for frame in frames] == before
