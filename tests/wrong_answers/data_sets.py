"""Typical wrong answers to the exercises on data sets."""


def _leaks(body):
    """Source of a function that finds leaks."""
    return f"def my_leaks(train, test):\n    {body}"


_PLAIN = "plain = lambda text: ' '.join(text.replace('<br />', ' ').lower().split())\n    "

WRONG_ANSWERS = {
    "ex-data-rejoin": [
        ("def my_rejoin(line):\n    return line.replace(' @.@ ', '.')", "a mark is left"),
        ("def my_rejoin(line):\n    return re.sub(r' @.@ ', '', line)", "keep it"),
        ("def my_rejoin(line):\n    return re.sub(r' ?@([-.,]?)@? ?', r'\\1', line)", "no mark in it"),
        ("def my_rejoin(line):\n    return line.split()", "a text is expected"),
    ],
    "ex-data-per-token": [
        ("def my_per_token(value, tokens, others):\n    return value ** (others / tokens)", "upside down"),
        ("def my_per_token(value, tokens, others):\n    return tokens * np.log(value) / others",
         "nats per unit"),
        ("def my_per_token(value, tokens, others):\n    return 2 ** (tokens * np.log(value) / others)",
         "different bases"),
        ("def my_per_token(value, tokens, others):\n    return value", "so does the surprise of each"),
    ],
    "ex-data-leaks": [
        (_leaks("seen = {r.text.replace('<br /><br />', ' ') for r in train}\n    return [k for k, r "
                "in enumerate(test) if r.text.replace('<br /><br />', ' ') in seen]"),
         "other capitals and spaces"),
        (_leaks(_PLAIN + "seen = {plain(r.text) for r in train}\n    return [k for k, r in enumerate(test) "
                "if plain(r.text) in seen]"), "a new text on a film"),
        (_leaks(_PLAIN + "return [k for k, r in enumerate(test) if any(r.film == t.film or "
                "plain(r.text)[:15] == plain(t.text)[:15] for t in train)]"), "compare whole texts"),
        (_leaks("return len(test)"), "a list of indices is expected"),
    ],
}
