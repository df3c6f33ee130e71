"""Workbooks for the tests: cells of one changed, and another model's parameters made up."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def cells(file: Path, sheet: str) -> list[list[object]]:
    """The rows of a sheet, empty ones before the first included."""
    return CalamineWorkbook.from_path(str(file)).get_sheet_by_name(sheet).to_python(False)


def sheets(file: Path) -> list[str]:
    return list(CalamineWorkbook.from_path(str(file)).sheet_names)


def edited(source: Path, target: Path, changes: dict[tuple[str, str], object], left_out=()) -> Path:
    """Write a workbook anew with some cells changed, as (sheet, name like D14): value."""
    wanted = {(sheet, *place(name)): value for (sheet, name), value in changes.items()}
    book = Workbook(str(target), OPTIONS)
    for name in sheets(source):
        if name in left_out:
            continue
        sheet = book.add_worksheet(name)
        found = {
            (row, column): value
            for row, values in enumerate(cells(source, name))
            for column, value in enumerate(values)
        }
        found |= {(row, column): v for (of, row, column), v in wanted.items() if of == name}
        for (row, column), value in found.items():
            if value != "":
                write(sheet, row, column, value)
    book.close()
    return target


def write(sheet, row: int, column: int, value: object) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value))


def place(name: str) -> tuple[int, int]:
    """Row and column from 0 of a cell like D14."""
    letters = name.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(name[len(letters) :]) - 1, column - 1


def find(file: Path, sheet: str, path: str, **keys: str) -> str:
    """The name of the cell in the column of a path, in the row that begins with these keys."""
    rows = cells(file, sheet)
    heads = rows[3]
    column = heads.index(path)
    wanted = list(keys.values())
    for at, row in enumerate(rows[4:], start=4):
        if all(value in row[: column + 1] for value in wanted):
            return f"{letters(column)}{at + 1}"
    raise AssertionError(f"no row {keys} on sheet {sheet}")


def letters(column: int) -> str:
    name, left = "", column + 1
    while left:
        left, rest = divmod(left - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


# Name, capacity, mean and standard deviation of stays in days, arrivals a day.
NODES = (
    ("P1_N", 12, 18.0, 10.0, 0.4),
    ("P2_N", 10, 30.0, 20.0, 0.3),
    ("P3_S", 8, 40.0, 25.0, 0.15),
)


def ipacs(file: Path, nodes=NODES, days: int = 40, *, sd: bool = True, occ: int = 5) -> Path:
    """A workbook in the layout that IPACS reads, with made-up figures."""
    book = Workbook(str(file), {"default_date_format": "yyyy-mm-dd"})
    rows = [("date", "node", "scenario", "arrivals")]
    for name in ("BArr", "S1Arr"):
        for node in nodes:
            rate = node[4] * (1 if name == "BArr" else 2)
            for day in range(days):
                date = dt.datetime(2024, 1, 1) + dt.timedelta(days=day)
                rows.append((date, node[0], name, rate if day < days // 2 else rate * 1.5))
    _sheet(book, "arrivals", rows)
    rows = [("node", "measure", "value")]
    for node in nodes:
        rows += [(node[0], "occ", occ), (node[0], "dtoc", 2)]
        if node[0].startswith("P1"):
            rows += [(node[0], "IVR", 4), (node[0], "FVR", 1)]
    _sheet(book, "initial conditions", rows)
    rows = [("node", "scenario", "capacity")]
    rows += [(node[0], "BCap", node[1]) for node in nodes]
    rows += [(node[0], "S1Cap", 2000) for node in nodes]
    _sheet(book, "capacity", rows)
    rows = [("node", "scenario", "los_dist", "mean_los", "median", "sd_los", "mu")]
    rows += [(n[0], "Blos", "lnorm", n[2], 0.7 * n[2], n[3] if sd else "", 1) for n in nodes]
    _sheet(book, "los", rows)
    rows = [("node", "community_cost", "acute_dtoc")]
    rows += [(n[0], cost, 346) for n, cost in zip(nodes, (125, 150, 164), strict=False)]
    _sheet(book, "costs", rows)
    book.close()
    return file


def _sheet(book, name: str, rows) -> None:
    sheet = book.add_worksheet(name)
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, dt.datetime):
                sheet.write_datetime(at, column, value)
            else:
                sheet.write(at, column, value)
