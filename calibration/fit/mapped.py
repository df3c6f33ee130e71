"""Targets from a table of published figures, by an explicit pairing; what is not paired is listed.

The table is what ``stepdown targets`` writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from calibration.fit.ask import Ask, TargetPart
from calibration.fit.held_out_part import fitted_rows
from calibration.fit.matched import caution_of, matches_of, mixture_of, statistic_of
from calibration.fit.months import by_month, finest
from calibration.fit.observed import DISCREPANCY, Observed, kind_of, monthly_by_default, name_of
from calibration.sitrep.measure import BED_DAYS, FLOW
from calibration.sitrep.measures import MEASURES
from calibration.sitrep.rows import COLUMNS
from simulator.errors import InputError, Problem
from simulator.results.csv_file import unescaped
from simulator.results.measures import Key
from simulator.results.published import key_of
from simulator.scenario.schema import Published

BY = ("measure", "reason", "setting", "responsible")
BLANK = dict.fromkeys(("value", "low", "high"), "")
# Of fewer months nothing can be said of how they differ.
FEWEST_MONTHS = 6
# Neighbouring months are alike, so that they tell less than as many apart; at most so alike.
_MOST_ALIKE = 0.8


@dataclass(frozen=True, slots=True)
class Mapped:
    """Targets of a table. ``left_out``: its rows that are none, counted by what they are of."""

    observed: tuple[Observed, ...]
    left_out: pd.DataFrame


def read_table(file: Path) -> pd.DataFrame:
    """A table that ``stepdown targets`` has written, as Parquet or comma-separated text.

    Raises:
        InputError: it is something else.
    """
    do = "give what `stepdown targets FILES --out targets.parquet` writes"
    try:
        if file.suffix == ".csv":
            frame = pd.read_csv(file, keep_default_na=False, na_values=BLANK).map(_as_written)
        else:
            frame = pd.read_parquet(file)
    except (OSError, ValueError) as error:
        says = f"'{file}' cannot be read: {' '.join(str(error).split())[:120]}"
        raise InputError([Problem(says, path="--targets", do=do)]) from None
    lacks = [name for name in COLUMNS[:10] if name not in frame.columns]
    if lacks:
        says = f"'{file}' has no column {', '.join(lacks)}"
        raise InputError([Problem(says, path="--targets", do=do)])
    for name in (*BY, "organisation", "name"):
        frame[name] = frame[name].astype("string").fillna("")
    for name in ("start", "end"):
        frame[name] = pd.to_datetime(frame[name])
    return frame


def _as_written(cell: object) -> object:
    return unescaped(cell) if isinstance(cell, str) else cell


def mapped(ask: Ask, frame: pd.DataFrame, file: Path) -> Mapped:
    """The targets that a fit file makes of a table.

    Raises:
        InputError: no organisation is named or known, a pairing is of different definitions, or it
            has no rows; all problems at once.
    """
    own = own_rows(ask, frame)
    found: list[Observed] = []
    problems: list[Problem] = []
    is_used = np.zeros(len(own), dtype=bool)
    if not ask.says.targets:
        do = "write `targets:`, each a measure of the model with the `rows` of the table it is of"
        problems.append(ask.problem((), "it pairs no rows of the table with the model", do))
    for at, one in enumerate(ask.says.targets):
        try:
            chosen = _rows(ask, at, one, own)
            rows = finest(own[chosen])
            _check_apart(ask, at, rows)
            found.append(_observed(one, _key(ask, at, one), rows, file))
            is_used |= chosen
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    rest = own[~is_used].groupby(list(BY), as_index=False, dropna=False).size()
    return Mapped(tuple(found), rest.rename(columns={"size": "rows"}))


def own_rows(ask: Ask, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table that a fit file may fit: of its organisation and period, not held out.

    Raises:
        InputError: there are none.
    """
    own = _within(ask, _of_organisation(ask, frame))
    return fitted_rows(own, ask.says.held_out).reset_index(drop=True)


def _of_organisation(ask: Ask, frame: pd.DataFrame) -> pd.DataFrame:
    names = sorted(frame["organisation"].unique())
    asked = ask.says.organisation
    if asked is None and len(names) == 1:
        return frame
    shown = ", ".join(names[:8]) + (", ..." if len(names) > 8 else "")
    if asked is None:
        says = f"the table has {len(names)} organisations and the fit file names none"
        raise InputError([ask.problem((), says, f"write organisation: one of {shown}")])
    wanted = asked.lower()
    of = (frame["organisation"].str.lower() == wanted) | (frame["name"].str.lower() == wanted)
    if not of.any():
        says = f"the table has nothing of '{asked}'"
        raise InputError([ask.problem(("organisation",), says, f"it has {shown}")])
    return frame[of].reset_index(drop=True)


def _within(ask: Ask, frame: pd.DataFrame) -> pd.DataFrame:
    period = ask.says.period
    if period is None:
        return frame.reset_index(drop=True)
    first, last = pd.Timestamp(period.first), pd.Timestamp(period.last)
    inside = frame[(frame["start"] >= first) & (frame["end"] <= last)]
    if inside.empty:
        reach = f"{frame['start'].min():%Y-%m-%d} to {frame['end'].max():%Y-%m-%d}"
        says = f"the table has nothing from {period.first} to {period.last}"
        raise InputError([ask.problem(("period",), says, f"it reaches from {reach}")])
    return inside.reset_index(drop=True)


def _rows(ask: Ask, at: int, one: TargetPart, own: pd.DataFrame) -> np.ndarray:
    where = ("targets", at, "rows")
    rows = one.rows
    if rows.measure not in MEASURES:
        do = f"the table has {', '.join(sorted(own['measure'].unique())[:12])}"
        problem = ask.problem((*where, "measure"), f"no table has '{rows.measure}'", do)
        raise InputError([problem])
    of_measure = own["measure"] == rows.measure
    wanted = {"reason": rows.reason, "setting": rows.setting, "responsible": rows.responsible}
    chosen = of_measure & own["value"].notna()
    for name, value in wanted.items():
        chosen &= own[name] == value
    if not chosen.any():
        there = own[of_measure][list(BY[1:])].drop_duplicates().head(8)
        known = "; ".join(
            ", ".join(f"{n}: {v}" for n, v in row.items() if v) or "all"
            for row in there.to_dict("records")
        )
        says = f"the table has no figures of {rows.measure} with exactly this"
        raise InputError([ask.problem(where, says, f"it has {known}" if known else "")])
    return chosen.to_numpy()


def _key(ask: Ask, at: int, one: TargetPart) -> Key:
    same = statistic_of(one.rows.measure, one.measure)
    where = dict(one.where)
    if same:
        where.setdefault("statistic", same)
    key = key_of(Published(title="", measure=one.measure, where=where, value=0.0), "")
    if isinstance(key, Problem):
        raise InputError([ask.problem(("targets", at, "measure"), key.says, key.do)])
    is_same = same != "" and key.statistic == same
    mixed = mixture_of(one.rows.measure, one.rows.setting)
    if is_same and mixed and one.rows.times is None and one.definitions_differ is None:
        do = (
            "state the share that is of this place as rows: {times: 0.7}, with its source in the "
            "title; or say under definitions_differ: why the two may be held together here"
        )
        raise InputError([ask.problem(("targets", at, "rows", "measure"), mixed, do)])
    if not is_same and one.definitions_differ is None:
        theirs = MEASURES[one.rows.measure]
        says = (
            f"{one.rows.measure} ({theirs.basis}: {theirs.definition.rstrip('.')}) is not known to "
            f"count the same as {one.measure} ({key.statistic})"
        )
        do = (
            f"the same counts {matches_of(one.rows.measure)}; or say under definitions_differ: why "
            "the two may be held together here"
        )
        raise InputError([ask.problem(("targets", at, "rows", "measure"), says, do)])
    return key


def _check_apart(ask: Ask, at: int, rows: pd.DataFrame) -> None:
    rows = rows.sort_values("start")
    if (rows["start"].iloc[1:].to_numpy() <= rows["end"].iloc[:-1].to_numpy()).any():
        says = "its rows overlap in time"
        do = "give a period in which they do not, or leave one of the files out"
        raise InputError([ask.problem(("targets", at, "rows"), says, do)])


def _observed(one: TargetPart, key: Key, rows: pd.DataFrame, file: Path) -> Observed:
    is_sum = MEASURES[one.rows.measure].kind in {BED_DAYS, FLOW}
    rows = by_month(rows.sort_values("start"), is_sum=is_sum)
    days = ((rows["end"] - rows["start"]).dt.days + 1).to_numpy(dtype=float)
    times = one.rows.times or 1.0
    values = rows["value"].to_numpy(dtype=float) * times
    each = values / days if is_sum else values
    mean = float((each * days).sum() / days.sum())
    first, last = rows["start"].iloc[0].date(), rows["end"].iloc[-1].date()
    default = DISCREPANCY[kind_of(one.measure)]
    return Observed(
        name=one.title or name_of(key),
        key=key,
        value=mean,
        first=first,
        last=last,
        sampling=_given(
            one.sampling, _rounding(rows, is_sum, days, mean / (one.rows.times or 1.0))
        ),
        monthly=_given(one.monthly, _between(each, mean, first, last)),
        discrepancy=_given(one.discrepancy, default),
        source=f"{file.name}: {one.rows.measure}, {len(rows)} rows",
        caution=_caution(one),
    )


def _caution(one: TargetPart) -> str:
    """What a reader must know of a pair, each thing once."""
    times = one.rows.times
    said = [
        f"definitions differ: {one.definitions_differ}" if one.definitions_differ else "",
        f"multiplied by {times:g}, as stated" if times is not None else "",
        "" if one.definitions_differ else caution_of(one.rows.measure),
    ]
    return "; ".join(filter(None, said))


def _given(given: float | None, default: float) -> float:
    return default if given is None else float(given)


def _rounding(rows: pd.DataFrame, is_sum: bool, days: np.ndarray, mean: float) -> float:
    """Standard error of what was rounded or given as a range; a share."""
    if not {"low", "high"} <= set(rows.columns) or mean <= 0:
        return 0.0
    width = (rows["high"] - rows["low"]).fillna(0).to_numpy(dtype=float)
    error = width / np.sqrt(12) * (1.0 if is_sum else days)
    return float(np.sqrt((error**2).sum()) / days.sum() / mean)


def _between(each: np.ndarray, mean: float, first: object, last: object) -> float:
    """Standard error of the mean of months that differ and are like their neighbours; a share."""
    n = len(each)
    if n < FEWEST_MONTHS or mean <= 0:
        return monthly_by_default(first, last)  # type: ignore[arg-type]
    away = each - each.mean()
    variance = float((away**2).sum() / (n - 1))
    if variance == 0:
        return 0.0
    alike = float((away[1:] * away[:-1]).sum() / (away**2).sum())
    alike = min(max(alike, 0.0), _MOST_ALIKE)
    return float(np.sqrt(variance / n * (1 + alike) / (1 - alike)) / mean)
