"""Visits owed and made: worked out by hand, and by Little's law on simulated runs."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import integrate, stats

from simulator.engine.compiled import simulate
from simulator.engine.journeys import Exit
from simulator.network.build import build
from simulator.results import checks
from simulator.results.run import Run
from simulator.sampling.sample import sample_patients
from simulator.scenario.schema import Scenario
from tests.results import place
from tests.results.place import NOTHING, Journey, leave, stay, value

TEAM = {
    "staff_wte": 4,
    "headroom": 0.2,
    "direct_care_share": 0.5,
    "visit_minutes": 45,
    "double_visits": 0.25,
    "travel_minutes_per_visit": 15,
}
HOME: dict[str, Any] = {
    "kind": "visits",
    "length_of_stay": "5 days",
    "visits": [
        {"per_day": 4, "lasts": "1 day"},
        {"per_day": 2, "lasts": "2 days"},
        {"per_day": 1},
    ],
    "units": [
        {"name": "A", "visits_per_day": 3, "by_weekday": [1, 1, 1, 1, 1, 0, 0]},
        {"name": "B", "team": TEAM, "by_weekday": [1, 1, 1, 1, 0, 0, 0]},
    ],
}
JOURNEYS = (
    # Wednesday to Monday: 4, then 2 and 2, then 1 and 1.
    Journey("all", "home", 48, 168, Exit.LEFT, [stay(48, 48, 48, 168, 168, 168, 0), leave(168)]),
    # From Friday noon: 4 to Saturday noon, 2 to Monday noon, then 1 to the end.
    Journey("all", "home", 108, -1, Exit.OPEN, [stay(108, 108, 108, -1, -1, -1, 0), NOTHING]),
    # Leaves at the moment of his first fall.
    Journey("all", "home", 48, 72, Exit.LEFT, [stay(48, 48, 48, 72, 72, 72, 1), leave(72)]),
)
# Of A, from Wednesday: owed 4 2 4 4 3 1.5 1 1 1 1; made 3 2 3 0 0 1.5 1 1 1 1.
SETTING = {"care_setting": "home_first"}
A, B = {**SETTING, "unit": "A"}, {**SETTING, "unit": "B"}
CASES = [
    ("visits_owed", "mean", A, 2.25),
    ("visits_owed", "mean", B, 0.4),
    ("visits_owed", "mean", SETTING, 2.65),
    ("visits_owed", "mean", {**A, "weekday": "fri"}, 2.5),
    ("visits_owed", "mean", {**SETTING, "weekday": "wed"}, 4.5),
    ("visits_deliverable", "mean", A, 2.4),
    # Five shifts a week of four, less a fifth, on four days: 4 on duty, each good for 4 visits.
    ("visits_deliverable", "mean", {**B, "weekday": "thu"}, 16),
    ("visits_deliverable", "mean", {**B, "weekday": "fri"}, 0),
    ("visits_delivered", "mean", A, 1.35),
    ("visits_delivered", "mean", {**SETTING, "weekday": "wed"}, 4),
    ("visits_not_delivered", "mean", A, 0.9),
    ("visits_not_delivered", "share", A, 0.4),
    ("visits_not_delivered", "mean", {**A, "weekday": "sat"}, 4),
    ("visits_not_delivered", "share", {**A, "weekday": "fri"}, 0.2),
    ("visits_not_delivered", "share", {**B, "weekday": "sun"}, math.nan),
    ("visits_per_wte", "mean", B, 0.1),
    # Four visits, five journeys of a quarter of an hour, ten days.
    ("visit_travel", "mean", B, 0.125),
    # The same through the census.
    ("in_use", "mean", A, 2.25),
    ("occupancy", "mean", A, 2.25 / 2.4),
    # Just before the fall at midnight, and a week later: 6 of 3, 1 of 3.
    ("midnight_occupancy", "mean", {**SETTING, "weekday": "fri"}, 7 / 6),
]


def visited(**changes: Any) -> Run:
    """The run of the journeys above."""
    return place.run(
        JOURNEYS,
        patient_groups={"all": {"arrivals": {"per_day": 1}, "pathways": {"home": 1}}},
        care_settings={"home_first": {**HOME, **changes}},
        handoffs={},
        pathways={"home": [{"stay": "home_first"}, {"leave": "home"}]},
        standards={},
    )


@pytest.fixture(scope="module")
def hand_made() -> Run:
    return visited()


@pytest.mark.parametrize(("measure", "statistic", "where", "answer"), CASES, ids=str)
def test_visits_are_those_worked_out_by_hand(hand_made, measure, statistic, where, answer):
    assert value(hand_made, measure, statistic, **where) == pytest.approx(answer, nan_ok=True)


def test_days_without_staff_owe_nothing_where_that_is_said():
    run = visited(weekend_visits="not_owed")
    assert value(run, "visits_owed", "mean", **A) == pytest.approx(1.55)
    assert value(run, "visits_not_delivered", "mean", **A) == pytest.approx(0.2)


def simulated(per_day: float, visits: int, days: int) -> Run:
    """One team, Poisson arrivals, stays by a gamma law, results after a year of warm-up."""
    units = [{"name": "Team", "visits_per_day": visits}]
    law = {"family": "gamma", "mean": "10 days", "sd": 6}
    said = Scenario.model_validate(
        {
            "schema_version": 1,
            "title": "A team",
            "calendar": {
                "start": "2024-01-01",
                "warm_up": "200 days",
                "run_for": f"{days} days",
                "bank_holidays": "none",
            },
            "patient_groups": {"all": {"arrivals": {"per_day": per_day}, "pathways": {"home": 1}}},
            "care_settings": {"team": {**HOME, "units": units, "length_of_stay": law}},
            "pathways": {"home": [{"stay": "team"}, {"leave": "home"}]},
        }
    )
    network, plan = build(said)
    patients = sample_patients(said, network, plan, seed=3, replication=0)
    window = said.calendar.warm_up.microseconds, network.end
    return Run(said, network, patients, simulate(network, patients), window)


def visits_of(days: np.ndarray | float) -> np.ndarray | float:
    """Visits of a whole stay: 4 on the first day, 2 on two more, then 1."""
    return 4 * np.minimum(days, 1) + 2 * np.clip(days - 1, 0, 2) + np.maximum(days - 3, 0)


def test_visits_owed_are_starts_times_visits_of_a_stay():
    run = simulated(per_day=5, visits=1_000_000, days=2000)
    law = stats.gamma((10 / 6) ** 2, scale=3.6)
    mean, square = (
        integrate.quad(lambda x, n=n: visits_of(x) ** n * law.pdf(x), 0, np.inf, limit=200)[0]
        for n in (1, 2)
    )
    # Shot noise: the mean over a long time T has variance rate * E[V**2] / T. Four of its sd.
    sd = math.sqrt(5 * square / 2000)
    assert value(run, "visits_owed", "mean", **{"care_setting": "team"}) == pytest.approx(
        5 * mean, abs=4 * sd
    )
    assert 4 * sd < 0.05 * 5 * mean


def test_room_that_falling_visits_free_is_used():
    run = simulated(per_day=6, visits=40, days=400)
    team = {"care_setting": "team"}
    owed = value(run, "visits_owed", "mean", **team)
    # A start needs 4 free, so that at most 3 are left free while somebody waits.
    assert 37 <= owed <= 40
    assert value(run, "in_use", "mean", **team) == pytest.approx(owed)
    assert value(run, "visits_not_delivered", "mean", **team) == 0
    assert all(c.passed for c in checks.check_run(run) if c.name == "within_capacity")
