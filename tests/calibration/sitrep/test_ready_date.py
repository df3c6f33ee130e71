"""Discharge ready date: the long text, its suppressed counts, and text re-shaped from it."""

from math import isnan

import pytest

from calibration.sitrep import ready_date_text, registry
from calibration.sitrep.figure import NOT_APPLICABLE, NOT_REPORTED, SUPPRESSED
from calibration.sitrep.layout import MISSING
from calibration.sitrep.ready_date import BANDS, band, measured
from simulator.errors import InputError
from tests.calibration.sitrep.pages import said, text_file, values

HEAD = (
    "Data Type",
    "Upper Tier Local Authority Code",
    "Upper Tier Local Authority",
    "Region (of Provider)",
    "ICB (of Provider)",
    "Code",
    "Organisation Name",
    "Measure",
    "Value",
)
TOTAL = "Number of patients discharged in total"
DELAY = (
    "Number of patients discharged where, between the Discharge Ready Date and Discharge Date, "
    "there is {}"
)
DAYS = "Total bed days after Discharge Ready Date for patients discharged within {}"
WORDS = (
    "No delay",
    "a 1 day delay",
    "a 2-3 day delay",
    "a 4-6 day delay",
    "a 7-13 day delay",
    "a 14-20 day delay",
    "a delay of 21 days or more",
)
WITHIN = ("1 day", "2-3 days", "4-6 days", "7-13 days", "14-20 days", "21 days or more")
COUNTS = (900, 40, 25, 15, 11, 5, 4)
BED_DAYS = (40, 60, 70, 99, 80, 120)
MEAN = "Average days from Discharge Ready Date to date of discharge (inc 0 day delays)"
NAME = "Discharge-Ready-Date-monthly-data-csv-June-2024-Revised.csv"


def of(who, counts=COUNTS, days=BED_DAYS, times=1):
    """The rows of one organisation; `who` is all that stands before the measure."""
    rows = [(*who, TOTAL, sum(COUNTS) * times)]
    rows += [
        (*who, DELAY.format(words), x if x == "*" else x * times)
        for words, x in zip(WORDS, counts, strict=True)
    ]
    rows += [(*who, DAYS.format(words), x * times) for words, x in zip(WITHIN, days, strict=True)]
    rows += [(*who, "Total bed days lost due to delayed discharge", sum(days) * times)]
    return rows


NATION = ("National", "[z]", "[z]", "[z]", "[z]", "ENGLAND", "England")
SYSTEM = ("ICB", "[z]", "[z]", "NORTH", "[z]", "QAA", "NHS FIRST ICB")
OTHER = ("ICB", "[z]", "[z]", "SOUTH", "[z]", "QBB", "NHS SECOND ICB")
TRUST = ("Provider", "[z]", "[z]", "NORTH", "NHS FIRST ICB", "RAA", "FIRST NHS TRUST")
PLACE = ("UTLA Aggregate", "E06000099", "Newshire", "[z]", "[z]", "[z]", "[z]")


def page(**changed):
    """A month of England, two systems, a trust and an authority, all totals right."""
    rows = [HEAD, *of(NATION, times=2), *of(SYSTEM), *of(OTHER), *of(TRUST, **changed)]
    rows += [
        (*PLACE, "Total Discharges for UTLA from acceptable trusts", 321),
        (*PLACE, "% of all UTLA discharges that are from acceptable trusts", 0.875),
        (*TRUST, "Date of discharge is same as Discharge Ready Date", 0.9),
        (
            *TRUST,
            "Average days from Discharge Ready Date to date of discharge (inc 0 day delays)",
            "[x]",
        ),
        (*NATION, "% of providers submitting acceptable data", 0.8889),
    ]
    return rows


def read(tmp_path, rows, name=NAME):
    return registry.read(text_file(tmp_path / name, rows))


def test_every_band_comes_back_and_adds_up(tmp_path):
    found = read(tmp_path, page())
    assert found.layout == ready_date_text.name
    counts = values(found, measure="ready_discharges", organisation="RAA")
    assert counts == {
        ("RAA", "2024-06-01", ""): 1000,
        **{("RAA", "2024-06-01", x): y for x, y in zip(BANDS, COUNTS, strict=True)},
    }
    days = values(found, measure="ready_bed_days", organisation="ENGLAND")
    assert days["ENGLAND", "2024-06-01", "21+"] == 240
    assert days["ENGLAND", "2024-06-01", ""] == 2 * sum(BED_DAYS)
    place = values(found, level="local authority")
    assert place == {
        ("E06000099", "2024-06-01", ""): place["E06000099", "2024-06-01", ""],
    }
    assert set(found.rows[found.rows["organisation"] == "E06000099"]["value"]) == {321, 0.875}
    assert all(check.holds for check in found.checks)
    # 1-day bands to 21 or more for bed-days; no bed-day is of no delay.
    assert any("bands add to the total" in check.what for check in found.checks)
    assert any("every system added" in check.what for check in found.checks)
    assert "taken from the file's name only" in said(found)


def test_a_suppressed_band_is_a_bound_and_never_worked_out(tmp_path):
    two = (900, 40, 25, 15, 11, "*", "*")
    found = read(tmp_path, page(counts=two))
    mine = found.rows[(found.rows["organisation"] == "RAA") & (found.rows["missing"] == SUPPRESSED)]
    assert [*mine["reason"]] == ["14-20", "21+"]
    assert {*zip(mine["low"], mine["high"], strict=True)} == {(0.0, 9.0)}
    assert mine["value"].isna().all()
    one = (900, 40, 25, 15, 11, 5, "*")
    found = read(tmp_path, page(counts=one))
    mine = found.rows[(found.rows["organisation"] == "RAA") & (found.rows["missing"] == SUPPRESSED)]
    # 1000 less the others would be 4, which the publisher hid.
    assert {*zip(mine["low"], mine["high"], strict=True)} == {(0.0, 5.0)}
    assert "2 suppressed counts" not in said(found)
    assert "1 suppressed counts are kept as bounds" in said(found, MISSING)


def test_marks_say_why_a_figure_is_missing(tmp_path):
    rows = [(*row[:-1], "[z]") if row[7] == DELAY.format(WORDS[0]) else row for row in page()]
    found = read(tmp_path, rows)
    assert set(found.rows[found.rows["reason"] == "0"]["missing"]) == {NOT_APPLICABLE}
    mean = found.rows[found.rows["measure"] == "ready_delay_mean"]
    assert [*mean["missing"]] == [NOT_REPORTED]


def test_a_total_its_bands_do_not_add_to_is_named(tmp_path):
    rows = page()
    at = next(at for at, row in enumerate(rows) if row[5] == "RAA" and row[7] == TOTAL)
    rows[at] = (*rows[at][:-1], 1002)
    wrong = [check for check in read(tmp_path, rows).checks if not check.holds]
    assert [(check.printed, check.added, check.cell) for check in wrong] == [
        (1002, 1000, f"I{at + 1}")
    ]


def test_no_acceptable_provider_makes_zero_missing(tmp_path):
    rows = page()
    who = ("ICB", "[z]", "[z]", "SOUTH", "[z]", "QCC", "NHS THIRD ICB")
    rows += [(*who, TOTAL, 0), (*who, "Number of providers submitting acceptable data", 0)]
    found = read(tmp_path, rows)
    mine = found.rows[(found.rows["organisation"] == "QCC")].set_index("measure")
    assert mine.loc["ready_discharges", "missing"] == NOT_REPORTED
    assert mine.loc["ready_providers", "value"] == 0
    assert "QCC from 2024-06-01" in said(found, MISSING)


def test_the_month_may_stand_in_the_text_and_must_stand_somewhere(tmp_path):
    rows = [(*row, "Period" if at == 0 else "01/07/2024") for at, row in enumerate(page())]
    found = read(tmp_path, rows, "anything.csv")
    assert set(found.rows["end"].dt.strftime("%Y-%m-%d")) == {"2024-07-31"}
    with pytest.raises(InputError, match="neither the text nor the file's name says which month"):
        read(tmp_path, page(), "anything.csv")


def test_rows_and_measures_that_are_not_read_are_named(tmp_path):
    rows = [*page(), (*TRUST, "% of beds that are blue", 0.5)]
    rows.append(("UTLA by provider", *rows[1][1:]))
    found = read(tmp_path, rows)
    assert "measure '% of beds that are blue' is not read" in said(found)
    assert "rows of data type 'UTLA by provider' are left out" in said(found)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("no delay", "0"),
        ("a 1 day delay", "1"),
        ("a 2 3 day delay", "2-3"),
        ("a delay of 21 days or more", "21+"),
        ("a 5 day delay", None),
    ],
)
def test_bands_are_known_by_their_words(words, code):
    assert band(words) == code


def test_dashes_in_a_measure_do_not_matter():
    assert measured(DELAY.format("a 7\u201313 day delay")) == ("ready_discharges", "7-13")


FLAT = ("level", "code", "name", "months", "band", "discharges", "bed_days")
FLAT_BANDS = (
    "no_delay",
    "one_day",
    "two_three",
    "four_six",
    "seven_thirteen",
    "fourteen_twenty",
    "twenty_one_plus",
)


def test_bands_of_a_year_re_shaped_come_back(tmp_path):
    rows = [FLAT]
    for who, months in (
        ("National,ENGLAND,England", 12),
        ("ICB,QAA,First", 12),
        ("Provider,RAA,A", 7),
    ):
        days = (0, *BED_DAYS)
        rows += [
            (*who.split(","), months, name, count, day)
            for name, count, day in zip(FLAT_BANDS, COUNTS, days, strict=True)
        ]
    found = read(tmp_path, rows, "bands_2024_25.csv")
    counts = values(found, measure="ready_discharges", organisation="RAA")
    assert counts == {("RAA", "2024-04-01", x): y for x, y in zip(BANDS, COUNTS, strict=True)}
    assert all(check.holds for check in found.checks)
    assert "RAA 7" in said(found, MISSING)


def test_months_re_shaped_come_back_with_their_per_cent_checked(tmp_path):
    head = (
        "level",
        "code",
        "month",
        "total_discharges",
        "same_day_count",
        "same_day_percent",
        "delayed_count",
        "delayed_percent",
        "bed_days_after_drd",
        "average_days_after_drd_excluding_zero",
        "acceptable_provider_count",
        "acceptable_provider_percent",
        "utla_coverage_percent",
    )
    rows = [
        head,
        (
            "National",
            "ENGLAND",
            "Apr 2024",
            1000,
            900,
            90.0,
            100,
            10.0,
            469,
            4.69,
            120.0,
            88.89,
            "",
        ),
        ("ICB", "QAA", "Apr 2024", 1000, 900, 91.0, 100, 10.0, 469, 4.69, 3, 100, ""),
    ]
    found = read(tmp_path, rows, "drd.csv")
    wrong = [check for check in found.checks if not check.holds]
    assert [check.printed for check in wrong if "same day" in check.what] == [91.0]
    share = values(found, measure="ready_providers_share")
    assert share["ENGLAND", "2024-04-01", ""] == pytest.approx(0.8889)
    assert not any(isnan(x) for x in found.rows["value"])
