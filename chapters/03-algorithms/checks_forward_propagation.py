"""Checks of the exercises on forward propagation: each answers at once, and says what is wrong."""

import numpy as np

from rnnlib.cells import RNNCell
from rnnlib.exercises import Verdict, call_answer, expect_array, expect_number, first_failure
from rnnlib.unroll import unroll

LETTERS, WORD = "aet", "teat"
W_XH = np.array([[0.8, -0.8, -0.7], [-0.2, 0.8, -0.7]])
W_HH = np.array([[0.6, 0.1], [-0.2, -0.6]])
B_H = np.array([0.2, 0.3])  # the weights of the page


def check_fourth(h_4):
    """Judge the state of the page's network after a fourth letter, worked out by hand to three decimals.

    Args:
        h_4: the reader's two numbers, an array or a list.
    Returns:
        Verdict.
    Source: chapter 3.1.1.
    """
    try:
        h_4 = np.asarray(h_4, dtype=float)
    except (TypeError, ValueError):
        return Verdict(False, "h_4 should be two numbers, such as np.array([0.1, -0.2]).")
    if h_4.shape != (2,):
        return Verdict(False, f"h_4 should be two numbers, one a unit, but its shape is {h_4.shape}.")

    h_3 = np.zeros(2)
    for letter in WORD[:3]:
        h_3 = np.tanh(W_XH[:, LETTERS.index(letter)] + W_HH @ h_3 + B_H)
    column = W_XH[:, LETTERS.index(WORD[3])]
    sums = column + W_HH @ h_3 + B_H
    known = [(np.zeros(2), "both numbers are still zero: put your own in their place."),
             (sums, "these are the sums a_4; tanh is still to be taken."),
             (sums - B_H, "these are sums without b_h; add the bias, then take tanh."),
             (np.tanh(sums - B_H), "the bias b_h is missing."),
             (np.tanh(column + B_H), "this starts from a zero state; h_3 is known and enters through W_hh."),
             (h_3, "this is h_3, the state before the fourth letter."),
             (np.tanh(column + W_HH.T @ h_3 + B_H), "W_hh is transposed: unit 1 takes row 1, not column 1."),
             (np.tanh(np.tanh(sums)), "tanh is taken twice."),
             (np.tanh(W_HH @ h_3 + B_H), "the input is missing: add the letter's column of W_xh.")]
    known += [(np.tanh(W_XH[:, i] + W_HH @ h_3 + B_H),
               f"this is the column of W_xh for the letter {letter!r}; the fourth letter is {WORD[3]!r}.")
              for i, letter in enumerate(LETTERS) if letter != WORD[3]]
    if _close(h_4, np.tanh(sums)):
        return Verdict(True, f"after {WORD!r} the network holds these two numbers.")
    for wrong, message in known:
        if _close(h_4, wrong):
            return Verdict(False, message)
    off = [f"h_{{4,{i + 1}}}" for i in range(2) if abs(h_4[i] - np.tanh(sums)[i]) > 0.0015]
    return Verdict(False, f"{' and '.join(off)}: not right to three decimals. Write out the sum of column, "
                          "the row of W_hh times h_3, and the bias.")


def _close(value, expected):
    """Whether numbers agree to three decimals, one unit of the last one allowed for rounding."""
    return bool((np.abs(value - expected) <= 0.0015).all())


def check_step(function):
    """Judge a function (x_t, h_prev, W_xh, W_hh, b_h, W_hy, b_y) -> (h_t, y_t) for a batch.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapters 3.1.1 and 3.1.2.
    """
    verdicts = []
    for B, D, H, K, seed in [(4, 3, 5, 2, 11), (1, 2, 3, 6, 12), (7, 6, 2, 4, 13)]:
        draw = np.random.default_rng(seed).normal
        x_t, h_prev = draw(size=(B, D)), np.tanh(draw(size=(B, H)))
        W_xh, W_hh, b_h = draw(size=(H, D)), draw(size=(H, H)), draw(size=H)
        W_hy, b_y = draw(size=(K, H)), draw(size=K)
        answer = call_answer(function, x_t, h_prev, W_xh, W_hh, b_h, W_hy, b_y)
        if isinstance(answer, Verdict):
            return answer
        if not isinstance(answer, tuple | list) or len(answer) != 2:
            return Verdict(False, "two arrays are expected, h_t and y_t, in this order.")
        h_t, y_t = answer
        sums = x_t @ W_xh.T + h_prev @ W_hh.T + b_h
        right = np.tanh(sums)
        in_turn = h_prev.copy()
        for i in range(H):
            in_turn[:, i] = np.tanh(x_t @ W_xh[i] + in_turn @ W_hh[i] + b_h[i])
        y_right = right @ W_hy.T + b_y
        hints_h = [
            (np.tanh(sums - b_h), "the bias b_h is missing in h_t."),
            (np.tanh(x_t @ W_xh.T + h_prev @ W_hh + b_h),
             "W_hh is transposed in h_t: with rows it reads h_prev @ W_hh.T. The matrix is square, so no "
             "shape tells you."),
            (np.tanh(right), "tanh is taken twice in h_t."),
            (sums, "tanh is missing in h_t."),
            (np.tanh(x_t @ W_xh.T + b_h), "the old state h_prev plays no part in h_t."),
            (in_turn, "the units are updated one after the other, and later ones read new values: every "
                      "unit must read h_prev."),
            (y_right, "h_t and y_t are in the wrong order: return h_t, y_t.")]
        hints_y = [
            (h_prev @ W_hy.T + b_y, "y_t is computed from the old state; it reads the new one, h_t."),
            (y_right - b_y, "the bias b_y is missing in y_t."),
            (np.tanh(y_right), "the output has no tanh here: y_t are logits, any real numbers."),
            (_softmax(y_right), "y_t are probabilities; asked for are the logits, before the softmax.")]
        verdicts.append(expect_array("h_t", h_t, right, hints=hints_h))
        verdicts.append(expect_array("y_t", y_t, y_right, hints=hints_y))
    failed = first_failure(*verdicts)
    return failed if not failed else Verdict(True, "h_t and y_t are right for three networks and batches.")


def _softmax(y):
    weights = np.exp(y - y.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)


def check_chunks(function):
    """Judge a function (cell, x, length) -> (h, state) that runs a long sequence in pieces of `length` steps.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 3.1.3.
    """
    cell = RNNCell(3, 4, rng=21)
    cell.params["b_h"][...] = np.random.default_rng(22).normal(size=4)
    for T, length in [(12, 4), (10, 3), (5, 1), (3, 8)]:
        x = np.random.default_rng(100 * T + length).normal(size=(T, 2, 3))
        answer = call_answer(function, cell, x, length)
        if isinstance(answer, Verdict):
            return answer
        if not isinstance(answer, tuple | list) or len(answer) != 2:
            return Verdict(False, "two arrays are expected: h of all steps and the state after the last one.")
        h, state = answer
        right = unroll(cell, x)[0]
        case = f"for T = {T} and pieces of {length}"
        verdict = expect_array(f"h {case}", h, right, hints=_wrong_chunks(cell, x, length, right))
        if not verdict:
            return verdict
        starts = [(unroll(cell, x[:length])[1], "the state returned is the one after the first piece; return "
                                                "the one after the last."),
                  (cell.initial_state(2), "the state returned is the initial state; return the last one.")]
        verdict = expect_array(f"the state {case}", state, right[-1], hints=starts)
        if not verdict:
            return verdict
    return Verdict(True, "in pieces of 4, 3, 1 and 8 steps the states equal those of one run over the whole.")


def _wrong_chunks(cell, x, length, right):
    """Typical wrong states of a run in pieces, with what to say of each."""
    T = len(x)
    whole = T - T % length
    pieces = [x[k:k + length] for k in range(0, T, length)]

    def carried(pieces):
        state, found = None, []
        for piece in pieces:
            h, state, _ = unroll(cell, piece, state)
            found.append(h)
        return np.concatenate(found)

    hints = [(np.concatenate([unroll(cell, piece)[0] for piece in pieces]),
              "the state is reset at every border: hand the state that unroll returns to the next call."),
             (right[:length], "only the first piece is there."),
             (right[len(x) - len(pieces[-1]):], "only the last piece is there: collect all of them.")]
    if 0 < whole < T:
        hints.append((right[:whole], f"the last {T - whole} steps are missing: a last piece may be shorter."))
    if length > 1 and T > length:
        twice = [x[k:k + length + 1] for k in range(0, T, length)]
        once = [x[k:k + length - 1] for k in range(0, T, length)]
        hints += [(carried(twice), "a border is off by one: steps at the borders are read twice."),
                  (carried(once), "a border is off by one: the last step of every full piece is never read.")]
    first = unroll(cell, pieces[0])[1]
    late = [right[:length]] + [unroll(cell, piece, first)[0] for piece in pieces[1:]]
    hints.append((np.concatenate(late), "every later piece starts from the state after the first piece: keep "
                                        "the newest state."))
    return [(wrong, message) for wrong, message in hints
            if wrong.shape != right.shape or not np.allclose(wrong, right)]


def check_multiplications(function):
    """Judge a function (T, B, D, H, K) -> multiplications, for letters as indices and one output at the end.

    Args:
        function: the reader's.
    Returns:
        Verdict.
    Source: chapter 3.1.3.
    """
    verdicts = []
    for T, B, D, H, K in [(7, 3, 11, 5, 2), (40, 1, 50, 16, 50), (5, 64, 1000, 8, 3)]:
        right = B * (T * H * H + K * H)
        hints = [(B * T * (H * D + H * H + K * H),
                  "everything is counted at every step; the input is free, and the output is wanted once."),
                 (B * T * (H * H + K * H),
                  "the output is counted at every step; it is wanted after the last one only."),
                 (B * (T * (H * D + H * H) + K * H),
                  "W_xh x_t is still counted: for an index, a column is copied and nothing is multiplied."),
                 (B * (T * (H * H + H) + K * H + K), "biases are added, not multiplied."),
                 (B * T * H * H, "the one output at the end is missing: K times H."),
                 (B * (T * H + K * H), "W_hh has H times H entries, and each is used once a step.")]
        if B > 1:
            hints.append((right // B, "every sequence needs its own multiplications: a factor B is missing."))
        verdicts.append(expect_number(f"the count for T = {T}, B = {B}, D = {D}, H = {H}, K = {K}",
                                      call_answer(function, T, B, D, H, K), right, hints=hints))
    failed = first_failure(*verdicts)
    return failed if not failed else Verdict(True, "your count is right for three networks and batches.")
