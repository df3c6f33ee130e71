"""How large a file may be before it is refused unread."""

from __future__ import annotations

import gzip
import re
import zipfile
import zlib
from pathlib import Path

from simulator.errors import InputError, Problem

MAX_BYTES = 400_000_000
MAX_CELLS = 12_000_000
MAX_COLUMNS = 17_000

_POSITION = re.compile(rb'<(?:c|row|dimension)\s[^>]*?\br(?:ef)?="(?:[A-Z]+\d+:)?([A-Z]*)(\d+)"')
_CHUNK = 1 << 22


def plain_bytes(path: Path) -> bytes:
    """The content of a text file, unpacked if its name ends in .gz.

    Raises:
        InputError: damaged, or larger than is read.
    """
    try:
        with gzip.open(path) if path.name.lower().endswith(".gz") else path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        says = f"{path.name}: cannot be unpacked: {error}"
        raise InputError([Problem(says, do="Fetch the file again.")]) from None
    if len(content) > MAX_BYTES:
        raise InputError([_too_large(path, "its text")])
    return content


def refuse_absurd_workbook(path: Path) -> None:
    """Look at a workbook's sizes before anything in it is unpacked into memory.

    Raises:
        InputError: it would unpack to more bytes or cells than are read, or is damaged.
    """
    if path.stat().st_size > MAX_BYTES:
        raise InputError([_too_large(path, "it")])
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > MAX_BYTES:
                raise InputError([_too_large(path, "its content")])
            for part in parts:
                if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                    _refuse_far_cells(archive, part.filename, path)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        says = f"{path.name}: damaged: {error}"
        do = "Fetch the file again, or open it in a spreadsheet program and save it."
        raise InputError([Problem(says, do=do)]) from None


def _refuse_far_cells(archive: zipfile.ZipFile, part: str, path: Path) -> None:
    """One cell in a far corner would fill memory with the empty ones before it."""
    rows = columns = 0
    kept = b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            text = kept + chunk
            for letters, number in _POSITION.findall(text):
                rows = max(rows, int(number))
                columns = max(columns, _column(letters))
            kept = text[-200:]
    if columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        says = f"{path.name}: a sheet reaches to row {rows:,} and column {columns:,}"
        do = f"At most {MAX_CELLS:,} cells are read; delete the far cells and save again."
        raise InputError([Problem(says, do=do)])


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _too_large(path: Path, what: str) -> Problem:
    says = f"{path.name}: {what} is larger than {MAX_BYTES // 1_000_000} MB"
    return Problem(says, do="Published files are far smaller: look whether this is the right one.")
