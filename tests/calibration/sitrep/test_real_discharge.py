"""Published discharge, bed and response files beside the repository: all are read and agree."""

from functools import lru_cache

import pandas as pd
import pytest

from calibration.sitrep import registry
from calibration.sitrep.layout import DEFINITION, MISSING
from tests.calibration.sitrep.pages import REAL, real, said

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="no published files beside the checkout")

OPEN, DAILY = "open-2024-25", "discharge-sitrep-daily"


@lru_cache
def reading(name):
    return registry.read(real(name))


def failing(found):
    return [check for check in found.checks if not check.holds]


def days(found):
    return found.rows["start"].nunique()


@pytest.mark.parametrize(
    ("name", "organisations", "periods", "rows"),
    [
        (f"{OPEN}/acute_discharge_monthly.csv", 115, 12, 4140),
        (f"{OPEN}/acute_discharge_summary.csv", 115, 2, 1035),
        (f"{OPEN}/acute_discharge_destinations.csv", 115, 1, 920),
        (f"{OPEN}/acute_discharge_delay_reasons.csv", 115, 1, 4255),
        (f"{OPEN}/drd_bands_2024_25.csv", 278, 1, 3892),
        (f"{OPEN}/drd_monthly_2024_25.csv", 278, 12, 17260),
        (f"{OPEN}/ucr_monthly_2024_25.csv", 126, 12, 4536),
        (f"{DAILY}/england_delayed_discharge_reasons.csv", 55, 12, 24235),
        (f"{DAILY}/england_critical_general_acute_beds.csv", 55, 41, 40392),
        (f"{DAILY}/england_trust_accidents_emergency.csv", 55, 52, 17052),
        (f"{DAILY}/england_trust_criteria_to_reside.csv.gz", 55, 1249, 68452),
        (f"{DAILY}/england_trust_discharged_patients.csv.gz", 55, 1249, 115312),
        (f"{DAILY}/england_icb_criteria_to_reside.csv.gz", 42, 1249, 51727),
        (f"{DAILY}/england_icb_discharged_patients.csv.gz", 42, 1249, 87511),
    ],
)
def test_every_file_is_read_whole(name, organisations, periods, rows):
    found = reading(name)
    assert found.rows["organisation"].nunique() == organisations
    assert days(found) == periods
    assert len(found.rows) == rows


@pytest.mark.parametrize(
    ("name", "number"),
    [
        (f"{OPEN}/acute_discharge_summary.csv", 1),
        (f"{OPEN}/acute_discharge_destinations.csv", 1),
        (f"{OPEN}/drd_bands_2024_25.csv", 3),
        (f"{OPEN}/drd_monthly_2024_25.csv", 7),
        (f"{DAILY}/england_critical_general_acute_beds.csv", 1),
        (f"{DAILY}/england_trust_accidents_emergency.csv", 2),
        (f"{DAILY}/england_trust_discharged_patients.csv.gz", 1),
        (f"{DAILY}/england_icb_discharged_patients.csv.gz", 1),
    ],
)
def test_totals_agree(name, number):
    found = reading(name)
    assert len(found.checks) == number
    assert failing(found) == []


def test_systems_fall_short_of_england_only_before_the_break():
    wrong = failing(reading(f"{OPEN}/acute_discharge_monthly.csv"))
    assert {check.what.rpartition(" ")[2] for check in wrong} == {"2024-04-01", "2024-05-01"}
    discharged = [x for x in wrong if "nctr_discharged_2022" in x.what]
    assert [x.printed - x.added for x in discharged] == [407, 350]


def test_contacts_of_systems_are_more_than_england_and_it_is_named():
    wrong = failing(reading(f"{OPEN}/ucr_monthly_2024_25.csv"))
    contacts = [x for x in wrong if "response_contacts" in x.what]
    assert len(contacts) == 12
    assert all(x.added > x.printed for x in contacts)


def test_the_lost_day_and_those_who_did_not_report_are_missing():
    found = reading(f"{DAILY}/england_trust_criteria_to_reside.csv.gz")
    assert "19 June 2022 (55 figures)" in said(found, MISSING)
    silent = found.rows[found.rows["missing"] == "not reported"]
    months = silent.groupby([silent["organisation"], silent["start"].dt.strftime("%Y-%m")]).size()
    for code, month, number in (
        ("RDU", "2022-05", 31),
        ("RN3", "2024-06", 30),
        ("RNZ", "2024-07", 31),
    ):
        assert months[code, month] == number
    assert found.rows["value"].min() > 0


def test_discharges_that_nobody_reported_are_missing_though_patients_are_not():
    found = reading(f"{OPEN}/acute_discharge_monthly.csv").rows
    mine = found[(found["organisation"] == "RD1") & (found["start"] == "2024-06-01")]
    assert mine.set_index("measure")["value"].notna().to_dict() == {
        "nctr_patients": True,
        "nctr_discharged": False,
        "nctr_remaining": False,
    }


def test_the_sum_over_systems_falls_on_the_day_of_the_break():
    found = reading(f"{DAILY}/england_icb_discharged_patients.csv.gz")
    rows = found.rows
    by_day = rows[rows["measure"].isin(["nctr_discharged", "nctr_discharged_2022"])]
    by_day = by_day.groupby("start")["value"].sum()
    weeks = [by_day[start : start + pd.Timedelta(days=6)].mean() for start in weeks_about()]
    assert weeks[1] / weeks[0] == pytest.approx(0.90, abs=0.04)
    assert "about a tenth" in said(
        reading(f"{DAILY}/england_icb_discharged_patients.csv.gz"), DEFINITION
    )


def weeks_about():
    """Two weeks without a bank holiday, before the break and after."""
    return [pd.Timestamp("2024-05-13"), pd.Timestamp("2024-06-03")]


def test_destinations_add_to_the_discharges_of_the_same_months():
    to = reading(f"{OPEN}/acute_discharge_destinations.csv").rows
    months = reading(f"{OPEN}/acute_discharge_monthly.csv").rows
    left = months[months["measure"] == "nctr_discharged"].groupby("organisation")["value"].sum()
    added = to.groupby("organisation")["value"].sum()
    assert (added - left).abs().max() == 0
    assert len(added) == 115


def test_bands_of_delay_add_to_the_months():
    bands = reading(f"{OPEN}/drd_bands_2024_25.csv").rows
    months = reading(f"{OPEN}/drd_monthly_2024_25.csv").rows
    for measure in ("ready_discharges", "ready_bed_days"):
        mine = bands[bands["measure"] == measure].groupby("organisation")["value"].sum()
        whole = months[(months["measure"] == measure) & (months["reason"] == "")]
        assert (mine - whole.groupby("organisation")["value"].sum()).abs().max() == 0


def test_trusts_and_days_agree_with_the_months_of_another_file():
    """The same trusts' discharges, by day in one file and by month in another."""
    by_day = reading(f"{DAILY}/england_trust_discharged_patients.csv.gz").rows
    by_day = by_day[by_day["measure"] == "nctr_discharged"]
    months = reading(f"{OPEN}/acute_discharge_monthly.csv").rows
    months = months[(months["measure"] == "nctr_discharged") & (months["level"] == "provider")]
    key = [by_day["organisation"], by_day["start"].dt.to_period("M").dt.to_timestamp()]
    added = by_day.groupby(key)["value"].sum(min_count=1).rename("added").reset_index()
    both = months.merge(added, on=["organisation", "start"])
    apart = (both["value"] - both["added"]).abs() / both["value"]
    assert len(both) > 200
    assert (apart < 0.02).mean() > 0.9
