"""What a fit is asked to meet: observed figures, on scales on which errors are nearly normal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.errors import InputError, Problem

Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Target:
    """One observed figure on its scale (a log, or log odds), and how far the model may be off.

    ``discrepancy``: standard deviation, on that scale, of what even the right numbers would miss
    because the model is not the place: 0.10 of a log of delayed days, 0.05 of flows.
    """

    name: str
    observed: float
    discrepancy: float


def check_targets(targets: Sequence[Target]) -> None:
    """Refuse targets that cannot be used.

    Raises:
        InputError: there are none, two have one name, or a number is not finite or negative.
    """
    names = [target.name for target in targets]
    found = []
    if not targets:
        found.append(Problem("there is no target", path="targets", do="give one at least"))
    for name in sorted({name for name in names if names.count(name) > 1}):
        found.append(Problem("two targets have this name", path=name, do="name each differently"))
    for target in targets:
        if not np.isfinite(target.observed):
            do = "leave it out, or write what was observed on its scale (a log of 0 is none)"
            found.append(Problem(f"observed is {target.observed}", path=target.name, do=do))
        if not (np.isfinite(target.discrepancy) and target.discrepancy >= 0):
            do = "write a standard deviation of 0 or more"
            says = f"the discrepancy is {target.discrepancy}"
            found.append(Problem(says, path=target.name, do=do))
    if found:
        raise InputError(found)
