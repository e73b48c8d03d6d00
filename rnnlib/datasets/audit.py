"""The audit record: how often audits find a bias that was planted, as tried once."""

import json
from typing import NamedTuple

import numpy as np

from rnnlib.datasets.shipped import shipped_bytes

AUDIT = "3da4c1f6ee948d504633563fe48752a71258916b357faae0c250436cf00fecfc"


class AuditTrials(NamedTuple):
    """Audits of one kind of model, a run each.

    Attributes:
        gaps: (runs,), group 0 minus group 1, in logits.
        p: (runs,), p-values over the relabellings of the names.
        alarms: bool (runs,), whether the bootstrap interval over sentences leaves out zero.
    Source: chapter 8.3.3.
    """

    gaps: np.ndarray
    p: np.ndarray
    alarms: np.ndarray


def audit_record():
    """Read the stored audits.

    Returns:
        dict from "network" and "bag" to a dict from the planted rate to AuditTrials.
    Raises:
        FileNotFoundError, ValueError: the file is missing or damaged.
    Source: tools/record_audit.py; data/README.md.
    """
    found = {"network": {}, "bag": {}}
    for row in json.loads(shipped_bytes("audit.json", AUDIT)):
        for kind, trials in found.items():
            gaps, p, alarms = np.array(row[kind], dtype=float).T
            trials[row["rate"]] = AuditTrials(gaps, p, alarms == 1)
    return found
