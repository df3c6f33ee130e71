"""Values of a scenario as cells of a workbook, and back, with nothing lost."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

from simulator.scenario.document import Scalar

CellValue = str | int | float | bool
# What cannot stand in a cell as itself is written after this, as JSON.
MARK = "yaml:"
LONGEST_CELL = 30_000
_LARGEST_WHOLE = 2**53
_STRANGE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")


class CellError(ValueError):
    """A cell that stands for no value; its words say why."""


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
    return is_bare and len(text) <= LONGEST_CELL and not _STRANGE.search(text)


def _from_text(text: str) -> Any:
    text = text.strip()
    if not text.startswith(MARK):
        if text.startswith("#") and text.rstrip("!?").isupper() and text[-1:] in "!?AE0":
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
        if cell.time() == dt.time():
            return cell.date().isoformat()
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, dt.time):
        return f"{cell:%H:%M}"
    if isinstance(cell, dt.timedelta):
        raise CellError("a clock time; write a duration with its unit, like '48 hours', as text")
    raise CellError(f"a cell of a kind that is not read: {type(cell).__name__}")
