"""Openings of units by a queue: what was open when, as the record of a run says."""

from __future__ import annotations

import numpy as np

from simulator.network.network import DAY, CapacityPath
from simulator.results.measure import Cells, Measure, Table, where
from simulator.results.outline import Booleans, Integers, Outline
from simulator.results.place import level, units
from simulator.results.run import Run

Spans = tuple[Integers, Integers]


def triggered(outline: Outline) -> tuple[int, ...]:
    """Indices of the units that a queue opens."""
    return tuple(i for i, unit in enumerate(outline.network.units) if unit.trigger is not None)


def openings(run: Run, unit: int) -> Spans:
    """When a unit was opened and when it was shut (the end of the run where it was not)."""
    journeys = run.journeys
    rows = np.flatnonzero(journeys.opened_unit == unit)
    shut = journeys.shut_at[rows]
    return journeys.opened_at[rows], np.where(shut < 0, run.network.end, shut)


def while_open(path: CapacityPath, spans: Spans) -> CapacityPath:
    """A capacity path that is 0 outside of some spans, which are in order and do not touch."""
    opened, shut = spans
    given = np.asarray(path.times, dtype=np.int64)
    times = np.unique(np.concatenate([np.zeros(1, dtype=np.int64), given, opened, shut]))
    values = np.where(_is_open(spans, times), level(path, times), 0)
    is_new = np.append(True, values[1:] != values[:-1])
    return CapacityPath(tuple(times[is_new].tolist()), tuple(values[is_new].tolist()))


def _is_open(spans: Spans, times: Integers) -> Booleans:
    opened, shut = (np.searchsorted(each, times, side="right") for each in spans)
    is_open: Booleans = opened > shut
    return is_open


def open_paths(run: Run) -> dict[int, CapacityPath]:
    """The capacity path of each unit that a queue opens, as it was in this run."""
    units = run.network.units
    return {
        unit: while_open(units[unit].capacity, openings(run, unit)) for unit in run.fixed(triggered)
    }


def starts_allowed(run: Run) -> dict[int, CapacityPath]:
    """The same for those who start, which at the very time of shutting comes before it."""
    found = {}
    for unit in run.fixed(triggered):
        opened, shut = openings(run, unit)
        found[unit] = while_open(run.network.units[unit].capacity, (opened, shut + 1))
    return found


def _cells(outline: Outline, *statistics: str) -> Cells:
    places = units(outline.network)
    named = [where(**places[unit].where) for unit in outline.once(triggered)]
    return Cells.each(named, statistics)


def days_open(run: Run) -> list[Table]:
    """Days for which a queue had each unit open, and their share of all days."""
    spans = [openings(run, unit) for unit in run.fixed(triggered)]
    days = np.array([run.within(*each).sum() / DAY for each in spans])
    table = Table.of(run.fixed(_cells, "total", "share"), [days, days / run.days])
    return [table] if spans else []


def times_opened(run: Run) -> list[Table]:
    """How often a queue opened each unit."""
    found = [run.is_within(openings(run, unit)[0]).sum() for unit in run.fixed(triggered)]
    times = np.array(found, dtype=np.float64)
    return [Table(run.fixed(_cells, "total"), times)] if found else []


MEASURES = (
    Measure(
        "days_open",
        "Days for which a queue had it open",
        "days",
        "Of units that a queue opens: time from opened to shut within the window. Share: of the "
        "window. Dated changes and closures while it is open are not taken off.",
        ("care_setting", "unit"),
        ("total", "share"),
        days_open,
    ),
    Measure(
        "times_opened",
        "Times opened by a queue",
        "times",
        "Of units that a queue opens: openings in the window; one that was open before the window "
        "began is not among them.",
        ("care_setting", "unit"),
        ("total",),
        times_opened,
    ),
)
