"""The tidy table: one row a printed figure, with where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from math import nan

import numpy as np
import pandas as pd

from calibration.sitrep.figure import MISSING
from calibration.sitrep.measures import MEASURES
from simulator.errors import InputError, Problem

PROVIDER = "provider"
LOCAL_AUTHORITY = "local authority"
SYSTEM = "system"
REGION = "region"
NATION = "nation"
LEVELS = (PROVIDER, LOCAL_AUTHORITY, SYSTEM, REGION, NATION)
SETTINGS = ("", "acute", "non-acute", "community")
RESPONSIBLE = ("", "nhs", "social care", "both")

# Two rows that agree in all of these are the same figure.
KEY = (
    "organisation",
    "level",
    "start",
    "end",
    "measure",
    "reason",
    "setting",
    "responsible",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One printed figure.

    Attributes:
        organisation: Code as published; the nation is 'ENGLAND'.
        name: Name as published.
        level: One of `LEVELS`.
        start: First day of the period.
        end: Last day of the period, the same day for a snapshot.
        measure: A name in `MEASURES`, which gives its kind.
        value: NaN where missing.
        missing: '' or one of `figure.MISSING`.
        reason: Canonical code of a subdivision ('A' to 'O', a pathway, a band); '' is all.
        setting: One of `SETTINGS`; '' is all.
        responsible: One of `RESPONSIBLE`; '' is all.
        low: Least true value where suppressed or rounded, else NaN.
        high: Greatest true value where suppressed or rounded, else NaN.
        file: Name of the file.
        sheet: Name of the sheet, '' in comma-separated text.
        cell: Address, as in 'C14'.
    """

    organisation: str
    name: str
    level: str
    start: date
    end: date
    measure: str
    value: float
    missing: str = ""
    reason: str = ""
    setting: str = ""
    responsible: str = ""
    low: float = nan
    high: float = nan
    file: str = ""
    sheet: str = ""
    cell: str = ""


COLUMNS = (
    "organisation",
    "name",
    "level",
    "start",
    "end",
    "measure",
    "reason",
    "setting",
    "responsible",
    "value",
    "missing",
    "low",
    "high",
    "kind",
    "file",
    "sheet",
    "cell",
)
_NUMBERS = ("value", "low", "high")
_DATES = ("start", "end")


def tidy(rows: Iterable[Row]) -> pd.DataFrame:
    """The table of rows, validated, with the columns of `COLUMNS` in that order.

    Dates are datetime64, numbers float, all else text; `kind` is looked up from the measure.

    Raises:
        InputError: a row that cannot be, or two rows of one figure; every one is named.
    """
    given = list(rows)
    names = [field.name for field in fields(Row)]
    frame = pd.DataFrame({name: [getattr(row, name) for row in given] for name in names})
    kinds = {name: measure.kind for name, measure in MEASURES.items()}
    frame["kind"] = [kinds.get(name, "") for name in frame["measure"]]
    for name in _NUMBERS:
        frame[name] = frame[name].astype(float)
    for name in _DATES:
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[s]")
    for name in set(COLUMNS) - {*_NUMBERS, *_DATES}:
        frame[name] = frame[name].astype("string")
    frame = frame[list(COLUMNS)]
    problems = [*_impossible(frame), *_repeated(frame)]
    if problems:
        raise InputError(problems)
    return frame


def _impossible(frame: pd.DataFrame) -> list[Problem]:
    """Rows that cannot be, by rule."""
    value, missing = frame["value"], frame["missing"]
    is_count = frame["kind"].isin(["stock", "flow", "bed-days", "share", "mean"])
    rules = {
        "has no organisation": frame["organisation"] == "",
        f"has another level than {', '.join(LEVELS)}": ~frame["level"].isin(LEVELS),
        "has no period, or one that ends before it begins": ~(frame["start"] <= frame["end"]),
        "has a measure that is not registered": ~frame["measure"].isin(list(MEASURES)),
        "has an unknown setting": ~frame["setting"].isin(SETTINGS),
        "has an unknown responsible organisation": ~frame["responsible"].isin(RESPONSIBLE),
        f"is missing for another reason than {', '.join(MISSING)}": ~missing.isin(["", *MISSING]),
        "has neither a value nor a reason why not": value.isna() & (missing == ""),
        "has a value and a reason why it is missing": value.notna() & (missing != ""),
        "is not a finite number": value.notna() & ~np.isfinite(value),
        "is below zero": is_count & (value < 0),
        "is a share above 2, so perhaps per cent": (frame["kind"] == "share") & (value > 2),
        "has bounds that do not hold it": (frame["low"] > frame["high"])
        | (value < frame["low"])
        | (value > frame["high"]),
    }
    return [
        Problem(f"{_where(frame, index)}: {_named(frame, index)} {says}")
        for says, is_wrong in rules.items()
        for index in np.flatnonzero(is_wrong.to_numpy(dtype=bool, na_value=False)).tolist()
    ]


def _repeated(frame: pd.DataFrame) -> list[Problem]:
    """Figures that one file gives twice."""
    again = frame.duplicated(list(KEY), keep="first").to_numpy()
    if not again.any():
        return []
    first = frame.groupby(list(KEY), dropna=False, sort=False).ngroup().to_numpy()
    firsts = {group: index for index, group in reversed(list(enumerate(first)))}
    return [
        Problem(
            f"{_where(frame, index)}: {_named(frame, index)} is given twice, "
            f"also in {_where(frame, firsts[first[index]])}",
            do="One of the two must go; which, only the publisher can say.",
        )
        for index in np.flatnonzero(again).tolist()
    ]


def _where(frame: pd.DataFrame, index: int) -> str:
    row = frame.iloc[index]
    sheet = f"sheet '{row['sheet']}' " if row["sheet"] else ""
    return f"{row['file']}: {sheet}cell {row['cell']}"


def _named(frame: pd.DataFrame, index: int) -> str:
    row = frame.iloc[index]
    parts = [row[name] for name in ("reason", "setting", "responsible") if row[name]]
    of = f" ({', '.join(parts)})" if parts else ""
    return f"{row['measure']}{of} of {row['organisation']} from {row['start']:%Y-%m-%d}"


@dataclass(frozen=True)
class Joined:
    """Rows of many files: `rows` has each figure once; `repeats` the ones left out.

    `repeats` has the columns of the table and `kept_value`, `kept_file`, `kept_sheet`, `kept_cell`.
    """

    rows: pd.DataFrame
    repeats: pd.DataFrame


def join(tables: Sequence[pd.DataFrame]) -> Joined:
    """Put tables of `tidy` together; a figure that several give is kept from the first named.

    A figure that the first gives as missing and a later one as a number is kept from the later.
    """
    frame = pd.concat(list(tables), ignore_index=True) if tables else tidy([])
    order = frame.assign(_lacks=frame["value"].isna(), _at=range(len(frame)))
    order = order.sort_values(["_lacks", "_at"])
    is_kept = ~order.duplicated(list(KEY), keep="first")
    kept = order[is_kept].sort_values("_at")[list(COLUMNS)]
    left = order[~is_kept].sort_values("_at")[list(COLUMNS)]
    also = kept[[*KEY, "value", "file", "sheet", "cell"]].rename(
        columns={name: f"kept_{name}" for name in ("value", "file", "sheet", "cell")}
    )
    return Joined(kept.reset_index(drop=True), left.merge(also, on=list(KEY), how="left"))
