"""Typical wrong answers to the exercises on interpreting a network."""


def _shares(expression):
    """Source of shares that are one expression of a player k and of everybody."""
    return (
        "def my_shapley(value, players):\n    everybody = frozenset(range(players))\n"
        f"    return [{expression} for k in everybody]"
    )


_UNWEIGHTED = (
    "np.mean([value(frozenset(s) | {k}) - value(frozenset(s)) for n in range(players)"
    " for s in itertools.combinations(sorted(everybody - {k}), n)])"
)
_KNOWN = "np.array([t in set(old) for t in new])"
_MEANS = "    means = np.array([states[classes == k].mean(axis=0) for k in np.unique(classes)])\n"

WRONG_ANSWERS = {
    "ex-probing-shapley": [
        (_shares("value(everybody) - value(everybody - {k})"), "this is occlusion"),
        (_shares("value(frozenset([k]))"), "worth alone"),
        (_shares(_UNWEIGHTED), "same weight"),
    ],
    "ex-probing-control": [
        ("def my_control(old, new, seed):\n    rng = np.random.default_rng(seed)\n"
         f"    return rng.random(len(old)) < 0.5, rng.random(len(new)) < 0.5, {_KNOWN}", "two labels"),
        ("def my_control(old, new, seed):\n    rng, parts = np.random.default_rng(seed), []\n"
         "    for part in (old, new):\n        table = {t: rng.random() < 0.5 for t in sorted(set(part))}\n"
         "        parts.append(np.array([table[t] for t in part]))\n"
         f"    return *parts, {_KNOWN}", "nothing to remember"),
        ("def my_control(old, new, seed):\n"
         "    label = lambda part: np.array([ord(t[0]) % 2 == 0 for t in part])\n"
         f"    return label(old), label(new), {_KNOWN}", "one control task, not many"),
    ],
    "ex-probing-forget": [
        ("def my_forget(states, classes):\n" + _MEANS +
         "    v = means[1] - means[0]\n    v /= np.linalg.norm(v)\n"
         "    centre = states.mean(axis=0)\n    return states - np.outer((states - centre) @ v, v)",
         "3 directions"),
        ("def my_forget(states, classes):\n" + _MEANS +
         "    return states - means[classes] + states.mean(axis=0)",
         "do not shift each class"),
        ("def my_forget(states, classes):\n" + _MEANS +
         "    Q = np.linalg.qr((means[1:] - means[0]).T)[0]\n    return states - states @ Q @ Q.T",
         "mean of all states has moved"),
    ],
}
