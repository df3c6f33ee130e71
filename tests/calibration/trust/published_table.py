"""A made-up trust in a table of published figures, as large as two thirds of the national place."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from calibration.sitrep.derived import with_derived
from calibration.sitrep.keep import keep
from calibration.sitrep.rows import Row, tidy

YEAR = (date(2024, 4, 1), date(2025, 3, 31))
ADULTS = {"reason": "adult general and acute", "setting": "acute"}
BEDS, OCCUPIED, LEFT = 400.0, 370.0, 52.0
WEEKEND, WEEKDAY = 40.0, 57.0


def row(first, last, measure, value, code="RXX", **named):
    """One figure of the trust."""
    return Row(
        organisation=code,
        name=f"Trust {code}",
        level="provider",
        start=first,
        end=last,
        measure=measure,
        value=float(value),
        file="table.csv",
        cell="B2",
        **named,
    )


def rows(code="RXX", *, until=date(2025, 3, 31), beds=BEDS):
    """A year of the trust, and its daily counts from the change of definition on."""
    found = [
        row(*YEAR, "los_mean", 4.2, code),
        row(*YEAR, "los_median", 1.0, code),
        row(*YEAR, "ready_bed_days", 15_000, code, setting="acute"),
        row(*YEAR, "ready_discharges", 15_000, code, setting="acute"),
        row(*YEAR, "uec_beds_available", beds, code, **ADULTS),
        row(*YEAR, "uec_beds_occupied", beds * OCCUPIED / BEDS, code, **ADULTS),
    ]
    since = date(2024, 6, 1)
    for pathway, count in (("P0", 10_000), ("P1", 1_300), ("P2", 400), ("P3", 200)):
        of = {"reason": pathway, "setting": "acute"}
        found.append(row(since, YEAR[1], "discharges_by_pathway", count, code, **of))
    for reason, count in (("capacity.p1-health", 4), ("interface.p2-bed", 9)):
        of = {"reason": reason, "setting": "acute"}
        found.append(row(since, YEAR[1], "delayed_patients_los7", count, code, **of))
    day = date(2024, 5, 27)
    while day <= until:
        left = WEEKEND if day.weekday() >= 5 else WEEKDAY
        found.append(row(day, day, "nctr_patients", left + 60, code, setting="acute"))
        found.append(row(day, day, "nctr_discharged", left, code, setting="acute"))
        day += timedelta(days=1)
    return found


def table(**named) -> pd.DataFrame:
    """The table as `stepdown targets` has it."""
    return with_derived(tidy(rows(**named)))


def kept(folder: Path, **named) -> Path:
    """The same in a file."""
    return keep(table(**named), folder / "targets.parquet")[0]
