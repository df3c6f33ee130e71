"""Minutes of travel of those who visit patients: by time in bed, whoever stays longer has more."""

from __future__ import annotations

import numpy as np

from simulator.network.network import DAY
from simulator.results.hold import holds
from simulator.results.measure import Cells, Measure, Table, where
from simulator.results.outline import Outline
from simulator.results.run import Floats, Run
from simulator.results.stays import stays
from simulator.results.travel import minutes

STATISTICS = ("mean", "p95", "per_day")
FAR = 0.95


def _cells(outline: Outline) -> tuple[Cells, list[tuple[list[int], list[int]]]]:
    """Care settings with travel times, in all and by locality; of each, its units and places."""
    network, known = outline.network, ~np.isnan(outline.once(minutes))
    every = list(range(len(network.localities)))
    found = []
    for setting in network.care_settings:
        units = list(setting.units)
        if not known[units].any():
            continue
        found.append((where(care_setting=setting.name), (units, every)))
        found += [
            (where(care_setting=setting.name, locality=name), (units, [at]))
            for at, name in enumerate(network.localities)
            if name
        ]
    return Cells.each([place for place, _ in found], STATISTICS), [each for _, each in found]


def _bed_days(run: Run) -> Floats:
    """Days in a place within the window: units x localities."""
    held, every, network = run.once(holds), run.once(stays), run.network
    rows = np.flatnonzero(held.started >= 0)
    locality = run.patients.locality[every.patient[held.stay[rows]]]
    cell = held.unit[rows] * len(network.localities) + locality
    days = run.within(held.started[rows], held.left[rows]) / DAY
    shape = len(network.units), len(network.localities)
    found: Floats = np.bincount(cell, days, minlength=shape[0] * shape[1]).astype(np.float64)
    return found.reshape(shape)


def travel_of_visitors(run: Run) -> list[Table]:
    """Mean, 95th percentile and sum a day, by care setting and locality."""
    cells, places = run.fixed(_cells)
    days, far = run.once(_bed_days), run.fixed(minutes)
    found = []
    for units, localities in places:
        at = np.ix_(units, localities)
        found.append((*_weighed(far[at].ravel(), days[at].ravel()), run.days))
    rows = [(mean, p95, total / length) for mean, p95, total, length in found]
    return [Table(cells, np.array(rows))] if rows else []


def _weighed(values: Floats, weights: Floats) -> tuple[float, float, float]:
    """Mean, 95th percentile and sum of values with weights; those not known are left out."""
    known = ~np.isnan(values) & (weights > 0)
    order = np.argsort(values[known], kind="stable")
    value, weight = values[known][order], weights[known][order]
    if not len(value):
        return float("nan"), float("nan"), 0.0
    total, up_to = float(value @ weight), np.cumsum(weight)
    # The shortest journey that is not exceeded by 95 in 100.
    at = int(np.searchsorted(up_to, FAR * up_to[-1] * (1 - 1e-12)))
    return total / float(up_to[-1]), float(value[at]), total


MEASURES = (
    Measure(
        "travel_of_visitors",
        "Travel time of visitors",
        "minutes",
        "Minutes from the patient's locality to the unit that he is in, one way, over time in "
        "places within the window: the journeys of visitors who live where he lives and come "
        "as often in every week of a stay. per_day: minutes times patients there, which is one "
        "visit to each patient a day, one way; units with no time said are left out.",
        ("care_setting", "locality"),
        STATISTICS,
        travel_of_visitors,
    ),
)
