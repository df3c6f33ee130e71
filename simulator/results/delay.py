"""Delay: patients who wait to leave, what for, and who answers for it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simulator.network.network import DAY
from simulator.results.census import stock
from simulator.results.delay_part import delay_parts
from simulator.results.measure import Measure, Row
from simulator.results.place import Place, members
from simulator.results.run import Floats, Run
from simulator.results.stays import stays
from simulator.results.tally import part_of


def delay_days(run: Run) -> Floats:
    """Days of delay within the window: care settings x reasons."""
    every, parts = run.once(stays), run.once(delay_parts)
    shape = len(run.network.care_settings), len(run.network.reasons)
    key = every.care_setting[parts.stay] * shape[1] + parts.reason
    time = run.within(parts.begin, parts.finish)
    return np.bincount(key, time, minlength=shape[0] * shape[1]).reshape(shape) / DAY


def _by_reason(run: Run) -> Iterator[tuple[dict[str, str], float]]:
    """Days of delay of each place: in all, by organisation, by reason, and by both."""
    days, reasons = run.once(delay_days), run.network.reasons
    # Reasons that differ in nothing that is shown are one.
    pairs = sorted({(reason.code, reason.organisation) for reason in reasons})
    pair = [pairs.index((reason.code, reason.organisation)) for reason in reasons]
    for place, is_member in members(run):
        by_pair = np.bincount(pair, days[is_member].sum(axis=0), minlength=len(pairs))
        where = {"care_setting": place.care_setting}
        yield where, float(by_pair.sum())
        for position, name in enumerate(("reason", "organisation")):
            for value in sorted({one[position] for one in pairs}):
                chosen = [one[position] == value for one in pairs]
                yield {**where, name: value}, float(by_pair[chosen].sum())
        for (code, organisation), value in zip(pairs, by_pair, strict=True):
            yield {**where, "reason": code, "organisation": organisation}, float(value)


def delayed_patients(run: Run) -> list[Row]:
    """Mean number of patients delayed."""
    return [Row("mean", days / run.days, **where) for where, days in _by_reason(run)]


def delayed_bed_days(run: Run) -> list[Row]:
    """Days of delay in the window, and a day."""
    return [
        row
        for where, days in _by_reason(run)
        for row in (Row("total", days, **where), Row("per_day", days / run.days, **where))
    ]


def delay_shares(run: Run) -> list[Row]:
    """Each reason's and organisation's share of the delay of its place."""
    rows, whole = [], 0.0
    for where, days in _by_reason(run):
        if len(where) == 1:
            whole = days
        else:
            rows.append(Row("share", part_of(days, whole), **where))
    return rows


def _share_of(run: Run, by_unit: Floats) -> list[Row]:
    def one(place: Place, delayed: float) -> float:
        return part_of(delayed, float(place.total(by_unit)))

    days = run.once(delay_days)
    return [
        Row("share", one(place, float(days[is_member].sum())), care_setting=place.care_setting)
        for place, is_member in members(run)
    ]


def delayed_share_of_occupied(run: Run) -> list[Row]:
    """Delay over patient-days."""
    return _share_of(run, run.once(stock).patients)


def delayed_share_of_open(run: Run) -> list[Row]:
    """Delay over open place-days."""
    return _share_of(run, run.once(stock).open)


_DELAY = (
    "Delay runs from declared ready until the place is given up, and counts by time within the "
    "window, stays still open included; waiting for another acute bed in an acute bed is included. "
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
        _DELAY + "Days of delay over place-days open (time integral of the capacity path).",
        ("care_setting",),
        ("share",),
        delayed_share_of_open,
    ),
)
