"""Teams that visit in the flow table, against sums done by hand and another integration."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from simulator.experiment.flow_table import flow_table
from simulator.experiment.flow_text import load_in_words
from tests.experiment.test_flow_table import place, row

VISITS = [{"per_day": 4, "lasts": "3 days"}, {"per_day": 2, "lasts": "7 days"}, {"per_day": 1}]
TEAM = {"name": "Main", "visits_per_day": 400}


def team(**changes):
    unit = {**TEAM, **changes.pop("unit", {})}
    return place(ward={"kind": "visits", "visits": VISITS, "units": [unit], **changes})


def test_visits_owed_are_starts_times_visits_of_a_stay():
    # 3 x 4 + 7 x 2 + 10 x 1 visits, 10 starts a day.
    found = row(team(length_of_stay="20 days"), "ward")
    assert found.load == found.load_no_queue == pytest.approx(360)
    assert (found.open, found.carries, found.unit) == (400, 400, "visits a day")
    assert found.full == pytest.approx(0.9)
    assert load_in_words(found) == "360 of 400 visits a day (90 %)"


def test_a_stay_shorter_than_its_first_fall_owes_no_more_than_it_lasts():
    assert row(team(length_of_stay="2 days"), "ward").load == pytest.approx(80)


def test_visits_of_drawn_stays():
    law = {"family": "gamma", "mean": "14 days", "sd": 8.5}
    shape = (14 / 8.5) ** 2
    survival = stats.gamma(shape, scale=14 / shape).sf

    def owed(t: float) -> float:
        return float((4 if t < 3 else 2 if t < 10 else 1) * survival(t))

    visits = sum(integrate.quad(owed, *span)[0] for span in ((0, 3), (3, 10), (10, np.inf)))
    # 4096 stays at the middles of equal shares of the law.
    assert row(team(length_of_stay=law), "ward").load == pytest.approx(10 * visits, rel=0.003)


def test_a_team_of_five_days_can_be_owed_what_it_can_make_on_a_weekday():
    found = row(team(length_of_stay="20 days", unit={"by_weekday": [1] * 5 + [0, 0]}), "ward")
    assert found.carries == 400
    assert found.open == pytest.approx(400 * 5 / 7)


def test_the_table_of_a_place_with_no_team_is_of_beds():
    assert {each.unit for each in flow_table(place()).of("care setting")} == {"beds"}
