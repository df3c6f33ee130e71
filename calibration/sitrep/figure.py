"""One printed figure: a number, or why there is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite, nan

from calibration.sitrep.grid import Cell

NOT_REPORTED = "not reported"
SUPPRESSED = "suppressed"
NOT_APPLICABLE = "not applicable"
LOST_DAY = "lost day"
MISSING = (NOT_REPORTED, SUPPRESSED, NOT_APPLICABLE, LOST_DAY)

# What publishers print in place of a number. A layout may say otherwise for its own files.
MARKS = {
    "": NOT_REPORTED,
    "-": NOT_REPORTED,
    "--": NOT_REPORTED,
    ".": NOT_REPORTED,
    "..": NOT_REPORTED,
    "[x]": NOT_REPORTED,
    "x": NOT_REPORTED,
    "n/a": NOT_APPLICABLE,
    "na": NOT_APPLICABLE,
    "[z]": NOT_APPLICABLE,
    "z": NOT_APPLICABLE,
    "*": SUPPRESSED,
    "[c]": SUPPRESSED,
    "c": SUPPRESSED,
    ":": NOT_REPORTED,
}

_NUMBER = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d*)?([eE][-+]?\d+)?|[-+]?\.\d+")


@dataclass(frozen=True, slots=True)
class Figure:
    """A value, NaN with the reason in `missing`; `was_text` where a number was kept as text.

    `low` and `high` are the least and greatest true value where it is suppressed or rounded.
    """

    value: float
    missing: str = ""
    was_text: bool = False
    low: float = nan
    high: float = nan


def figure(cell: Cell, marks: dict[str, str] | None = None) -> Figure | None:
    """The figure in a cell; a share with a per cent sign becomes 0 to 1.

    Args:
        cell: As read; thousands commas are understood.
        marks: What stands in place of a number and why it is missing, beside `MARKS`.

    Returns:
        None where the cell holds something else than a number or a known mark.
    """
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return Figure(float(cell)) if isfinite(cell) else None
    words = text(cell)
    mark = {**MARKS, **(marks or {})}.get(words.lower())
    if mark is not None:
        return Figure(nan, mark)
    bare = words.removesuffix("%").strip()
    if not _NUMBER.fullmatch(bare):
        return None
    value = float(bare.replace(",", ""))
    return Figure(value / 100 if words.endswith("%") else value, was_text=True)


def text(cell: Cell) -> str:
    """The words of a cell with plain spaces, dashes and apostrophes; '' if empty.

    A whole number reads as one, so that a code stored as a number is still the code.
    """
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return _plain(str(cell))


@lru_cache(maxsize=1 << 16)
def _plain(words: str) -> str:
    return " ".join(words.translate(_SIGNS).split())


_SIGNS = str.maketrans(
    {
        "\u00a0": " ",
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2212": "-",
        "\u0096": "-",
        "\u2018": "'",
        "\u2019": "'",
        "\u0092": "'",
        "\u200b": "",
        "\ufeff": "",
    }
)
