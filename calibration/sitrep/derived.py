"""Figures worked out from published ones that are not printed: a day's remaining, and two ratios.

A figure that some file prints is never worked out again.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from calibration.sitrep.measures import MEASURES
from calibration.sitrep.nctr import BEFORE, DISCHARGED, PATIENTS, REMAINING
from calibration.sitrep.rows import COLUMNS, KEY

WEEKEND = "discharge_weekend_ratio"
READY, READY_SHARE, LATE = "ready_discharges", "ready_delayed_share", "1+"
WHOSE = ["organisation", "level", "setting", "responsible"]
SATURDAY = 5
# Fewer reported days of a month than this say little of its weekends.
FEWEST_DAYS = 24
# Bounds of a rounded count are carried where both have them.
_WORKED_OUT = "worked out"


def with_derived(rows: pd.DataFrame) -> pd.DataFrame:
    """The table with what follows from it: see `remaining`, `weekend_ratios`, `delayed_shares`.

    Args:
        rows: a table of `rows.tidy`.

    Returns:
        The same rows and, after them, those worked out; their `cell` says so.
    """
    found = [
        part
        for suffix in ("", BEFORE)
        for part in (remaining(rows, suffix), weekend_ratios(rows, suffix))
    ]
    found.append(delayed_shares(rows))
    new = pd.concat(found, ignore_index=True)
    if new.empty:
        return rows
    for name in rows.columns:
        new[name] = new[name].astype(rows[name].dtype)
    both = pd.concat([rows, new], ignore_index=True)
    is_new = np.arange(len(both)) >= len(rows)
    again = both.duplicated(list(KEY), keep="first").to_numpy() & is_new
    return both[~again].reset_index(drop=True)


def remaining(rows: pd.DataFrame, suffix: str) -> pd.DataFrame:
    """Patients of a day less those discharged on it, where both are reported for the day."""
    is_day = (rows["start"] == rows["end"]) & rows["value"].notna() & (rows["reason"] == "")
    keys = [*WHOSE, "start", "end"]
    counts = rows[is_day & (rows["measure"] == PATIENTS + suffix)]
    left = rows[is_day & (rows["measure"] == DISCHARGED + suffix)][[*keys, "value", "file"]]
    both = counts.merge(left, on=keys, suffixes=("", "_left"))
    # A day on which more left than there were is a day of two counts that do not belong together.
    both = both[both["value"] >= both["value_left"]]
    value = both["value"] - both["value_left"]
    files = both["file"].where(
        both["file"] == both["file_left"], both["file"] + ", " + both["file_left"]
    )
    cell = f"{_WORKED_OUT}: {PATIENTS} less {DISCHARGED}"
    return _as_rows(both, REMAINING + suffix, value, files, cell)


def weekend_ratios(rows: pd.DataFrame, suffix: str) -> pd.DataFrame:
    """Of each month, mean discharges on a day of the weekend over those on a weekday."""
    of = (rows["measure"] == DISCHARGED + suffix) & (rows["reason"] == "")
    days = rows[of & (rows["start"] == rows["end"]) & rows["value"].notna()]
    if days.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    days = days.assign(
        month=days["start"].dt.to_period("M"), weekend=days["start"].dt.day_of_week >= SATURDAY
    )
    by = days.groupby([*WHOSE, "month"], dropna=False)
    weekend = days[days["weekend"]].groupby([*WHOSE, "month"], dropna=False)["value"].mean()
    weekday = days[~days["weekend"]].groupby([*WHOSE, "month"], dropna=False)["value"].mean()
    table = by.agg(name=("name", "first"), n=("value", "size"), file=("file", "first"))
    table = table.assign(value=weekend / weekday).reset_index()
    is_whole = (table["n"] >= FEWEST_DAYS) & np.isfinite(table["value"]) & (table["value"] <= 2)
    table = table[is_whole]
    table["start"] = table["month"].dt.start_time
    table["end"] = table["month"].dt.end_time.dt.normalize()
    return _as_rows(
        table, WEEKEND + suffix, table["value"], table["file"], f"{_WORKED_OUT}: by day"
    )


def delayed_shares(rows: pd.DataFrame) -> pd.DataFrame:
    """Discharges a day or more after the ready date over all discharges of the same period."""
    of = (rows["measure"] == READY) & rows["value"].notna()
    keys = [*WHOSE, "start", "end"]
    late = rows[of & (rows["reason"] == LATE)]
    all_of = rows[of & (rows["reason"] == "") & (rows["value"] > 0)][[*keys, "value"]]
    both = late.merge(all_of, on=keys, suffixes=("", "_all"))
    both = both.assign(reason="")
    cell = f"{_WORKED_OUT}: {LATE} over all"
    return _as_rows(both, READY_SHARE, both["value"] / both["value_all"], both["file"], cell)


def _as_rows(
    of: pd.DataFrame, measure: str, value: pd.Series, files: pd.Series, cell: str
) -> pd.DataFrame:
    """Rows of the table, with whose and when they are taken from another."""
    table = of[[*WHOSE, "name", "start", "end"]].assign(
        measure=measure,
        reason="",
        value=value.to_numpy(dtype=float),
        missing="",
        low=np.nan,
        high=np.nan,
        kind=MEASURES[measure].kind,
        file=files.to_numpy(),
        sheet="",
        cell=cell,
    )
    return table[list(COLUMNS)]
