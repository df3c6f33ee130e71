"""The England sheet of a month of delayed transfers: care by reason by who is responsible."""

from __future__ import annotations

from math import fsum, isnan

from calibration.sitrep.dtoc import RESPONSIBLE, SETTINGS, as_collected, reason
from calibration.sitrep.dtoc_table import DAYS, ENGLAND
from calibration.sitrep.figure import text
from calibration.sitrep.grid import Sheet, address
from calibration.sitrep.heading import heading, rows_below
from calibration.sitrep.ledger import Ledger, Of
from calibration.sitrep.period import Period

WORDS = ("Type of Care", "Reason for Delay", "NHS", "Social Care", "Both")


def read_england(ledger: Ledger, sheet: Sheet, when: Period) -> None:
    """Add every figure of the sheet; the kind of care stands on the first row of its group only."""
    found = heading(sheet, WORDS)
    if found is None:
        ledger.refuse(sheet, 13, 1, f"no row with {', '.join(WORDS)}", "Fetch the file again.")
        return
    care_at, reason_at = found.column("Type of Care") or 0, found.column("Reason for Delay") or 0
    columns = {word: found.column(word) or 0 for word in RESPONSIBLE}
    printed: dict[Of, tuple[float, str]] = {}
    setting = ""
    for row in rows_below(sheet, found.row):
        care, label = text(sheet.at(row, care_at)), text(sheet.at(row, reason_at))
        code = "" if label == "-" else reason(label)
        setting = SETTINGS.get(care.lower(), setting) if care else setting
        if code is None or (care and care.lower() not in SETTINGS) or not setting:
            says = f"neither a kind of care nor a reason: '{care}', '{label}'"
            ledger.refuse(sheet, row, reason_at, says, "Look whether its cells have moved.")
            continue
        for word, at in columns.items():
            # Other reasons are given once, for all kinds of care.
            of = Of(code, "" if code == "O" else setting, RESPONSIBLE[word])
            figure = ledger.figure(sheet, row, at)
            if figure is not None:
                printed[of] = (figure.value, address(row, at))
                ledger.add(
                    ENGLAND,
                    when,
                    DAYS,
                    of,
                    found=as_collected(figure, of, when.start),
                    sheet=sheet,
                    row=row,
                    column=at,
                )
    _check(ledger, sheet, printed)
    _check_reasons(ledger, sheet, printed)


def _check_reasons(ledger: Ledger, sheet: Sheet, printed: dict[Of, tuple[float, str]]) -> None:
    """Of each reason, both kinds of care and all who are responsible add to the other sheet's."""
    for row in ledger.rows:
        if row.organisation != ENGLAND.code or row.measure != DAYS or not row.reason:
            continue
        if row.setting or row.responsible:
            continue
        mine = [(value, cell) for of, (value, cell) in printed.items() if of.reason == row.reason]
        if mine:
            added = fsum(value for value, _ in mine if not isnan(value))
            what = f"England: {DAYS}, {row.reason}, here and in sheet '{row.sheet}'"
            ledger.check(what, row.value, added, sheet, mine[0][1])


def _check(ledger: Ledger, sheet: Sheet, printed: dict[Of, tuple[float, str]]) -> None:
    """Reasons add to the totals of each who is responsible, other reasons included."""
    for who in RESPONSIBLE.values():
        mine = {of: value for of, (value, _) in printed.items() if of.responsible == who}
        wholes = [of for of in mine if not of.reason]
        if not wholes:
            continue
        total = fsum(mine[of] for of in wholes)
        added = fsum(x for of, x in mine.items() if of.reason and not isnan(x))
        what = f"England: {DAYS}, {who}, reasons of both kinds of care"
        ledger.check(what, total, added, sheet, printed[wholes[0]][1])
