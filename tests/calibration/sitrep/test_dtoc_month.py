"""Delayed transfers of a month: six layouts give back their numbers, and faults are named."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from calibration.sitrep.registry import read
from simulator.errors import InputError
from tests.calibration.sitrep import delayed_month as month
from tests.calibration.sitrep.printed import workbook

SHEETS = (month.VARIANTS["2011"].care_sheet, "LA - by responsible org", "LA - by reason")


def made(tmp_path, year="2017", change=None, seed=1):
    """Write a month and read it; `change` alters the cells before they are written."""
    variant = month.VARIANTS[year]
    cells = month.sheets(variant, month.days(variant, seed))
    if change:
        change(cells)
    return read(workbook(tmp_path / "anything.xlsx", cells))


def refused(tmp_path, change, year="2017"):
    """What is said of a month that is refused."""
    with pytest.raises(InputError) as caught:
        made(tmp_path, year, change)
    return str(caught.value)


def figure(rows, code, measure="dtoc_delayed_days", **of):
    """The one row of an organisation."""
    is_one = (rows["organisation"] == code) & (rows["measure"] == measure)
    for name in ("reason", "setting", "responsible"):
        is_one &= rows[name] == of.get(name, "")
    (index,) = np.flatnonzero(is_one)
    return rows.iloc[index]


def code_of(place, year):
    """The code a place is read under."""
    ons = place[1] if "ONS Geography" in month.VARIANTS[year].lead else "-"
    return place[2] if ons == "-" else ons


@pytest.mark.parametrize("year", month.VARIANTS)
@pytest.mark.parametrize("seed", [1, 2])
def test_every_number_of_every_layout_comes_back(tmp_path, year, seed):
    variant = month.VARIANTS[year]
    days = month.days(variant, seed)
    reading = made(tmp_path, year, seed=seed)
    rows, length = reading.rows, pd.Period(variant.month, "M").days_in_month
    for place, own in zip(month.PLACES, days, strict=True):
        code = code_of(place, year)
        expected = {("", "", ""): own.sum()}
        for at, setting in enumerate(("acute", "non-acute")):
            expected["", setting, ""] = own[:, at].sum()
        for at, who in enumerate(("nhs", "social care", "both")):
            expected["", "", who] = own[:, :, at].sum()
        for at, reason in enumerate(variant.reasons):
            expected[reason, "", ""] = own[at].sum()
        mine = rows[(rows["organisation"] == code) & (rows["measure"] == "dtoc_delayed_days")]
        given = mine.set_index(["reason", "setting", "responsible"])["value"].to_dict()
        assert given == expected
        beds = rows[(rows["organisation"] == code) & (rows["measure"] == "dtoc_beds")]
        assert len(beds) == (6 if variant.beds else 0)
        for row in beds.itertuples():
            key = (row.reason, row.setting, row.responsible)
            assert row.value == pytest.approx(expected[key] / length, rel=1e-12)
    assert set(rows["start"]) == {pd.Timestamp(variant.month)}
    assert set(rows["end"]) == {pd.Timestamp(variant.month) + pd.offsets.MonthEnd()}
    assert all(check.holds for check in reading.checks)


@pytest.mark.parametrize("year", ["2011", "2019"])
def test_england_is_read_by_care_and_reason_and_who(tmp_path, year):
    variant = month.VARIANTS[year]
    whole = month.days(variant).sum(0)
    rows = made(tmp_path, year).rows
    for at, reason in enumerate(month.REASONS[:10]):
        for i, setting in enumerate(("acute", "non-acute")):
            for j, who in enumerate(("nhs", "social care", "both")):
                one = figure(rows, "ENGLAND", reason=reason, setting=setting, responsible=who)
                if month.possible(reason, ("NHS", "Social Care", "Both")[j], 0) == "NA":
                    assert np.isnan(one["value"])
                    assert one["missing"] == "not applicable"
                else:
                    assert one["value"] == whole[at, i, j]
    if "O" in variant.reasons:
        other = figure(rows, "ENGLAND", reason="O", responsible="nhs")
        assert other["value"] == whole[10, :, 0].sum()


def test_each_figure_says_where_it_stands(tmp_path):
    rows = made(tmp_path, "2017").rows
    one = figure(rows, "E06000901", reason="B")
    assert (one["file"], one["sheet"], one["cell"]) == ("anything.xlsx", "LA - by reason", "G17")
    total = figure(rows, "E06000901")
    assert (total["sheet"], total["cell"]) == ("LA - by type of care", "H17")


def test_a_reader_is_told_of_definitions_revisions_and_quality(tmp_path):
    old = [note.says for note in made(tmp_path, "2015").notes]
    assert any("reason O is not collected before April 2017" in says for says in old)
    new = made(tmp_path, "2017").notes
    assert not any("reason O" in note.says for note in new)
    assert any("revised by the publisher: 14th June 2018" in note.says for note in new)
    assert any(note.sheet == "Data Quality" for note in new)


def test_a_wrong_total_is_named_and_the_figures_kept(tmp_path):
    def wrong(cells):
        cells["LA - by reason"][16][-1] += 7

    reading = made(tmp_path, change=wrong)
    failed = [check for check in reading.checks if not check.holds]
    assert {check.sheet for check in failed} == {"LA - by reason"}
    parts = next(check for check in failed if "parts of the total" in check.what)
    assert parts.what.startswith("Ambridge UA")
    assert parts.printed - parts.added == 7
    assert parts.cell == "Q17"
    assert sum("another sheet" in check.what for check in failed) == 1
    assert sum("all rows below" in check.what for check in failed) == 1


def test_reasons_that_do_not_add_to_england_are_named(tmp_path):
    def wrong(cells):
        cells["England"][20][3] += 5

    failed = [check for check in made(tmp_path, change=wrong).checks if not check.holds]
    assert [check.what for check in failed] == [
        "England: dtoc_delayed_days, nhs, reasons of both kinds of care",
        "England: dtoc_delayed_days, Di, here and in sheet 'LA - by reason'",
    ]
    assert all((x.sheet, x.added - x.printed) == ("England", 5) for x in failed)


def test_beds_that_are_not_days_over_the_month_are_named(tmp_path):
    def wrong(cells):
        cells["LA - by type of care"][16][9] *= 30 / 31

    failed = [check for check in made(tmp_path, change=wrong).checks if not check.holds]
    assert any("from delayed days" in check.what and check.cell == "J17" for check in failed)


def test_dashes_are_missing_and_so_is_a_total_of_nothing(tmp_path):
    days = month.days(month.VARIANTS["2019"])
    days[1] = 0

    def nothing(cells):
        made_empty = month.sheets(month.VARIANTS["2019"], days)
        for name in ("LA - by type of care", "LA - by responsible org", "LA - by reason"):
            cells[name] = made_empty[name]
            row = cells[name][17]
            row[5:] = [
                "-" if x == 0 and column < len(row) - 1 else x
                for column, x in enumerate(row[5:], 5)
            ]
            last = 5 + {"LA - by type of care": 2, "LA - by responsible org": 3}.get(name, 11)
            row[last] = 0
        cells["England"] = made_empty["England"]

    reading = made(tmp_path, "2019", nothing)
    mine = reading.rows[reading.rows["organisation"] == "E09000902"]
    assert len(mine) > 0
    assert mine["value"].isna().all()
    assert set(mine["missing"]) == {"not reported"}
    (note,) = [note for note in reading.notes if "reported nothing" in note.says]
    assert (note.sheet, note.cell) == ("LA - by type of care", "H18")
    assert all(check.holds for check in reading.checks)


def test_a_zero_that_is_reported_stays_zero(tmp_path):
    def zero(cells):
        row = cells["LA - by reason"][16]
        row[16] -= row[5]
        row[5] = 0

    rows = made(tmp_path, change=zero).rows
    one = figure(rows, "E06000901", reason="A")
    assert (one["value"], one["missing"]) == (0, "")


def test_numbers_kept_as_text_are_read_and_noted(tmp_path):
    def as_text(cells):
        row = cells["LA - by reason"][16]
        row[5:] = [f"{x:,}" for x in row[5:]]

    expected = made(tmp_path).rows
    reading = made(tmp_path, change=as_text)
    pd.testing.assert_frame_equal(reading.rows, expected)
    (note,) = [note for note in reading.notes if "kept as text" in note.says]
    assert (note.says[:3], note.sheet, note.cell) == ("12 ", "LA - by reason", "F17")


def test_rows_may_stand_lower_and_notes_follow(tmp_path):
    def lower(cells):
        for name in cells:
            cells[name][5:5] = [[], []]
            cells[name] += [[], [None, "Notes:"], [None, "1. Some words"]]

    expected = made(tmp_path).rows.drop(columns="cell")
    moved = made(tmp_path, change=lower).rows
    pd.testing.assert_frame_equal(moved.drop(columns="cell"), expected)
    assert figure(moved, "E06000901", reason="B")["cell"] == "G19"


def shift(cells):
    cells["LA - by reason"][17].insert(1, None)


def repeat(cells):
    cells["LA - by reason"].append(cells["LA - by reason"][17])


def two_months(cells):
    cells["LA - by reason"][4][2] = "May 2017"


def range_of_months(cells):
    for name in ("England", "LA - by type of care", "LA - by responsible org", "LA - by reason"):
        cells[name][4][2] = "April 2017 to May 2017"


def stacked(cells):
    cells["LA - by reason"] += cells["LA - by reason"][12:]


def strange_column(cells):
    cells["LA - by reason"][13][6] = "Z) Something new"


def strange_block(cells):
    cells["LA - by type of care"][12][9] = "Beds per head"


def words(cells):
    cells["LA - by reason"][16][6] = "see note"


def negative(cells):
    cells["LA - by reason"][16][6] = -4


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (shift, ["sheet 'LA - by reason' cell D18", "code 'E09000902'", "have moved"]),
        (repeat, ["cell F20", "is given twice", "cell F18", "publisher"]),
        (
            two_months,
            ["sheet 'LA - by reason' cell C5", "May 2017", "another sheet has April 2017"],
        ),
        (range_of_months, ["cell C5", "'April 2017 to May 2017' is not one month"]),
        (stacked, ["cell B21", "second table", "each month in a file"]),
        (strange_column, ["cell G14", "'Z) Something new' is not known", "known are Acute"]),
        (strange_block, ["cell J13", "'Beds per head'", "'dtoc beds'"]),
        (words, ["cell G17", "'see note' is neither a number nor a known mark"]),
        (negative, ["cell G17", "below zero"]),
    ],
)
def test_what_cannot_be_understood_is_refused_by_cell(tmp_path, change, says):
    said = refused(tmp_path, change)
    assert "anything.xlsx" in said
    for words_said in says:
        assert words_said in said


def test_all_faults_are_told_at_once(tmp_path):
    def both(cells):
        words(cells)
        shift(cells)

    said = refused(tmp_path, both)
    assert "cell G17" in said
    assert "cell D18" in said


def test_without_its_headings_it_is_no_known_layout(tmp_path):
    def no_heading(cells):
        del cells["LA - by reason"][13]

    said = refused(tmp_path, no_heading)
    assert "no known layout; nearest is 'DTOC by local authority, one month'" in said
    assert "a sheet 'LA - by reason' with Code, Name, Total in one row" in said


def test_a_trust_workbook_is_read_as_providers(tmp_path):
    variant = month.VARIANTS["2018"]
    cells = month.sheets(variant, month.days(variant), "Trust")
    del cells["England"]
    for name in ("Trust - by type of care", "Trust - by responsible org", "Trust - by reason"):
        for row in cells[name][12:]:
            del row[2:3]
        for number, row in enumerate(cells[name][16:]):
            row[2] = f"RX{number}"
    reading = read(workbook(tmp_path / "a.xlsx", {x: y for x, y in cells.items() if x[0] == "T"}))
    assert reading.layout == "DTOC by trust, one month"
    assert set(reading.rows["level"]) == {"provider", "nation"}
    own = month.days(variant)[0]
    assert figure(reading.rows, "RX0")["value"] == own.sum()
