"""Discharges after the discharge ready date, as the monthly publication counts them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.network.network import DAY
from simulator.results.measure import Measure, Row, spread
from simulator.results.mix import Keys, keys, mixes, repeated
from simulator.results.run import Integers, Run
from simulator.results.stays import StayEnd, goes_to_acute, is_acute_setting, stays
from simulator.results.tally import part_of

# First day of each published band of delay.
BANDS = {"0": 0, "1": 1, "2-3": 2, "4-6": 4, "7-13": 7, "14-20": 14, "21+": 21}


@dataclass(frozen=True, slots=True)
class Discharged:
    """Discharges that the publication counts, repeated under sums of settings.

    ``keys``: by place, pathway and group. ``days``: from the ready date to the date of leaving.
    """

    keys: Keys
    days: Integers


def discharged(run: Run) -> Discharged:
    """Stays of at least a night ended alive in the window by a patient declared ready."""
    every = run.once(stays)
    is_alive = np.isin(every.end, (StayEnd.MOVED, StayEnd.WENT_HOME, StayEnd.LEFT))
    is_inside = run.once(is_acute_setting)[every.care_setting] & run.once(goes_to_acute)
    has_night = (every.started >= 0) & (every.left // DAY > every.started // DAY)
    kept = np.flatnonzero(
        run.is_within(every.left) & is_alive & has_night & (every.ready >= 0) & ~is_inside
    )
    row, place = repeated(run, every.care_setting[kept])
    row = kept[row]
    days = every.left[row] // DAY - every.ready[row] // DAY
    return Discharged(keys(run, place, every.group[row], every.pathway[row]), days)


def _counts(run: Run) -> list[tuple[dict[str, str], float, float, float]]:
    """For each mix: discharges, those after the ready date, and days after it."""
    table = run.once(discharged)
    n, late, days = (table.keys.counts(weights) for weights in (None, table.days > 0, table.days))
    return [
        (
            mix.where,
            float(n[mix.kind][mix.key]),
            float(late[mix.kind][mix.key]),
            float(days[mix.kind][mix.key]),
        )
        for mix in run.once(mixes)
    ]


def after_ready_date(run: Run) -> list[Row]:
    """Share of discharges after the ready date, and their number."""
    return [
        row
        for where, n, late, _ in _counts(run)
        for row in spread({"share": part_of(late, n), "n": n}, **where)
    ]


def days_after_ready_date(run: Run) -> list[Row]:
    """Mean days of those discharged after the ready date."""
    return [Row("mean", part_of(days, late), **where) for where, _, late, days in _counts(run)]


def beds_after_ready_date(run: Run) -> list[Row]:
    """Days after the ready date, a day of the window."""
    return [Row("mean", days / run.days, **where) for where, _, _, days in _counts(run)]


def ready_date_bands(run: Run) -> list[Row]:
    """Share of each band among all discharges, and among those after the ready date."""
    table, edges = run.once(discharged), list(BANDS.values())
    band_of = np.searchsorted(edges, table.days, side="right") - 1
    by_band = [table.keys.counts(band_of == at) for at in range(len(edges))]
    rows = []
    for mix, (where, n, late, _) in zip(run.once(mixes), _counts(run), strict=True):
        for (band, first_day), counts in zip(BANDS.items(), by_band, strict=True):
            count = float(counts[mix.kind][mix.key])
            rows.append(Row("share", part_of(count, n), band=band, **where))
            if first_day > 0:
                rows.append(Row("share_of_delayed", part_of(count, late), band=band, **where))
    return rows


_READY = (
    "Over stays of at least one midnight, ended in the window by leaving the place alive, of "
    "patients declared ready there; moves from acute to acute beds, deaths and losses are left "
    "out. Days are from the date declared ready to the date of leaving. "
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
