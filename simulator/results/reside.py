"""No longer meeting the criteria to reside (NCTR), as the daily discharge sitrep counts it."""

from __future__ import annotations

import numpy as np

from simulator.network.network import DAY
from simulator.results.measure import Measure, Row
from simulator.results.midnight import days_within, midnights_by_place, no_longer_needs
from simulator.results.place import members
from simulator.results.run import Integers, Run
from simulator.results.stays import is_alive, stays
from simulator.results.tally import part_of


def _remaining(run: Run) -> list[tuple[dict[str, str], Integers, Integers]]:
    """For each place, NCTR and all patients at the midnights of the window."""
    counts, days = run.once(midnights_by_place), run.fixed(days_within)
    return [
        ({"care_setting": place.care_setting}, counts.nctr[at][days], counts.patients[at][days])
        for at, (place, _) in enumerate(run.fixed(members))
    ]


def _mean(values: Integers) -> float:
    return part_of(values.sum(), len(values))


def nctr_remaining(run: Run) -> list[Row]:
    """Mean number of NCTR patients still there at midnight."""
    return [Row("mean", _mean(nctr), **where) for where, nctr, _ in run.once(_remaining)]


def nctr_share(run: Run) -> list[Row]:
    """NCTR patients at midnight over patients at midnight."""
    return [
        Row("share", part_of(nctr.sum(), patients.sum()), **where)
        for where, nctr, patients in run.once(_remaining)
    ]


def _discharged(run: Run) -> list[tuple[dict[str, str], float]]:
    """For each place, NCTR patients discharged a day, over the whole days of the window."""
    every, days = run.once(stays), run.fixed(days_within)
    is_out = run.once(is_alive) & run.once(no_longer_needs)
    # Over whole days only, so that it can be added to the midnight count.
    if len(days):
        is_out &= (every.left >= days[0] * DAY) & (every.left < (days[-1] + 1) * DAY)
    n = np.bincount(every.care_setting[is_out], minlength=len(run.network.care_settings))
    return [
        ({"care_setting": place.care_setting}, part_of(n[is_member].sum(), len(days)))
        for place, is_member in run.fixed(members)
    ]


def nctr_discharged(run: Run) -> list[Row]:
    """NCTR patients discharged a day."""
    return [Row("per_day", value, **where) for where, value in run.once(_discharged)]


def nctr(run: Run) -> list[Row]:
    """NCTR patients of a day: those remaining at its end and those discharged in it."""
    return [
        Row("mean", _mean(remaining) + discharged, **where)
        for (where, remaining, _), (_, discharged) in zip(
            run.once(_remaining), run.once(_discharged), strict=True
        )
    ]


_NCTR = (
    "A patient no longer meets the criteria to reside from being declared ready until he gives up "
    "the place, unless he waits in an acute bed for another acute bed; not while need has come "
    "back. "
)
_BY = ("care_setting",)

MEASURES = (
    Measure(
        "nctr",
        "No longer meeting the criteria to reside",
        "patients",
        _NCTR + "A day's count is nctr_remaining plus nctr_discharged, as in the daily discharge "
        "sitrep; mean over the whole days of the window.",
        _BY,
        ("mean",),
        nctr,
    ),
    Measure(
        "nctr_discharged",
        "Discharged of those no longer meeting the criteria",
        "patients a day",
        _NCTR + "Those who left the place alive, to leave or to go on elsewhere, in the whole days "
        "of the window, a day; deaths and losses are not discharges.",
        _BY,
        ("per_day",),
        nctr_discharged,
    ),
    Measure(
        "nctr_remaining",
        "Remaining, no longer meeting the criteria to reside",
        "patients",
        _NCTR + "Those still there just before midnight, mean over the whole days of the window.",
        _BY,
        ("mean",),
        nctr_remaining,
    ),
    Measure(
        "nctr_share",
        "Remaining as a share of patients in beds",
        "share",
        _NCTR + "Those still there just before midnight, over all patients there at the same "
        "midnights of the window.",
        _BY,
        ("share",),
        nctr_share,
    ),
)
