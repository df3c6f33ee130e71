"""What a document is made of: items, and in them text, lists, tables and a drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.report.table import Column, Table

NOT_SAID = "not said"


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph. ``is_quoted``: the author's own words, shown as such."""

    text: str
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Lines:
    """A list of short statements."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Text whose spaces and line breaks mean something."""

    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing as SVG, the same in words, and how to read it."""

    name: str
    svg: str
    alt: str
    note: str


@dataclass(frozen=True, slots=True)
class Pointer:
    """A sentence that leads to an appendix, told by its letter, name and title."""

    text: str
    letter: str
    name: str
    title: str

    @property
    def heading(self) -> str:
        """What the appendix is called."""
        return f"Appendix {self.letter}: {self.title}"


Block = Words | Lines | Verbatim | Drawing | Pointer | Table

PLACE = ("A", "place", "The place, step by step")
VALUES = ("B", "values", "Every value, with its source")


@dataclass(frozen=True, slots=True)
class Missing:
    """A key that the scenario does not have yet, the items that wait for it, and what to write."""

    key: str
    items: tuple[str, ...]
    write: str


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the document. ``is_authors``: it needs the author's words."""

    number: str
    title: str
    blocks: tuple[Block, ...]
    is_authors: bool = False


@dataclass(frozen=True, slots=True)
class Appendix:
    """What is looked up, not read: a folded part of the page, a file of its own beside the text.

    ``letter``, ``name`` (of its file and place on the page), ``title``, as pointers have them.
    """

    letter: str
    name: str
    title: str
    blocks: tuple[Block, ...]

    @property
    def heading(self) -> str:
        """What it is called."""
        return f"Appendix {self.letter}: {self.title}"


def table(name: str, title: str, heads: Sequence[str], rows: Sequence[tuple[str, ...]]) -> Table:
    """A table of words."""
    return Table(name, title, tuple(map(Column, heads)), tuple(rows), is_open=True)


def flat(text: str | None) -> str:
    """Text on one line; '' where there is none."""
    return " ".join((text or "").split())
