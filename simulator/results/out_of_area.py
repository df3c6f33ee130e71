"""Patients placed out of area, and how soon they are brought back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.network.network import DAY
from simulator.results.hold import holds
from simulator.results.measure import Cells, Measure, Table, where
from simulator.results.outline import Booleans, Floats, Integers, Outline
from simulator.results.place import Place, units
from simulator.results.run import Run
from simulator.results.stays import stays
from simulator.results.tally import QUANTILES, ratio, tally


def away(outline: Outline) -> Booleans:
    """For each unit, whether it is out of area."""
    return np.array([unit.away for unit in outline.network.units], dtype=np.bool_)


def places(outline: Outline) -> tuple[Place, ...]:
    """Care settings with units out of area, of which each has those alone; then each such unit."""
    is_away, network = outline.once(away), outline.network
    settings = [
        Place(one.name, "", tuple(unit for unit in one.units if is_away[unit]))
        for one in network.care_settings
    ]
    whole = [place for place in settings if place.units]
    return (*whole, *(place for place in units(network) if is_away[place.units[0]]))


def _cells(outline: Outline, *statistics: str) -> Cells:
    return Cells.each([where(**place.where) for place in outline.once(places)], statistics)


def _sums(run: Run, unit: Integers, weight: Integers | None = None) -> Floats:
    """Rows, or the sum of their weights, by place; ``unit``: of each row."""
    by_unit = np.bincount(unit, weight, minlength=len(run.network.units))
    return np.array([by_unit[list(place.units)].sum() for place in run.fixed(places)], dtype=float)


@dataclass(frozen=True, slots=True)
class Placed:
    """One row per stay started out of area in the window; ``back`` -1: not brought back.

    ``is_open``: still there at the end of the run, with his need not ended.
    """

    unit: Integers
    started: Integers
    back: Integers
    is_open: Booleans


def placed(run: Run) -> Placed:
    """Every stay started out of area in the window."""
    every = run.once(stays)
    began = np.flatnonzero(run.is_within(every.started))
    unit = every.first_unit[began]
    is_away = run.fixed(away)[unit]
    row, unit = began[is_away], unit[is_away]
    back = every.moved_back[row]
    is_open = (back < 0) & (every.need_ended[row] < 0) & (every.left[row] < 0)
    return Placed(unit, every.started[row], back, is_open)


def out_of_area_days(run: Run) -> list[Table]:
    """Patient-days out of area, and patients there on average."""
    if not run.fixed(places):
        return []
    held = run.once(holds)
    there = np.flatnonzero(held.started >= 0)
    time = run.within(held.started[there], held.left[there])
    days = _sums(run, held.unit[there], time) / DAY
    return [Table.of(run.fixed(_cells, "total", "mean"), [days, days / run.days])]


def placed_out_of_area(run: Run) -> list[Table]:
    """Stays started out of area, a day and of all stays of the care setting."""
    if not run.fixed(places):
        return []
    every, began = run.once(stays), _sums(run, run.once(placed).unit)
    settings = every.care_setting[run.is_within(every.started)]
    everywhere = np.bincount(settings, minlength=len(run.network.care_settings))
    own = [run.network.units[place.units[0]].care_setting for place in run.fixed(places)]
    columns = [began / run.days, ratio(began, everywhere[own])]
    return [Table.of(run.fixed(_cells, "per_day", "share"), columns)]


def brought_back(run: Run) -> list[Table]:
    """Share of stays started out of area that were brought back."""
    if not run.fixed(places):
        return []
    table = run.once(placed)
    back, still = (_sums(run, table.unit[some]) for some in (table.back >= 0, table.is_open))
    settled = _sums(run, table.unit) - still
    columns = [ratio(back, settled), settled, still]
    return [Table.of(run.fixed(_cells, "share", "n", "open"), columns)]


def days_until_back(run: Run) -> list[Table]:
    """Days from the start out of area to coming back."""
    if not run.fixed(places):
        return []
    table, some = run.once(placed), run.fixed(places)
    row = np.flatnonzero(table.back >= 0)
    # Each stay counts under its care setting and under its unit.
    under = [np.flatnonzero(np.isin(table.unit[row], place.units)) for place in some]
    key = np.repeat(np.arange(len(some)), [len(rows) for rows in under])
    rows = row[np.concatenate(under)]
    known = tally(key, len(some), table.back[rows] - table.started[rows])
    return [Table.of(run.fixed(_cells, *known.columns), list(known.columns.values()))]


_STARTED = "Of stays started out of area in the window: "
_BY = ("care_setting", "unit")

MEASURES = (
    Measure(
        "out_of_area_days",
        "Days out of area",
        "patient-days",
        "Patient-days within the window in units out of area, until coming back from there; mean: "
        "patients there, as a time average.",
        _BY,
        ("total", "mean"),
        out_of_area_days,
    ),
    Measure(
        "placed_out_of_area",
        "Patients placed out of area",
        "patients a day",
        "Stays started in a unit out of area in the window, a day. Share: of all stays of the care "
        "setting started in the window.",
        _BY,
        ("per_day", "share"),
        placed_out_of_area,
    ),
    Measure(
        "brought_back",
        "Brought back from out of area",
        "share",
        f"{_STARTED}the share that came back to a unit here, of those (`n`) who by the end of the "
        "run came back, or whose need or journey ended there first; `open` counts the others.",
        _BY,
        ("share", "n", "open"),
        brought_back,
    ),
    Measure(
        "days_until_back",
        "Days until brought back",
        "days",
        f"{_STARTED}from started to coming back, of those who came back by the end of the run.",
        _BY,
        ("mean", "sd", *QUANTILES, "n"),
        days_until_back,
    ),
)
