"""The acute discharge sitrep: workbook, long text and time series."""

from datetime import date, timedelta

import pytest

from calibration.sitrep import acute_series, acute_text, acute_workbook, registry
from calibration.sitrep.figure import LOST_DAY, NOT_APPLICABLE, NOT_REPORTED
from calibration.sitrep.grid import read_book
from calibration.sitrep.layout import DEFINITION, MISSING
from simulator.errors import InputError
from tests.calibration.sitrep import acute_pages as pages
from tests.calibration.sitrep.pages import said, text_file, values, workbook

JULY = date(2022, 7, 1)
AUGUST = date(2023, 8, 1)
JUNE = date(2025, 6, 1)


def read(path):
    book = read_book(path)
    assert registry.recognise(book).name == LAYOUT[path.stem.split("_")[0]].name
    return registry.recognise(book).read(book)


LAYOUT = {"book": acute_workbook, "long": acute_text, "series": acute_series}


@pytest.mark.parametrize(("start", "is_split"), [(JULY, True), (AUGUST, False)])
@pytest.mark.parametrize("first_row", [5, 9])
def test_every_figure_of_a_workbook_comes_back(tmp_path, start, is_split, first_row):
    sheets = pages.month_book(start, is_split, first_row=first_row)
    found = read(workbook(tmp_path / "book.xlsx", sheets))
    table = pages.days_of(start)
    patients = values(found, measure="nctr_patients_2022", level="provider")
    left = values(found, measure="nctr_discharged_2022", level="provider")
    expected = {
        (code, f"{start + timedelta(days=day)}", ""): counts
        for (_, code, _), days in zip(pages.TRUSTS, table, strict=True)
        for day, counts in enumerate(days)
    }
    assert patients == {key: float(x[0]) for key, x in expected.items()}
    assert left == {key: float(x[1] + x[2]) for key, x in expected.items()}
    assert all(check.holds for check in found.checks)
    levels = set(found.rows[found.rows["measure"] == "nctr_patients_2022"]["level"])
    assert levels == {"nation", "region", "provider", *([] if is_split else ["system"])}
    to = values(found, measure="discharges_by_destination_2022", level="provider")
    assert len({reason for _, _, reason in to}) == 12
    of_first = sum(value for (code, _, _), value in to.items() if code == "RAA")
    assert of_first == sum(x[1] + x[2] for x in table[0])
    why = values(found, measure="delayed_patients_los14_2022", organisation="RCC")
    assert why["RCC", f"{start}", "P1.start-at-home"] == 12 + 4
    assert len(why) == 18
    assert "27 May 2024" in said(found, DEFINITION)


def test_a_workbook_without_a_cover_has_the_month_of_its_days(tmp_path):
    sheets = pages.month_book(AUGUST, cover=False)
    found = read(workbook(tmp_path / "book.xlsx", sheets))
    to = found.rows[found.rows["measure"] == "discharges_by_destination_2022"]
    assert set(to["end"].dt.strftime("%Y-%m-%d")) == {"2023-08-31"}


def test_a_cover_of_another_month_than_the_days_is_refused(tmp_path):
    sheets = pages.month_book(AUGUST)
    sheets["Cover Sheet"][2][2] = date(2023, 9, 1)
    with pytest.raises(InputError, match=r"August 2023 in days, September 2023 in 'Cover Sheet'"):
        read(workbook(tmp_path / "book.xlsx", sheets))


def test_a_day_without_report_is_missing_and_england_still_adds_up(tmp_path):
    table = pages.days_of(AUGUST)
    table[1][4] = None
    found = read(workbook(tmp_path / "book.xlsx", pages.month_book(AUGUST, table=table)))
    rows = found.rows[(found.rows["organisation"] == "RBB") & found.rows["value"].isna()]
    assert set(rows["missing"]) == {NOT_REPORTED}
    assert set(rows["start"].dt.strftime("%Y-%m-%d")) == {"2023-08-05"}
    assert all(check.holds for check in found.checks)


def test_a_total_that_is_wrong_is_named_and_left_as_printed(tmp_path):
    sheets = pages.month_book(AUGUST)
    row = next(x for x in sheets["Table 2"] if len(x) > 4 and x[2] == "RBB")
    row[4 + 3 * 2 + 2] += 7
    found = read(workbook(tmp_path / "book.xlsx", sheets))
    wrong = [check for check in found.checks if not check.holds]
    assert len(wrong) == 1
    assert "RBB from 2023-08-03" in wrong[0].what
    assert wrong[0].printed - wrong[0].added == 7
    row = found.rows[found.rows["cell"] == wrong[0].cell]
    assert wrong[0].printed in set(row["value"])


def test_a_region_that_does_not_add_to_england_is_named(tmp_path):
    sheets = pages.month_book(AUGUST)
    row = next(x for x in sheets["Table 2"] if len(x) > 4 and x[3] == "NORTH")
    row[4] += 3
    row[6] += 3
    found = read(workbook(tmp_path / "book.xlsx", sheets))
    wrong = [check.what for check in found.checks if not check.holds]
    assert len(wrong) == 2
    assert all("every region added" in what and "2023-08-01" in what for what in wrong)


def test_whole_months_of_zero_are_missing_but_not_a_zero_of_all(tmp_path):
    table = pages.days_of(AUGUST)
    table[2] = [(0, 0, 0)] * 31
    found = read(workbook(tmp_path / "book.xlsx", pages.month_book(AUGUST, table=table)))
    mine = found.rows[(found.rows["organisation"] == "RCC") & (found.rows["reason"] == "")]
    assert set(mine["missing"]) == {NOT_REPORTED}
    assert len(mine) == 31 * 3
    assert "taken as not reported, 0 for a whole month" in said(found, MISSING)
    assert "RCC 31, 2023-08-01 to 2023-08-31" in said(found, MISSING)
    assert "printed sums of England" in said(found, MISSING)
    others = found.rows[found.rows["organisation"] == "RAA"]
    assert (others["missing"] == "").all()


def test_discharges_nobody_reported_make_what_remains_missing_too(tmp_path):
    table = pages.days_of(AUGUST)
    table[0] = [(whole, 0, 0) for whole, _, _ in table[0]]
    found = read(workbook(tmp_path / "book.xlsx", pages.month_book(AUGUST, table=table)))
    mine = found.rows[(found.rows["organisation"] == "RAA") & (found.rows["reason"] == "")]
    missing = mine[mine["missing"] != ""]
    assert set(missing["measure"]) == {"nctr_discharged_2022", "nctr_remaining_2022"}
    assert len(missing) == 2 * 31


def test_what_remains_below_zero_is_missing_and_named(tmp_path):
    table = pages.days_of(AUGUST)
    table[2][6] = (10, 12, 0)
    found = read(workbook(tmp_path / "book.xlsx", pages.month_book(AUGUST, table=table)))
    mine = found.rows[(found.rows["organisation"] == "RCC") & found.rows["value"].isna()]
    assert [*mine["measure"]] == ["nctr_remaining_2022"]
    assert "printed below 0 and taken as missing: QBB, RCC, SOUTH" in said(found, MISSING)


def test_england_at_zero_is_a_lost_day(tmp_path):
    table = pages.days_of(AUGUST)
    for days in table:
        days[9] = (0, 0, 0)
    found = read(workbook(tmp_path / "book.xlsx", pages.month_book(AUGUST, table=table)))
    lost = found.rows[found.rows["missing"] == LOST_DAY]
    assert set(lost["start"].dt.strftime("%Y-%m-%d")) == {"2023-08-10"}
    assert set(lost["organisation"]) >= {"ENGLAND", "NORTH", "QAA", "RAA"}
    assert "10 August 2023" in said(found, MISSING)


def test_a_single_zero_among_large_counts_is_missing_and_among_small_ones_is_not(tmp_path):
    table = pages.days_of(AUGUST)
    table[0][3] = (0, 0, 0)
    table[2] = [(day % 3, day % 3 // 2, 0) for day in range(31)]
    found = read(workbook(tmp_path / "book.xlsx", pages.month_book(AUGUST, table=table)))
    large = values(found, organisation="RAA", missing=NOT_REPORTED)
    assert {start for _, start, _ in large} == {"2023-08-04"}
    small = found.rows[(found.rows["organisation"] == "RCC") & (found.rows["value"] == 0)]
    assert len(small) > 20


@pytest.mark.parametrize(
    ("sheet", "at", "cell", "says"),
    [
        ("Table 2", (9, 4), "about 90", r"Table 2' cell E10: 'about 90' is neither a number"),
        ("Table 2", (9, 2), "?", r"Table 2' cell A10: figures of no organisation"),
        (
            "Table 2",
            (3, 7),
            "Number of patients lost",
            r"cell H4: column 'Number of patients lost'",
        ),
        ("Table 4", (4, 6), "To the moon", r"Table 4' cell G5: column 'To the moon' is none"),
        (
            "Table 5",
            (4, 6),
            "Because",
            r"Table 5' cell G5: column 'Because' is none of the reasons",
        ),
    ],
)
def test_a_cell_that_is_not_understood_is_refused_by_its_address(tmp_path, sheet, at, cell, says):
    sheets = pages.month_book(AUGUST)
    sheets[sheet][at[0]][at[1]] = cell
    with pytest.raises(InputError, match=says):
        read(workbook(tmp_path / "book.xlsx", sheets))


def test_the_long_text_comes_back(tmp_path):
    found = read(text_file(tmp_path / "long.csv", pages.long_rows(JUNE)))
    table = pages.days_of(JUNE)
    patients = values(found, measure="nctr_patients", level="provider")
    assert patients["RBB", "2025-06-11", ""] == table[1][10][0]
    assert len(patients) == 90
    assert all(check.holds for check in found.checks), [x for x in found.checks if not x.holds]
    assert any("destinations add to the discharges" in check.what for check in found.checks)
    why = values(found, measure="delayed_patients_los7", organisation="RAA")
    assert set(why.values()) == {3.0, 4.0, 5.0, 6.0, 7.0}
    assert ("RAA", "2025-06-01", "interface.no-recourse") in why
    more = values(found, measure="additional_bed_days", organisation="ENGLAND")
    assert more == {
        ("ENGLAND", "2025-05-26", "7+"): 284,
        ("ENGLAND", "2025-05-26", "14+"): 142,
        ("ENGLAND", "2025-05-26", "21+"): 94,
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
def test_dashes_spaces_and_lost_characters_mean_the_same_reason(tmp_path, encoding):
    rows = [
        tuple(str(x).replace("\u202f", "?").replace("hub process–", "hub process -") for x in row)
        for row in pages.long_rows(JUNE)
    ]
    found = read(text_file(tmp_path / "long.csv", rows, encoding))
    why = values(found, measure="delayed_patients_los7", organisation="RAA")
    assert {reason for _, _, reason in why} == {
        "hospital.therapy-review",
        "hub.referrals",
        "interface.no-recourse",
        "capacity.p1-rehabilitation",
        "wellbeing.safeguarding",
    }


def test_rows_dated_outside_the_month_are_left_out_and_named(tmp_path):
    rows = pages.long_rows(JUNE)
    stray = [row for row in rows if row[8] == "Delay reason LOS 7+" and row[4] == "RAA"]
    rows = [("01/10/2025", *row[1:]) if row in stray else row for row in rows]
    rows += [("01/05/2025", *row[1:-1], 1) for row in rows if row[0] == "03/06/2025"][:4]
    found = read(text_file(tmp_path / "long.csv", rows))
    assert (
        "5 rows of delayed_patients_los7 are dated 01 October 2025 in a file of June 2025"
        in said(found)
    )
    assert "dated 01 May 2025" in said(found)
    assert not values(found, measure="delayed_patients_los7", organisation="RAA")
    assert found.rows["start"].dt.strftime("%Y-%m").isin(["2025-05", "2025-06"]).all()


def test_rows_given_twice_count_once_and_those_that_differ_are_bounded(tmp_path):
    rows = pages.long_rows(JUNE)
    first = next(row for row in rows if row[4] == "RAA" and row[8] == "NCTR")
    second = next(row for row in rows if row[4] == "RBB" and row[8] == "NCTR")
    rows += [first, (*second[:-1], second[-1] + 9)]
    found = read(text_file(tmp_path / "long.csv", rows))
    assert "1 rows are there twice with the same figure" in said(found)
    row = found.rows[(found.rows["organisation"] == "RBB") & found.rows["value"].isna()]
    row = row[row["measure"] == "nctr_patients"].iloc[0]
    assert (row["low"], row["high"], row["missing"]) == (150, 159, NOT_REPORTED)
    assert "150 in" in said(found, MISSING)


def test_not_applicable_is_missing_and_groups_may_be_lacking(tmp_path):
    table = pages.days_of(JUNE)
    table[0][0] = None
    rows = [row[:7] + row[9:] for row in pages.long_rows(JUNE, table)]
    found = read(text_file(tmp_path / "long.csv", rows))
    mine = found.rows[(found.rows["organisation"] == "RAA") & found.rows["value"].isna()]
    assert set(mine["missing"]) == {NOT_APPLICABLE}
    assert not found.rows[found.rows["measure"] == "delayed_patients_los7"].empty


def test_both_sides_of_the_break_are_measures_of_their_own(tmp_path):
    rows = pages.long_rows(date(2024, 5, 1))
    found = read(text_file(tmp_path / "long.csv", rows))
    before = found.rows[found.rows["measure"] == "nctr_patients_2022"]
    after = found.rows[found.rows["measure"] == "nctr_patients"]
    assert before["start"].max().strftime("%Y-%m-%d") == "2024-05-26"
    assert after["start"].min().strftime("%Y-%m-%d") == "2024-05-27"
    assert len(after["start"].unique()) == 5
    # The new words are of the new definition, whatever the month.
    assert "discharges_by_destination" in set(found.rows["measure"])
    assert "the definition broke on 27 May 2024" in said(found, DEFINITION)
    assert "May 2024 (before)" in said(found, DEFINITION)


@pytest.mark.parametrize(
    ("at", "column", "value", "says"),
    [
        (3, 0, "yesterday", r"cell A4: 'yesterday' is no day"),
        (3, 1, "Ward", r"cell B4: level 'Ward'"),
        (3, 6, "Number of cats", r"cell G4: metric 'Number of cats' is none that is known"),
        (3, 9, "many", r"cell J4: 'many' is neither a number"),
    ],
)
def test_text_that_is_not_understood_is_refused_by_its_cell(tmp_path, at, column, value, says):
    rows = pages.long_rows(JUNE)
    rows[at] = (*rows[at][:column], value, *rows[at][column + 1 :])
    with pytest.raises(InputError, match=says):
        read(text_file(tmp_path / "long.csv", rows))


def test_a_new_reason_of_a_known_group_is_read_under_its_own_words(tmp_path):
    rows = pages.long_rows(JUNE)
    label = "Capacity – Nobody left to ask (Pathway 1)"
    rows.append((*rows[-4][:6], label, *rows[-4][7:9], 4))
    found = read(text_file(tmp_path / "long.csv", rows))
    assert "capacity.nobody-left-to-ask-pathway-1" in set(found.rows["reason"])
    assert "on no list that is known" in said(found)


def test_the_series_comes_back_on_both_sides_of_the_break(tmp_path):
    start = date(2024, 5, 20)
    found = read(workbook(tmp_path / "series.xlsx", pages.series_book(start, 14)))
    days = pages.of_group(pages.days_of(start, 14))
    before = values(found, measure="nctr_patients_2022")
    after = values(found, measure="nctr_patients")
    assert len(before) == len(after) == 7
    assert after["ENGLAND", "2024-05-28", ""] == days[8][0]
    more = values(found, measure="additional_bed_days")
    assert more["ENGLAND", "2024-05-27", "14+"] == 118000
    assert "fewer trusts reported" in said(found)
    assert all(check.holds for check in found.checks)
