"""Made-up delayed transfers of a month, laid out as each of the six published variants."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

import numpy as np

from tests.calibration.sitrep.printed import Cells

REASONS = ("A", "B", "C", "Di", "Dii", "E", "F", "G", "H", "I", "O")
SETTINGS = ("Acute", "Non-Acute")
WHO = ("NHS", "Social Care", "Both")

LONG = {
    "A": "Awaiting completion of assessment",
    "B": "Awaiting public funding",
    "C": "Awaiting further non-acute NHS care",
    "Di": "Awaiting residential home placement or availability",
    "Dii": "Awaiting nursing home placement or availability",
    "E": "Awaiting care package in own home",
    "F": "Awaiting community equipment and adaptations",
    "G": "Patient or family choice",
    "H": "Disputes",
    "I": "Housing – patients not covered by NHS and Community Care Act",
    "O": "Other",
}
SHOUTED = {
    **{code: words.upper() for code, words in LONG.items()},
    "A": "COMPLETION OF ASSESSMENT",
    "B": "PUBLIC FUNDING",
    "C": "WAITING FURTHER NHS NON-ACUTE CARE",
    "F": "AWAITING COMMUNITY EQUIPMENT AND ADAPTIONS",
    "I": "HOUSING - PATIENTS NOT COVERED BY NHS AND COMMUNITY CARE ACT",
}
CARE_ACT = {**LONG, "I": "Housing - patients not covered by Care Act"}

PLACES = (
    ("East Midlands", "E06000901", "907", "Ambridge UA"),
    ("London", "E09000902", "00KX", "Camberwick & Green"),
    ("-", "-", "9900", "Resident In Wales"),
)


@dataclass(frozen=True)
class Variant:
    """What differs between the layouts of years."""

    lead: tuple[str, ...]
    labels: dict[str, str]
    month: date
    beds: str = ""
    has_quality: bool = False
    care_sheet: str = "LA - by type of care"

    @property
    def reasons(self) -> tuple[str, ...]:
        return REASONS if self.month >= date(2017, 4, 1) else REASONS[:-1]


OLD_CARE = "LA - by Type of Care"
ONS = ("Region", "ONS Geography", "Code", "Name")
BEDS = "DTOC Beds"
PEOPLE = "Average Number of People Delayed per Day"
VARIANTS = {
    "2011": Variant(("SHA", "Code", "Name"), SHOUTED, date(2011, 4, 1), care_sheet=OLD_CARE),
    "2013": Variant(("Region", "", "Code", "Name"), SHOUTED, date(2013, 4, 1), care_sheet=OLD_CARE),
    "2015": Variant(ONS, SHOUTED, date(2015, 9, 1), care_sheet=OLD_CARE),
    "2017": Variant(ONS, LONG, date(2017, 4, 1), BEDS, has_quality=True),
    "2018": Variant(ONS, CARE_ACT, date(2018, 2, 1), BEDS, has_quality=True),
    "2019": Variant(ONS, CARE_ACT, date(2019, 4, 1), PEOPLE),
}


def days(variant: Variant, seed: int = 1) -> np.ndarray:
    """Delayed days by place, reason, care and who; none where none can be reported."""
    found = np.random.default_rng(seed).integers(0, 3000, (len(PLACES), 11, 2, 3))
    for code in ("C", "I"):
        found[:, REASONS.index(code), :, 1:] = 0
    for code in ("Di", "G", "H"):
        found[:, REASONS.index(code), :, 2] = 0
    if "O" not in variant.reasons:
        found[:, REASONS.index("O")] = 0
    return found


def sheets(variant: Variant, given: np.ndarray, prefix: str = "LA") -> dict[str, Cells]:
    """The cells of every sheet of the month."""
    found = {"England": england(variant, given)}
    care = [np.array([given[:, :, at].sum((1, 2)) for at in range(2)]).T, SETTINGS]
    who = [given.sum((1, 2)), WHO]
    reasons = [given.sum((2, 3))[:, : len(variant.reasons)], labels(variant)]
    names = (variant.care_sheet, "LA - by responsible org", "LA - by reason")
    for name, (figures, heads) in zip(names, (care, who, reasons), strict=True):
        beds = "" if heads is reasons[1] else variant.beds
        found[name.replace("LA", prefix, 1)] = table(variant, figures, heads, beds)
    if variant.has_quality:
        found["Data Quality"] = [["The following providers revised data:"], ["RXX", "A trust"]]
    return found


def labels(variant: Variant) -> list[str]:
    """Column names of the reasons."""
    shout = variant.labels is SHOUTED
    codes = [code.upper() if shout else code for code in variant.reasons]
    return [f"{c}) {variant.labels[code]}" for c, code in zip(codes, variant.reasons, strict=True)]


def top(variant: Variant, basis: str = "Local Authority") -> Cells:
    """The thirteen rows above a table."""
    said = {
        "Title:": "Delayed Transfer of Care, NHS Organisations, England",
        "Summary:": "Number of Delayed Days during the reporting period",
        "": "",
        "Period:": f"{variant.month:%B %Y}",
        "Source:": "Unify2 Data Collection - MSitDT",
        "Basis:": basis,
        "Published:": "8th June 2017",
        "Revised:": "14th June 2018",
        "Status:": "Revised Public",
        "Contact:": "A statistician",
    }
    return [[], *[[None, word, value] for word, value in said.items()], []]


def table(variant: Variant, figures: np.ndarray, heads: list[str], beds: str) -> Cells:
    """Organisations down, parts across, a total, and the same as beds."""
    length = monthrange(variant.month.year, variant.month.month)[1]
    total = "TOTAL" if variant.labels is SHOUTED and len(heads) > 3 else "Total"
    lead = [None, *variant.lead]
    blocks = ["Delayed Days", *[None] * (len(heads) + 1), beds] if beds else []
    again = [None, *heads, total] if beds else []
    rows = [[*[None] * len(lead), *blocks], [*lead, *heads, total, *again]]
    dashes = ["-" if word else None for word in variant.lead[:-1]]
    rows += [[None, *dashes, "England", *across(figures.sum(0), length, beds)], []]
    for place, own in zip(PLACES, figures, strict=True):
        by_word = dict(zip(("Region", "ONS Geography", "Code", "Name"), place, strict=True))
        by_word["SHA"] = "-"
        printed = [by_word.get(word) for word in variant.lead]
        rows.append([None, *printed, *across(own, length, beds)])
    return [*top(variant), *rows]


def across(own: np.ndarray, length: int, beds: str) -> list[object]:
    """The figures of one row."""
    mine = [int(x) for x in [*own, own.sum()]]
    return [*mine, None, *[x / length for x in mine]] if beds else list(mine)


def england(variant: Variant, given: np.ndarray) -> Cells:
    """Care by reason by who; care stands on the first row of its group only."""
    whole = given.sum(0)
    rows: Cells = [*top(variant), [None, "England Level Data"]]
    rows.append([None, "Type of Care", "Reason for Delay", *WHO])
    cares = [code for code in REASONS if code != "O"]
    for at, care in enumerate(SETTINGS):
        printed = whole[: len(cares), at].sum(0)
        rows.append([None, care, "-", *[int(x) for x in printed]])
    if "O" in variant.reasons:
        # As published: the two totals hold the other reasons too.
        for at in range(2):
            row = rows[-2 + at]
            row[3:] = [int(x + y) for x, y in zip(row[3:], whole[10, at], strict=True)]
    rows.append([])
    for at, care in enumerate(SETTINGS):
        for number, code in enumerate(cares):
            first = care if number == 0 else None
            own = [
                possible(code, who, int(whole[REASONS.index(code), at, i]))
                for i, who in enumerate(WHO)
            ]
            rows.append([None, first, f"{code}) {LONG[code]}", *own])
    if "O" in variant.reasons:
        rows.append([None, None, "O) Other", *[int(x) for x in whole[10].sum(0)]])
    return rows


def possible(code: str, who: str, value: int) -> object:
    """'NA' where nothing can be reported."""
    is_nhs_only = code in {"C", "I"} and who != "NHS"
    is_never_both = code in {"Di", "G", "H"} and who == "Both"
    return "NA" if is_nhs_only or is_never_both else value
