"""A sheet whose texts stay texts, also when somebody goes into their cell and out again."""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from simulator.results.csv_file import is_formula

# What a format is numbered by in its workbook; all else is how it looks.
_NUMBERED = {"xf_format_indices", "dxf_format_indices", "xf_index", "dxf_index"}


class QuotedSheet(Worksheet):  # type: ignore[misc]  # it has no types
    """Marks each text that begins like a formula as quoted: shown the same, and never worked out.

    A text is no formula in a workbook by itself; but in Excel it becomes one as soon as its cell is
    edited, or is written as such to comma-separated text.
    """

    def __init__(self) -> None:
        super().__init__()
        self._quoted: dict[int, Format] = {}

    def _write_string(
        self, row: int, col: int, string: str, cell_format: Format | None = None
    ) -> Any:
        if is_formula(string):
            cell_format = self._as_quoted(cell_format)
        return super()._write_string(row, col, string, cell_format)

    def _as_quoted(self, like: Format | None) -> Format:
        if id(like) not in self._quoted:
            made = self.workbook_add_format()
            for name, value in vars(like).items() if like is not None else ():
                if name not in _NUMBERED:
                    setattr(made, name, value)
            made.set_quote_prefix()
            self._quoted[id(like)] = made
        return self._quoted[id(like)]
