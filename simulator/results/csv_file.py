"""Tables as comma-separated text that a spreadsheet opens without working anything out.

A spreadsheet takes a cell of such text for a formula if it begins with one of a few signs, and a
name in a scenario may be anything. Such a cell is written with an apostrophe before it (OWASP, CSV
injection); numbers stay numbers, a negative one included.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

# A line break too: what stands after one begins a cell in some programs. The last are wide forms.
SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", *"\uff1d\uff0b\uff0d\uff20")
APOSTROPHE = "'"


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might take a text for a formula."""
    return text.startswith(SIGNS) and not _is_number(text)


def escaped(text: str) -> str:
    """A text as it is written: the same, or with an apostrophe before it."""
    return f"{APOSTROPHE}{text}" if is_formula(text.lstrip(APOSTROPHE)) else text


def unescaped(text: str) -> str:
    """A text as it was before it was escaped."""
    is_one = text.startswith(APOSTROPHE) and is_formula(text.lstrip(APOSTROPHE))
    return text.removeprefix(APOSTROPHE) if is_one else text


def write_csv(table: pd.DataFrame, file: Path, date_format: str | None = None) -> None:
    """Write a table without its index, heads and texts escaped, the same on every system.

    Raises:
        OSError: it cannot be written.
    """
    safe = table.rename(columns=_of_any)
    for at, name in enumerate(safe.columns):
        column = safe.iloc[:, at]
        if column.dtype.kind in "OUT" or str(column.dtype) in {"str", "string", "category"}:
            new = {x: escaped(x) for x in column.dropna().unique() if isinstance(x, str)}
            new = {old: said for old, said in new.items() if old != said}
            if new:
                safe[name] = column.astype(object).map(lambda x, new=new: _instead(x, new))
    safe.to_csv(file, index=False, date_format=date_format, encoding="utf-8", lineterminator="\n")


def _of_any(name: Any) -> Any:
    return escaped(name) if isinstance(name, str) else name


def _instead(value: Any, new: dict[str, str]) -> Any:
    return new.get(value, value) if isinstance(value, str) else value


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.strip() == text and not text.lstrip("+-").startswith(("i", "n", "I", "N"))
