"""How the cells of a scenario's workbook look."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

# Texts that a spreadsheet would take for a formula are marked as text.
FORMULA_SIGNS = ("=", "+", "-", "@")


class Formats:
    """The formats of a workbook."""

    def __init__(self, book: Workbook) -> None:
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.bold = book.add_format({"bold": True, "valign": "top"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        grey = {"font_color": "#505A5F", "font_size": 8, "bottom": 1, "text_wrap": True}
        self.path = book.add_format({**grey, "valign": "top"})
        self.about = book.add_format({"font_color": "#505A5F", "text_wrap": True, "valign": "top"})
        self.key = book.add_format({"bold": True, "num_format": "@"})
        self.number = book.add_format({"num_format": "General", "align": "right"})
        self.text = book.add_format({"num_format": "@"})
        self._sign = book.add_format({"num_format": "@", "quote_prefix": True})

    def of_text(self, text: str) -> Format:
        """The format of a text."""
        return self._sign if text.startswith(FORMULA_SIGNS) else self.text
