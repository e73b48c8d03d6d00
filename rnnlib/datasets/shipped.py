"""Shipped data: the files in the course's folder data/, and the proof that they are the right ones."""

import hashlib
import os
from pathlib import Path

import numpy as np

ADVICE = "take the course's checkout, or name its folder data/ in the environment variable RNNLIB_SHIPPED"


def data_folder():
    """Say where the course's data files lie.

    Returns:
        Path: the folder named in RNNLIB_SHIPPED, else data/ beside the package.
    Raises:
        FileNotFoundError: there is no such folder.
    Source: data/README.md.
    """
    named = os.environ.get("RNNLIB_SHIPPED")
    folder = Path(named) if named else Path(__file__).resolve().parents[2] / "data"
    if not folder.is_dir():
        raise FileNotFoundError(f"data: expected a folder at {folder}, got none; {ADVICE}")
    return folder


def shipped_path(name):
    """Say where a shipped file lies.

    Args:
        name: the file's name in data/.
    Returns:
        Path.
    Raises:
        FileNotFoundError: no such folder or file.
    Source: data/README.md.
    """
    path = data_folder() / name
    if not path.is_file():
        raise FileNotFoundError(f"{name}: expected a file at {path}, got none; {ADVICE}")
    return path


def shipped_bytes(name, sha256):
    """Read a shipped file.

    Args:
        name: the file's name in data/.
        sha256: what its SHA-256 has to be, 64 hexadecimal digits.
    Returns:
        bytes.
    Raises:
        FileNotFoundError: no such folder or file.
        ValueError: the file is damaged, or another one.
    Source: data/README.md.
    """
    content = shipped_path(name).read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise ValueError(f"{name}: expected SHA-256 {sha256}, got {found}: damaged, or changed")
    return content


def with_arrays(entry):
    """Turn the lists of a stored entry into arrays, and leave the rest as it is.

    Args:
        entry: dict, as JSON gives it.
    Returns:
        dict with the same keys.
    Source: data/README.md.
    """
    return {name: np.array(value) if isinstance(value, list) else value for name, value in entry.items()}
