"""Starting full: who is there at the start goes on as those do who have been there so long."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from simulator.engine.checker import check
from simulator.engine.reference import simulate
from simulator.network.network import DAY, NONE
from simulator.sampling.joined import newcomers
from simulator.sampling.patients import Patients
from simulator.sampling.sample import sample_patients
from simulator.scenario.schema import Scenario
from tests.engines import Engine, each_engine
from tests.sampling.places import built, drawn
from tests.theory.interval import census

HEAD = "patient_group,care_setting,unit,status,since"
IN_WARD = "people,ward,Oak,in need"
MEAN, SD, PER_DAY = 6.0, 5.0, 500.0
LAWS = {
    "lognormal": stats.lognorm(
        math.sqrt(math.log1p((SD / MEAN) ** 2)), scale=MEAN / math.sqrt(1 + (SD / MEAN) ** 2)
    ),
    "gamma": stats.gamma((MEAN / SD) ** 2, scale=SD**2 / MEAN),
}


def place(rows: list[str], head: str = HEAD, **more: Any) -> dict[str, Any]:
    """One ward without end of beds, and a rehabilitation ward, that start with some people."""
    text = "\n".join([head, *rows])
    return {
        "schema_version": 1,
        "title": "A ward",
        "calendar": {"start": "2026-03-02", "warm_up": "0 days", "run_for": "20 days"},
        "starts_full": {"file": {"file": "census.csv", "text": text}},
        "patient_groups": {
            "people": {
                "arrivals": {"per_day": 2},
                "pathways": {"home": 1},
                "length_of_stay": {"ward": {"family": "gamma", "mean": "6 days", "sd": 5}},
            }
        },
        "care_settings": {
            "ward": {"kind": "beds", "units": [{"name": "Oak", "beds": 100_000}]},
            "rehabilitation": {
                "kind": "beds",
                "length_of_stay": "10 days",
                "units": [{"name": "Elm", "beds": 2}],
            },
        },
        "handoffs": {
            name: {"delay_reason": "A", "lead_time": "1 day"} for name in ("plan", "fit", "fund")
        },
        "pathways": {
            "home": [{"stay": "ward"}, {"leave": "home"}],
            "on": [
                {"stay": "ward"},
                {"handoff": "plan"},
                {"handoff": {"name": "fit", "after": "ward"}},
                {"handoff": {"name": "fund", "after": "plan"}},
                {"stay": {"care_setting": "rehabilitation"}},
                {"leave": "home"},
            ],
        },
        **more,
    }


def group(law: str, per_day: float = PER_DAY) -> dict[str, Any]:
    stay = {"family": law, "mean": f"{MEAN} days", "sd": SD}
    return {
        "people": {
            "arrivals": {"per_day": per_day},
            "pathways": {"home": 1},
            "length_of_stay": {"ward": stay},
        }
    }


def since(days: np.ndarray) -> list[str]:
    return [f"{IN_WARD},{each:.9f} days" for each in days]


def counts(said: dict[str, Any], patients: Patients) -> np.ndarray:
    """People in the ward at the midnights of the run."""
    _, network, _ = built(said)
    record = simulate(network, patients)
    first = patients.first[:-1]
    came = record.started[first] >= 0
    left = np.where(record.left[first] < 0, network.end, record.left[first])
    return census(np.arange(20) * DAY + 1, record.started[first][came], left[came])


@pytest.mark.parametrize("name", LAWS)
def test_people_met_at_a_random_time_stay_on_for_half_the_square_over_the_mean(name):
    """M/G/infinity at a random time: times spent have density (1 - F) / mean, and the rest of a
    stay has mean E[S^2] / (2 E[S]) and mean square E[S^3] / (3 E[S]); so the census stays level.
    """
    rng, n = np.random.default_rng(7), int(PER_DAY * MEAN)
    law = LAWS[name]
    # A length-biased stay, of which a uniform part has been spent.
    pool = law.ppf((np.arange(400_000) + 0.5) / 400_000)
    stays = rng.choice(pool, n, p=pool / pool.sum())
    said = place(since(stays * rng.uniform(size=n)), patient_groups=group(name))
    patients = drawn(said)
    rest = patients.duration[patients.first[:n]] / DAY

    mean, square = law.moment(2) / (2 * MEAN), law.moment(3) / (3 * MEAN)
    assert mean == pytest.approx((SD**2 + MEAN**2) / (2 * MEAN))
    error = math.sqrt((square - mean**2) / n)
    assert abs(rest.mean() - mean) < 4 * error
    assert abs(rest.mean() - MEAN) > 4 * error

    level = counts(said, patients)
    assert level[0] == pytest.approx(n, abs=30)
    assert (np.abs(level - n) < 4 * math.sqrt(n)).all()


def test_whole_stays_instead_of_what_remains_would_not_stay_level():
    """What the witness above can tell: those there as if they had all just come."""
    n = int(PER_DAY * MEAN)
    said = place(since(np.zeros(n)), patient_groups=group("lognormal"))
    level = counts(said, drawn(said))
    assert (np.abs(level - n) > 4 * math.sqrt(n)).any()


def test_a_run_that_starts_from_the_end_of_another_goes_on_at_its_level():
    said = place(since(np.zeros(1)), patient_groups=group("gamma"))
    said["calendar"]["run_for"] = "60 days"
    _, network, _ = built(said)
    patients = drawn(said, seed=5)
    record = simulate(network, patients)
    first = patients.first[:-1]
    there = (record.started[first] >= 0) & (record.left[first] < 0)
    spent = (network.end - record.started[first][there]) / DAY
    level = counts(said2 := place(since(spent), patient_groups=group("gamma")), drawn(said2, 6))
    expected = PER_DAY * MEAN
    assert (np.abs(level - expected) < 4.5 * math.sqrt(expected)).all()


ROWS = [f"{IN_WARD},{days} days" for days in (1, 2.5, 2.5, 9, 30)]


def by_spent(patients: Patients) -> dict[int, list[int]]:
    n = int((patients.begins_at >= 0).sum())
    found: dict[int, list[int]] = {}
    for spent, rest in zip(patients.spent[:n], patients.duration[patients.first[:n]], strict=True):
        found.setdefault(int(spent), []).append(int(rest))
    return found


def test_another_row_or_another_order_moves_nobody():
    before = by_spent(drawn(place(ROWS)))
    assert by_spent(drawn(place(ROWS[::-1]))) == before
    after = by_spent(drawn(place([f"{IN_WARD},4 days", *ROWS])))
    assert after.items() >= before.items()
    assert len(set(before[2 * DAY + DAY // 2])) == 2


def test_people_there_move_nobody_who_comes_later_and_more_demand_moves_nobody_there():
    alone = drawn({**place(ROWS), "starts_full": None})
    both = newcomers(drawn(place(ROWS)))
    assert np.array_equal(alone.duration, both.duration)
    assert np.array_equal(alone.arrives, both.arrives)
    assert np.array_equal(alone.identity, both.identity)
    more = place(ROWS, patient_groups=group("gamma", 9))
    assert by_spent(drawn(more)) == by_spent(drawn(place(ROWS)))


def test_a_name_of_his_own_keeps_his_chance_whatever_else_his_row_says():
    head = f"person,{HEAD}"
    one, other = (drawn(place([f"ann,{IN_WARD},{days} days"], head)) for days in (2, 3))
    assert one.identity[0] == other.identity[0]
    assert drawn(place([f"bea,{IN_WARD},2 days"], head)).identity[0] != one.identity[0]


def test_a_longer_time_spent_is_read_with_the_same_chance():
    """The exponential forgets: the same number, the same rest, whatever was spent."""
    stay = {"ward": {"family": "exponential", "mean": "6 days"}}
    people = group("gamma", 2)
    people["people"]["length_of_stay"] = stay
    head = f"person,{HEAD}"
    rests = {
        int(drawn(place([f"ann,{IN_WARD},{days} days"], head, patient_groups=people)).duration[0])
        for days in (0, 2, 300)
    }
    assert len(rests) == 1


FULL = "patient_group,pathway,care_setting,unit,status,since,ready_since,remaining_days,done"
GOES_ON = {"pathways": {"home": 0.5, "on": 0.5}}


def everyone() -> dict[str, Any]:
    rows = [
        "people,on,ward,Oak,in need,2026-02-25 12:00,,2.5,",
        "people,on,ward,Oak,ready,9 days,2026-02-27,,plan; fund",
        "people,on,ward,Oak,waiting for fund,2026-02-20,3 days,,",
        "people,on,,,waiting for rehabilitation,4 days,,,",
        "people,on,,,waiting for fund,5 days,,,fit",
        "people,home,ward,,waiting,1 day,,,",
        *["people,on,rehabilitation,Elm,in need,8 days,,," for _ in range(3)],
    ]
    said = place(rows, FULL)
    said["patient_groups"]["people"] |= GOES_ON
    said["calendar"]["run_for"] = "12 days"
    said["patient_groups"]["people"]["arrivals"] = {"per_day": 0.001}
    return said


@each_engine
def test_everyone_goes_on_from_where_he_is(simulate: Engine):
    """In order of since (when ready, of ready since); three in two beds, free at 2 days.

    Rows in order: Elm, Elm, Elm (8 days), waits for fund (5), on ward (4.5), waits for Elm (4),
    ready (27 February: 3), on ward waiting for fund (3, later in the file), waits for the ward (1).
    """
    said = everyone()
    _, network, _ = built(said)
    patients = drawn(said)
    record = simulate(network, patients)
    assert check(network, patients, record) == []
    n = 9
    assert patients.begins_at[:n].tolist() == [4, 4, 4, 1, 0, 1, 0, 0, 0]
    assert patients.begins_in[:n].tolist() == [1, 1, 1, NONE, 0, NONE, 0, 0, NONE]
    steps = [record.reserved[a:b] / DAY for a, b in zip(patients.first[:n], patients.first[1:n + 1],
                                                        strict=True)]  # fmt: skip
    # Who waits at home for a bed has it when two of the three in Elm have gone, at 2.
    assert steps[5][4] == 2
    # Waiting for fund at home: a day for it, then for a bed.
    assert steps[3][1:4].tolist() == [-1 / DAY, -1 / DAY, 0]
    # In need for 2.5 days more, then all his handoffs.
    assert record.ready[patients.first[4]] == 2.5 * DAY
    assert steps[4][1:4].tolist() == [2.5, 2.5, 3.5]
    # Ready, with plan and fund done: only fit.
    assert steps[6][1:4].tolist() == [-1 / DAY, 0, -1 / DAY]
    assert record.ready[patients.first[6]] == 0
    # Ready, waits for fund, so plan is done; fit is not.
    assert steps[7][1:4].tolist() == [-1 / DAY, 0, 0]


def test_what_is_not_said_of_a_way_is_drawn_by_shares_and_by_who_lasts_so_long():
    """Ways a (1 in 10, fixed 20 days) and b (9 in 10, exponential, mean 5), 10 days spent:
    a : b = 0.1 : 0.9 exp(-2), so 0.1 / 0.2218 = 0.451 are on a.
    """
    rows = [f"{each},people,ward,Oak,in need,10 days" for each in range(3000)]
    said = place(rows, f"person,{HEAD}")
    said["pathways"] |= {
        "a": [{"stay": {"care_setting": "ward", "length_of_stay": "20 days"}}, {"leave": "home"}],
    }
    said["patient_groups"]["people"]["pathways"] = {"a": 0.1, "home": 0.9}
    stay = {"ward": {"family": "exponential", "mean": "5 days"}}
    said["patient_groups"]["people"]["length_of_stay"] = stay
    _, network, _ = built(said)
    patients = drawn(said)
    on_a = [network.routes[route].pathway == "a" for route in patients.route[:3000]]
    share = 0.1 / (0.1 + 0.9 * math.exp(-2))
    assert abs(np.mean(on_a) - share) < 4 * math.sqrt(share * (1 - share) / 3000)
    assert (patients.duration[patients.first[:3000]][on_a] == 10 * DAY).all()


def test_what_is_left_of_a_limit_is_what_he_has_not_waited():
    said = place(["people,ward,,waiting,2 days"])
    limit = {"within": "5 days", "then": "lost"}
    said["pathways"]["home"][0] = {"stay": {"care_setting": "ward", "limit": limit}}
    assert drawn(said).limit[0] == 3 * DAY
    limit |= {"then": "postponed", "by": "1 day", "at_most": 3}
    assert drawn(said).limit[0] == 5 * DAY


def test_returns_of_those_there_stand_last_and_are_led_to():
    said = place(ROWS)
    again = {"chance": 1, "gap": "1 day", "at_most": 2}
    said["patient_groups"]["people"]["readmission"] = again
    scenario, network, plan = built(said)
    patients = sample_patients(scenario, network, plan, 1, 0)
    assert isinstance(scenario, Scenario)
    for row in range(len(ROWS)):
        second = patients.returns_as[row]
        third = patients.returns_as[second]
        assert second >= len(patients) - 10
        assert patients.depth[[row, second, third]].tolist() == [0, 1, 2]
        assert set(patients.identity[[row, second, third]].tolist()) == {patients.identity[row]}
        assert patients.begins_at[second] == NONE
    assert check(network, patients, simulate(network, patients)) == []
