"""The tables of one run as a workbook for a spreadsheet."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.experiment.batch import BatchResult
from simulator.report.contents import EVENT_LOG, Contents
from simulator.report.estimate import Estimate
from simulator.report.table import Cell, Column, Said, Table
from simulator.scenario.load import Loaded

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

# The same for every run, so that equal runs have equal files.
CREATED = dt.datetime(2000, 1, 1)
OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
HALF_WIDTH = "± half-width"
README = "Readme"
LONGEST_COLUMN = 60
HEAD_ROW = 3
LONGEST_NAME = 31
# Columns of values of any kind, each with its unit beside it.
FIGURES_AS_TEXT = {"Value", "Default", "Reference", "Here"}
PLAIN_NUMBER = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?(e-?\d+)?")


def write_workbook(result: BatchResult, loaded: Loaded, file: Path) -> None:
    """Write every table as a sheet, with the half-width beside each estimate, after a Readme."""
    contents = Contents.of(result, loaded)
    names = contents.names
    prices = Prices(names.money(), names.price_year)
    write_tables(
        file,
        loaded.scenario.title,
        list(_readme(contents)),
        contents.tables,
        prices,
        is_trial=result.is_trial,
    )


@dataclass(frozen=True, slots=True)
class Prices:
    """What money is in: its sign, and the year of its prices in words."""

    sign: str
    year: str

    def note(self, table: Table) -> str:
        """What a sheet with money in it says of it; empty where there is none."""
        heads = [column.head for column in table.columns]
        units = [column.unit.name for column in table.columns if column.unit]
        words = [_words(cell) for row in table.rows for cell in row]
        is_money = any(self.sign in text or "currency" in text for text in [*heads, *units, *words])
        return f"Money is in {self.sign}, {self.year}." if is_money else ""


def _words(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell.text if isinstance(cell, Said) else ""


def write_tables(
    file: Path,
    title: str,
    readme: Sequence[tuple[str, str]],
    tables: Sequence[Table],
    prices: Prices,
    *,
    is_trial: bool = False,
) -> None:
    """Write tables as the sheets of a workbook, after a Readme of heads and texts."""
    from xlsxwriter import Workbook

    from simulator.exchange.xlsx_file import close_book
    from simulator.report.quoted_sheet import QuotedSheet

    book = Workbook(str(file), OPTIONS)
    book.set_properties({"title": title, "created": CREATED})
    formats = _Formats(book)
    names = sheet_names(tables)
    _write_readme(book.add_worksheet(README, QuotedSheet), title, readme, names, formats)
    for name, table in zip(names, tables, strict=True):
        _write_table(book.add_worksheet(name, QuotedSheet), table, formats, prices, is_trial)
    close_book(book)


def sheet_names(tables: Sequence[Table]) -> list[str]:
    """A name for the sheet of each table: its own, numbered where another has the same."""
    found: list[str] = []
    for table in tables:
        name = re.sub(r"[\[\]:*?/\\\\]", " ", table.name)[:LONGEST_NAME].strip("' ")
        known = {each.lower() for each in (*found, README)}
        number = 2
        while name.lower() in known:
            ending = f" {number}"
            name = f"{table.name[: LONGEST_NAME - len(ending)]}{ending}"
            number += 1
        found.append(name)
    return found


class _Formats:
    """The formats of a workbook."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._numbers: dict[str, Format] = {}
        self.bold = book.add_format({"bold": True})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"})
        self.unit = book.add_format({"italic": True, "font_color": "#505A5F", "text_wrap": True})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})

    def number(self, shown_as: str) -> Format:
        if shown_as not in self._numbers:
            self._numbers[shown_as] = self._book.add_format({"num_format": shown_as})
        return self._numbers[shown_as]


def _write_readme(
    sheet: Worksheet,
    title: str,
    readme: Sequence[tuple[str, str]],
    names: Sequence[str],
    formats: _Formats,
) -> None:
    """What the workbook says, with a link to each sheet where its name stands first."""
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 110)
    sheet.write_string(0, 0, title, formats.title)
    for at, (head, text) in enumerate(readme, start=2):
        if head in names:
            sheet.write_url(at, 0, f"internal:'{head}'!A1", formats.bold, head)
        else:
            sheet.write_string(at, 0, head, formats.bold)
        sheet.write_string(at, 1, text, formats.wrap)


def _readme(contents: Contents) -> Iterator[tuple[str, str]]:
    scenario, headline = contents.names.scenario, contents.headline
    yield from (("Warning", each) for each in headline.banners)
    yield "Question", " ".join((scenario.question or "none stated").split())
    yield "Answer", headline.answer
    yield from ((each.head, each.says) for each in headline.caveats)
    yield headline.like_us_asks, headline.like_us
    yield "How sure", contents.known.result.summary.says
    yield (
        "Figures",
        "Averages over the replications, not rounded. Beside each, the half-width of its 95 % "
        "interval (How sure); empty with one replication. Shares are 0 to 1.",
    )
    yield "Event log", f"events.parquet beside this file: {EVENT_LOG}"
    yield "Money", f"{scenario.costs.currency}, {contents.names.price_year}"
    yield "", ""
    yield "Sheet", "What is in it"
    names = sheet_names(contents.tables)
    yield from zip(names, (table.title for table in contents.tables), strict=True)
    yield "", ""
    yield "Measure", "Definition"
    yield from ((each.title, each.definition) for each in contents.glossary)


def _write_table(
    sheet: Worksheet, table: Table, formats: _Formats, prices: Prices, is_trial: bool
) -> None:
    """Title and note above the heads; heads, and rows below them, in a frozen frame."""
    mark = "TRIAL: " if is_trial else ""
    sheet.write_string(0, 0, f"{mark}{table.title}", formats.title)
    notes = [note for note in (table.note, prices.note(table)) if note]
    if notes:
        sheet.write_string(1, 0, " ".join(notes))
    at = 0
    for index, column in enumerate(table.columns):
        cells = [row[index] for row in table.rows]
        at += _write_column(sheet, at, column, cells, formats)
    sheet.freeze_panes(HEAD_ROW + 2, 1)


def _write_column(
    sheet: Worksheet, at: int, column: Column, cells: list[Cell], formats: _Formats
) -> int:
    """Write a column, and its half-widths beside it if it has any; how many were written."""
    unit = column.unit
    shown_as = formats.number(unit.shown_as if unit else "General")
    if unit is not None and any(isinstance(cell, Said) for cell in cells):
        shown_as = formats.number("General")
    has_half = any(isinstance(_figure(cell), Estimate) for cell in cells)
    sheet.write_string(HEAD_ROW, at, column.head, formats.head)
    sheet.write_string(HEAD_ROW + 1, at, unit.in_workbook if unit else "", formats.unit)
    if has_half:
        sheet.write_string(HEAD_ROW, at + 1, HALF_WIDTH, formats.head)
        sheet.write_string(HEAD_ROW + 1, at + 1, unit.in_workbook if unit else "", formats.unit)
    for row, cell in enumerate(cells, start=HEAD_ROW + 2):
        figure = _figure(cell)
        if isinstance(figure, str) and unit is None and column.head in FIGURES_AS_TEXT:
            _write_figure(sheet, row, at, figure, formats)
        elif isinstance(figure, str):
            sheet.write_string(row, at, figure)
        elif isinstance(figure, Estimate):
            _write_number(sheet, row, at, figure.mean, shown_as)
            _write_number(sheet, row, at + 1, figure.half_width, shown_as)
        elif figure is not None:
            _write_number(sheet, row, at, figure, shown_as)
    longest = max((len(cell) for cell in cells if isinstance(cell, str)), default=0)
    width = min(max(longest, 12), LONGEST_COLUMN)
    sheet.set_column(at, at + has_half, width if longest else 12)
    return 1 + has_half


def _figure(cell: Cell) -> str | float | Estimate | None:
    return cell.figure if isinstance(cell, Said) else cell


def _write_figure(sheet: Worksheet, row: int, at: int, text: str, formats: _Formats) -> None:
    """A value told in words: a number as a number, all else as text."""
    if PLAIN_NUMBER.fullmatch(text):
        sheet.write_number(row, at, float(text.replace(",", "")), formats.number("General"))
    else:
        sheet.write_string(row, at, text)


def _write_number(sheet: Any, row: int, at: int, value: float, shown_as: Format) -> None:
    if math.isfinite(value):
        sheet.write_number(row, at, value, shown_as)
