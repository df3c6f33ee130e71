"""Bed-days lost: each once, to causes in order, adding up to planned less open exactly."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.engine.reference import simulate
from simulator.experiment.replication import Order, Setup, replicate
from simulator.network.capacity import Effect, Layer
from simulator.network.network import DAY, CapacityPath
from simulator.results.lost import PLANNED_CHANGES, lost
from simulator.results.measures import measures
from simulator.results.place import integral
from simulator.results.run import Run
from simulator.sampling.unit_state import WANT_OF_STAFF, UnitState
from simulator.scenario.load import dump, load_text
from tests.experiment.test_conditions import PLACE
from tests.results import place
from tests.results.place import value

HORIZON = 60


def day_by_day(path: CapacityPath) -> list[int]:
    """What a path that changes at whole days has on each day."""
    at = np.searchsorted(path.times, np.arange(HORIZON) * DAY, side="right") - 1
    return [path.values[i] for i in at]


def on(effect: Effect, *spans: tuple[int, int, int]) -> Layer:
    """A layer in whole days: from, to, how many."""
    begins, ends = ([span[i] * DAY for span in spans] for i in (0, 1))
    return Layer(effect, begins, ends, [amount for _, _, amount in spans])


def whole(effect: Effect, amount: int) -> Layer:
    return on(effect, (0, HORIZON, amount))


def nurses(n: list[tuple[int, int, int]], beds: int = 6) -> tuple[Layer, Layer]:
    allowed = [(a, b, each * beds * 1000) for a, b, each in n]
    return on(Effect.NURSES, *n), on(Effect.NURSE_BEDS, *allowed)


def test_each_lost_day_counts_once_to_causes_in_order():
    """Twenty beds, four nurses for six each; a bay of six, an outbreak, and two nurses away.

    Days 10 to 20 the bay is shut: 6 a day. Days 15 to 25 all is: the bay's 6 are lost already
    until day 20, so 14 and then 20. Days 18 to 30 two nurses are there, for 12 beds: nothing is
    left to lose until day 25, then 8.
    """
    state = UnitState(
        unit=0,
        certain=(whole(Effect.BASE, 20),),
        closures=(
            ("bay", on(Effect.OUT_OF_USE, (10, 20, 6))),
            ("outbreak", on(Effect.CLOSED, (15, 25, 1))),
        ),
        rostered=nurses([(0, HORIZON, 4)]),
        present=nurses([(0, 18, 4), (18, 30, 2), (30, HORIZON, 4)]),
        least_nurses=1,
    )
    assert state.causes == ("closed: bay", "closed: outbreak", WANT_OF_STAFF)
    stages = [np.array(day_by_day(path)) for path in state.stages()]
    lost_by_day = [(before - after).tolist() for before, after in pairwise(stages)]
    assert lost_by_day[0] == [0] * 10 + [6] * 10 + [0] * 40
    assert lost_by_day[1] == [0] * 15 + [14] * 5 + [20] * 5 + [0] * 35
    assert lost_by_day[2] == [0] * 25 + [8] * 5 + [0] * 30
    assert day_by_day(state.open) == (stages[0] - sum(map(np.array, lost_by_day))).tolist()


def test_a_bed_for_which_no_nurse_is_rostered_is_not_lost():
    """Three nurses for six beds each of twenty: closing two takes none, closing four takes two."""
    for closed, taken in [(2, 0), (4, 2)]:
        layer = on(Effect.OUT_OF_USE, (0, HORIZON, closed))
        rostered = nurses([(0, HORIZON, 3)])
        certain = (whole(Effect.BASE, 20), *rostered)
        state = UnitState(0, certain, (("bay", layer),), (), (), 1)
        planned, opened = (day_by_day(path)[0] for path in state.stages())
        assert (planned, planned - opened) == (18, taken)


def shut_and_short() -> Run:
    """The hand-worked place; of four beds in its first ward two are shut on one day of ten."""
    run = place.run()
    certain = (whole(Effect.BASE, 4),)
    layer = on(Effect.OUT_OF_USE, (5, 6, 2))
    state = UnitState(0, certain, (("leak", layer),), (), (), 0)
    return Run(run.scenario, run.network, run.patients, run.journeys, run.window, states=(state,))


NORTH = {"care_setting": "acute", "unit": "North ward"}
CASES = [
    ("lost_bed_days", "per_day", NORTH, 0.2),
    ("lost_bed_days", "per_year", {**NORTH, "band": "closed: leak"}, 73),
    ("lost_bed_days", "share", {"care_setting": "acute"}, 0.05),
]


@pytest.mark.parametrize(("measure", "statistic", "where", "answer"), CASES, ids=str)
def test_lost_bed_days_worked_out_by_hand(measure, statistic, where, answer):
    assert value(shut_and_short(), measure, statistic, **where) == pytest.approx(answer)


SPANS = st.lists(
    st.tuples(st.integers(0, HORIZON - 1), st.integers(1, 30), st.integers(1, 9)), max_size=4
)


@st.composite
def states(draw: st.DrawFn) -> UnitState:
    """A unit to which anything may happen, with overlaps and ties."""

    def layer(effect: Effect) -> Layer:
        spans = draw(SPANS)
        return on(effect, *((a, min(a + n, HORIZON), k) for a, n, k in spans))

    certain = [whole(Effect.BASE, draw(st.integers(0, 30))), layer(Effect.ADD)]
    certain.append(layer(Effect.OUT_OF_USE))
    limit = draw(st.integers(0, 30))
    certain.append(
        on(Effect.LIMIT_TO, *((a, min(a + n, HORIZON), limit) for a, n, _ in draw(SPANS)))
    )
    kinds = draw(st.lists(st.sampled_from([Effect.OUT_OF_USE, Effect.CLOSED]), max_size=3))
    closures = tuple((str(number), layer(kind)) for number, kind in enumerate(kinds))
    if not draw(st.booleans()):
        return UnitState(0, tuple(certain), closures, (), (), 0)
    n = draw(st.integers(1, 5))
    here = [(day, day + 5, draw(st.integers(0, n))) for day in range(0, HORIZON, 5)]
    beds = draw(st.integers(1, 9))
    all_here = nurses([(0, HORIZON, n)], beds)
    least = draw(st.integers(0, n))
    return UnitState(0, tuple(certain), closures, all_here, nurses(here, beds), least)


@settings(max_examples=150, deadline=None)
@given(states(), st.integers(0, HORIZON - 1), st.integers(1, HORIZON))
def test_causes_add_up_to_planned_less_open_exactly(state, first, days):
    window = first * DAY + 7, (first + days) * DAY + 11
    sizes = [integral(path, *window) for path in state.stages()]
    assert len(sizes) == len(state.causes) + 1
    taken = [before - after for before, after in pairwise(sizes)]
    assert all(each >= 0 for each in taken)
    assert sum(taken) == sizes[0] - integral(state.open, *window)
    # Nowhere more than before, not only on the whole.
    for before, after in pairwise(day_by_day(path) for path in state.stages()):
        assert all(b >= a for b, a in zip(before, after, strict=True))


@pytest.fixture(scope="module")
def setup() -> Setup:
    return Setup.of(load_text(dump(PLACE)).scenario)


@pytest.mark.parametrize("number", [1, 2])
def test_a_run_loses_what_was_planned_and_not_open(setup, number):
    """The network as planned and that of the replication, which the engines run on."""
    drawn = setup.conditions.drawn(1, number)
    patients = setup.sampler.draw(1, number)
    run = setup.run(drawn, patients, simulate(drawn.network, patients))
    found = lost(run)
    assert sorted(found) == [0, 2]
    for unit, (by_cause, there) in found.items():
        planned, opened = (
            integral(network.units[unit].capacity, *setup.window)
            for network in (setup.network, drawn.network)
        )
        assert there == planned
        assert sum(by_cause.values()) == planned - opened
    assert list(found[2][0]) == ["closed: outbreak", WANT_OF_STAFF]
    assert found[2][0][WANT_OF_STAFF] > 0


def test_every_replication_has_the_same_rows_and_they_add_up(setup):
    done = [replicate(setup, Order(n, 1, "simpy", measures=("lost_bed_days",))) for n in (1, 2)]
    assert done[0].measured.keys is done[1].measured.keys
    for each in done:
        found = dict(zip(each.measured.keys, each.measured.values.tolist(), strict=True))
        days = {(k.where[0], k.where[1], k.where[9]): v for k, v in found.items()
                if k.statistic == "per_year"}  # fmt: skip
        for at in {key[:2] for key in days}:
            causes = [v for key, v in days.items() if key[:2] == at and key[2]]
            assert sum(causes) == pytest.approx(days[*at, ""])
        # Side rooms and the second ward are never closed.
        assert days["acute", "", ""] == days["acute", "Main", ""]
        assert ("acute", "Side rooms", "") not in days


def dated(*changes: dict[str, object]) -> Run:
    """The hand-worked place with dated changes of its first ward of two beds."""
    settings = {name: dict(entry) for name, entry in place.SMALL["care_settings"].items()}
    units = [dict(unit) for unit in settings["acute"]["units"]]
    units[0]["capacity_changes"] = list(changes)
    settings["acute"]["units"] = units
    return place.run(care_settings=settings)


def test_planned_changes_are_told_and_are_no_loss():
    """One of two beds from the 13th, five of ten days; what is added is nothing taken."""
    where = {"care_setting": "acute", "unit": "North ward", "band": PLANNED_CHANGES}
    change = {"starts": "2025-01-13", "out_of_use": 1}
    for changes in [(change,), (change, {"starts": "2025-01-10", "add": 4})]:
        run = dated(*changes)
        assert value(run, "lost_bed_days", "per_day", **where) == pytest.approx(0.5)
        assert [key.where[9] for key in measures(run, ["lost_bed_days"]).keys] == [
            PLANNED_CHANGES
        ] * 4
    assert measures(dated({"starts": "2025-01-10", "add": 4}), ["lost_bed_days"]).keys == ()


def test_a_place_in_which_nothing_is_lost_says_nothing():
    assert measures(place.run(), ["lost_bed_days"]).keys == ()


def test_a_unit_that_a_queue_opens_loses_nothing_while_it_is_shut():
    """Open on two of the ten days of the window, three of its six beds closed on one of them."""
    run = place.run()
    unit = dataclasses.replace(run.network.units[0], trigger=object())
    journeys = dataclasses.replace(
        run.journeys,
        opened_unit=np.array([0]),
        opened_at=np.array([4 * DAY]),
        shut_at=np.array([6 * DAY]),
    )
    layer = on(Effect.OUT_OF_USE, (5, HORIZON, 3))
    state = UnitState(0, (whole(Effect.BASE, 6),), (("leak", layer),), (), (), 0)
    network = dataclasses.replace(run.network, units=(unit, *run.network.units[1:]))
    changed = Run(run.scenario, network, run.patients, journeys, run.window, states=(state,))
    assert lost(changed) == {0: ({"closed: leak": 3 * DAY}, 12 * DAY)}
