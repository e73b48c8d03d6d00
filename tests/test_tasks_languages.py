"""Languages: Reber's grammars and a^n b^n against other ways to compute the same, and their checkers."""

import math
import re
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnlib import losses, tasks

QUICK = settings(max_examples=40, deadline=None, derandomize=True, database=None)
REBER, EMBEDDED, COUNTING = tasks.Reber(), tasks.EmbeddedReber(), tasks.AnBn(range(1, 6), range(6, 9))
GRAMMARS = {"reber": REBER, "embedded": EMBEDDED}
each_grammar = pytest.mark.parametrize("task", GRAMMARS.values(), ids=GRAMMARS)
each_language = pytest.mark.parametrize("task", [REBER, EMBEDDED, COUNTING], ids=[*GRAMMARS, "a^n b^n"])


def regular(string):
    """Whether a string is in Reber's language, by a regular expression read off the diagram.

    From node 4, S ends the string and X leads to node 3; from node 3, T* V leads to node 5; from node 5, V
    ends the string and P leads to node 4.
    """
    from_3 = r"T*V(?:PXT*V)*(?:V|PS)"
    return re.fullmatch(rf"B(?:TS*X(?:S|X{from_3})|P{from_3})E", string) is not None


def embedded(string):
    """Whether a string is in the embedded language: outer symbols agree, the inner string is legal."""
    return (len(string) > 4 and string[0] == "B" and string[-1] == "E" and string[1] == string[-2]
            and string[1] in "TP" and regular(string[2:-2]))


RULES = {"reber": regular, "embedded": embedded,
         "a^n b^n": lambda s: (n := len(s) // 2 - 1) > 0 and s == "S" + "a" * n + "b" * n + "T"}


@each_language
def test_samples_are_legal_and_changed_ones_are_judged_rightly(task, request):
    rule = RULES[request.node.callspec.id]
    batch = task.sample(200, rng=0, part="all")
    strings = task.strings(batch)
    assert [len(string) - 1 for string in strings] == batch.lengths.tolist()
    rng, wrong = np.random.default_rng(1), 0
    for b, string in enumerate(strings):
        assert rule(string) and task.is_legal(string)
        for t in range(len(string) - 1):
            assert batch.x[t, b].tolist() == [float(symbol == string[t]) for symbol in task.symbols]
            assert task.symbols[batch.targets[t, b]] == string[t + 1] and batch.mask[t, b]
        for _ in range(5):  # change, drop or double a symbol
            t, symbol = rng.integers(len(string)), rng.choice(list(task.symbols))
            for other in (string[:t] + symbol + string[t + 1:], string[:t] + string[t + 1:],
                          string[:t] + string[t] + string[t:], string[:t]):
                assert task.is_legal(other) == rule(other), other
                wrong += not rule(other)
    assert wrong > 1000 and not task.is_legal("") and not task.is_legal("?")


@each_grammar
def test_short_strings_by_enumeration(task, request):
    rule, found, waiting = RULES[request.node.callspec.id], [], [""]
    limit = 9 if task is REBER else 12
    while waiting:
        prefix = waiting.pop()
        following = task.next_symbols(prefix)
        if not following:
            found.append(prefix)
        elif len(prefix) < limit:
            waiting += [prefix + symbol for symbol in following]
    assert len(found) == len(set(found)) > 10 and all(map(rule, found))
    drawn = {s for s in task.strings(task.sample(20_000, rng=0, part="all")) if len(s) <= limit}
    assert drawn == set(found)  # the sampler reaches each of them and no other


@each_language
def test_legal_next_holds_what_next_symbols_says(task):
    batch = task.sample(30, rng=2)
    legal = task.legal_next(batch)
    assert legal.shape == batch.x.shape and legal.dtype == np.bool_
    for b, string in enumerate(task.strings(batch)):
        for t in range(len(string) - 1):
            assert {s for s, may in zip(task.symbols, legal[t, b], strict=True) if may} == task.next_symbols(
                string[:t + 1])
            assert legal[t, b, batch.targets[t, b]]
    assert not legal[~batch.mask].any()
    assert task.strings(task.sample(0, rng=0)) == []


def test_next_symbols_of_known_beginnings():
    assert REBER.next_symbols("") == {"B"} and REBER.next_symbols("BT") == {"S", "X"}
    assert REBER.next_symbols("BTXS") == {"E"} and REBER.next_symbols("BTXSE") == set()
    assert EMBEDDED.next_symbols("BTBTXSE") == {"T"} and EMBEDDED.next_symbols("BPBTXSE") == {"P"}
    assert COUNTING.next_symbols("S") == {"a"} and COUNTING.next_symbols("Saa") == {"a", "b"}
    assert COUNTING.next_symbols("Saab") == {"b"} and COUNTING.next_symbols("Saabb") == {"T"}
    with pytest.raises(ValueError, match=r"^prefix: expected one of \['S', 'X'\] at position 2, got 'V' in"):
        REBER.next_symbols("BTV")
    with pytest.raises(ValueError, match=r"^prefix: expected one of \[\] at position 5"):
        REBER.next_symbols("BTXSEE")
    with pytest.raises(TypeError, match="^prefix: expected a str, got 3"):
        REBER.next_symbols(3)
    with pytest.raises(TypeError, match="^string: expected a str, got None"):
        REBER.is_legal(None)


def probabilities(task, steps=400):
    """Expected counts over a string, by carrying probabilities along: no linear equations.

    Returns bits, predicted symbols, and {(symbol, next symbol): count}, from the strings' prefixes grouped by
    what may follow them.
    """
    bits, pairs = 0.0, Counter()
    now = Counter({(task._start, None): 1.0})
    for _ in range(steps):
        later = Counter()
        for (state, symbol), p in now.items():
            options = task._options(state)
            bits += p * math.log2(len(options)) if options else 0.0
            for following, after in options.items():
                later[after, following] += p / len(options)
                if symbol is not None:
                    pairs[symbol, following] += p / len(options)
        now = later
    assert sum(now.values()) < 1e-12
    return bits, sum(pairs.values()), pairs


@each_grammar
def test_optimum_and_baseline_by_another_way(task):
    bits, predicted, pairs = probabilities(task)
    assert bits == pytest.approx(6 if task is REBER else 7)
    assert predicted == pytest.approx(7 if task is REBER else 11)
    exact = task.bits_per_symbol()
    assert isinstance(exact, Fraction) and exact == (Fraction(6, 7) if task is REBER else Fraction(7, 11))
    assert task.optimum() == pytest.approx(bits / predicted * math.log(2))
    first = Counter()
    for (symbol, _), count in pairs.items():
        first[symbol] += count
    surprise = -sum(count * math.log(count / first[symbol]) for (symbol, _), count in pairs.items())
    assert task.baseline() == pytest.approx(surprise / predicted, rel=1e-9)
    assert task.baseline() > 1.5 * task.optimum()


@each_grammar
def test_optimum_in_a_large_sample(task):
    strings = task.strings(task.sample(20_000, rng=3, part="all"))
    excess = [task.bits(s) - float(task.bits_per_symbol()) * (len(s) - 1) for s in strings]
    assert abs(np.mean(excess)) < 4 * np.std(excess) / math.sqrt(len(excess))
    shares = Counter(strings)
    for string in sorted(shares, key=shares.get)[-5:]:
        p = 2.0 ** -task.bits(string)
        assert abs(shares[string] / 20_000 - p) < 4 * math.sqrt(p * (1 - p) / 20_000)


def oracle_loss(task, batch, known):
    """Cross-entropy in nats of equal chances for each symbol that `known` (T, B, K) allows."""
    return losses.softmax_cross_entropy(np.where(known, 0.0, -1000.0), batch.targets, mask=batch.mask)[0]


@each_grammar
def test_bits_of_a_batch_are_what_an_oracle_loses(task):
    batch = task.sample(100, rng=4, part="test")
    strings = task.strings(batch)
    loss = oracle_loss(task, batch, task.legal_next(batch))
    assert float(task.bits_per_symbol(strings)) * math.log(2) == pytest.approx(loss, rel=1e-9)
    assert all(task.bits(string) >= 8 for string in strings)


def test_forgetting_the_second_symbol_costs_one_bit_a_string():
    assert EMBEDDED.forgetful_bits_per_symbol() == Fraction(8, 11)
    batch = EMBEDDED.sample(100, rng=5)
    known, strings = EMBEDDED.legal_next(batch), EMBEDDED.strings(batch)
    for b, string in enumerate(strings):
        known[len(string) - 3, b, [EMBEDDED.symbols.index(s) for s in "TP"]] = True
    found = float(EMBEDDED.forgetful_bits_per_symbol(strings)) * math.log(2)
    assert found == pytest.approx(oracle_loss(EMBEDDED, batch, known), rel=1e-9)


def test_bad_strings():
    with pytest.raises(ValueError, match="^string: expected a complete string of the grammar, got 'BTX'"):
        REBER.bits("BTX")
    with pytest.raises(ValueError, match="^string: expected a complete string"):
        REBER.bits_per_symbol(["BTXSE", ""])
    for call in (REBER.bits_per_symbol, EMBEDDED.bits_per_symbol, EMBEDDED.forgetful_bits_per_symbol):
        with pytest.raises(ValueError, match="^strings: expected at least one, got none"):
            call([])


# a^n b^n

lengths = st.lists(st.integers(1, 30), min_size=1, max_size=6, unique=True)


@given(train=lengths)
@QUICK
def test_losses_of_counting_by_enumeration(train):
    task = tasks.AnBn(train, [31])
    optimal, pairs = 0.0, Counter()
    for n in train:
        string = "S" + "a" * n + "b" * n + "T"
        pairs.update(zip(string, string[1:], strict=False))
        for a in range(1, n + 1):  # after a times a: of the lengths still possible, those that go on
            possible, longer = sum(m >= a for m in train), sum(m > a for m in train)
            optimal -= math.log((longer if a < n else possible - longer) / possible)
    first, symbols = Counter(), sum(pairs.values())
    for (symbol, _), count in pairs.items():
        first[symbol] += count
    surprise = -sum(count * math.log(count / first[symbol]) for (symbol, _), count in pairs.items())
    assert task.optimum() == pytest.approx(optimal / symbols, rel=1e-9, abs=1e-12)
    assert task.baseline() == pytest.approx(surprise / symbols, rel=1e-9, abs=1e-12)
    assert task.train == tuple(sorted(train)) and task.optimum("test") == 0


def test_parts_are_made_by_length():
    for part, expected in (("train", COUNTING.train), ("test", COUNTING.test),
                           ("all", COUNTING.train + COUNTING.test)):
        n = (COUNTING.sample(3000, rng=0, part=part).lengths - 1) // 2
        counts = Counter(n.tolist())
        assert sorted(counts) == list(expected)
        p = 1 / len(expected)
        assert all(abs(count / 3000 - p) < 4 * math.sqrt(p / 3000) for count in counts.values())
    long = tasks.AnBn(range(1, 4), [1000]).sample(2, rng=0, part="test")
    assert long.x.shape == (2001, 2, 4)


def test_determined_steps_are_the_first_and_those_from_b_on():
    batch = COUNTING.sample(50, rng=0)
    for found, string in zip(COUNTING.determined(batch).T, COUNTING.strings(batch), strict=True):
        expected = [symbol in "Sb" for symbol in string[:-1]]
        assert found[:len(expected)].tolist() == expected and not found[len(expected):].any()


@pytest.mark.parametrize(("arguments", "error", "message"), [
    (((1, 2), (2, 3)), ValueError, r"^test: expected lengths that are not in train, got \[2\] in both"),
    (((), (2,)), ValueError, "^train: expected at least one length"),
    (((1,), (2, 2)), ValueError, "^test: expected at least one length, and none twice"),
    (((0,), (2,)), ValueError, r"^train\[0\]: expected a whole number of at least 1, got 0"),
    ((3, (2,)), TypeError, "^train: expected a tuple, list or range, got int"),
    (((1.5,), (2,)), TypeError, r"^train\[0\]: expected a whole number, got 1.5"),
])
def test_bad_lengths(arguments, error, message):
    with pytest.raises(error, match=message):
        tasks.AnBn(*arguments)


def test_bad_parts():
    for method in (COUNTING.baseline, COUNTING.optimum):
        with pytest.raises(ValueError, match="^part: expected one of 'train', 'test', 'all', got 'dev'"):
            method("dev")
