"""Which trusts are taken, and what the page says of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from calibration.fit.held_out import CALIBRATED, CANNOT_TELL
from calibration.fit.held_out_months import LAST_VALUE, LAST_YEAR, SAME_MONTH
from calibration.trust.chosen import chosen, eligible
from calibration.trust.error_picture import wins
from calibration.trust.page import answer, write_page
from calibration.trust.proof import READY, SITREP
from tests.calibration.trust.published_table import ADULTS, row


def reported(code, beds, *, days=731, months=24):
    """What the rule looks at: two years of days and of months, a stay and pathways."""
    found = []
    for at in pd.date_range("2023-04-01", periods=days):
        old = at < pd.Timestamp("2024-05-27")
        name = "nctr_remaining_2022" if old else "nctr_remaining"
        found.append(row(at.date(), at.date(), name, 50, code))
    for at in pd.date_range("2023-04-01", periods=months, freq="MS"):
        last = (at + pd.offsets.MonthEnd()).date()
        found.append(row(at.date(), last, "uec_beds_available", beds, code, **ADULTS))
    for name in ("los_mean", "los_median", "discharges_by_pathway"):
        found.append(row(at.date(), last, name, 3, code))
    return found


def frame(rows):
    columns = ["organisation", "level", "start", "end", "measure", "reason", "value"]
    made = pd.DataFrame([[getattr(one, name) for name in columns] for one in rows], columns=columns)
    return made.assign(start=pd.to_datetime(made["start"]), end=pd.to_datetime(made["end"]))


def test_the_rule_is_of_size_and_of_what_is_reported():
    rows = [one for at in range(6) for one in reported(f"R{at}", 900 - 100 * at)]
    rows += reported("RNO", 100, days=690) + reported("RBE", 100, months=20)
    table = frame(rows)
    assert list(eligible(table).index) == ["R5", "R4", "R3", "R2", "R1", "R0"]
    assert chosen(table, 3) == ["R5", "R3", "R0"]
    assert len(chosen(table, 50)) == 6


def verdict(target, error, said=CALIBRATED, **named):
    return {
        "target": target,
        "months": 12,
        "observed": 50.0,
        "error": error,
        "carried": error,
        SAME_MONTH: 0.2,
        LAST_VALUE: 0.2,
        LAST_YEAR: 0.3,
        "covered": 11,
        "verdict": said,
        **named,
    }


RECORDS = [
    {
        "code": "RXX",
        "part": SITREP,
        "verdicts": [verdict("waiting", 0.1), verdict("beds", 0.25, "not calibrated: worse")],
        "left_out": ["weekends (1.02): no week"],
        "parameters": [],
    },
    {"code": "RYY", "part": SITREP, "stopped": ["waiting: 900 was observed"]},
    {
        "code": "RXX",
        "part": READY,
        "verdicts": [verdict("share", 0.1, CANNOT_TELL, **{SAME_MONTH: np.nan})],
    },
]


def test_a_fit_wins_only_where_it_is_no_worse_than_each():
    table = pd.DataFrame([verdict("a", 0.2), verdict("b", 0.21), verdict("c", 0.3)])
    assert wins(table) == 1
    assert wins(table.assign(**{SAME_MONTH: np.nan, LAST_VALUE: 0.25})) == 2


def test_losses_and_fits_that_stopped_are_counted():
    says = answer(RECORDS)
    assert says.startswith("Of 2 figures of trusts, 1 are calibrated by the rule")
    assert "held 22 of 24 months (92%)" in says
    assert "1 fit stopped" in says


def test_the_page_names_who_lost_and_is_the_same_again(tmp_path):
    sizes = pd.Series({"RXX": 400.0, "RYY": 500.0})
    files = write_page(RECORDS, sizes, tmp_path / "a")
    again = write_page(RECORDS, sizes, tmp_path / "b")
    assert [file.read_bytes() for file in files] == [file.read_bytes() for file in again]
    text = files[0].read_text(encoding="utf-8")
    assert "| RXX | 50 | 25.0 % |" in text
    assert "not calibrated: worse" in text
    assert "- RYY: waiting: 900 was observed" in text
    assert "- RXX: weekends (1.02): no week" in text
    pictures = [file.name for file in files[1:]]
    assert len(pictures) == 3
    assert all(name in text for name in pictures)
    assert "Fitted: April 2023 to March 2024" in text
    assert "Fitted: April to September 2024" in text


def test_trusts_that_a_part_lacks_are_named(tmp_path):
    sizes = pd.Series({"RXX": 400.0, "RYY": 500.0})
    text = write_page(RECORDS, sizes, tmp_path, ["RXX", "RYY"])[0].read_text(encoding="utf-8")
    assert text.count("**Not run in this part: RYY.**") == 1


def test_fits_of_an_earlier_version_are_named(tmp_path):
    versions = ("of now", "of before", "of now")
    records = [{**one, "version": at} for one, at in zip(RECORDS, versions, strict=True)]
    page = write_page(records, pd.Series({"RXX": 400.0, "RYY": 500.0}), tmp_path)[0]
    text = " ".join(page.read_text(encoding="utf-8").split())
    assert "not run again since: RYY (sitrep)." in text
    same = write_page(RECORDS, pd.Series({"RXX": 400.0, "RYY": 500.0}), tmp_path / "same")[0]
    assert "earlier version" not in same.read_text(encoding="utf-8")


def test_a_page_of_nothing_says_so():
    assert answer([]) == "No held-out month could be told."
