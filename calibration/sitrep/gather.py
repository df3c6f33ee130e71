"""Many files together: what each is, and one table of all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from calibration.sitrep.breaks import Break, crossed
from calibration.sitrep.derived import with_derived
from calibration.sitrep.gaps import gaps
from calibration.sitrep.layout import Reading
from calibration.sitrep.organisation import known_instead
from calibration.sitrep.registry import read
from calibration.sitrep.rows import LOCAL_AUTHORITY, join
from simulator.errors import InputError, Problem

AGAIN = "What was looked for is listed with the first such file."


@dataclass(frozen=True)
class Gathered:
    """What files hold.

    Attributes:
        readings: One a file that could be read, in the order given.
        problems: Of the files that could not be.
        rows: Every figure once, and those of `derived` after them.
        repeats: Figures that a file before has, beside the one that is kept; see `rows.Joined`.
        breaks: Steps in definition that the rows lie on both sides of.
        gaps: Periods left out, by measure.
    """

    readings: tuple[Reading, ...]
    problems: tuple[Problem, ...]
    rows: pd.DataFrame
    repeats: pd.DataFrame
    breaks: tuple[Break, ...]
    gaps: dict[str, list[str]]


def gather(paths: Sequence[str | Path], organisations: Sequence[str] = ()) -> Gathered:
    """Read files, each recognised from its content, and put their rows together.

    Args:
        paths: Files; of a figure that two give, that of the file named first is kept.
        organisations: Codes, or names in any case, of the only ones to keep; none: all.

    Raises:
        InputError: an organisation that no file has.
    """
    readings: list[Reading] = []
    problems: list[Problem] = []
    for path in dict.fromkeys(map(Path, paths)):
        try:
            readings.append(read(path))
        except InputError as error:
            problems += _said_once(error.problems, problems)
    tables = _with_one_code(readings)
    if organisations and readings:
        _refuse_unknown(tables, organisations)
    joined = join([_only(table, organisations) for table in tables])
    return Gathered(
        readings=tuple(readings),
        problems=tuple(problems),
        rows=with_derived(joined.rows),
        repeats=joined.repeats,
        breaks=tuple(crossed(joined.rows)),
        gaps=gaps(joined.rows),
    )


def _said_once(problems: Sequence[Problem], before: Sequence[Problem]) -> list[Problem]:
    """What to do, if long, is told with the first problem it is for."""
    known = {each.do for each in before}
    is_again = [each.do in known and each.do.count("\n") > 1 for each in problems]
    return [
        replace(each, do=AGAIN) if again else each
        for each, again in zip(problems, is_again, strict=True)
    ]


def _with_one_code(readings: Sequence[Reading]) -> list[pd.DataFrame]:
    """The rows of each file, an organisation under the code it was given last.

    Authorities had another code before; files that print both say which is which.
    """
    in_time = sorted(readings, key=lambda reading: reading.rows["end"].max())
    latest = {old: used for reading in in_time for old, used in reading.codes.items()}
    now = {used: latest[old] for reading in readings for old, used in reading.codes.items()}
    now |= latest
    return [_renamed(reading.rows, now) for reading in readings]


def _renamed(rows: pd.DataFrame, now: Mapping[str, str]) -> pd.DataFrame:
    is_one = rows["level"] == LOCAL_AUTHORITY
    codes = pd.Series([now.get(code, code) for code in rows["organisation"]], dtype="string")
    codes.index = rows.index
    return rows.assign(organisation=rows["organisation"].where(~is_one, codes))


def _only(rows: pd.DataFrame, organisations: Sequence[str]) -> pd.DataFrame:
    wanted = {each.lower() for each in organisations}
    if not wanted:
        return rows
    is_one = rows["organisation"].str.lower().isin(wanted) | rows["name"].str.lower().isin(wanted)
    return rows[is_one]


def _refuse_unknown(tables: Sequence[pd.DataFrame], organisations: Sequence[str]) -> None:
    """Each organisation asked for is in some file."""
    whole = pd.concat([table[["organisation", "name"]] for table in tables]).drop_duplicates()
    named: dict[str, str] = {}
    for code, name in zip(whole["organisation"], whole["name"], strict=True):
        named[str(code)] = named.get(str(code)) or (str(name) if pd.notna(name) else "")
    known = {each.lower() for each in (*named, *named.values())}
    problems = [
        Problem(f"no file has figures of an organisation '{each}'", do=known_instead(each, named))
        for each in organisations
        if each.lower() not in known
    ]
    if problems:
        raise InputError(problems)


def differences(repeats: pd.DataFrame) -> pd.DataFrame:
    """The repeats whose figure is another than the one kept, the greatest difference first.

    Returns:
        The columns of `repeats` and `difference`, kept less left out over left out (as a share).
    """
    both = repeats[repeats["value"].notna() & repeats["kept_value"].notna()]
    apart = both[(both["value"] - both["kept_value"]).abs() > 1e-6 * both["value"].abs()]
    share = (apart["kept_value"] - apart["value"]) / apart["value"].where(apart["value"] != 0)
    apart = apart.assign(difference=share)
    return apart.sort_values("difference", key=lambda x: -x.abs(), kind="stable")
