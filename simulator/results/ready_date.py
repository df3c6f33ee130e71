"""Discharges after the discharge ready date, as the monthly publication counts them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.network.network import DAY
from simulator.results.measure import Cells, Measure, Table
from simulator.results.mix import by_mix, mix_band_cells, mix_cells
from simulator.results.outline import Outline
from simulator.results.run import Floats, Integers, Run
from simulator.results.stays import is_alive, is_inside, stays
from simulator.results.tally import ratio
from simulator.results.there_at_start import spent, was_ready

# First day of each published band of delay.
BANDS = {"0": 0, "1": 1, "2-3": 2, "4-6": 4, "7-13": 7, "14-20": 14, "21+": 21}


@dataclass(frozen=True, slots=True)
class Discharged:
    """Discharges that the publication counts.

    ``cell``: row of the route table. ``days``: from the ready date to the date of leaving.
    """

    cell: Integers
    days: Integers


def discharged(run: Run) -> Discharged:
    """Stays of at least a night ended alive in the window by a patient declared ready."""
    every = run.once(stays)
    kept = np.flatnonzero(
        run.is_within(every.left)
        & run.once(is_alive)
        & (every.started >= 0)
        & (every.ready >= 0)
        & ~run.once(is_inside)
        & ~run.once(was_ready)
    )
    last = every.left[kept] // DAY
    has_night = last > (every.started - run.once(spent))[kept] // DAY
    kept, last = kept[has_night], last[has_night]
    # Whose need came back was ready, in the end, when he was declared ready again.
    ready = np.maximum(every.ready[kept], every.ready_again[kept])
    return Discharged(every.route_row[kept], last - ready // DAY)


def _counts(run: Run) -> tuple[Floats, Floats, Floats]:
    """For each mix: discharges, those after the ready date, and days after it."""
    table, grouping = run.once(discharged), run.fixed(by_mix)
    late = table.days > 0
    n, after, days = (grouping.counts(table.cell, weights) for weights in (None, late, table.days))
    return n, after, days


def after_ready_date(run: Run) -> list[Table]:
    """Share of discharges after the ready date, and their number."""
    n, late, _ = run.once(_counts)
    return [Table.of(run.fixed(mix_cells, ("share", "n")), [ratio(late, n), n])]


def days_after_ready_date(run: Run) -> list[Table]:
    """Mean days of those discharged after the ready date."""
    _, late, days = run.once(_counts)
    return [Table(run.fixed(mix_cells, ("mean",)), ratio(days, late))]


def beds_after_ready_date(run: Run) -> list[Table]:
    """Days after the ready date, a day of the window."""
    _, _, days = run.once(_counts)
    return [Table(run.fixed(mix_cells, ("mean",)), days / run.days)]


def _band_cells(outline: Outline) -> Cells:
    """Of each mix and band: its share of all, and of those after the ready date."""
    return mix_band_cells(
        outline,
        tuple(
            (band, name)
            for band, first_day in BANDS.items()
            for name in (("share", "share_of_delayed") if first_day else ("share",))
        ),
    )


def ready_date_bands(run: Run) -> list[Table]:
    """Share of each band among all discharges, and among those after the ready date."""
    table, grouping, edges = run.once(discharged), run.fixed(by_mix), list(BANDS.values())
    n, late, _ = run.once(_counts)
    band_of = np.searchsorted(edges, table.days, side="right") - 1
    columns = []
    for at, first_day in enumerate(edges):
        count = grouping.counts(table.cell, band_of == at)
        columns += [ratio(count, n), ratio(count, late)] if first_day else [ratio(count, n)]
    return [Table.of(run.fixed(_band_cells), columns)]


_READY = (
    "Over stays of at least one midnight, ended in the window by leaving the place alive, of "
    "patients declared ready there; moves from acute to acute beds, deaths, losses and those who "
    "were ready before the run began are left out. Days are from the date declared ready (again, "
    "after a relapse) to the date of leaving. "
)
_BY = ("care_setting", "group", "pathway")

MEASURES = (
    Measure(
        "after_ready_date",
        "Discharged after the ready date",
        "share",
        _READY + "Share with one day or more.",
        _BY,
        ("share", "n"),
        after_ready_date,
    ),
    Measure(
        "days_after_ready_date",
        "Days of delay, given any",
        "days",
        _READY + "Mean of those with one day or more.",
        _BY,
        ("mean",),
        days_after_ready_date,
    ),
    Measure(
        "beds_after_ready_date",
        "Beds held after the ready date",
        "patients",
        _READY + "All such days, over the days of the window. Not the same as delayed_patients: "
        "those still waiting, deaths and part days are not in it.",
        _BY,
        ("mean",),
        beds_after_ready_date,
    ),
    Measure(
        "ready_date_bands",
        "Discharges by days after the ready date",
        "share",
        _READY + "Share in each published band: among all, or (share_of_delayed) among those with "
        "one day or more.",
        (*_BY, "band"),
        ("share", "share_of_delayed"),
        ready_date_bands,
    ),
)
