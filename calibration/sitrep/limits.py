"""How large a file may be before it is refused unread."""

from __future__ import annotations

import gzip
import lzma
import re
import struct
import zipfile
import zlib
from pathlib import Path

from simulator.errors import InputError, Problem

MAX_BYTES = 400_000_000
MAX_CELLS = 12_000_000
MAX_COLUMNS = 17_000
MAX_PARTS = 5_000
# A bomb unpacks to a thousand times its size; below so many bytes it does no harm.
MAX_RATIO, NO_BOMB = 200, 50_000_000
_GZIP = b"\x1f\x8b"

# All that zipfile raises of a file that is none, or was changed.
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError, struct.error),
)
_POSITION = re.compile(rb'<(?:c|row|dimension)\s[^>]*?\br(?:ef)?="(?:[A-Z]+\d+:)?([A-Z]*)(\d+)"')
_CHUNK = 1 << 22


def plain_bytes(path: Path) -> bytes:
    """The content of a text file, unpacked if its name ends in .gz.

    Raises:
        InputError: damaged, or larger than is read.
    """
    is_packed = path.name.lower().endswith(".gz")
    try:
        most = min(MAX_BYTES, most_from(path.stat().st_size)) if is_packed else MAX_BYTES
        with gzip.open(path) if is_packed else path.open("rb") as file:
            content = file.read(most + 1)
    except (OSError, EOFError, zlib.error) as error:
        says = f"{path.name}: cannot be unpacked: {error}"
        raise InputError([Problem(says, do="Fetch the file again.")]) from None
    if len(content) > most:
        raise InputError([_too_large(path, "its text", most)])
    if content.startswith(_GZIP) and is_packed:
        do = "Unpack it once and give that."
        raise InputError([Problem(f"{path.name}: it is packed twice", do=do)])
    return content


def most_from(packed: int) -> int:
    """To how many bytes a file of so many may unpack; published ones come to 30 times as many."""
    return max(NO_BOMB, MAX_RATIO * packed)


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
            most = min(MAX_BYTES, most_from(path.stat().st_size))
            if sum(part.file_size for part in parts) > most or len(parts) > MAX_PARTS:
                raise InputError([_too_large(path, "its content", most)])
            for part in parts:
                _refuse_another_size(archive, part)
                if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                    _refuse_far_cells(archive, part.filename, path)
    except DAMAGED as error:
        says = f"{path.name}: damaged: {error}"
        do = "Fetch the file again, or open it in a spreadsheet program and save it."
        raise InputError([Problem(says, do=do)]) from None


def _refuse_another_size(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Unpack a part and forget it: the size that is said may be a lie, which its sum then tells."""
    with archive.open(part) as file:
        while file.read(_CHUNK):
            pass


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


def _too_large(path: Path, what: str, most: int = MAX_BYTES) -> Problem:
    says = f"{path.name}: {what} is larger than {most // 1_000_000} MB"
    return Problem(says, do="Published files are far smaller: look whether this is the right one.")
