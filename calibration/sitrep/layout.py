"""A published layout: how it is recognised, and what reading it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import pandas as pd

from calibration.sitrep.grid import Book

DEFINITION = "definition"
MISSING = "missing"
ODDITY = "oddity"

# Noted with every reading of a layout that was written from a description of the file.
UNTRIED = (
    "this layout was written from a description and has not been tried on a published file; "
    "compare some figures with the file before using them"
)


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader must know: `about` is 'definition', 'missing' or 'oddity'."""

    about: str
    says: str
    sheet: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A printed total beside the sum of its parts; they may differ by `within`."""

    what: str
    printed: float
    added: float
    within: float = 0.0
    sheet: str = ""
    cell: str = ""

    @property
    def holds(self) -> bool:
        """Whether the sum agrees with what is printed."""
        return abs(self.printed - self.added) <= self.within + 1e-9 * abs(self.printed)


@dataclass(frozen=True)
class Reading:
    """What a file says: `rows` is a table of `rows.tidy`.

    `codes` has the code used in `rows` by the older code of the same organisation, where a file
    prints both.
    """

    layout: str
    file: str
    rows: pd.DataFrame
    notes: tuple[Note, ...] = ()
    checks: tuple[Check, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """What of a layout's marks a file has, and what it lacks; it is one when none is lacking."""

    found: tuple[str, ...]
    lacking: tuple[str, ...]

    @property
    def is_match(self) -> bool:
        """Whether the file has the layout."""
        return not self.lacking

    @property
    def share(self) -> float:
        """How much of what was looked for was found, 0 to 1."""
        return len(self.found) / max(1, len(self.found) + len(self.lacking))


def match(marks: Mapping[str, bool]) -> Match:
    """What was found and what is lacking, from each mark in words and whether it is there."""
    return Match(
        tuple(mark for mark, there in marks.items() if there),
        tuple(mark for mark, there in marks.items() if not there),
    )


class Layout(Protocol):
    """One published layout; a module may be one by having these four."""

    @property
    def name(self) -> str:
        """What it is called, for a reader."""

    @property
    def looks_for(self) -> str:
        """What it is recognised by, in words."""

    def matches(self, book: Book) -> Match:
        """Whether a file has this layout, by its content and never by its name."""

    def read(self, book: Book) -> Reading:
        """Every figure of a file that matches.

        Raises:
            InputError: a cell that cannot be understood, named by sheet and address.
        """
