"""Delay: patients who wait to leave, what for, and who answers for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.network.network import DAY
from simulator.results.census import stock
from simulator.results.delay_part import delay_parts
from simulator.results.measure import Cells, Measure, Row, Table, Where, where
from simulator.results.outline import Outline
from simulator.results.place import Place, members
from simulator.results.run import Floats, Run
from simulator.results.stays import stays
from simulator.results.tally import part_of, ratio


def delay_days(run: Run) -> Floats:
    """Days of delay within the window: care settings x reasons."""
    every, parts = run.once(stays), run.once(delay_parts)
    shape = len(run.network.care_settings), len(run.network.reasons)
    key = every.care_setting[parts.stay] * shape[1] + parts.reason
    time = run.within(parts.begin, parts.finish)
    return np.bincount(key, time, minlength=shape[0] * shape[1]).reshape(shape) / DAY


@dataclass(frozen=True, slots=True)
class Split:
    """How the delay of a place is shown: whole, by organisation or reason, and by both.

    ``pair``: for each reason of the network, its (code, organisation) among those that differ.
    ``sums``: for each cell, the pairs that it adds up. ``wheres``: cells of all places in order.
    """

    pair: tuple[int, ...]
    sums: tuple[tuple[int, ...], ...]
    wheres: tuple[Where, ...]


def split(outline: Outline) -> Split:
    """The cells of each place: the whole first."""
    reasons = outline.network.reasons
    # Reasons that differ in nothing that is shown are one.
    pairs = sorted({(reason.code, reason.organisation) for reason in reasons})
    cells: list[tuple[dict[str, str], tuple[int, ...]]] = [({}, tuple(range(len(pairs))))]
    for position, name in enumerate(("reason", "organisation")):
        for value in sorted({one[position] for one in pairs}):
            chosen = tuple(at for at, one in enumerate(pairs) if one[position] == value)
            cells.append(({name: value}, chosen))
    for at, (code, organisation) in enumerate(pairs):
        cells.append(({"reason": code, "organisation": organisation}, (at,)))
    return Split(
        pair=tuple(pairs.index((reason.code, reason.organisation)) for reason in reasons),
        sums=tuple(chosen for _, chosen in cells),
        wheres=tuple(
            where(care_setting=place.care_setting, **dimensions)
            for place, _ in outline.once(members)
            for dimensions, _ in cells
        ),
    )


def _cells(outline: Outline, *statistics: str) -> Cells:
    return Cells.each(outline.once(split).wheres, statistics)


def _share_cells(outline: Outline) -> Cells:
    """Without the wholes."""
    wheres, n = outline.once(split).wheres, len(outline.once(split).sums)
    return Cells.each([one for at, one in enumerate(wheres) if at % n], ("share",))


def _by_reason(run: Run) -> Floats:
    """Days of delay: places x cells of each place."""
    days, how = run.once(delay_days), run.fixed(split)
    rows = []
    for _, is_member in run.fixed(members):
        by_pair = np.bincount(how.pair, days[is_member].sum(axis=0))
        rows.append([by_pair[list(chosen)].sum() for chosen in how.sums])
    return np.array(rows)


def delayed_patients(run: Run) -> list[Table]:
    """Mean number of patients delayed."""
    return [Table(run.fixed(_cells, "mean"), run.once(_by_reason) / run.days)]


def delayed_bed_days(run: Run) -> list[Table]:
    """Days of delay in the window, and a day."""
    days = run.once(_by_reason)
    return [Table.of(run.fixed(_cells, "total", "per_day"), [days, days / run.days])]


def delay_shares(run: Run) -> list[Table]:
    """Each reason's and organisation's share of the delay of its place."""
    days = run.once(_by_reason)
    return [Table(run.fixed(_share_cells), ratio(days[:, 1:], days[:, :1]))]


def _share_of(run: Run, by_unit: Floats) -> list[Row]:
    def one(place: Place, delayed: float) -> float:
        return part_of(delayed, float(place.total(by_unit)))

    days = run.once(delay_days)
    return [
        Row("share", one(place, float(days[is_member].sum())), care_setting=place.care_setting)
        for place, is_member in run.fixed(members)
    ]


def delayed_share_of_occupied(run: Run) -> list[Row]:
    """Delay over patient-days."""
    return _share_of(run, run.once(stock).patients)


def delayed_share_of_open(run: Run) -> list[Row]:
    """Delay over open place-days."""
    return _share_of(run, run.once(stock).open)


_DELAY = (
    "Delay runs from declared ready until the place is given up, but not while need has come back, "
    "and counts by time within the window, stays still open included; waiting for another acute "
    "bed in an acute bed is included. "
)
_BY = ("care_setting", "reason", "organisation")

MEASURES = (
    Measure(
        "delayed_patients",
        "Patients delayed",
        "patients",
        _DELAY + "Time average of patients delayed; each moment under the one reason and "
        "organisation of the first-listed unfinished step that the move waits for.",
        _BY,
        ("mean",),
        delayed_patients,
    ),
    Measure(
        "delayed_bed_days",
        "Delayed bed-days",
        "days",
        _DELAY + "Days of delay in the window, under reasons as in delayed_patients; per_day is "
        "the same number as the mean of delayed_patients.",
        _BY,
        ("total", "per_day"),
        delayed_bed_days,
    ),
    Measure(
        "delay_share",
        "Share of delay by reason and organisation",
        "share",
        _DELAY + "Days of delay under each reason or organisation, over all days of delay in the "
        "same place.",
        _BY,
        ("share",),
        delay_shares,
    ),
    Measure(
        "delayed_share_of_occupied",
        "Delay as a share of occupied bed-days",
        "share",
        _DELAY + "Days of delay over patient-days (time integral of the census).",
        ("care_setting",),
        ("share",),
        delayed_share_of_occupied,
    ),
    Measure(
        "delayed_share_of_open",
        "Delay as a share of open bed-days",
        "share",
        _DELAY + "Days of delay over place-days open (time integral of the capacity path), units "
        "out of area included.",
        ("care_setting",),
        ("share",),
        delayed_share_of_open,
    ),
)
