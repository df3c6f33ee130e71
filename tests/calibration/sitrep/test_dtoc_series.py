"""The England time series: four sheets give back their numbers, and faults are named."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from calibration.sitrep.registry import read
from simulator.errors import InputError
from tests.calibration.sitrep.delayed_month import CARE_ACT, REASONS, SETTINGS, WHO
from tests.calibration.sitrep.printed import workbook

MONTHS = (("2016-17", "February", 28), ("2016-17", "March", 31), ("2017-18", "April", 30))
STARTS = pd.to_datetime(["2017-02-01", "2017-03-01", "2017-04-01"])
LABELS = [f"{code}) {CARE_ACT[code]}" for code in REASONS]


def figures():
    """By month, reason, care and who; other reasons from April 2017, under the first care."""
    found = np.random.default_rng(5).integers(1, 4000, (3, 11, 2, 3))
    for code in ("C", "I"):
        found[:, REASONS.index(code), :, 1:] = 0
    for code in ("Di", "G", "H"):
        found[:, REASONS.index(code), :, 2] = 0
    found[:2, 10] = 0
    found[:, 10, 1] = 0
    return found


def book(given):
    """The cells of the four sheets."""
    top = [[], *[[None, "Title:", "Delayed Transfer of Care"]] * 12]
    care = given.sum((1, 3))
    who = given.sum((1, 2))
    found = {}
    for name, heads, across in (
        ("Delayed Days by type", list(SETTINGS), care),
        ("Delayed Days by responsible org", list(WHO), who),
    ):
        n = len(heads)
        rows = [[None, None, None, "Delayed Days", *[None] * (n + 1), "DTOC Beds"]]
        rows.append([None, "Year", "Period", *heads, "Total", None, *heads, "Total"])
        rows.append([])
        for (year, month, days), own in zip(MONTHS, across.tolist(), strict=True):
            mine = [*own, sum(own)]
            rows.append([None, year, month, *mine, None, *[x / days for x in mine]])
        found[name] = [*top, *rows, [], [None, "Notes:"], [None, "1. Words"]]
    rows = [[None, "Provider Level Data"], [None, "Year", "Period", *LABELS, "Total"], []]
    for (year, month, _), own in zip(MONTHS, given.sum((2, 3)).tolist(), strict=True):
        rows.append([None, year, month, *own, sum(own)])
    found["Delayed Days by reason"] = [*top, *rows]
    found["Delayed Days"] = [*top, *crossed(given)]
    return found


def crossed(given):
    """Care over reason over who, other reasons once."""
    third = [None, "Year", "Period Name", *WHO * 21]
    first = [None, None, None, "Acute", *[None] * 29, "Non-Acute", *[None] * 32, "Total"]
    names = [x for label in [*LABELS[:10] * 2, LABELS[10]] for x in (label, None, None)]
    rows = [first, [None, None, None, *names], third, []]
    for (year, month, _), own in zip(MONTHS, given, strict=True):
        parts = [*own[:10, 0].ravel(), *own[:10, 1].ravel(), *own[10].sum(0)]
        rows.append([None, year, month, *[int(x) for x in parts], int(own.sum())])
    return rows


def made(tmp_path, change=None):
    cells = book(figures())
    if change:
        change(cells)
    return read(workbook(tmp_path / "x.xlsx", cells))


def by_key(rows):
    """Each row by month, measure, reason, care and who."""
    return {
        (row.start, row.measure, row.reason, row.setting, row.responsible): row
        for row in rows.itertuples()
    }


def value(found, start, measure="dtoc_delayed_days", **of):
    return found[start, measure, *(of.get(x, "") for x in ("reason", "setting", "responsible"))]


def test_every_number_comes_back_once(tmp_path):
    given = figures()
    reading = made(tmp_path)
    assert reading.layout == "DTOC in England, time series"
    assert all(check.holds for check in reading.checks)
    rows = by_key(reading.rows)
    assert len(rows) == len(reading.rows) == 3 * (3 + 3 + 3 + 3 + 11 + 63)
    for at, start in enumerate(STARTS):
        own = given[at]
        assert value(rows, start).value == own.sum()
        days = MONTHS[at][2]
        beds = value(rows, start, "dtoc_beds", setting="acute").value
        assert beds == pytest.approx(own[:, 0].sum() / days)
        for r, reason in enumerate(REASONS[:10]):
            assert value(rows, start, reason=reason).value == own[r].sum()
            for s, w in np.ndindex(2, 3):
                of = {"setting": SETTINGS[s].lower(), "responsible": WHO[w].lower()}
                row = value(rows, start, reason=reason, **of)
                if own[r, s, w]:
                    assert row.value == own[r, s, w]
                else:
                    assert row.missing == "not applicable"


def test_other_reasons_before_april_2017_are_not_zero(tmp_path):
    rows = by_key(made(tmp_path).rows)
    before = value(rows, STARTS[1], reason="O")
    assert np.isnan(before.value)
    assert before.missing == "not applicable"
    assert value(rows, STARTS[2], reason="O").value == figures()[2, 10].sum()


def test_a_wrong_total_is_named(tmp_path):
    def wrong(cells):
        cells["Delayed Days by reason"][16][14] += 3

    failed = [check for check in made(tmp_path, wrong).checks if not check.holds]
    assert [(check.sheet, check.cell) for check in failed] == [
        ("Delayed Days by reason", "O17"),
        ("Delayed Days by reason", "O17"),
    ]


@pytest.mark.parametrize(
    ("at", "cell", "says"),
    [
        (("Delayed Days by type", 16, 2), "Febuary", "cell B17: no month: year '2016-17'"),
        (("Delayed Days by type", 17, 2), "February", "cell B18: February 2017 is there twice"),
        (("Delayed Days by reason", 16, 4), "n.k.", "cell E17: 'n.k.' is neither a number"),
        (("Delayed Days by reason", 14, 4), "Bee", "cell E15: column 'Bee' is not known"),
        (("Delayed Days", 14, 6), "New reason", "cell G16: this column is not known"),
    ],
)
def test_a_fault_is_refused_by_its_cell(tmp_path, at, cell, says):
    def change(cells):
        sheet, row, column = at
        cells[sheet][row][column] = cell

    with pytest.raises(InputError) as caught:
        made(tmp_path, change)
    assert says in str(caught.value)
