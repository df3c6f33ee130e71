"""A scenario's sheets written as an Excel workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from simulator.exchange import layout
from simulator.exchange.cell_rule import drop_down, field_of, takes_number
from simulator.exchange.cell_value import LONGEST_CELL, to_cell
from simulator.exchange.guide import ABOUT, contents
from simulator.exchange.path_text import label, written
from simulator.exchange.sheets import Filled, Sheets
from simulator.exchange.workbook_formats import Formats
from simulator.scenario.document import Node, Path
from simulator.scenario.field import fields
from simulator.scenario.schema import Scenario

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

# The same for every workbook, so that equal scenarios have equal files.
CREATED = dt.datetime(2000, 1, 1)
OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
HEAD_ROW, PATH_ROW, FIRST_ROW = 2, 3, 4
# Rows below the last that have drop-downs too, for those that are added.
SPARE_ROWS = 50
WIDEST = 60
_GROUPS = ("calendar", "batch", "costs")


def write_workbook(sheets: Sheets, root: Node, title: str, file: FilePath, command: str) -> None:
    """Write a scenario's sheets; ``command`` is what makes a scenario of the workbook again.

    ``root``: the scenario as a document, for the names of its items. Raises OSError.
    """
    from xlsxwriter import Workbook

    from simulator.exchange.xlsx_file import close_book

    book = Workbook(str(file), OPTIONS)
    book.set_properties({"title": title, "created": CREATED})
    formats = Formats(book)
    _write_contents(book, contents(title, sheets, command), formats)
    _write_single(_sheet(book, layout.SCENARIO, formats), sheets, formats)
    for filled in sheets.tables:
        sheet = _sheet(book, filled.table.sheet, formats, filled.table.about)
        _write_table(sheet, filled, root, formats)
    if sheets.lists:
        _write_lists(_sheet(book, layout.LISTS, formats), sheets.lists, root, formats)
    if sheets.other:
        _write_other(_sheet(book, layout.OTHER, formats), sheets.other, root, formats)
    _write_order(book, sheets.order, root, formats)
    close_book(book)


def _sheet(book: Workbook, name: str, formats: Formats, about: str = "") -> Worksheet:
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, name, formats.title)
    sheet.write_string(1, 0, about or ABOUT[name])
    return sheet


def _write_contents(book: Workbook, rows: list[tuple[str, str]], formats: Formats) -> None:
    sheet = book.add_worksheet(layout.CONTENTS)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 100)
    names = {head for head, _ in rows[rows.index(("Sheet", "What is in it")) :]}
    for at, (head, text) in enumerate(rows):
        if head in names and head != "Sheet":
            sheet.write_url(at, 0, f"internal:'{head}'!A1", formats.bold, head)
        else:
            sheet.write_string(at, 0, head, formats.bold)
        sheet.write_string(at, 1, text, formats.wrap)


def _write_single(sheet: Worksheet, sheets: Sheets, formats: Formats) -> None:
    """The scenario as a whole: field, value, unit, what is allowed, meaning."""
    heads = ("Field", "Value", "Unit", "Allowed", "Meaning")
    _write_heads(sheet, heads, ("(path)", "value", "", "", ""), formats)
    sheet.freeze_panes(FIRST_ROW, 1)
    for at, width in enumerate((28, 70, 14, 30, 70)):
        sheet.set_column(at, at, width)
    given = dict(sheets.single)
    is_whole = ("extends",) not in given
    blank = [path for path in _of_whole() if is_whole and path not in given]
    for row, path in enumerate([*given, *blank], start=FIRST_ROW):
        sheet.write_string(row, 0, written(path), formats.key)
        if path in given:
            _write_value(sheet, row, 1, given[path], formats)
        elif not takes_number(path):
            sheet.write_blank(row, 1, None, formats.text)
        field = field_of(path)
        if field is not None:
            sheet.write_string(row, 2, field.unit, formats.about)
            sheet.write_string(row, 3, field.allowed, formats.about)
            sheet.write_string(row, 4, field.meaning, formats.about)
        if rule := drop_down(path):
            sheet.data_validation(row, 1, row, 1, rule)


def _of_whole() -> list[Path]:
    """The fields of the scenario as a whole that are one value."""
    found: list[Path] = []
    for name, field in fields(Scenario).items():
        if name in _GROUPS:
            model = Scenario.model_fields[name].annotation
            found += [(name, each.name) for each in fields(model).values() if _is_one(each.type)]  # type: ignore[arg-type]
        elif _is_one(field.type):
            found.append((name,))
    return [path for path in found if path[-1] not in {"source", "confidence", "note"}]


def _is_one(kind: str) -> bool:
    return not kind.startswith(("list", "lists")) and " by name" not in kind and "full" not in kind


def _write_heads(
    sheet: Worksheet, heads: Sequence[str], paths: Sequence[str], formats: Formats
) -> None:
    for at, (head, path) in enumerate(zip(heads, paths, strict=True)):
        sheet.write_string(HEAD_ROW, at, head, formats.head)
        sheet.write_string(PATH_ROW, at, path, formats.path)


def _write_table(sheet: Worksheet, filled: Filled, root: Node, formats: Formats) -> None:
    table, columns = filled.table, filled.columns
    key_heads = [table.key_head(at) for at in table.keys] or ["row"]
    heads = [*(_words(head) for head in key_heads), *(_head(filled, each) for each in columns)]
    paths = [*(f"({head})" for head in key_heads), *(_column_path(each) for each in columns)]
    _write_heads(sheet, heads, paths, formats)
    first = len(key_heads)
    sheet.freeze_panes(FIRST_ROW, first)
    last = FIRST_ROW + len(filled.rows) - 1 + SPARE_ROWS
    for at, column in enumerate(columns, start=first):
        _write_column_rule(sheet, at, (*_pattern_path(filled, column), *column), last)
        cells = [row[column] for row in filled.rows.values() if column in row]
        sheet.set_column(at, at, _width(cells), _column_format(filled, column, formats))
    sheet.set_column(0, first - 1, 20)
    for row, (path, values) in enumerate(filled.rows.items(), start=FIRST_ROW):
        for at, key in enumerate(_keys(filled, path, root) or [row - FIRST_ROW + 1]):
            _write_value(sheet, row, at, key, formats)
        for at, column in enumerate(columns, start=first):
            if column in values:
                _write_value(sheet, row, at, values[column], formats)


def _keys(filled: Filled, path: Path, root: Node) -> list[str]:
    """The cells by which the row of an entry says where it belongs."""
    found, nodes = [], _along(root, path)
    for at in filled.table.keys:
        key = path[at]
        found.append(label(key, nodes[at]) if isinstance(key, int) else str(to_cell(key)))
    return found


def _along(root: Node, path: Path) -> list[Node]:
    from simulator.scenario.address import follow

    return list(follow(root, path))


def _pattern_path(filled: Filled, column: Path) -> Path:
    """The path of an entry that has a value in a column."""
    return next(path for path, row in filled.rows.items() if column in row)


def _column_format(filled: Filled, column: Path, formats: Formats) -> Any:
    is_number = takes_number((*_pattern_path(filled, column), *column))
    return formats.number if is_number else formats.text


def _head(filled: Filled, column: Path) -> str:
    """A column's heading: its field in words, and the unit."""
    field = field_of((*_pattern_path(filled, column), *column))
    words = ", ".join(_words(str(key)) for key in column) or "value"
    return f"{words} ({field.unit})" if field is not None and field.unit else words


def _words(name: str) -> str:
    return name.replace("_", " ")


def _column_path(column: Path) -> str:
    return written(column) if column else "."


def _write_column_rule(sheet: Worksheet, at: int, path: Path, last: int) -> None:
    field = field_of(path)
    if field is not None and field.meaning:
        note = f"{field.meaning}. Allowed: {field.allowed}"
        sheet.write_comment(HEAD_ROW, at, note, {"x_scale": 2.5, "font_size": 9, "author": ""})
    if rule := drop_down(path):
        sheet.data_validation(FIRST_ROW, at, last, at, rule)


def _width(values: list[Any]) -> int:
    longest = max((len(str(value)) for value in values), default=0)
    return min(max(longest + 2, 12), WIDEST)


def _write_lists(
    sheet: Worksheet, lists: list[tuple[Path, list[Any]]], root: Node, formats: Formats
) -> None:
    most = max(len(items) for _, items in lists)
    heads = ["Field", *map(str, range(1, most + 1))]
    _write_heads(sheet, heads, ["(path)", *[""] * most], formats)
    sheet.freeze_panes(FIRST_ROW, 1)
    sheet.set_column(0, 0, WIDEST)
    for row, (path, items) in enumerate(lists, start=FIRST_ROW):
        sheet.write_string(row, 0, written(path, root), formats.key)
        for at, item in enumerate(items, start=1):
            _write_value(sheet, row, at, item, formats)
        if rule := drop_down((*path, 0)):
            sheet.data_validation(row, 1, row, len(items), rule)


def _write_other(
    sheet: Worksheet, values: list[tuple[Path, Any]], root: Node, formats: Formats
) -> None:
    _write_heads(sheet, ("Field", "Value"), ("(path)", "value"), formats)
    sheet.freeze_panes(FIRST_ROW, 1)
    sheet.set_column(0, 0, 90)
    sheet.set_column(1, 1, WIDEST)
    for row, (path, value) in enumerate(values, start=FIRST_ROW):
        sheet.write_string(row, 0, written(path, root), formats.key)
        cell = to_cell(value)
        if isinstance(cell, str) and len(cell) > LONGEST_CELL:
            for at in range(0, len(cell), LONGEST_CELL):
                column = 1 + at // LONGEST_CELL
                sheet.write_string(row, column, cell[at : at + LONGEST_CELL], formats.text)
        else:
            _write_value(sheet, row, 1, value, formats)
        if rule := drop_down(path):
            sheet.data_validation(row, 1, row, 1, rule)


def _write_order(
    book: Workbook, order: list[tuple[Path, list[str]]], root: Node, formats: Formats
) -> None:
    """Kept out of sight: names whose order the sheets themselves do not keep."""
    sheet = book.add_worksheet(layout.ORDER)
    sheet.hide()
    sheet.write_string(0, 0, "(path)", formats.path)
    for row, (path, names) in enumerate(order, start=1):
        sheet.write_string(row, 0, written(path, root), formats.text)
        for at, name in enumerate(names, start=1):
            _write_value(sheet, row, at, name, formats)


def _write_value(sheet: Worksheet, row: int, at: int, value: Any, formats: Formats) -> None:
    cell = to_cell(value)
    if isinstance(cell, bool):
        sheet.write_boolean(row, at, cell)
    elif isinstance(cell, str):
        sheet.write_string(row, at, cell, formats.of_text(cell))
    else:
        sheet.write_number(row, at, cell, formats.number)
