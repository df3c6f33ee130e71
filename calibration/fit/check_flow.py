"""Whether the published stock, flow and waits hang together as the model makes them.

By Little's law those who wait are as many as leave a day, times the days each has waited. Published
figures give the three apart: patients remaining, patients discharged, and how long after the ready
date those leave. In the model they fit within a few per cent, whatever its unknowns are, so that
no fit can talk them into fitting. Where more remain than leave and wait for, somebody waits whom
the dates do not show: need came back and the ready date began anew, or some have no date.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from calibration.fit.observed import Observed

if TYPE_CHECKING:
    from calibration.fit.fitted import Fitted

Reals = NDArray[np.float64]

STOCKS = ("nctr_remaining", "nctr", "delayed_patients")
FLOWS = ("nctr_discharged", "discharges")
SHARE, DAYS, BEDS = "after_ready_date", "days_after_ready_date", "beds_after_ready_date"
# Of the chance of a false alarm, the part for more remaining than is accounted for: what is known
# to be left out of published figures makes more of them, and hardly anything fewer.
MORE = 0.8
_Z90 = 1.6449


@dataclass(frozen=True, slots=True)
class FlowCheck:
    """Patients remaining over those whom discharges and ready dates account for.

    ``observed``: as published; ``low``, ``middle``, ``high``: what the model makes, with 90 % of
    the chance of a run and the stated errors of the figures. ``error``: of the logarithm, as a
    standard deviation. ``p``: chance that a right model is so far off, or farther. ``names``:
    targets that it is of.
    """

    observed: float
    low: float
    middle: float
    high: float
    error: float
    p: float
    names: tuple[str, ...]

    @property
    def shift(self) -> float:
        """Logarithm of what is published over what the model makes."""
        return float(np.log(self.observed / self.middle))


def flow_check(found: Fitted) -> FlowCheck | None:
    """The check of a finished fit; None where its targets are not of stock, flow and wait.

    It takes no further run: the runs at the draws of the posterior have the figures.
    """
    step = found.steps[-1]
    return flow_of(found.question.observed, step.figures[step.is_whole])


def flow_of(observed: Sequence[Observed], figures: Reals) -> FlowCheck | None:
    """The same of targets, and of the figures of runs, (runs, targets)."""
    parts = _parts(observed)
    if parts is None:
        return None
    at, signs = np.array([at for at, _ in parts]), np.array([sign for _, sign in parts])
    made = figures[:, at]
    made = np.log(made[(made > 0).all(axis=1)]) @ signs
    if len(made) < 2:
        return None
    chosen = [observed[each] for each in at]
    seen = float(np.log([each.value for each in chosen]) @ signs)
    middle, chance = float(made.mean()), float(made.var(ddof=1)) * (1 + 1 / len(made))
    error = float(np.sqrt(chance + sum(each.total**2 for each in chosen)))
    low, high = np.exp([middle - _Z90 * error, middle + _Z90 * error])
    names = tuple(each.name for each in chosen)
    p = _p((seen - middle) / error)
    ends = (float(low), float(np.exp(middle)), float(high))
    return FlowCheck(float(np.exp(seen)), *ends, error, p, names)


def _p(away: float) -> float:
    """Chance of being so far off, of which ``MORE`` is spent on the upper side."""
    from scipy.stats import norm

    beyond = float(norm.sf(abs(away)))
    return min(1.0, beyond / (MORE if away > 0 else 1 - MORE))


def _parts(observed: Sequence[Observed]) -> list[tuple[int, int]] | None:
    """Targets of one place with the sign that each has in the logarithm of the ratio."""
    for at, one in enumerate(observed):
        if one.key.measure not in STOCKS or one.key.statistic != "mean":
            continue
        of = {
            (each.key.measure, each.key.statistic): number
            for number, each in enumerate(observed)
            if each.key.where == one.key.where
        }
        if (BEDS, "mean") in of:
            return [(at, 1), (of[BEDS, "mean"], -1)]
        flows = [of[name, "per_day"] for name in FLOWS if (name, "per_day") in of]
        if flows and (SHARE, "share") in of and (DAYS, "mean") in of:
            return [(at, 1), (flows[0], -1), (of[SHARE, "share"], -1), (of[DAYS, "mean"], -1)]
    return None
