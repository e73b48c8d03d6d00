"""What section 8.2.2 says of graphs, tested with the page's own cells: rounds, reach, ceilings, the split."""

import itertools
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
import torch
from pages import names_of

from rnnlib.layers import RNN

PAGE = Path(__file__).parents[1] / "chapters/08-outlook/graph-networks.ipynb"
CELLS = ("import", "club = nx", "def message_round", "class GatedGraph", "def normalised", "def tree",
         "def examples", "def ceilings", "def propagate", "grey, digit = load_digits", "A = kneighbors",
         "root = ")


@pytest.fixture(scope="module")
def page():
    """The names that those cells of the page define which train nothing."""
    return names_of(PAGE, lambda source: source.startswith(CELLS))


def test_rounds_on_a_path_are_an_rnn_for_any_length(page):
    for T in (1, 2, 7):
        rng = np.random.default_rng(T)
        rnn, x = RNN(2, 4, rng=rng, dtype=np.float64), rng.normal(size=(T, 2))
        h = np.zeros((T, 4))
        for _ in range(T):
            h = page["message_round"](np.eye(T, k=1), x, h, rnn.params)
        assert np.allclose(h, rnn.forward(x[:, None])[0][:, 0], rtol=1e-12, atol=1e-14)


def test_a_gated_round_is_the_gru_of_the_sum_node_by_node(page):
    net = page["GatedGraph"](2, 3, 1, 0).double()
    A = np.triu(np.random.default_rng(0).random((5, 5)) < 0.6, 1).astype(float)
    A, x = torch.tensor(A + A.T), torch.randn(5, 2, dtype=torch.float64)
    start = torch.tanh(net.enter(x))
    for v in range(5):
        message = sum((start[u] for u in range(5) if A[u, v]), torch.zeros(3, dtype=torch.float64))
        assert torch.allclose(net.states(A, x, 1)[v], net.cell(message, start[v]))


def test_a_state_depends_on_nodes_within_its_rounds_and_on_no_others(page):
    graph = nx.random_labeled_tree(11, seed=3)
    A, far = torch.tensor(nx.to_numpy_array(graph)), page["steps_apart"](nx.to_numpy_array(graph))
    net = page["GatedGraph"](1, 4, 1, 1).double()
    x = torch.randn(11, 1, dtype=torch.float64)
    J = torch.autograd.functional.jacobian(lambda x: net.states(A, x, 3), x).norm(dim=(1, 3)).numpy()
    assert ((J > 0) == (far <= 3)).all()


def test_distances_are_those_of_networkx(page):
    A = page["tree"](14, np.random.default_rng(5))
    lengths = dict(nx.all_pairs_shortest_path_length(nx.from_numpy_array(A)))
    steps = page["steps_apart"](A)
    assert nx.is_tree(nx.from_numpy_array(A))
    assert all(steps[u, v] == lengths[u][v] for u, v in itertools.product(range(14), repeat=2))


def test_the_normalised_matrix_is_that_of_the_equation_and_has_norm_one(page):
    A = page["A_club"]
    D = np.diag((A + np.eye(34)).sum(axis=1) ** -0.5)
    assert np.allclose(page["normalised"](A), D @ (A + np.eye(34)) @ D)
    assert np.isclose(np.linalg.norm(page["normalised"](A), 2), 1)


def test_the_ceiling_is_what_balls_around_the_nodes_allow(page):
    """By brute force: in a tree of few nodes, equal colours are equal trees of the walks that arrive."""
    A, _, d = page["examples"](6, 3, np.random.default_rng(1))
    A = A.numpy()

    def unfolded(g, v, k):
        own = int(d[g, v] == 0)
        return own if k == 0 else (unfolded(g, v, k - 1),
                                   tuple(sorted(map(repr, (unfolded(g, u, k - 1)
                                                           for u in np.flatnonzero(A[g, v]))))))

    for k in (0, 1, 3):
        counts = {}
        for g, v in np.ndindex(d.shape):
            counts.setdefault(repr(unfolded(g, v, k)), [0, 0])[d[g, v] % 2] += 1
        assert page["ceilings"](A, d == 0, d % 2, 3)[k] == sum(map(max, counts.values()))


def test_label_propagation_reaches_the_closed_form(page):
    S = page["normalised"](page["A_club"], loops=False)
    known = np.full(34, -1)
    known[[0, 33]] = [0, 1]
    Y = np.zeros((34, 2))
    Y[0, 0] = Y[33, 1] = 1
    exact = np.linalg.solve(np.eye(34) - 0.9 * S, 0.1 * Y).argmax(axis=1)
    assert np.array_equal(page["propagate"](S, known, 2), exact)


def test_the_cheapest_cut_misplaces_member_nine_alone(page):
    club, side = page["club"], page["side"]
    _, (first, _) = nx.minimum_cut(club, 0, 33, capacity="weight")
    assert [v for v in club if (v in first) == bool(side[v])] == [8]


def test_parts_share_no_form_and_labels_come_from_the_first_four(page):
    form, pool, test = (page[name] for name in ("form", "pool", "test"))
    assert not (pool & test).any() and (pool | test).all()
    assert set(form[pool]) == {0, 1, 2, 3} and set(form[test]) == {10, 11, 12, 13}
    pictures = [{g.tobytes() for g in page["grey"][part]} for part in (pool, test)]
    assert not pictures[0] & pictures[1] and len(page["grey"]) == len(page["digit"])


def test_the_energy_is_that_of_the_equation_and_zero_for_what_each_averaging_leaves_alone(page):
    A, root = page["A"], page["root"]
    H = torch.randn(len(A), 3, generator=torch.Generator().manual_seed(0))
    by_matrix = 1 - (H * torch.tensor(page["normalised"](A), dtype=torch.float32).mm(H)).sum() / (H * H).sum()
    assert page["energy"](H) == pytest.approx(by_matrix.item(), rel=1e-4)
    assert page["energy"](root) < 1e-12 < 0.01 < page["energy"](torch.ones_like(root))
