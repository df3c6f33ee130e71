"""Where stays come from: the table that `stepdown targets` writes, or the files it reads."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from calibration.stay.groups import LOS
from simulator.errors import InputError, Problem

FIGURES = ("los_mean", "los_median")
_HEAD = "organisation,name,level,"
_SHOWN = 8
GIVE = (
    "give an extract with one row a stay (ADMIDATE, DISDATE, ADMIMETH, CLASSPAT, a provider; "
    "DISREADYDATE where there is one), or counts by band (a first row organisation,start,end,"
    "group,from_days,to_days,count), or at least the HES table by provider (mean and median)"
)


@dataclass(frozen=True, slots=True)
class Source:
    """Rows of one organisation in the layout of ``stepdown targets``, and the files they are from.

    ``files``: names with SHA-256; ``notes``: what the readers say of them.
    """

    rows: pd.DataFrame
    organisation: str
    files: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def source(files: Sequence[Path], organisation: str | None = None) -> Source:
    """Read a table, or the files it would be made of.

    Raises:
        InputError: a file cannot be read; it has no stays; the organisation is not in it, or is
            not named and there are several.
    """
    missing = [each for each in files if not each.is_file()]
    if missing:
        do = "look at the name and folder"
        raise InputError([Problem(f"'{each}' is no file", do=do) for each in missing])
    tables = [each for each in files if _is_table(each)]
    if tables and len(files) > 1:
        says = f"'{tables[0]}' is a table of `stepdown targets`, and other files are given with it"
        do = "give one table, or only files that such a table is made of"
        raise InputError([Problem(says, do=do)])
    rows, notes = _table(tables[0]) if tables else _gathered(files)
    hashes = tuple((each.name, hashlib.sha256(each.read_bytes()).hexdigest()) for each in files)
    code = _organisation(rows, organisation)
    return Source(rows[rows["organisation"] == code], code, hashes, notes)


def _is_table(file: Path) -> bool:
    if file.suffix == ".parquet":
        return True
    with file.open("rb") as opened:
        return opened.read(len(_HEAD) + 3).decode("utf-8-sig", "replace").startswith(_HEAD)


def _table(file: Path) -> tuple[pd.DataFrame, tuple[str, ...]]:
    from calibration.fit.mapped import read_table

    try:
        return read_table(file), ()
    except InputError as error:
        found = [Problem(each.says, do=each.do) for each in error.problems]
        raise InputError(found) from None


def _gathered(files: Sequence[Path]) -> tuple[pd.DataFrame, tuple[str, ...]]:
    from calibration.sitrep.gather import gather

    found = gather(files)
    if found.problems:
        raise InputError(list(found.problems))
    notes = [note.says for reading in found.readings for note in reading.notes]
    return found.rows, tuple(dict.fromkeys(notes))


def _organisation(rows: pd.DataFrame, asked: str | None) -> str:
    """The code of the one that is asked for, among those that have stays."""
    is_counted = (rows["measure"] == LOS).to_numpy()
    is_figure = (rows["measure"].isin(FIGURES) & rows["value"].notna()).to_numpy()
    own = rows[is_counted | is_figure]
    if own.empty:
        raise InputError([Problem("there are no lengths of stay in what was given", do=GIVE)])
    named = _named(own)
    if asked is None:
        if len(named) == 1:
            return next(iter(named))
        do = f"say which with --organisation: {_some(named)}"
        raise InputError([Problem(f"stays of {len(named)} organisations", do=do)])
    for code, name in named.items():
        if asked.lower() in {code.lower(), name.lower()}:
            return code
    everywhere = {code.lower() for code in rows["organisation"].astype(str)}
    if asked.lower() in everywhere:
        do = f"it has other figures. {GIVE}"
        raise InputError([Problem(f"no stays of '{asked}'", path="--organisation", do=do)])
    from calibration.sitrep.organisation import known_instead

    do = known_instead(asked, named)
    raise InputError([Problem(f"no stays of '{asked}'", path="--organisation", do=do)])


def _named(rows: pd.DataFrame) -> dict[str, str]:
    pairs = rows[["organisation", "name"]].drop_duplicates().itertuples(index=False)
    return {str(code): "" if pd.isna(name) else str(name) for code, name in pairs}


def _some(named: dict[str, str]) -> str:
    shown = [f"{code} ({name})" if name else code for code, name in list(named.items())[:_SHOWN]]
    return ", ".join(shown) + (", ..." if len(named) > _SHOWN else "")
