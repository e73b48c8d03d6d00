"""Laws every cell keeps over a sequence: samples are independent, steps compose, gradients are linear."""

import numpy as np
from helpers import QUICK, assert_same, each_cell, flatten, map_state, named, parts, problem
from hypothesis import given
from hypothesis import strategies as st

from rnnlib.unroll import bptt, unroll

a_shape = st.tuples(st.integers(1, 6), st.integers(1, 4), st.integers(1, 3), st.integers(1, 4))
a_seed = st.integers(0, 10_000)


@each_cell
@QUICK
@given(shape=a_shape, seed=a_seed)
def test_samples_of_a_batch_know_nothing_of_each_other(case, shape, seed):
    cell, x, state, dh, dstate = problem(case, *shape, rng=seed)
    h, final, caches = unroll(cell, x, state)
    dx, dstate_0, grads = bptt(cell, dh, caches, dstate)
    total = {name: 0.0 for name in grads}
    for b in range(shape[1]):
        def one(state, b=b):
            return map_state(lambda part: part[b:b + 1], state)
        h_b, final_b, caches_b = unroll(cell, x[:, b:b + 1], one(state))
        dx_b, dstate_b, grads_b = bptt(cell, dh[:, b:b + 1], caches_b, one(dstate))
        np.testing.assert_allclose(flatten(h_b, final_b, dx_b, dstate_b),
                                   flatten(h[:, b:b + 1], one(final), dx[:, b:b + 1], one(dstate_0)),
                                   rtol=1e-10, atol=1e-12)
        total = {name: total[name] + grads_b[name] for name in total}
    assert_same(total, grads, rtol=1e-10, atol=1e-12)


@each_cell
@QUICK
@given(shape=a_shape, seed=a_seed, data=st.data())
def test_permuted_samples_give_permuted_results_and_the_same_gradients(case, shape, seed, data):
    cell, x, state, dh, dstate = problem(case, *shape, rng=seed)
    order = data.draw(st.permutations(range(shape[1])))

    def permute(part):
        return part[order]
    h, final, caches = unroll(cell, x, state)
    dx, dstate_0, grads = bptt(cell, dh, caches, dstate)
    h_p, final_p, caches_p = unroll(cell, x[:, order], map_state(permute, state))
    results_p = named(*bptt(cell, dh[:, order], caches_p, map_state(permute, dstate)))
    np.testing.assert_allclose(flatten(h_p, final_p), flatten(h[:, order], map_state(permute, final)),
                               rtol=1e-10, atol=1e-12)
    assert_same(results_p, named(dx[:, order], map_state(permute, dstate_0), grads), rtol=1e-10, atol=1e-12)


@each_cell
@QUICK
@given(shape=a_shape, seed=a_seed, data=st.data())
def test_a_sequence_in_two_parts_with_carried_state_is_the_whole(case, shape, seed, data):
    """Forward with the state handed on, backward with its gradient handed back; a part may be empty."""
    cell, x, state, dh, dstate = problem(case, *shape, rng=seed)
    border = data.draw(st.integers(0, shape[0]))
    h, final, caches = unroll(cell, x, state)
    h_1, middle, caches_1 = unroll(cell, x[:border], state)
    h_2, final_2, caches_2 = unroll(cell, x[border:], middle)
    assert (flatten(h_1, h_2, final_2) == flatten(h, final)).all()
    dx_2, dmiddle, grads_2 = bptt(cell, dh[border:], caches_2, dstate)
    dx_1, dstate_0, grads_1 = bptt(cell, dh[:border], caches_1, dmiddle)
    grads = {name: grads_1[name] + grads_2[name] for name in grads_1}
    assert_same(named(np.concatenate([dx_1, dx_2]), dstate_0, grads), named(*bptt(cell, dh, caches, dstate)),
                rtol=1e-12, atol=1e-14)


@each_cell
@QUICK
@given(shape=a_shape, seed=a_seed, a=st.sampled_from([-2.0, 0.0, 0.5]), b=st.sampled_from([-1.0, 3.0]))
def test_bptt_is_linear_in_what_arrives(case, shape, seed, a, b):
    cell, x, state, dh, dstate = problem(case, *shape, rng=seed)
    caches = unroll(cell, x, state)[2]
    other = problem(case, *shape, rng=seed + 1)
    first, second = named(*bptt(cell, dh, caches, dstate)), named(*bptt(cell, other.dh, caches, other.dstate))
    dstate_sum = map_state(lambda p, q: a * p + b * q, dstate, other.dstate)
    found = named(*bptt(cell, a * dh + b * other.dh, caches, dstate_sum))
    assert_same(found, {name: a * first[name] + b * second[name] for name in first}, rtol=1e-9, atol=1e-11)


@each_cell
@QUICK
@given(shape=a_shape, seed=a_seed)
def test_running_changes_nothing_and_repeats_itself(case, shape, seed):
    cell, x, state, dh, dstate = problem(case, *shape, rng=seed)
    watched = [x, dh, *parts(state), *parts(dstate), *cell.params.values()]
    before = [array.copy() for array in watched]
    h, final, caches = unroll(cell, x, state)
    results = named(*bptt(cell, dh, caches, dstate))
    assert_same(named(*bptt(cell, dh, caches, dstate)), results, rtol=0, atol=0)
    assert (flatten(*unroll(cell, x, state)[:2]) == flatten(h, final)).all()
    assert all((array == copy).all() for array, copy in zip(watched, before, strict=True))


@each_cell
def test_no_state_is_the_zero_state_and_the_last_output_is_the_final_hidden_state(case):
    cell, x, *_ = problem(case, 4, 2, 3, 4)
    h, final, caches = unroll(cell, x)
    assert (flatten(h, final) == flatten(*unroll(cell, x, cell.initial_state(2))[:2])).all()
    assert (parts(final)[0] == h[-1]).all() and len(caches) == 4
