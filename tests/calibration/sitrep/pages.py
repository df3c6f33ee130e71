"""Made-up workbooks and text in the layouts that are published, and the real files if there."""

import csv
import gzip
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

# Beside the checkout, never in it.
REAL = Path(__file__).resolve().parents[4] / "shared" / "data"


def real(name):
    """A published file; the test is skipped, and says so, where there is none."""
    path = REAL / name
    if not path.is_file():
        pytest.skip(f"no published file {name} beside the repository")
    return path


def workbook(path, sheets):
    """Write rows of cells as the sheets of a workbook; days become real days."""
    with xlsxwriter.Workbook(path) as book:
        as_day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, date | datetime):
                        sheet.write_datetime(row, column, cell, as_day)
                    elif cell is not None:
                        sheet.write(row, column, cell)
    return path


def text_file(path, rows, encoding="utf-8"):
    """Write rows as comma-separated text, packed if the name says so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "wt", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def values(reading, **where):
    """Values by what tells the rows apart: a mapping of (organisation, start, reason)."""
    rows = reading.rows
    for name, value in where.items():
        rows = rows[rows[name] == value]
    keys = zip(
        rows["organisation"], rows["start"].dt.strftime("%Y-%m-%d"), rows["reason"], strict=True
    )
    return dict(zip(keys, rows["value"], strict=True))


def said(reading, about=None):
    """All notes in one text."""
    return "\n".join(x.says for x in reading.notes if about in {None, x.about})
