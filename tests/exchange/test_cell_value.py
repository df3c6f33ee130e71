"""Values as cells of a workbook, and back."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from simulator.exchange.cell_value import CellError, NoResult, from_cell, to_cell
from simulator.exchange.workbook_writing import OPTIONS

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(codec="utf-8"), max_size=30),
    st.sampled_from(
        [
            "#WARDA",
            "#REF!",
            "#N/A",
            "#SPILL!",
            "#",
            "=1+1",
            "+44",
            "-",
            "@x",
            "yaml: 1",
            "_x0041_",
            " a",
            "a\r\nb",
            "",
            "1",
            "10",
        ]
    ),
)


@given(SCALARS)
def test_a_value_is_the_same_again(value):
    again = from_cell(to_cell(value))
    assert again == value
    assert isinstance(again, bool) == isinstance(value, bool)
    assert isinstance(again, str) == isinstance(value, str)


def test_a_file_keeps_them_too(tmp_path):
    """Through Excel's own format, written and read by programs that know nothing of each other."""
    values = [
        *(0.1, 0.1 + 0.2, 1 / 3, 5e-324, 1.7e308, 2**53, 2**53 + 1, -7, 1e-9, True, False, None),
        *("=1+1", "+44", "@x", "10", "true", "1e5", "2024-01-01", "a\nb", "a\tb", "a\r\nb", " a "),
        *("#WARDA", "#REF!", "#N/A", "#A0"),
        *("_x0041_", "_x005F_x0041_", "yaml: 1", "", "é — 中 😀", "x" * 20_000, [], {}, "\x0b"),
    ]
    book = Workbook(str(tmp_path / "a.xlsx"), OPTIONS)
    sheet = book.add_worksheet("one")
    for row, value in enumerate(values):
        cell = to_cell(value)
        if isinstance(cell, bool):
            sheet.write_boolean(row, 0, cell)
        elif isinstance(cell, str):
            sheet.write_string(row, 0, cell)
        else:
            sheet.write_number(row, 0, cell)
    book.close()
    read = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).get_sheet_by_name("one")
    assert [from_cell(row[0]) for row in read.to_python(False)] == values


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (dt.date(2025, 4, 1), "2025-04-01"),
        (dt.datetime(2025, 4, 1), "2025-04-01"),
        (dt.datetime(2025, 4, 1, 6, 30), "2025-04-01 06:30"),
        (dt.datetime(2025, 4, 1, 6, 30, 15), "2025-04-01 06:30:15"),
        (dt.datetime(2025, 4, 1, 6, 29, 59, 999_700), "2025-04-01 06:30"),
        (dt.datetime(2025, 3, 31, 23, 59, 59, 999_700), "2025-04-01"),
        (dt.time(9, 5), "09:05"),
        (dt.time(9, 5, 30), "09:05:30"),
        (3.0, 3),
        (3.5, 3.5),
        ("  48 hours ", "48 hours"),
    ],
)
def test_what_a_spreadsheet_makes_of_typing_is_understood(cell, value):
    again = from_cell(cell)
    assert again == value
    assert type(again) is type(value)


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("#REF!", "error #REF!"),
        ("#DIV/0!", "error"),
        ("#N/A", "error"),
        (dt.timedelta(hours=30), "a duration with its unit"),
        ("yaml: {", "not JSON"),
        (NoResult(), "has a formula whose result the file does not hold"),
    ],
)
def test_what_is_no_value_is_told(cell, says):
    with pytest.raises(CellError, match=says):
        from_cell(cell)
