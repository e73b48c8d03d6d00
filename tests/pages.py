"""What tests of single pages share."""

import os

import torch

from tools.page import run_cells


def names_of(path, wanted):
    """Run those code cells of a page whose source is wanted, and return the names that they define.

    What the cells set for their own process, PyTorch's number type and threads, is set back afterwards.
    """
    kind, threads, folder = torch.get_default_dtype(), torch.get_num_threads(), os.getcwd()
    try:
        return run_cells(path, lambda cell: wanted(cell.source))
    finally:
        torch.set_default_dtype(kind)
        torch.set_num_threads(threads)
        assert os.getcwd() == folder
