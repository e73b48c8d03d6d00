"""Makes data/maze_runs.csv: how agents with a GRU or an LSTM fare in T-mazes of several lengths.

    python -m tools.make_maze_runs

The functions that make, train and judge the agents are those of the page on reinforcement learning. It takes
about two minutes on one core.
"""

import csv
import io
from pathlib import Path

import torch

from rnnlib.tasks import TMaze
from tools.notebooks import write
from tools.page import definitions

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "chapters" / "08-outlook" / "reinforcement.ipynb"
TARGET = ROOT / "data" / "maze_runs.csv"
LENGTHS, KEEPS, CELLS = (5, 10, 20, 40), (0, 2), ("GRU", "LSTM")


def returns(cell, keep, length, rounds=150):
    """Train six agents and return what each gets when it always takes its most probable action.

    Args:
        cell: "GRU" or "LSTM".
        keep: what is added to the bias of the gate that keeps the state.
        length: steps from the entrance to the junction.
        rounds: batches of 32 episodes.
    Returns:
        array (6,).
    Source: chapter 8.2.3.
    """
    page = definitions(PAGE)
    agents = page["new_agents"](page[cell.lower()], keep=float(keep))
    maze = TMaze(length, limit=2 * (length + 1))
    page["train"](agents, maze, rounds=rounds)
    return page["both_signs"](agents, maze)[0]


def main():
    """Write the file.

    Source: chapter 8.2.3.
    """
    torch.set_num_threads(1)
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["cell", "keep", "length", *(f"agent {i + 1}" for i in range(6))])
    for cell in CELLS:
        for keep in KEEPS:
            for length in LENGTHS:
                values = returns(cell, keep, length)
                table.writerow([cell, keep, length, *(f"{value:.2f}" for value in values)])
                print(cell, keep, length, values.round(2), flush=True)
    write(TARGET, text.getvalue())


if __name__ == "__main__":
    main()
