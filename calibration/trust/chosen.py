"""Which trusts are fitted: by a rule on size and on what is reported, never on a result."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

FITTED = (dt.date(2023, 4, 1), dt.date(2024, 3, 31))
HELD = (dt.date(2024, 4, 1), dt.date(2025, 3, 31))
REPORTED = 0.95
RULE = (
    "Of the trusts in the table: those whose remaining patients (2023-24 and 2024-25) can be told "
    "on 95 % of days, with adults' general and acute beds for every month of both years, and with "
    "a stay and pathways; in order of beds, as many as are asked for, evenly spread from the "
    "smallest to the largest."
)
_NEEDED = ("los_mean", "los_median", "discharges_by_pathway")


def eligible(table: pd.DataFrame) -> pd.Series:
    """Mean beds open in the fitted year by code, smallest first, of those that the rule lets in."""
    whole = table[(table["level"] == "provider") & table["value"].notna()]
    beds = whole[
        (whole["measure"] == "uec_beds_available")
        & (whole["reason"] == "adult general and acute")
        & (whole["value"] > 0)
    ]
    sizes = _in(beds, FITTED).groupby("organisation")["value"].mean()
    kept = set(sizes.index)
    for period in (FITTED, HELD):
        kept &= set(_counted(_in(beds, period), 12))
        days = (period[1] - period[0]).days + 1
        kept &= set(_counted(_in(_remaining(whole), period), int(np.ceil(REPORTED * days))))
    for measure in _NEEDED:
        kept &= set(whole[whole["measure"] == measure]["organisation"].astype(str))
    return sizes[sorted(kept)].sort_values(kind="stable")


def _remaining(whole: pd.DataFrame) -> pd.DataFrame:
    """Days of either definition, once a day."""
    of = whole["measure"].isin(["nctr_remaining", "nctr_remaining_2022"])
    days = whole[of & (whole["start"] == whole["end"])]
    return days.drop_duplicates(["organisation", "start"])


def _in(rows: pd.DataFrame, period: tuple[dt.date, dt.date]) -> pd.DataFrame:
    first, last = map(pd.Timestamp, period)
    return rows[(rows["start"] >= first) & (rows["end"] <= last)]


def _counted(rows: pd.DataFrame, least: int) -> list[str]:
    sizes = rows.groupby("organisation").size()
    return [str(code) for code in sizes[sizes >= least].index]


def chosen(table: pd.DataFrame, count: int) -> list[str]:
    """As many codes as asked for, by the rule."""
    order = [str(code) for code in eligible(table).index]
    if count >= len(order):
        return order
    at = np.linspace(0, len(order) - 1, count).round().astype(int)
    return [order[each] for each in at]
