"""Typical wrong answers: what learners really write, and the message each of them must get.

One module a page, named as the page is. Its `WRONG_ANSWERS` maps the label of an exercise to pairs: the
source of a wrong answer, and words that its message must contain. The source replaces the solution cell; the
page's import cell and starter run before it.
"""

import importlib
import pkgutil

WRONG_ANSWERS: dict[str, list[tuple[str, str]]] = {}

for _module in pkgutil.iter_modules(__path__):
    _answers = importlib.import_module(f"{__name__}.{_module.name}").WRONG_ANSWERS
    if twice := WRONG_ANSWERS.keys() & _answers.keys():
        raise ValueError(f"{_module.name}: {', '.join(sorted(twice))} stand in another module, too")
    WRONG_ANSWERS |= _answers
