"""Typical wrong answers to the exercises on learning resources."""

_WORKS = (
    "def works(readings, path, goal):\n    topics = set()\n    for name in path:\n"
    "        _, needs, gives = readings[name]\n        if not needs <= topics:\n            return False\n"
    "        topics |= gives\n    return goal <= topics\n\n"
)

WRONG_ANSWERS = {
    "ex-resources-path": [
        ("def my_path(readings, path, goal):\n    return [n for n in path if readings[n][2] & goal]",
         "only as preparation"),
        (_WORKS + "def my_path(readings, path, goal):\n    path = list(path)\n    for name in list(path):\n"
         "        k = path.index(name)\n        if works(readings, path[:k] + path[k + 1:], goal):\n"
         "            path.pop(k)\n    return path", "from the last reading to the first"),
    ],
    "ex-resources-matrix": [
        ("def my_matrix():\n    return np.array([[2.0, 0.0], [0.0, 0.5]])", "one half is allowed"),
        ("def my_matrix():\n    return np.array([[0.5, 10.0], [0.0, 0.5]])", "not above 100"),
        ("def my_matrix():\n    return np.eye(3)", "shape (2, 2)"),
    ],
}
