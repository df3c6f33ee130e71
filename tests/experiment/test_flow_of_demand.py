"""The flow table's arrivals and stays for every way of saying demand and for new kinds of law."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.experiment.test_flow_table import place, row

# The results' period of the place: 364 days from Monday 29 January 2024, no bank holidays.
FIRST, DAYS = dt.date(2024, 1, 29), 364
CURVE = [{"starts": "2023-12-01", "per_day": 8}, {"starts": "2024-07-29", "per_day": 15}]
ONE_A_DAY = [[0.0] * 9 + [1.0] + [0.0] * 14 for _ in range(5)]
WEEK = [*ONE_A_DAY, [0.0] * 24, [0.0] * 24]
IN_FILE = [FIRST + dt.timedelta(days=day) for day in range(-3, DAYS + 5)]

DEMAND = {
    # 182 days of 8 and 182 of 15.
    "curve": ({"curve": CURVE}, 11.5),
    "varying": ({"per_day": 10, "varies_by_day": 0.3}, 10),
    "week": ({"by_weekday_and_hour": WEEK}, 5 / 7),
    "booked": ({"booked": [{"at": "mon-fri 07:00 12:00", "count": 3}]}, 30 / 7),
    "times": (
        {
            "times": {
                "file": "came.csv",
                "text": "arrives\n" + "\n".join(f"{date} 07:00\n{date} 08:30" for date in IN_FILE),
            }
        },
        2,
    ),
}


@pytest.mark.parametrize("name", DEMAND)
def test_arrivals_are_those_that_demand_says(name):
    arrivals, per_day = DEMAND[name]
    scenario = place(group={"arrivals": arrivals})
    assert row(scenario, "all").arrivals_per_day == pytest.approx(per_day)
    assert row(scenario, "ward").load == pytest.approx(40 * per_day)


def test_bookings_know_of_bank_holidays():
    """England had 8 bank holidays in those 364 days, all from Monday to Friday."""
    calendar = {"start": "2024-01-01", "warm_up": "28 days", "run_for": "364 days"}
    booked = {"booked": [{"at": "mon-fri 07:00", "count": 7}], "bank_holidays": "none_booked"}
    scenario = place(group={"arrivals": booked}, calendar=calendar)
    assert row(scenario, "all").arrivals_per_day == pytest.approx(7 * (260 - 8) / 364)


LAWS = {
    "coxian": ({"phases": [{"mean": "2 days", "goes_on": 0.4}, {"mean": 20}]}, 10),
    # 5 P(Z < 1.25) + 4 phi(1.25)
    "floored_normal": ({"mean": "5 days", "sd": 4}, 5.202347),
    "table": ({"values": ["1 day", 2, 5, 10], "weights": [4, 3, 2, 1], "between": "straight"}, 2.1),
    "empirical": ({"quantiles": {0: "0 days", 0.5: 3, 1: 9}}, 3.75),
}


@pytest.mark.parametrize("family", LAWS)
def test_days_in_a_place_are_the_mean_of_the_law(family):
    law, mean = LAWS[family]
    found = row(place(ward={"length_of_stay": {"family": family, **law}}), "ward")
    assert found.days == pytest.approx(mean, rel=1e-6)
    assert found.load == pytest.approx(10 * mean, rel=1e-6)
