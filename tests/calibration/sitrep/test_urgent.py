"""Beds of the urgent and emergency care sitrep, and urgent community response."""

from datetime import date, timedelta
from itertools import chain

import pytest

from calibration.sitrep import registry, response_workbook, uec_month, uec_series, uec_text
from calibration.sitrep.figure import NOT_REPORTED
from calibration.sitrep.layout import MISSING
from calibration.sitrep.uec import counted
from simulator.errors import InputError
from tests.calibration.sitrep.pages import said, text_file, values, workbook

START = date(2023, 12, 1)
LABELS = (
    "G&A beds available",
    "G&A beds occupied",
    "G&A occupancy rate",
    "Adult G&A beds available",
    "Adult G&A beds occupied",
    "Adult G&A occupancy rate",
)


def beds(available, occupied):
    rate = round(occupied / available, 3)
    return [
        available,
        occupied,
        rate,
        available - 10,
        occupied - 9,
        round((occupied - 9) / (available - 10), 3),
    ]


TRUSTS = (
    ("NORTH", "RAA", "FIRST NHS TRUST", 600, 551),
    ("SOUTH", "RCC", "THIRD NHS TRUST", 400, 380),
)


def month_page(code_first=True):
    """A month's workbook, with the trusts' block far below or with name before code."""
    head = ["Region", "Org Code", "Org Name"] if code_first else ["Region", "Name", "Code"]
    rows = [[None, "Title:", "Critical care and G&A beds"], [None, "Period:", "December 2023"]]
    rows += [[] for _ in range(8)] + [[None, "Published:", date(2024, 1, 11)], [], []]
    rows += [[None, *head, *LABELS], [None, "ENGLAND", "-", "ENGLAND", *added(TRUSTS)], []]
    rows += [[None, x[0], None, None, *added([x])] for x in TRUSTS]
    rows += [[], *([] for _ in range(30 if code_first else 0)), [None, *head, *LABELS]]
    for region, code, name, available, occupied in TRUSTS:
        who = [region, code, name] if code_first else [region, name, f"'{code}'"]
        rows.append([None, *who, *beds(available, occupied)])
    return [*rows, [], [None, "Notes: beds are averages of days"]]


def added(trusts):
    """As printed for England: counts added, rates worked out again."""
    rows = [beds(*x[3:]) for x in trusts]
    total = [sum(x) for x in zip(*rows, strict=True)]
    return [*total[:2], total[1] / total[0], *total[3:5], total[4] / total[3]]


@pytest.mark.parametrize("code_first", [True, False])
def test_a_month_of_beds_comes_back(tmp_path, code_first):
    path = workbook(
        tmp_path / "x.xlsx", {"Notes": [["x"]], "All acute trusts": month_page(code_first)}
    )
    found = registry.read(path)
    assert found.layout == uec_month.name
    rows = values(found, measure="uec_beds_occupied", level="provider")
    assert rows == {
        ("RAA", "2023-12-01", "general and acute"): 551,
        ("RCC", "2023-12-01", "general and acute"): 380,
        ("RAA", "2023-12-01", "adult general and acute"): 542,
        ("RCC", "2023-12-01", "adult general and acute"): 371,
    }
    assert (
        values(found, measure="uec_beds_available", level="nation")[
            "ENGLAND", "2023-12-01", "general and acute"
        ]
        == 1000
    )
    assert len(values(found, measure="uec_bed_occupancy", level="region")) == 4
    assert all(check.holds for check in found.checks)


def test_a_rate_that_is_not_occupied_over_available_is_named(tmp_path):
    page = month_page()
    row = next(x for x in page if len(x) > 4 and x[2] == "RCC")
    row[6] = 0.7
    found = registry.read(workbook(tmp_path / "x.xlsx", {"All acute trusts": page}))
    wrong = [check for check in found.checks if not check.holds]
    assert [(check.printed, check.added) for check in wrong] == [(0.7, 0.95)]
    assert "RCC" in wrong[0].what


def series_page(labels, number, of_trust):
    """A sheet of a topic: days in merged cells above, measures below, England first."""
    days, names = [None] * 5, [None, "NHS England Region", None, "Code", "Name"]
    for day in range(number):
        days += [START + timedelta(days=day)] + [None] * (len(labels) - 1)
        names += labels
    rows = [[None, "Title:", "UEC Daily SitRep"], *([] for _ in range(11)), days, names]
    cells = {x[1]: [of_trust(x, day) for day in range(number)] for x in TRUSTS}
    england = [
        [sum(x if isinstance(x, int) else 0 for x in part) for part in zip(*each, strict=True)]
        for each in zip(*cells.values(), strict=True)
    ]
    rows += [[None, None, None, "-", "ENGLAND", *chain.from_iterable(england)], []]
    rows += [[None, x[0], None, x[1], x[2], *chain.from_iterable(cells[x[1]])] for x in TRUSTS]
    return rows


def adult(trust, day):
    return [trust[3] + day, 7, trust[4] + day]


def long_stay(trust, day):
    return [trust[4] // 2, trust[4] // 4 + day, trust[4] // 8]


ADULT = (
    "Adult G&A beds open",
    "Adult G&A beds unavailable to non-covid admissions",
    "Adult G&A beds occ'd",
)
LONG = ("> 7 days", "> 14 days", "> 21 days")


def series_book(**changed):
    topics = {
        "Adult G&A beds": series_page(
            [
                "Adult G&A beds open",
                "Adult G&A beds unavailable to non-covid admissions",
                "Adult G&A beds occ'd",
            ],
            31,
            adult,
        ),
        "Beds Occ by long stay patients": series_page(
            ["> 7 days", "> 14 days", "> 21 days"], 31, long_stay
        ),
        "Flu": [["Flu"], ["no beds here"]],
    }
    return topics | changed


def test_the_time_series_comes_back(tmp_path):
    found = registry.read(workbook(tmp_path / "x.xlsx", series_book()))
    assert found.layout == uec_series.name
    stays = values(found, measure="uec_long_stay_beds", organisation="RCC")
    assert len(stays) == 93
    assert stays["RCC", "2023-12-31", ">14"] == 95 + 30
    open_ = values(found, measure="uec_beds_available", organisation="ENGLAND")
    assert open_["ENGLAND", "2023-12-02", "adult general and acute"] == 1002
    assert "this sheet is not read" in said(found)
    assert all(check.holds for check in found.checks)


def test_core_and_escalation_beds_must_add_to_those_open(tmp_path):
    labels = [
        "Core Beds Open",
        "Escalation Beds Open",
        "Total Beds Open",
        "Total beds occ'd",
        "Occupancy rate",
    ]

    def of(trust, day):
        total = trust[3] + 20
        wrong = 5 if trust[1] == "RAA" and day == 3 else 0
        return [trust[3], 20, total + wrong, trust[4], round(trust[4] / (total + wrong), 3)]

    page = {"G&A beds": series_page(labels, 10, of)}
    page["G&A beds"][14] = []
    found = registry.read(workbook(tmp_path / "x.xlsx", page))
    wrong = [check for check in found.checks if not check.holds]
    assert [(check.printed, check.added) for check in wrong] == [(625, 620)]
    assert "RAA from 2023-12-04" in wrong[0].what


def test_no_general_beds_at_all_is_nobodys_report(tmp_path):
    def of(trust, day):
        return [0, 0] if trust[1] == "RCC" else [600, 551]

    page = {"G&A beds": series_page(["Total Beds Open", "Total beds occ'd"], 31, of)}
    found = registry.read(workbook(tmp_path / "x.xlsx", page))
    mine = found.rows[found.rows["organisation"] == "RCC"]
    assert set(mine["missing"]) == {NOT_REPORTED}
    assert "RCC 31" in said(found, MISSING)


def test_figures_without_a_day_above_are_refused(tmp_path):
    book = series_book()
    book["Adult G&A beds"][12][5] = None
    with pytest.raises(InputError, match=r"cell F14: no day stands above this column"):
        registry.read(workbook(tmp_path / "x.xlsx", book))


@pytest.mark.parametrize(
    ("label", "sheet", "found"),
    [
        ("> 21 days", "Beds Occ by long stay patients", ("uec_long_stay_beds", ">21")),
        ("Total beds occ'd", "Total G&A beds", ("uec_beds_occupied", "general and acute")),
        ("Adult critical care occupancy rate", "", ("uec_bed_occupancy", "adult critical care")),
        ("Norovirus", "D&V, Norovirus", None),
    ],
)
def test_columns_of_beds_are_known_by_their_words(label, sheet, found):
    assert counted(label, sheet) == found


def long_text():
    head = ("Period", "Level", "Region", "ICB", "Org Code", "Org Name", "Metric", "Type", "Value")
    stay = "Number of G&A beds occupied by patients with a length of stay of - {} or more days"
    rows = [head]
    for level, code, values_ in (
        ("National", "ENG", added(TRUSTS)),
        ("Region", "Y01", added(TRUSTS[:1])),
        ("Region", "Y02", added(TRUSTS[1:])),
        ("Provider", "RAA", beds(600, 551)),
        ("Provider", "RCC", beds(400, 380)),
    ):
        who = ("01/06/2024", level, "[z]", "[z]", code, code)
        rows += [
            (*who, label, "All Type", value) for label, value in zip(LABELS, values_, strict=True)
        ]
        rows += [(*who, LABELS[0], "Type 1", 7)]
        rows += [(*who, stay.format(7), "All Type", values_[1] // 2)] if level == "Provider" else []
    return rows


def test_the_long_text_of_beds_comes_back(tmp_path):
    found = registry.read(text_file(tmp_path / "x.csv", long_text()))
    assert found.layout == uec_text.name
    rows = values(found, measure="uec_beds_occupied", level="provider")
    assert rows["RCC", "2024-06-01", "general and acute"] == 380
    assert values(found, measure="uec_long_stay_beds")["RAA", "2024-06-01", "7+"] == 275
    assert "rows of type 'Type 1' are not read" in said(found)
    assert all(check.holds for check in found.checks)


MONTHS = ("Apr-24", "May-24", "Jun-24 (provisional)")
TITLES = {
    "Table 1": "Table 1: Percentage of 2-hour UCR referrals that achieved the 2-hour standard",
    "Table 2": "Table 2: Count of 2-hour UCR referrals",
    "Table 3": "Table 3: Count of all UCR care contacts",
}
WHO = (
    ("National", "ENGLAND", "National"),
    ("Y01", "NORTH COMMISSIONING REGION", "Region"),
    ("QAA", "NHS FIRST INTEGRATED CARE BOARD", "ICB"),
    ("Unknown", "Unknown", "ICB"),
    ("NTV01", "A COMMUNITY PROVIDER", "Provider"),
)


def response_page(title, cells):
    rows = [
        [title],
        *([] for _ in range(4)),
        ["ODS Code", "Organisation Name", "Organisation Type", *MONTHS],
    ]
    return rows + [[*who, *cells(at)] for at, who in enumerate(WHO)] + [[], ["Notes"]]


def response_book():
    counts = [[130, 205, 340], [125, 200, 335], [125, 200, 335], [5, 5, 0], [5, 10, "*"]]
    shares = [[0.85, 0.8, 0.75]] * 4 + [["-", 1, 0.5]]
    return {
        "Contents": [["Contents"]],
        "Table 1": response_page(TITLES["Table 1"], lambda at: shares[at]),
        "Table 2": response_page(TITLES["Table 2"], lambda at: counts[at]),
        "Table 3": response_page(TITLES["Table 3"], lambda at: counts[at]),
    }


def test_response_comes_back_with_the_bounds_of_rounding(tmp_path):
    found = registry.read(workbook(tmp_path / "x.xlsx", response_book()))
    assert found.layout == response_workbook.name
    rows = found.rows[found.rows["measure"] == "response_referrals"].set_index(
        ["organisation", "start"]
    )
    small, ten = rows.loc[("NTV01", "2024-04-01")], rows.loc[("NTV01", "2024-05-01")]
    assert (small["value"], small["low"], small["high"]) == (5, 1, 7)
    assert (ten["value"], ten["low"], ten["high"]) == (10, 8, 12)
    assert rows.loc[("NTV01", "2024-06-01")]["missing"] == "suppressed"
    assert rows.loc[("ENGLAND", "2024-06-01")]["end"].strftime("%Y-%m-%d") == "2024-06-30"
    share = values(found, measure="response_within_2_hours", organisation="ENGLAND")
    assert share["ENGLAND", "2024-05-01", ""] == 0.8
    assert "June 2024 is provisional" in said(found)
    assert "bucket of unknown systems" in said(found)
    assert all(check.holds for check in found.checks)


def test_regions_that_rounding_cannot_explain_are_named(tmp_path):
    book = response_book()
    book["Table 2"][7][3] = 100
    wrong = [x for x in registry.read(workbook(tmp_path / "x.xlsx", book)).checks if not x.holds]
    assert [(check.printed, check.added) for check in wrong] == [(130, 100)]


def test_a_month_that_is_none_is_refused(tmp_path):
    book = response_book()
    book["Table 2"][5][4] = "Spring"
    with pytest.raises(InputError, match=r"Table 2' cell E6: 'Spring' is no month"):
        registry.read(workbook(tmp_path / "x.xlsx", book))
