"""Typical wrong answers to the exercises on CTC."""

_SPREAD = ("def my_alignment(log_y, target):\n"
           "    path = [k for label in target for k in (label, 0)]\n"
           "    return path + [0] * (len(log_y) - len(path))")

WRONG_ANSWERS = {
    "ex-ctc-paths": [
        ("def my_paths(target, T):\n    return math.comb(T + len(target), 2 * len(target))",
         "between two equal labels"),
        ("def my_paths(target, T):\n    return 3 ** T", "there are"),
        ("def my_paths(target, T):\n    return [T]", "a number is expected"),
    ],
    "ex-ctc-alignment": [
        (_SPREAD, "another one is likelier"),
        ("def my_alignment(log_y, target):\n"
         "    gamma, _ = ctc.ctc_posterior(log_y, np.array(target))\n"
         "    return gamma.argmax(axis=1).tolist()", "not of states"),
        ("def my_alignment(log_y, target):\n    return target", "one symbol for each"),
    ],
}
