"""Maze runs: which agents solved T-mazes of several lengths, as trained once and stored."""

import csv
from typing import NamedTuple

from rnnlib.datasets.shipped import shipped_bytes

MAZE_RUNS = "09b4f3b2c22b672728cd344a1053e20c8a5e433301bab516b2a2cd4a7146e812"


class MazeRun(NamedTuple):
    """Six agents, alike but for their weights at first, trained by policy gradient in one T-maze.

    Attributes:
        cell: "GRU" or "LSTM", of 16 units.
        keep: what was added at first to the bias of the gate that keeps the state.
        length: steps from the entrance to the junction.
        returns: of each agent, if it always takes its most probable action: exact, 1 if it solves the maze.
    Source: chapter 8.2.3.
    """

    cell: str
    keep: int
    length: int
    returns: tuple[float, ...]


def maze_runs():
    """Read the stored results of agents in T-mazes.

    Returns:
        list of MazeRun.
    Raises:
        FileNotFoundError, ValueError: the file is missing or damaged.
    Source: tools/make_maze_runs.py; data/README.md.
    """
    rows = csv.reader(shipped_bytes("maze_runs.csv", MAZE_RUNS).decode("ascii").splitlines())
    next(rows)
    return [MazeRun(row[0], int(row[1]), int(row[2]), tuple(map(float, row[3:]))) for row in rows]
