"""Values of a scenario as cells of a workbook, and back, with nothing lost."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from typing import Any

from simulator.scenario.document import Scalar

CellValue = str | int | float | bool
# What cannot stand in a cell as itself is written after this, as JSON.
MARK = "yaml:"
LONGEST_CELL = 30_000
_LARGEST_WHOLE = 2**53
_STRANGE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")

# What spreadsheets show of a formula that went wrong, as they and their readers write it.
_ERRORS = {
    *("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#DATA!"),
    *("#GETTING_DATA", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#UNKNOWN!", "#CONNECT!"),
    *("#BUSY!", "#EXTERNAL!", "#PYTHON!"),
}


class CellError(ValueError):
    """A cell that stands for no value; its words say why."""


@dataclass(frozen=True, slots=True)
class NoResult:
    """What is in a cell with a formula whose result the file does not hold."""

    def __str__(self) -> str:
        return (
            "has a formula whose result the file does not hold: open it in Excel, save it, and "
            "give it again, or type the number"
        )


def to_cell(value: Any) -> CellValue:
    """A scalar, or an empty list or mapping, as a cell: a number, a truth, or text."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) <= _LARGEST_WHOLE:
        return value
    if isinstance(value, float) and _is_kept(value):
        return value
    if isinstance(value, str) and _is_plain(value):
        return value
    # Excel has a meaning of its own for _x0041_.
    text = json.dumps(value, ensure_ascii=True).replace("_x", "\\u005fx")
    return f"{MARK} {text}"


def from_cell(cell: Any) -> Any:
    """The value that a cell stands for; raises CellError when it stands for none."""
    if isinstance(cell, NoResult):
        raise CellError(str(cell))
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, float | int):
        return int(cell) if float(cell).is_integer() else float(cell)
    if isinstance(cell, str):
        return _from_text(cell)
    return _from_time(cell)


def is_empty(cell: Any) -> bool:
    """Whether nothing is said in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _is_kept(value: float) -> bool:
    """Whether a workbook, which keeps 16 digits, gives the same number back."""
    return abs(value) < 1e300 and float(f"{value:.16G}") == value


def _is_plain(text: str) -> bool:
    is_bare = bool(text) and text == text.strip() and not text.startswith(MARK)
    is_bare = is_bare and text not in _ERRORS
    return is_bare and len(text) <= LONGEST_CELL and not _STRANGE.search(text)


def _from_text(text: str) -> Any:
    text = text.strip()
    if not text.startswith(MARK):
        if text in _ERRORS:
            raise CellError(f"the formula in this cell gives the error {text}")
        return text
    try:
        return json.loads(text.removeprefix(MARK))
    except ValueError:
        says = f"what follows '{MARK}' is not JSON; it was written so because it fits no cell"
        raise CellError(says) from None


def _from_time(cell: Any) -> Scalar:
    """A date or time that a spreadsheet made of what was typed, as scenarios write it."""
    if isinstance(cell, dt.datetime):
        near = _whole_seconds(cell)
        if near.time() == dt.time():
            return near.date().isoformat()
        return f"{near:%Y-%m-%d} {_clock(near.time())}"
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, dt.time):
        return _clock(_whole_seconds(dt.datetime.combine(dt.date(2000, 1, 1), cell)).time())
    if isinstance(cell, dt.timedelta):
        raise CellError("a clock time; write a duration with its unit, like '48 hours', as text")
    raise CellError(f"a cell of a kind that is not read: {type(cell).__name__}")


def _whole_seconds(time: dt.datetime) -> dt.datetime:
    """The nearest second: spreadsheets keep times as fractions of a day, which fall beside it."""
    return (time + dt.timedelta(microseconds=500_000)).replace(microsecond=0)


def _clock(time: dt.time) -> str:
    """Hours and minutes; seconds, where there are any, are kept for whoever reads it to judge."""
    return f"{time:%H:%M:%S}" if time.second else f"{time:%H:%M}"
