"""Typical wrong answers: what learners really write, and the message each of them must get.

`WRONG_ANSWERS` maps the label of an exercise to pairs: the source of a wrong answer, and words that its
message must contain. The source replaces the solution cell; the page's import cell and starter run before it.
"""

WRONG_ANSWERS: dict[str, list[tuple[str, str]]] = {}
