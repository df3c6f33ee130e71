"""Formulas of a workbook whose results its file does not hold, and how far its sheets reach.

Programs that write workbooks without working them out leave such cells, and a reader of values
finds them empty or 0. Looked for in the sheets' XML (ECMA-376, part 1, 18.3.1.4 and 18.3.1.40), a
piece at a time, before anything is unpacked into memory.
"""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from simulator.errors import InputError, Problem

MOST_UNPACKED, MOST_PARTS, MOST_CELLS = 400_000_000, 5_000, 12_000_000
_CHUNK = 1 << 20
_BOOK = "xl/workbook.xml"
_LINKS = "xl/_rels/workbook.xml.rels"
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError),
    *(ValueError, struct.error, expat.ExpatError, KeyError),
)
Place = tuple[int, int]
Attributes = dict[str, str]


def without_result(file: str) -> dict[str, list[Place]]:
    """Cells with a formula and no result, as row and column from 0, by sheet.

    Of a file that is no zip there are none. Raises InputError when the file is damaged, or would
    fill memory; OSError when it cannot be opened.
    """
    if not zipfile.is_zipfile(file):
        return {}
    try:
        with zipfile.ZipFile(file) as archive:
            _refuse_absurd(archive, file)
            return _of_sheets(archive, file)
    except _DAMAGED as error:
        do = "open it in Excel and save it again"
        raise InputError([Problem(f"{file}: damaged: {error}", do=do)]) from None


def _refuse_absurd(archive: zipfile.ZipFile, file: str) -> None:
    """Read every part once and forget it: a size that is a lie shows in its sum."""
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        says = f"{file}: unpacks to more than {MOST_UNPACKED // 1_000_000} MB"
        raise InputError([Problem(says, do="delete what is not needed, and save it again")])
    for part in parts:
        with archive.open(part) as opened:
            while opened.read(_CHUNK):
                pass


def _of_sheets(archive: zipfile.ZipFile, file: str) -> dict[str, list[Place]]:
    if _BOOK not in archive.namelist():
        return {}
    book = _Book()
    _read(archive, _BOOK, book.begins)
    if _LINKS in archive.namelist():
        _read(archive, _LINKS, book.links)
    found = {}
    for name, part in book.parts():
        if part in archive.namelist():
            sheet = _Sheet(book.is_stale)
            _read(archive, part, sheet.begins, sheet.ends, sheet.text)
            if sheet.rows * sheet.columns > MOST_CELLS:
                says = f"sheet '{name}' reaches to row {sheet.rows:,} of {sheet.columns:,} columns"
                do = "delete the cells that lie far outside, and save it again"
                raise InputError([Problem(f"{file}: {says}", do=do)])
            found[name] = sheet.found
    return found


def _read(
    archive: zipfile.ZipFile,
    part: str,
    begins: Callable[[str, Attributes], None],
    ends: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, given: begins(_local(name), given)
    parser.StartDoctypeDeclHandler = _refuse_doctype
    if ends is not None:
        parser.EndElementHandler = lambda name: ends(_local(name))
    if text is not None:
        parser.CharacterDataHandler = text
    with archive.open(part) as opened:
        while chunk := opened.read(_CHUNK):
            parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _refuse_doctype(*_: object) -> None:
    # Entities, which unfold without end, can be declared nowhere else.
    raise ValueError("it declares a type of document, which no workbook does")


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


@dataclass(slots=True)
class _Book:
    """What a workbook says of its sheets; ``is_stale``: that results are yet to be worked out."""

    is_stale: bool = False
    sheets: list[tuple[str, str]] = field(default_factory=list)
    targets: dict[str, str] = field(default_factory=dict)

    def begins(self, name: str, given: Attributes) -> None:
        if name == "sheet":
            link = next((text for key, text in given.items() if key.endswith(" id")), "")
            self.sheets.append((given.get("name", ""), link))
        elif name == "calcPr":
            self.is_stale = given.get("fullCalcOnLoad") in {"1", "true"}

    def links(self, name: str, given: Attributes) -> None:
        if name == "Relationship":
            self.targets[given.get("Id", "")] = given.get("Target", "")

    def parts(self) -> list[tuple[str, str]]:
        """Name of each sheet, and the part that it stands in."""
        return [
            (name, posixpath.normpath(posixpath.join("/xl", self.targets[link])).lstrip("/"))
            for name, link in self.sheets
            if link in self.targets
        ]


@dataclass(slots=True)
class _Sheet:
    """A sheet as its XML goes by."""

    is_stale: bool
    rows: int = 0
    columns: int = 0
    found: list[Place] = field(default_factory=list)
    _row: int = -1
    _column: int = -1
    _kind: str = ""
    _is_formula: bool = False
    _is_value: bool = False
    _value: str = ""

    def begins(self, name: str, given: Attributes) -> None:
        if name == "row":
            self._row = int(given["r"]) - 1 if "r" in given else self._row + 1
            self._column = -1
        elif name == "c":
            self._move(given.get("r", ""))
            self._kind, self._is_formula, self._value = given.get("t", "n"), False, ""
        elif name == "f":
            self._is_formula = True
        self._is_value = name == "v"

    def ends(self, name: str) -> None:
        self._is_value = False
        if name == "c" and self._is_formula and self._is_missing():
            self.found.append((self._row, self._column))

    def text(self, text: str) -> None:
        if self._is_value:
            self._value += text

    def _is_missing(self) -> bool:
        value = self._value.strip()
        # Text may be empty. What writes files without working them out puts 0, and says so.
        is_nothing = not value and self._kind != "str"
        return is_nothing or (self.is_stale and value == "0" and self._kind == "n")

    def _move(self, name: str) -> None:
        letters = name.rstrip("0123456789")
        if letters:
            self._row, self._column = int(name[len(letters) :]) - 1, _column(letters)
        else:
            self._column += 1
        self.rows, self.columns = max(self.rows, self._row + 1), max(self.columns, self._column + 1)


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
