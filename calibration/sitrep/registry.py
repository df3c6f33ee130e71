"""The layouts that are read: a new one is one file and one line here."""

from __future__ import annotations

from pathlib import Path

from calibration.sitrep import (
    acute_flat_daily,
    acute_flat_month,
    acute_series,
    acute_text,
    acute_workbook,
    community_audit,
    community_beds_flat,
    community_workbook,
    dtoc_extract,
    dtoc_local_authority,
    dtoc_series,
    dtoc_trust,
    hes,
    hes_flat,
    kh03,
    kh03_flat,
    los_counts,
    ready_date_flat,
    ready_date_text,
    response_workbook,
    stay_extract,
    uec_month,
    uec_series,
    uec_text,
    urgent_flat,
)
from calibration.sitrep.grid import Book, read_book
from calibration.sitrep.layout import Layout, Reading
from calibration.sitrep.not_read import refuse_known
from simulator.errors import InputError, Problem

SHOWN = 6

# Less than this of what a layout looks for is chance, and naming it would mislead.
FEWEST, LEAST = 2, 0.25

LAYOUTS: tuple[Layout, ...] = (
    stay_extract,
    los_counts,
    community_workbook,
    *urgent_flat.LAYOUTS,
    response_workbook,
    uec_series,
    uec_text,
    uec_month,
    *ready_date_flat.LAYOUTS,
    ready_date_text,
    *acute_flat_daily.LAYOUTS,
    *acute_flat_month.LAYOUTS,
    acute_workbook,
    acute_text,
    acute_series,
    community_audit,
    community_beds_flat,
    dtoc_extract,
    dtoc_local_authority,
    dtoc_series,
    dtoc_trust,
    hes,
    hes_flat,
    kh03,
    kh03_flat,
)


def read(path: str | Path, layouts: tuple[Layout, ...] = LAYOUTS) -> Reading:
    """Read a file of a published layout, recognised from its content.

    Raises:
        InputError: the file has no known layout, or more than one; or a cell is not understood.
    """
    # Patient-level: known by its first line, and of the rest only what is needed is ever read.
    if stay_extract in layouts and stay_extract.is_extract(Path(path)):
        return stay_extract.read_extract(path)
    book = read_book(path)
    refuse_known(book)
    return recognise(book, layouts).read(book)


def recognise(book: Book, layouts: tuple[Layout, ...] = LAYOUTS) -> Layout:
    """The one layout that a file has.

    Raises:
        InputError: none, listing what each looked for; or several.
    """
    tried = [(layout, layout.matches(book)) for layout in layouts]
    hits = [layout for layout, result in tried if result.is_match]
    if len(hits) == 1:
        return hits[0]
    if hits:
        names = " and ".join(f"'{layout.name}'" for layout in hits)
        do = "Save the sheets of each in a file of its own."
        raise InputError([Problem(f"{book.file}: it is at once {names}", do=do)])
    lines = [f"  {layout.name}: {layout.looks_for}" for layout in layouts]
    nearest, result = max(tried, key=lambda each: each[1].share)
    lacking = ", ".join(result.lacking[:SHOWN]) + (", ..." if result.lacking[SHOWN:] else "")
    near = f"nearest is '{nearest.name}', of which it lacks {lacking}"
    if len(result.found) < FEWEST or result.share < LEAST:
        near = "it has little of any of them"
    says = f"{book.file}: no known layout; {near}"
    raise InputError([Problem(says, do="\n    ".join(["What was looked for:", *lines]))])
