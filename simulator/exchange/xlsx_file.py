"""A workbook that is written to its file, or not for a reason that others understand."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook


def close_book(book: Workbook) -> None:
    """Write a workbook to its file.

    Raises:
        OSError: it cannot be written, as where it is open in Excel or there is no room.
    """
    from xlsxwriter.exceptions import FileCreateError

    try:
        book.close()
    except FileCreateError as error:
        reason = error.args[0] if error.args else error
        raise reason if isinstance(reason, OSError) else OSError(str(error)) from None
