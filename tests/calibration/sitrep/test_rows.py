"""The tidy table, figures and periods: what is let in, and what is put together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import isnan, nan

import pandas as pd
import pytest

from calibration.sitrep.breaks import BREAKS, crossed
from calibration.sitrep.figure import figure, text
from calibration.sitrep.gaps import gaps
from calibration.sitrep.grid import read_book
from calibration.sitrep.layout import Check, Match, Reading
from calibration.sitrep.measure import KINDS
from calibration.sitrep.measures import MEASURES
from calibration.sitrep.period import Period, month, month_of_year, period, period_in_name
from calibration.sitrep.registry import LAYOUTS, read, recognise
from calibration.sitrep.rows import COLUMNS, Row, join, tidy
from simulator.errors import InputError
from tests.calibration.sitrep.printed import text as printed

ROW = Row(
    "E06000901",
    "Ambridge",
    "local authority",
    date(2017, 4, 1),
    date(2017, 4, 30),
    "dtoc_delayed_days",
    12.0,
    file="a.xls",
    sheet="One",
    cell="C14",
)


def test_the_table_has_its_columns_kinds_and_types():
    frame = tidy([ROW])
    assert tuple(frame.columns) == COLUMNS
    assert frame["kind"].tolist() == ["bed-days"]
    assert {str(frame[name].dtype) for name in ("start", "end")} == {"datetime64[s]"}
    assert tuple(tidy([]).columns) == COLUMNS


def test_every_measure_has_a_kind_a_basis_and_a_definition():
    for each in MEASURES.values():
        assert each.kind in KINDS
        assert each.basis
        assert each.unit
        assert each.definition.endswith(".")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"organisation": ""}, "has no organisation"),
        ({"level": "trust"}, "has another level than provider"),
        ({"end": date(2017, 3, 31)}, "ends before it begins"),
        ({"measure": "delays"}, "not registered"),
        ({"setting": "Acute"}, "unknown setting"),
        ({"responsible": "council"}, "unknown responsible"),
        ({"value": nan}, "neither a value nor a reason why not"),
        ({"missing": "not reported"}, "has a value and a reason why it is missing"),
        ({"value": nan, "missing": "lost"}, "missing for another reason than"),
        ({"value": float("inf")}, "not a finite number"),
        ({"value": -1.0}, "below zero"),
        ({"low": 13.0, "high": 14.0}, "bounds that do not hold it"),
        ({"measure": "bed_occupancy"}, "so perhaps per cent"),
    ],
)
def test_a_row_that_cannot_be_is_refused_by_its_cell(change, says):
    with pytest.raises(InputError) as caught:
        tidy([ROW, replace(ROW, reason="A", cell="D14", **change)])
    assert "a.xls: sheet 'One' cell D14: " in str(caught.value)
    assert says in str(caught.value)


def test_a_figure_given_twice_in_a_file_is_refused_with_both_cells():
    with pytest.raises(InputError, match=r"(?s)D9: .* is given twice, also in .*cell C14"):
        tidy([ROW, replace(ROW, cell="D9", value=11.0)])


def test_of_two_files_the_first_named_is_kept_unless_it_has_none():
    other = replace(ROW, file="b.xls", value=13.0)
    lacks = replace(ROW, file="c.xls", value=nan, missing="not reported")
    joined = join([tidy([ROW]), tidy([other])])
    assert joined.rows["value"].tolist() == [12.0]
    (left,) = joined.repeats.itertuples()
    assert (left.file, left.value, left.kept_file, left.kept_value) == (
        "b.xls",
        13.0,
        "a.xls",
        12.0,
    )
    assert join([tidy([lacks]), tidy([other])]).rows["file"].tolist() == ["b.xls"]
    assert join([]).rows.empty


@pytest.mark.parametrize(
    ("cell", "value"),
    [(5, 5), (0.25, 0.25), ("1,234", 1234), ("12,345.5", 12345.5), ("45.5%", 0.455), (" 7 ", 7)],
)
def test_a_number_is_read_whatever_it_is_kept_as(cell, value):
    found = figure(cell)
    assert found is not None
    assert (found.value, found.missing) == (value, "")


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        (None, "not reported"),
        ("-", "not reported"),
        ("–", "not reported"),
        ("[x]", "not reported"),
        ("[z]", "not applicable"),
        ("NA", "not applicable"),
        ("*", "suppressed"),
        ("[c]", "suppressed"),
    ],
)
def test_a_mark_is_missing_and_never_zero(cell, why):
    found = figure(cell)
    assert found is not None
    assert isnan(found.value)
    assert found.missing == why


@pytest.mark.parametrize("cell", ["12 3", "1,23", "see note", True, float("nan"), "1.2.3", "--5"])
def test_what_is_neither_is_no_figure(cell):
    assert figure(cell) is None


def test_words_have_plain_spaces_and_dashes():
    assert text("  a\u00a0–  b\u2019s ") == "a - b's"
    assert text(716.0) == "716"


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("April 2017", "2017-04-01", "2017-04-30"),
        ("Sept-24", "2024-09-01", "2024-09-30"),
        ("Feb 2024", "2024-02-01", "2024-02-29"),
        ("2024-25 Q1", "2024-04-01", "2024-06-30"),
        ("Quarter 4 2024-25", "2025-01-01", "2025-03-31"),
        ("2024/25", "2024-04-01", "2025-03-31"),
        ("2024-06", "2024-06-01", "2024-06-30"),
        ("01/06/2024", "2024-06-01", "2024-06-01"),
        (date(2024, 6, 1), "2024-06-01", "2024-06-01"),
    ],
)
def test_periods_in_their_published_forms(words, start, end):
    assert period(words) == Period(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    "words", ["", "Octember 2017", "2017-19", "31/02/2024", "May", "Q5 2024-25"]
)
def test_what_is_no_period(words):
    assert period(words) is None


def test_months_of_a_financial_year_lie_in_two_years():
    assert month_of_year("2016-17", "OCTOBER") == month(2016, 10)
    assert month_of_year("2016-17", "March") == month(2017, 3)
    assert month_of_year("2016", "March") is None


def test_a_period_in_a_files_name():
    assert period_in_name("hes_apc_2024_25.csv") == period("2024-25")
    assert period_in_name("audit_2026_03_04.csv") == period("2026-03-04")
    assert period_in_name("audit.csv") is None


def months(*numbers, year=2017):
    return [
        replace(ROW, start=month(year, n).start, end=month(year, n).end, cell=f"C{n}")
        for n in numbers
    ]


def test_gaps_between_first_and_last_month_are_named():
    rows = tidy([*months(1, 2, 5, 7), replace(months(6)[0], value=nan, missing="not reported")])
    assert gaps(rows) == {
        "dtoc_delayed_days by local authority": ["2017-03 to 2017-04", "2017-06"],
    }
    assert gaps(tidy(months(1, 2, 3))) == {}


def test_a_step_in_definition_is_named_only_where_rows_lie_on_both_sides():
    (step,) = [each for each in BREAKS if each.on == date(2017, 4, 1)]
    assert crossed(tidy(months(3, 4))) == [step]
    assert crossed(tidy(months(4, 5))) == []
    assert crossed(tidy(months(1, 3))) == []


def test_a_total_holds_within_what_it_may_differ():
    assert Check("x", 10, 10).holds
    assert not Check("x", 10, 11).holds
    assert Check("x", 10, 11, within=1).holds


class Made:
    """A layout that says what it is told."""

    looks_for = "nothing"

    def __init__(self, name, lacking):
        self.name, self.lacking = name, lacking

    def matches(self, book):
        return Match(("a", "e"), self.lacking)

    def read(self, book):
        return Reading(self.name, "x", tidy([]))


def test_one_match_is_taken_and_two_are_refused(tmp_path):
    book = read_book(printed(tmp_path / "a.csv", [["a"]]))
    yes, no, also = Made("one", ()), Made("two", ("b",)), Made("three", ())
    assert recognise(book, (no, yes)) is yes
    with pytest.raises(InputError, match="it is at once 'one' and 'three'"):
        recognise(book, (yes, also))
    with pytest.raises(
        InputError, match=r"(?s)nearest is 'two', of which it lacks b.*two: nothing"
    ):
        recognise(book, (no, Made("four", ("c", "d"))))


def test_every_layout_has_a_name_of_its_own_and_says_what_it_looks_for():
    assert len({layout.name for layout in LAYOUTS}) == len(LAYOUTS)
    assert all(layout.looks_for for layout in LAYOUTS)


def test_a_file_of_nothing_known_is_refused(tmp_path):
    path = printed(tmp_path / "shopping.csv", [["eggs", "milk"], [6, 1]])
    with pytest.raises(InputError) as caught:
        read(path)
    words = str(caught.value)
    assert "shopping.csv: no known layout; " in words
    assert all(layout.name in words for layout in LAYOUTS)


def test_dates_are_kept_to_the_day():
    frame = tidy([ROW])
    assert frame["start"].iloc[0] == pd.Timestamp("2017-04-01")
