"""The course's outline, as far as it is written: each page's number and what its headings are about.

A page may have more headings than the outline names, after those, but none of them may be missing or moved.
Each entry is a regular expression that the heading's text must match.
"""

OUTLINE = {
    "chapters/02-core-concepts/basic-structure": ("2.1", ["layer", "recurren", "unroll"]),
    "chapters/03-algorithms/forward-propagation": (
        "3.1",
        ["hidden state|input", "output", "iterat|time|step"],
    ),
    "chapters/03-algorithms/backpropagation-through-time": (
        "3.2",
        ["backpropagat|BPTT", "vanish|explod", "clip"],
    ),
}
CHAPTERS = [
    "01-background",
    "02-core-concepts",
    "03-algorithms",
    "04-mathematics",
    "05-projects",
    "06-applications",
    "07-tools",
    "08-outlook",
    "09-questions",
]
