"""Those there at the start and all others in one patient table, and apart again."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from simulator.sampling.patients import Patients
from simulator.sampling.step_draws import Columns

STEP_COLUMNS = tuple(each.name for each in fields(Columns))


def joined(there: Patients, others: Patients, n: int) -> Patients:
    """One table: the first ``n`` rows of those there, all others, and the returns of those there.

    Raises:
        ValueError: the two tables do not have the same columns.
    """
    columns = {each.name: getattr(there, each.name) for each in fields(Patients)}
    found = {}
    for name, own in columns.items():
        other = getattr(others, name)
        if name == "first":
            continue
        cut = int(there.first[n]) if name in STEP_COLUMNS else n
        first, rest = own[:cut], own[cut:]
        if name in ("returns_as", "instead_as"):
            first, rest = (np.where(each >= n, each + len(others), each) for each in (first, rest))
            other = np.where(other >= 0, other + n, other)
        found[name] = np.concatenate([first, other, rest])
    steps = [np.diff(there.first[: n + 1]), np.diff(others.first), np.diff(there.first[n:])]
    found["first"] = np.concatenate([[0], np.cumsum(np.concatenate(steps))])
    return replace(others, **found)


def newcomers(patients: Patients) -> Patients:
    """Everybody but those there at the start, whose draws are not of the laws as typed.

    Rows that others lead to keep their old numbers.
    """
    n = int((patients.begins_at >= 0).sum())
    if n == 0:
        return patients
    cut = int(patients.first[n])
    columns = {each.name: getattr(patients, each.name) for each in fields(Patients)}
    kept = {name: column[cut if name in STEP_COLUMNS else n :] for name, column in columns.items()}
    return replace(patients, **{**kept, "first": kept["first"] - cut})
