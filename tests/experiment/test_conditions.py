"""Every replication has a network of its own, and all that is told of it goes by that."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from simulator.engine.checker import check
from simulator.engine.compiled import simulate as compiled
from simulator.engine.reference import simulate as reference
from simulator.experiment.batch import run_batch
from simulator.experiment.flow_table import flow_table
from simulator.experiment.replication import Order, Setup, replicate
from simulator.network.network import DAY, HOUR
from simulator.scenario.checks import check as check_scenario
from simulator.scenario.load import dump, load_text
from tests.sampling.wards import SHIFTS, level, mean

DAYS = 150
PLACE = {
    "schema_version": 1,
    "title": "Wards that fail",
    "calendar": {"start": "2025-04-01", "warm_up": "20 days", "run_for": f"{DAYS - 20} days"},
    "patient_groups": {
        "old": {
            "arrivals": {"per_day": 6},
            "pathways": {"bed": 0.6, "home": 0.4},
            "length_of_stay": {"acute": {"family": "lognormal", "mean": "5 days", "sd": 4}},
        },
        "infectious": {
            "arrivals": {"per_day": 1},
            "pathways": {"home": 1},
            "length_of_stay": {"acute": "4 days"},
        },
    },
    "care_settings": {
        "acute": {
            "kind": "beds",
            "acute": True,
            "turnaround": "3 hours",
            "units": [
                {
                    "name": "Main",
                    "beds": 34,
                    "bay_beds": 6,
                    "takes": ["old"],
                    "closures": {
                        "bay": {"per_year": 14, "bays": 1, "lasts": {
                            "family": "exponential", "mean": "6 days"}},
                    },
                },
                {"name": "Side rooms", "beds": 4, "takes": ["infectious", {"preference": 1}]},
            ],
        },
        "community": {
            "kind": "beds",
            "length_of_stay": {"family": "gamma", "mean": "9 days", "sd": 5},
            "units": [
                {
                    "name": "First",
                    "beds": 24,
                    "staffing": {"shifts": SHIFTS, "absence": 0.15, "least_on_shift": 2},
                    "closures": {"outbreak": {"per_year": 6, "lasts": "8 days"}},
                },
                {"name": "Second", "beds": 8},
            ],
        },
    },
    "pathways": {
        "bed": [{"stay": "acute"}, {"stay": "community"}, {"leave": "home"}],
        "home": [{"stay": "acute"}, {"leave": "home"}],
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def setup():
    loaded = load_text(dump(PLACE))
    assert check_scenario(loaded) == []
    return Setup.of(loaded.scenario)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_engines_and_the_journey_checker_agree_on_a_place_that_closes(setup, number):
    network = setup.conditions.network_of(1, number)
    patients = setup.sampler.draw(1, number)
    one, other = reference(network, patients), compiled(network, patients)
    for column in one.__dataclass_fields__:
        assert np.array_equal(getattr(one, column), getattr(other, column)), column
    assert check(network, patients, one) == []


def test_the_journey_checker_sees_starts_in_a_closed_ward(setup):
    """Journeys through a place in which nothing closes break the rules of one in which it does."""
    patients = setup.sampler.draw(1, 1)
    journeys = compiled(setup.network, patients)
    found = check(setup.conditions.network_of(1, 1), patients, journeys, most=5)
    assert "7" in {each.rule for each in found}


def test_nobody_starts_in_a_ward_while_it_is_closed_and_nobody_is_turned_out(setup):
    starts_when_closed = inside_when_it_closes = 0
    for number in range(1, 6):
        network = setup.conditions.network_of(1, number)
        journeys = compiled(network, setup.sampler.draw(1, number))
        path = network.units[2].capacity
        here = (journeys.unit == 2) & (journeys.reserved >= 0)
        starts_when_closed += np.sum(level(path, journeys.reserved[here]) == 0)
        for time, value in zip(path.times[1:], path.values[1:], strict=True):
            there = here & (journeys.started < time) & (journeys.left > time)
            inside_when_it_closes += there.any() and value == 0
    assert starts_when_closed == 0
    assert inside_when_it_closes > 5


def measured(setup, number):
    order = Order(number, 1, check_journeys=True, measures=("open_places", "midnight_occupancy"))
    done = replicate(setup, order)
    assert done.violations == []
    assert {each.name: each.passed for each in done.checks}["within_capacity"]
    return done, {
        key.where[:2]: value
        for key, value in zip(done.measured.keys, done.measured.values, strict=True)
        if key.measure == "open_places"
    }


def test_open_places_are_measured_from_the_path_of_the_replication(setup):
    keys, seen = [], set()
    for number in (1, 2):
        done, opened = measured(setup, number)
        keys.append(done.measured.keys)
        network = setup.conditions.network_of(1, number)
        for unit in network.units:
            setting = network.care_settings[unit.care_setting].name
            by_hand = mean(unit.capacity, 20 * DAY, DAYS * DAY)
            assert opened[setting, unit.name] == pytest.approx(by_hand, rel=1e-12)
        seen.add(opened["community", "First"])
    assert keys[0] is keys[1]
    assert len(seen) == 2


def test_days_counted_at_midnight_go_by_the_path_of_the_replication(setup):
    done, _ = measured(setup, 1)
    network = setup.conditions.network_of(1, 1)
    midnights = np.arange(1, DAYS + 1) * DAY - 1
    by_hand = level(network.units[2].capacity, midnights)
    assert len(set(by_hand.tolist())) > 2
    days = done.daily
    (column,) = [c for c in days.columns if "open" in str(c) and "community" in str(c)]
    assert np.array_equal(days[column].to_numpy(), by_hand + 8)


def test_replications_side_by_side_each_keep_to_their_own_network(setup):
    """Threads share what is flattened of the place."""
    batch = setup.scenario.batch.model_copy(update={"replications": 6})
    alone, together = (run_batch(setup, batch, jobs=jobs).replications for jobs in (1, 2))
    for one, other in zip(alone, together, strict=True):
        assert np.array_equal(one.measured.values, other.measured.values, equal_nan=True)
    assert len({each.measured.values.tobytes() for each in alone}) == 6


def test_the_flow_table_has_what_is_open_on_average():
    rows = {row.name: row for row in flow_table(load_text(dump(PLACE)).scenario).rows}
    away = 6 / 365.25 * 8
    share_open = np.exp(-away)
    day = [_binomial(4, n) * min(24, 6 * n) for n in range(2, 5)]
    night = [_binomial(3, n) * min(24, 8 * n) for n in range(2, 4)]
    first = share_open * (sum(day) + sum(night)) / 2
    assert rows["community"].open == pytest.approx(first + 8, rel=1e-9)


def _binomial(nurses, present):
    return comb(nurses, present) * 0.85**present * 0.15 ** (nurses - present)


def test_side_rooms_are_kept_for_those_they_take_first_and_cleaned_between(setup):
    """The infectious go to side rooms only, the old there when the ward is full, after cleaning."""
    network = setup.network
    assert [unit.turnaround for unit in network.units[:2]] == [3 * HOUR] * 2
    patients = setup.sampler.draw(1, 1)
    journeys = compiled(network, patients)
    route = np.repeat(patients.route, np.diff(patients.first))
    group = np.array([each.group for each in network.routes])[route]
    in_rooms = journeys.unit == 1
    in_main = journeys.unit == 0
    assert set(group[in_main].tolist()) == {0}
    assert {1} <= set(group[in_rooms].tolist()) <= {0, 1}
    begun, left = journeys.reserved[in_rooms], journeys.left[in_rooms]
    free = np.where(left < 0, 2**60, left + 3 * HOUR)
    in_use = [np.sum((begun <= t) & (t < free)) for t in begun[begun >= 0]]
    assert max(in_use) == 4
