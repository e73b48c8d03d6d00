"""Archive: arrays and plain values in one .npz file that is either complete or not there.

The arrays are stored bit for bit. Plain values are JSON inside one more array. Nothing is pickled, so a file
from elsewhere can do no harm.
"""

import json
import os
import zipfile
from pathlib import Path

import numpy as np

FACTS = "facts"


def write_archive(path, arrays, facts):
    """Write a file, under another name until it is complete.

    If anything goes wrong on the way, the file that was there before is there still, unchanged.

    Args:
        path: str or path of the file.
        arrays: dict name -> array.
        facts: dict of what JSON can store; arrays of integers inside it are stored, too.
    Raises:
        OSError: the file cannot be written.
    Source: chapter 3.3.3.
    """
    path = Path(path)
    text = json.dumps(facts, default=_array_to_json, allow_nan=False)
    temporary = path.with_name(path.name + ".tmp")
    try:
        with open(temporary, "wb") as file:
            np.savez(file, **arrays, **{FACTS: np.frombuffer(text.encode(), np.uint8)})
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def read_archive(path):
    """Read a file that `write_archive` wrote, having checked that it is whole.

    Args:
        path: str or path of the file.
    Returns:
        arrays, dict name -> array; facts, dict.
    Raises:
        OSError: there is no such file, or it cannot be opened.
        ValueError: the file is damaged, or something else.
    Source: chapter 3.3.3.
    """
    with open(path, "rb") as file:
        try:
            with zipfile.ZipFile(file) as archive:
                if f"{FACTS}.npy" not in archive.namelist():
                    raise ValueError(f"no {FACTS!r} inside")
            file.seek(0)
            with np.load(file, allow_pickle=False) as archive:
                arrays = dict(archive)  # zip's checksums are compared on the way
            facts = json.loads(arrays.pop(FACTS).tobytes().decode(), object_hook=_array_from_json)
            if not isinstance(facts, dict):
                raise ValueError(f"no dict as {FACTS!r}")
        except Exception as error:  # the readers of zip, npy and JSON raise many kinds
            raise ValueError(f"{path}: expected a complete checkpoint of rnnlib, got a damaged or foreign "
                             f"file ({error})") from error
    return arrays, facts


def _array_to_json(value):
    """What JSON stores of an array, such as those in the states of some random generators."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "iu":
        return {"array": value.tolist(), "dtype": value.dtype.name}
    if isinstance(value, np.integer):
        return int(value)
    raise TypeError(f"facts: expected what JSON can store, got {type(value).__name__}")


def _array_from_json(entry):
    """The way back of `_array_to_json`."""
    if set(entry) == {"array", "dtype"}:
        return np.array(entry["array"], np.dtype(entry["dtype"]))
    return entry
