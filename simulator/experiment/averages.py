"""The averages answer beside the simulated one: demand times mean stay, and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from simulator.experiment.comparison import Comparison
from simulator.experiment.flow_table import flow_table
from simulator.results.intervals import student
from simulator.results.measure import where
from simulator.results.measures import Key
from simulator.results.run import Floats


@dataclass(frozen=True, slots=True)
class Average:
    """Patients in a care setting by averages, and as simulated.

    ``by_averages``: arrivals a day times mean stay with nobody queueing (the flow table).
    ``simulated`` is ``by_averages`` plus ``longer_stays`` plus ``more_stays``: what it differs by
    because stays are longer or shorter than with no queue, and because more or fewer begin.
    ``half_width``: of the simulated figure. ``days_full``: share of days; None if not measured.
    """

    scenario: str
    care_setting: str
    open: float | None
    by_averages: float
    simulated: float
    half_width: float
    longer_stays: float
    more_stays: float
    days_full: float | None


def averages(comparison: Comparison) -> list[Average]:
    """Every care setting of every scenario."""
    return [row for at in range(len(comparison.arms)) for row in _of_arm(comparison, at)]


def _of_arm(comparison: Comparison, at: int) -> Iterator[Average]:
    arm = comparison.arms[at]
    for row in flow_table(arm.loaded.scenario).of("care setting"):
        census = _values(comparison, at, "census", row.name)
        starts = _values(comparison, at, "starts", row.name)
        if row.patients is None or census is None or starts is None:
            continue
        stay = row.patients / row.arrivals_per_day if row.arrivals_per_day > 0 else 0.0
        longer = float((census - starts * stay).mean())
        full = _values(comparison, at, "days_full", row.name)
        n = len(census)
        half = float(student(n)) * float(census.std(ddof=1)) / np.sqrt(n) if n > 1 else np.nan
        yield Average(
            arm.label,
            row.name,
            row.open,
            row.patients,
            float(census.mean()),
            float(half),
            longer,
            float((starts * stay).mean()) - row.patients,
            float(full.mean()) if full is not None else None,
        )


def _values(comparison: Comparison, at: int, measure: str, name: str) -> Floats | None:
    from simulator.results.measures import REGISTRY

    key = Key(measure, where(care_setting=name), REGISTRY[measure].statistics[0])
    measured = comparison.measured[at]
    if key not in measured[0].keys:
        return None
    row = measured[0].keys.index(key)
    return np.array([each.values[row] for each in measured])
