"""Typical wrong answers to the exercises on linear recurrences."""


def _last(first, then, rest="old[even:]"):
    """Source of a halving whose join is given by two expressions."""
    return (
        "def my_last_state(a, b):\n    while len(b) > 1:\n        even = len(b) // 2 * 2\n"
        f"        joined = {first}, {then}\n"
        f"        a, b = (np.concatenate([new, {rest}]) for new, old in zip(joined, (a, b), strict=True))\n"
        "    return b[0]"
    )


def _half(expression):
    """Source of a half-life from lam, z, alpha and step."""
    return (
        "def my_half_steps(alpha, step, rule):\n    z = alpha * step\n"
        "    lam = np.exp(z) if rule == 'hold' else (1 + z / 2) / (1 - z / 2)\n"
        f"    return float({expression})"
    )


def _three(angle, answer):
    """Source of a counter that turns by an angle and reads its state."""
    return (
        f"def my_mod_three(bits):\n    a = np.where(bits == 1, np.exp({angle}), 1.0)\n"
        "    h = linear_scan(a, np.zeros(len(a), complex), np.array(1 + 0j))\n"
        f"    return {answer}"
    )


_A = "a[1:even:2] * a[:even:2]"
_READ = "np.round(np.angle(h) / (2 * np.pi / 3)).astype(int)"
WRONG_ANSWERS = {
    "ex-linear-last": [
        (_last(_A, "a[:even:2] * b[1:even:2] + b[:even:2]"), "joined in the wrong order"),
        (_last(_A, "a[1:even:2] * b[:even:2] + b[1:even:2]", "old[:0]"), "the odd one out is lost"),
    ],
    "ex-linear-half": [
        (_half("np.log(0.5) / np.log(abs(lam.real))"), "not its real part"),
        (_half("np.log(2) / -alpha.real"), "in units of time"),
        (_half("np.log(2) / abs(z)"), "turns the state"),
        (_half("np.log(0.5) / np.log(abs(np.exp(z)))"), "by the other rule"),
    ],
    "ex-linear-three": [
        (_three("2j * np.pi / 3", _READ), "take the result modulo 3"),
        (_three("-2j * np.pi / 3", _READ + " % 3"), "it counts down"),
        (_three("2j * np.pi / 3", "h.real"), "an array of whole numbers"),
    ],
}
