"""A small page that keeps every rule: what the tests of the tools break, one rule at a time."""

import base64
import io
import random

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from PIL import Image

CHECKS = '''
"""Answers to the sample page's exercises."""


class Verdict:
    """What a check says."""

    def __init__(self, ok, message):
        self.ok, self.message = ok, message

    def __repr__(self):
        return f"{'Correct' if self.ok else 'Not yet'}: {self.message}"


def check_double(double):
    """Say whether `double` doubles."""
    if double(3) is None:
        return Verdict(False, "double returns nothing")
    if double(3) == 9:
        return Verdict(False, "3 doubled is 6; you have squared it")
    return Verdict(double(3) == 6, "double(3) is %s" % double(3))


def check_half(half):
    """Say whether `half` halves."""
    if half(3) is None:
        return Verdict(False, "half returns nothing")
    return Verdict(half(3) == 1.5, "half(3) is %s" % half(3))
'''


def png(colours=2):
    """Return a small PNG as base64, with so many colours in true colour."""
    image = Image.new("RGB", (64, 64), "white")
    dice = random.Random(0)
    for k in range(colours):
        image.putpixel((k % 64, k // 64), tuple(dice.randbytes(3)))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


def _exercise(label, name, formula):
    """Return the cells of one exercise: a function `name` of x that is `formula`."""
    starter, solution = f"def {name}(x):\n    return None", f"def {name}(x):\n    return {formula}"
    return [
        new_markdown_cell(f"```{{exercise}} Write it, easy\n:label: {label}\n\nWrite `{name}`.\n```"),
        new_code_cell(starter, metadata={"tags": ["exercise-starter"]}),
        new_markdown_cell("Ask for the verdict."),
        new_code_cell(
            f"check_{name}({name})",
            metadata={"tags": ["exercise-check"]},
            outputs=[new_output("execute_result", {"text/plain": f"Not yet: {name} returns nothing"})],
        ),
        new_markdown_cell(f"```{{solution-start}} {label}\n:class: dropdown\n```"),
        new_code_cell(solution, metadata={"tags": ["exercise-solution"]}),
        new_markdown_cell("```{solution-end}\n```"),
    ]


def sample():
    """Return the page as a notebook with the outputs that it would store."""
    learn = "```{admonition} What you will learn\nYou can double. It takes 5 minutes.\n```"
    figure = new_code_cell(
        "figure, axes = plt.subplots(figsize=(2, 1))\n_ = axes.plot([double_all([1, 2])[1], 1])\nplt.show()",
        metadata={"mystnb": {"image": {"alt": "A line that falls from 4 to 1"}}},
        outputs=[
            new_output(
                "display_data", {"image/png": png(), "text/plain": "<Figure size 200x100 with 1 Axes>"}
            )
        ],
    )
    notebook = nbformat.v4.new_notebook(
        cells=[
            new_markdown_cell(f"# Double a number\n\n{learn}\n\nWhat is twice two?"),
            new_code_cell(
                "import matplotlib.pyplot as plt\nfrom checks_sample import check_double, check_half"
            ),
            new_markdown_cell("## Doubling\n\nEvery number of a list."),
            new_code_cell("def double_all(numbers):\n    return [2 * number for number in numbers]"),
            new_markdown_cell("Draw it."),
            figure,
            new_markdown_cell("The number."),
            new_code_cell(
                'print(f"last: {double_all([1, 2])[1]}")',
                outputs=[new_output("stream", name="stdout", text="last: 4\n")],
            ),
            new_markdown_cell("## Exercises\n\nTwo of them."),
            *_exercise("ex-double", "double", "2 * x"),
            *_exercise("ex-half", "half", "x / 2"),
            new_markdown_cell("## Take-away\n\nTwice two is four.\n\n## Further reading\n\nNothing."),
        ]
    )
    for count, cell in enumerate((cell for cell in notebook.cells if cell.cell_type == "code"), start=1):
        cell.execution_count = count
    return notebook


def save(folder, notebook=None):
    """Write the page (canonical) and its checks into a folder.

    Returns:
        the path of the page.
    """
    from tools import notebooks

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "checks_sample.py").write_text(CHECKS)
    path = folder / "sample.ipynb"
    notebooks.write(path, notebooks.text_of(sample() if notebook is None else notebook))
    return path
