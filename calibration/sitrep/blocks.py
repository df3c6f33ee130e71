"""Organisations down the side of a sheet, in blocks that move from month to month."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from calibration.sitrep.figure import figure, text
from calibration.sitrep.grid import Sheet, address
from calibration.sitrep.layout import ODDITY
from calibration.sitrep.ledger import Ledger, Whom
from calibration.sitrep.rows import NATION, PROVIDER, REGION, SYSTEM

CODES = frozenset({"code", "org code", "icb code", "trust code", "provider code", "ods code"})
NAMES = frozenset({"name", "org name", "icb name", "trust name", "provider name", "trust"})
REGIONS = frozenset({"region", "nhs england region"})
ENGLAND = Whom("ENGLAND", "England", NATION)

_SYSTEM = re.compile(r"Q[A-Z0-9]{2}")
_REGION = re.compile(r"Y\d\d")
_CODE = re.compile(r"[A-Z0-9]{3,6}")
_NATION = {"ENG", "ENGLAND", "NATIONAL"}
_NO_CODE = {"", "-"}


@dataclass(frozen=True, slots=True)
class Side:
    """Where code, name and region of a block stand; None before any block begins."""

    code: int
    name: int
    region: int | None


def level_of(code: str, name: str) -> str:
    """The level of an organisation, from how its code and name are made."""
    if code.upper() in _NATION:
        return NATION
    if _SYSTEM.fullmatch(code) or "integrated care board" in name.lower():
        return SYSTEM
    return REGION if _REGION.fullmatch(code) else PROVIDER


def organisations(ledger: Ledger, sheet: Sheet, top: int, first: int) -> Iterator[tuple[int, Whom]]:
    """The rows with figures under a row of labels, and whose they are.

    Args:
        ledger: Takes problems, and the publisher's own notes.
        sheet: Its columns before `first` say who.
        top: The row of labels, which may itself head the first block.
        first: The first column of figures.
    """
    regions = _regions(sheet, top, first)
    side: Side | None = None
    for row in range(top, sheet.height):
        said = [_bare(text(cell)) for cell in sheet.cells[row][:first]]
        heads = _side(said)
        if heads is not None or row == top:
            side = heads or side
        elif any(text(cell) for cell in sheet.cells[row][first:]):
            whom = _whom(side, said, regions)
            if whom is not None:
                yield row, whom
            elif any(said) or _has_number(sheet, row, first):
                _refuse(ledger, sheet, row, said)
        elif re.match(r"notes?\b", " ".join(said).strip(), re.IGNORECASE):
            words = " ".join(word for word in said if word)
            ledger.note(ODDITY, f"the publisher notes: {words}", sheet, address(row, 0))


def _has_number(sheet: Sheet, row: int, first: int) -> bool:
    found = (figure(cell) for cell in sheet.cells[row][first:])
    return any(each is not None and not each.missing for each in found)


def _bare(word: str) -> str:
    """Some files keep cells as text in quotation marks."""
    return word[1:-1].strip() if len(word) > 1 and word[0] == word[-1] == "'" else word


def _side(said: list[str]) -> Side | None:
    lower = [word.lower() for word in said]
    places = [
        next((at for at, word in enumerate(lower) if word in wanted), None)
        for wanted in (CODES, NAMES, REGIONS)
    ]
    code, name, region = places
    return None if code is None or name is None else Side(code, name, region)


def _regions(sheet: Sheet, top: int, first: int) -> frozenset[str]:
    """The names that stand as the region of some organisation."""
    found: set[str] = set()
    side: Side | None = None
    for row in range(top, sheet.height):
        said = [_bare(text(cell)) for cell in sheet.cells[row][:first]]
        heads = _side(said)
        side = heads or side
        if heads is None and side and side.region is not None and said[side.code] not in _NO_CODE:
            found.add(_region(said[side.region]))
    return frozenset(found - {""})


def _region(name: str) -> str:
    return name.lower().removesuffix(" commissioning region").strip()


def _whom(side: Side | None, said: list[str], regions: frozenset[str]) -> Whom | None:
    """Whose row it is; None if the words before the figures do not tell."""
    words = [word for word in said if word not in _NO_CODE]
    if any(word.upper() == "ENGLAND" or word.upper().startswith("ENGLAND (") for word in words):
        return ENGLAND
    code = said[side.code] if side else ""
    if side and code not in _NO_CODE:
        level = level_of(code, said[side.name])
        is_code = _CODE.fullmatch(code) and said[side.name]
        return Whom(code, said[side.name], level) if is_code else None
    name = words[-1] if words else ""
    return Whom(name.upper(), name, REGION) if _region(name) in regions else None


def _refuse(ledger: Ledger, sheet: Sheet, row: int, said: list[str]) -> None:
    words = " ".join(word for word in said if word) or "nothing"
    says = f"figures of no organisation: before them stands '{words}'"
    ledger.refuse(sheet, row, 0, says, "Look whether a code or name has moved or was lost.")
