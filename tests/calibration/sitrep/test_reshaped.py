"""Text re-shaped from published discharge, bed and response tables."""

from datetime import date, timedelta

import pytest

from calibration.sitrep import registry
from calibration.sitrep.delay_reasons_2024 import REASONS_2024
from calibration.sitrep.figure import LOST_DAY, NOT_REPORTED
from calibration.sitrep.layout import DEFINITION, MISSING
from calibration.sitrep.urgent_flat import BEDS
from simulator.errors import InputError
from tests.calibration.sitrep.acute_pages import DESTINATIONS, REASONS
from tests.calibration.sitrep.pages import said, text_file, values

MAY = date(2024, 5, 1)
REASON_HEAD = ("level", "code", "reason", "mean_monthly_avg", "months")
RESPONSE_HEAD = ("level", "code", "name", "metric", "month", "value")


def read(tmp_path, rows, name="any.csv"):
    return registry.read(text_file(tmp_path / name, rows))


def daily(code, of_trust, number=61, trusts=12):
    """Patients of twelve organisations over two months; '' where there is no report."""
    rows = [(code, "date", "do_not_meet_criteria_to_reside")]
    for trust in range(trusts):
        rows += [
            (f"R{trust:02}", f"{MAY + timedelta(days=day)}", of_trust(trust, day))
            for day in range(number)
        ]
    return rows


@pytest.mark.parametrize(
    ("code", "level"), [("nhs_trust22_code", "provider"), ("icb22_code", "system")]
)
@pytest.mark.parametrize("name", ["any.csv", "any.csv.gz"])
def test_days_come_back_on_both_sides_of_the_break(tmp_path, code, level, name):
    rows = daily(code, lambda trust, day: 50 + trust + day / 1.0)
    found = read(tmp_path, rows, name)
    before = values(found, measure="nctr_patients_2022", level=level)
    after = values(found, measure="nctr_patients", level=level)
    assert len(before) == 12 * 26
    assert len(after) == 12 * 35
    assert after["R03", "2024-05-27", ""] == 79
    assert "27 May 2024" in said(found, DEFINITION)


def test_zeros_of_no_report_by_each_rule(tmp_path):
    def of(trust, day):
        if trust == 1 and day >= 26:
            return 0  # nobody reported from the break on, five days in May and all June
        if (trust, day) == (2, 7):
            return 0  # one day among large counts
        if trust == 3:
            return day % 2  # small counts, whose zeros may be true
        if (trust, day) == (4, 9):
            return ""
        return 0 if day == 20 else 60 + trust

    found = read(tmp_path, daily("nhs_trust22_code", of)).rows
    missing = found[found["missing"] != ""]
    lost = missing[missing["missing"] == LOST_DAY]
    assert set(lost["start"].dt.strftime("%Y-%m-%d")) == {"2024-05-21"}
    assert len(lost) == 12
    whose = missing[missing["missing"] == NOT_REPORTED].groupby("organisation").size()
    assert whose.to_dict() == {"R01": 35, "R02": 1, "R04": 1}
    small = found[(found["organisation"] == "R03") & (found["value"] == 0)]
    assert len(small) == 30


def test_the_parts_of_a_day_are_no_figures_once_they_end(tmp_path):
    head = ("nhs_trust22_code", "date", "discharged_by_1700", "discharged_between_1701_2359")
    rows = [(*head, "discharged_total")]
    rows += [("RAA", f"2023-05-{day:02}", 20 + day, 9, 29 + day) for day in range(1, 32)]
    rows += [("RAA", f"2023-06-{day:02}", "", "", 40 + day) for day in range(1, 31)]
    rows[4] = (*rows[4][:4], 99)
    found = read(tmp_path, rows)
    assert len(values(found, measure="nctr_discharged_by_17_2022")) == 31
    assert len(values(found, measure="nctr_discharged_2022")) == 61
    assert "60 cells" in said(found, MISSING)
    wrong = [check for check in found.checks if not check.holds]
    assert [(check.printed, check.added, check.cell) for check in wrong] == [(99, 33, "E5")]


MONTHS = (
    "level",
    "code",
    "month",
    "nctr_average",
    "discharged_total",
    "discharged_average",
    "remaining_average",
    "remaining_percent",
    "days_recorded",
)


def months(*lines):
    return [MONTHS, *lines]


def month_line(level, code, month, *, mean, total, days=30):
    left = round(total / days, 2)
    return (
        level,
        code,
        month,
        mean,
        total,
        left,
        round(mean - left, 2),
        round(100 * (mean - total / days) / mean, 2) if mean else "",
        days,
    )


def test_months_come_back_and_their_averages_are_worked_out_again(tmp_path):
    lines = [
        month_line("National", "ENGLAND", "2024-06", mean=300.0, total=3000),
        month_line("ICB", "QAA", "2024-06", mean=200.0, total=1800),
        month_line("ICB", "QBB", "2024-06", mean=100.0, total=1200),
        month_line("ICB", "QBB", "2024-05", mean=100.0, total=1200, days=31),
    ]
    found = read(tmp_path, months(*lines))
    assert values(found, measure="nctr_discharged")["QAA", "2024-06-01", ""] == 1800
    assert values(found, measure="nctr_remaining_2022")["QBB", "2024-05-01", ""] == 61.29
    assert all(check.holds for check in found.checks)
    assert "May 2024 (before)" in said(found, DEFINITION)
    lines[1] = (*lines[1][:6], 150.0, *lines[1][7:])
    wrong = [check.what for check in read(tmp_path, months(*lines)).checks if not check.holds]
    assert {what.split(",")[0] for what in wrong} == {
        "the average remaining is patients less discharged",
        "remaining in per cent of patients",
        "England's nctr_remaining is every system added",
    }


def test_months_without_discharges_make_what_remains_missing(tmp_path):
    lines = [
        month_line("Provider", f"R{at:02}", "2024-06", mean=200.0, total=0 if at == 2 else 1800)
        for at in range(6)
    ]
    lines.append(month_line("Provider", "R99", "2024-06", mean=0.0, total=0))
    found = read(tmp_path, months(*lines)).rows
    missing = found[found["missing"] == NOT_REPORTED]
    assert sorted(zip(missing["organisation"], missing["measure"], strict=True)) == [
        ("R02", "nctr_discharged"),
        ("R02", "nctr_remaining"),
        ("R99", "nctr_discharged"),
        ("R99", "nctr_patients"),
        ("R99", "nctr_remaining"),
    ]


def test_destinations_and_reasons_come_back(tmp_path):
    rows = [("level", "code", "destination", "count_jun24_mar25")]
    rows += [("Provider", "RAA", label, 10 * at) for at, label in enumerate(DESTINATIONS, 1)]
    found = read(tmp_path, rows)
    assert values(found) == {
        ("RAA", "2024-06-01", "P0.home"): 10,
        ("RAA", "2024-06-01", "P1.rehabilitation"): 20,
        ("RAA", "2024-06-01", "P2.bed"): 30,
        ("RAA", "2024-06-01", "P3.care-home-new"): 40,
    }
    rows = [REASON_HEAD]
    rows += [("Provider", "RAA", label, 1.5 + at, 10 + 8 * at) for at, label in enumerate(REASONS)]
    found = read(tmp_path, rows)
    assert values(found)["RAA", "2024-06-01", "hub.referrals"] == 2.5
    assert "another number of months than 10 (4)" in said(found)
    assert "does not say its period" in said(found)


def test_a_trust_whose_every_reason_is_zero_did_not_report(tmp_path):
    rows = [("nhs_trust22_name", "nhs_trust22_code", "date", "delay_reason", "delay_count")]
    for trust in range(5):
        rows += [
            ("A TRUST", f"R{trust:02}", "2024-06-01", words, 0 if trust == 3 or at > 9 else at)
            for at, (_, words) in enumerate(REASONS_2024)
        ]
    found = read(tmp_path, rows).rows
    assert set(found[found["missing"] != ""]["organisation"]) == {"R03"}
    assert (found["missing"] != "").sum() == 37
    assert set(found["end"].dt.strftime("%Y-%m-%d")) == {"2024-06-30"}


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (
            [("nhs_trust22_code", "date", "do_not_meet_criteria_to_reside"), ("R", "May", 3)],
            r"cell B2: 'R' on 'May': no organisation and day",
        ),
        (
            [("level", "code", "destination", "count_jun24_mar25"), ("ICB", "Q", "The moon", 1)],
            r"cell C2: 'The moon' is no destination",
        ),
        (
            [
                ("level", "code", "reason", "mean_monthly_avg", "months"),
                ("ICB", "Q", "No Plan", 1, 1),
            ],
            r"'No Plan' is no reason of the acute sitrep from 27 May 2024",
        ),
        (
            [
                ("level", "code", "name", "metric", "month", "value"),
                ("ICB", "Q", "N", "x", "Apr-24", 1),
            ],
            r"'x' is none of performance, referrals, contacts",
        ),
        ([MONTHS, ("Ward", "Q", "2024-06", *[1] * 6)], r"cell A2: level 'Ward', code 'Q'"),
        ([MONTHS, ("ICB", "Q", "June", *[1] * 6)], r"cell C2: 'June' is no month"),
    ],
)
def test_what_is_not_understood_is_refused_by_its_cell(tmp_path, rows, says):
    with pytest.raises(InputError, match=says):
        read(tmp_path, rows)


def test_beds_of_a_month_come_back(tmp_path):
    def line(trust, occupied):
        kinds = [(600, occupied, round(occupied / 600, 3)), *[(10, 5, 0.5)] * 4, (0, 0, "")]
        return (trust, "April 2022", *(x for kind in kinds for x in kind))

    columns = list(BEDS)
    found = read(
        tmp_path, [("nhs_trust22_code", "date", *columns), line("RAA", 551), line("RBB", 590)]
    )
    assert (
        values(found, measure="uec_beds_occupied")["RAA", "2022-04-01", "general and acute"] == 551
    )
    assert len(found.rows) == 36
    assert all(check.holds for check in found.checks)
    # No neonatal beds is a figure, not a gap.
    assert (
        values(found, measure="uec_beds_available")["RAA", "2022-04-01", "neonatal intensive care"]
        == 0
    )


def test_attendances_and_their_shares(tmp_path):
    head = (
        "nhs_trust22_code",
        "total_attendances",
        "attendances_over_4hours",
        "total_emergency_admissions",
        "emergency_admissions_over_4hours",
        "pct_attendance_over_4hours",
        "pct_emergency_admissions_over_4hours",
        "date",
    )
    rows = [head, ("RAA", 1000, 250, 400, 40, 0.25, 0.1, "June 2024")]
    rows.append(("RBB", 1000, 250, 400, 40, 0.25, 0.3, "June 2024"))
    found = read(tmp_path, rows)
    assert values(found, measure="ae_attendances")["RAA", "2024-06-01", ""] == 1000
    wrong = [check for check in found.checks if not check.holds]
    assert [(check.printed, check.added) for check in wrong] == [(0.3, 0.1)]
    assert "admissions" in wrong[0].what


def test_response_by_month_has_shares_and_bounds(tmp_path):
    rows = [
        RESPONSE_HEAD,
        ("National", "National", "England", "performance", "Apr-24", 85.39),
        ("ICB", "QAA", "First", "referrals", "Apr-24", 5),
        ("Provider", "RAA", "A", "contacts", "Apr-24", ""),
    ]
    found = read(tmp_path, rows)
    assert values(found, measure="response_within_2_hours") == {
        ("ENGLAND", "2024-04-01", ""): pytest.approx(0.8539)
    }
    row = found.rows[found.rows["measure"] == "response_referrals"].iloc[0]
    assert (row["low"], row["high"]) == (1, 7)
    assert "an empty cell is taken as not reported" in said(found, MISSING)
