"""Each shown check passes on a sound record and fails on a planted fault."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from simulator.engine.journeys import Exit
from simulator.network.network import DAY, HOUR
from simulator.results import checks
from simulator.results.delay_part import DelayParts, delay_parts
from simulator.results.run import Run
from tests.results import place
from tests.results.place import Journey, leave, stay


def with_journeys(run: Run, **columns: dict[int, float]) -> Run:
    """The run with some entries of some columns of its journeys changed, in hours."""
    changed = {}
    for name, entries in columns.items():
        column = getattr(run.journeys, name).copy()
        for at, hours in entries.items():
            column[at] = int(hours * HOUR) if name != "exit" else hours
        changed[name] = column
    return dataclasses.replace(run, journeys=dataclasses.replace(run.journeys, **changed), _kept={})


SOUND = (
    checks.journeys_add_up,
    checks.times_in_order,
    checks.one_place_each,
    checks.bed_days_are_census,
    checks.delay_adds_up,
    checks.within_capacity,
)


@pytest.mark.parametrize("check", SOUND)
def test_a_sound_record_passes(check):
    assert check(place.run()).passed


def test_somebody_who_vanished_is_found():
    run = with_journeys(place.run(), exit={2: Exit.LEFT})
    found = checks.journeys_add_up(run)
    assert not found.passed
    assert found.figure == "6 arrived = 2 left + 1 died + 1 lost + 1 still there"


@pytest.mark.parametrize(
    "fault",
    [
        {"asked": {0: 39}},
        {"reserved": {0: 39}},
        {"started": {0: 39}},
        {"ended": {0: 39}},
        {"ready": {0: 59}},
        {"left": {0: 59}},
        {"arrived": {0: 41}},
    ],
    ids=lambda fault: next(iter(fault)),
)
def test_times_out_of_order_are_found(fault):
    found = checks.times_in_order(with_journeys(place.run(), **fault))
    assert not found.passed
    assert found.figure.startswith("1 of ")


def test_a_patient_in_two_places_is_found():
    # Steps 2 to 6 are the second patient's; in rehabilitation before leaving the ward.
    assert not checks.one_place_each(with_journeys(place.run(), started={5: 141})).passed


def test_one_too_many_in_a_unit_is_found():
    run = with_journeys(place.run(), unit={0: 0})
    column = run.journeys.unit.copy()
    column[0] = 1  # the first patient is on the ward with one bed when the third comes
    crowded = dataclasses.replace(run.journeys, unit=column)
    found = checks.within_capacity(dataclasses.replace(run, journeys=crowded, _kept={}))
    assert not found.passed
    assert found.figure == "1 moments over"


def test_a_bed_may_be_taken_at_the_moment_it_is_free_again_and_not_before():
    def follows(at: float) -> bool | None:
        first = Journey(
            "older", "home", 50, 60, Exit.LEFT, [stay(50, 50, 50, 60, 60, 60, 1), leave(60)]
        )
        second = Journey(
            "older", "home", at, 90, Exit.LEFT, [stay(at, at, at, 90, 90, 90, 1), leave(90)]
        )
        return checks.within_capacity(place.run([first, second])).passed

    assert follows(60)
    assert not follows(59)


def test_a_moment_of_delay_without_a_reason_is_found():
    run = place.run()
    whole = run.once(delay_parts)
    fewer = DelayParts(*(getattr(whole, f.name)[1:] for f in dataclasses.fields(whole)))
    run._kept[delay_parts] = fewer
    assert not checks.delay_adds_up(run).passed


def test_many_unanswered_referrals_are_found():
    found = checks.few_left_open(place.run())
    assert not found.passed
    assert found.figure == "1 of 10 referrals"


def steady(n: int, every: float, length: float) -> list[Journey]:
    return [
        Journey("older", "home", i * every, i * every + length, Exit.LEFT, [
            stay(i * every, i * every, i * every, i * every + length, i * every + length,
                 i * every + length, i % 2),
            leave(i * every + length),
        ])
        for i in range(n)
        if i * every + length < 288
    ]  # fmt: skip


def test_littles_law_holds_when_steady_and_not_when_beds_fill():
    assert checks.littles_law(place.run(steady(50, 6, 9))).passed
    stuck = [
        Journey("older", "home", 50 + i, -1, Exit.OPEN,
                [stay(50 + i, 50 + i, 50 + i, -1, -1, -1, 0), place.NOTHING])
        for i in range(30)
    ]  # fmt: skip
    assert not checks.littles_law(place.run(stuck)).passed


def test_a_check_over_replications_shows_the_one_that_failed():
    sound, faulty = place.run(), with_journeys(place.run(), exit={2: Exit.LEFT})
    over = checks.CheckOver()
    for run in (sound, faulty):
        over.add(checks.check_run(run)[0])
    first = over.check()
    assert not first.passed
    assert first.figure.startswith("held in 1 of 2 replications; 6 arrived = 2 left")


def test_sums_beyond_64_bits_are_exact():
    values = np.full(2_000, 2**62 - 1, dtype=np.int64)
    assert checks.exact_sum(values) == 2_000 * (2**62 - 1)
    assert checks.exact_sum(np.array([], dtype=np.int64)) == 0


def test_the_window_is_ten_days():
    run = place.run()
    assert (run.window[1] - run.window[0]) == 10 * DAY
