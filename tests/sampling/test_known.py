"""Arrivals known beforehand: from a file, and booked; and bookings that are put off."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from simulator.engine.journeys import Exit
from simulator.engine.reference import simulate
from simulator.network.network import DAY, HOUR, MINUTE
from simulator.sampling.known import known
from simulator.sampling.sample import sample_patients
from simulator.scenario.demand import Arrivals
from tests.sampling.places import built, drawn, place

MONDAY = dt.date(2024, 4, 1)


def listed(*times: str) -> Arrivals:
    text = "\n".join(["arrives", *times])
    return Arrivals(times={"file": "arrivals.csv", "text": text})


def booked(*bookings: tuple[str, int], **said) -> Arrivals:
    return Arrivals(booked=[{"at": at, "count": count} for at, count in bookings], **said)


def of(arrivals: Arrivals, days: int = 7, start: dt.date = MONDAY, country: str = "england"):
    identity, times = known(arrivals, start, days * DAY, country)
    return dict(zip(identity.tolist(), times.tolist(), strict=True))


def test_times_of_a_file_are_used_exactly():
    found = of(
        listed(
            "2024-04-02T06:30", "2024-04-01 00:00", "2024-04-01 09:15:07", "2024-04-07 23:59:59.25"
        )
    )
    second = 1_000_000
    assert list(found.values()) == [
        0,
        9 * HOUR + 15 * MINUTE + 7 * second,
        DAY + 6 * HOUR + 30 * MINUTE,
        7 * DAY - 3 * second // 4,
    ]


def test_times_outside_the_run_are_left_out():
    found = of(listed("2024-03-31 23:59", "2024-04-01 12:00", "2024-04-08 00:00"))
    assert list(found.values()) == [12 * HOUR]


def test_a_row_more_or_another_order_moves_nobody():
    times = ["2024-04-03 10:00", "2024-04-02 08:00", "2024-04-03 10:00", "2024-04-05 11:00"]
    before = of(listed(*times))
    assert len(before) == 4
    assert of(listed(*reversed(times))) == before
    after = of(listed("2024-04-02 07:00", "2024-04-03 10:00", *times))
    assert before.items() <= after.items()
    assert len(after) == 6


def test_a_later_start_has_the_same_patients():
    times = ["2024-04-03 10:00", "2024-04-04 08:00"]
    early, late = of(listed(*times)), of(listed(*times), start=dt.date(2024, 4, 3))
    assert list(early) == list(late)


def test_identities_rise_and_are_of_one_patient_each():
    identity, times = known(booked(("mon-sun 07:00 12:30", 40)), MONDAY, 30 * DAY, "none")
    assert (np.diff(identity.astype(object)) > 0).all()
    assert (np.diff(times) >= 0).all()
    assert len(identity) == 30 * 80


def test_bookings_bring_their_count_at_each_moment():
    found = of(booked(("mon-fri 07:00", 2), ("mon 07:00, sat 10:30", 1)), country="none")
    days = [time // DAY for time in found.values()]
    assert np.bincount(days, minlength=7).tolist() == [3, 2, 2, 2, 2, 1, 0]
    assert {time % DAY for time in found.values()} == {7 * HOUR, 10 * HOUR + 30 * MINUTE}


def test_more_booked_reveals_more_and_moves_nobody():
    few, many = (of(booked(("mon-fri 07:00", count))) for count in (3, 5))
    assert few.items() <= many.items()
    assert len(many) * 3 == len(few) * 5


@pytest.mark.parametrize(
    ("rule", "monday"), [(None, 4), ("as_usual", 4), ("as_sunday", 1), ("none_booked", 0)]
)
def test_a_bank_holiday_brings_what_is_said_of_it(rule, monday):
    """1 April 2024 was Easter Monday in England."""
    arrivals = booked(("mon-fri 07:00", 4), ("sun 09:00", 1), bank_holidays=rule)
    found = np.array(list(of(arrivals).values())) // DAY
    assert np.bincount(found, minlength=7).tolist() == [monday, 4, 4, 4, 4, 0, 1]
    usual = np.array(list(of(arrivals, country="none").values())) // DAY
    assert np.bincount(usual, minlength=7).tolist() == [4, 4, 4, 4, 4, 0, 1]


def test_known_arrivals_draw_like_others_and_move_no_other_group():
    said = place()
    said["patient_groups"]["young"]["arrivals"] = {"booked": [{"at": "mon-fri 07:00", "count": 9}]}
    before, after = drawn(place()), drawn(said)

    def old(patients):
        rows = (patients.group == 0) & (patients.arrives >= 0)
        return [getattr(patients, n)[rows].tolist() for n in ("identity", "arrives", "route")]

    assert old(before) == old(after)
    rows = np.flatnonzero((after.group == 1) & (after.arrives >= 0))
    assert len(rows) == 9 * 144
    stays = after.duration[after.first[rows]] / DAY
    assert abs(stays.mean() - 2) < 4 * 1.5 / np.sqrt(len(stays))
    other = drawn(said, replication=1)
    assert np.array_equal(
        other.arrives[other.group == 1][:500], after.arrives[after.group == 1][:500]
    )
    assert not np.array_equal(other.duration[:500], after.duration[:500])


ELECTIVE = {
    "schema_version": 1,
    "title": "Planned admissions",
    "calendar": {"start": "2024-04-01", "warm_up": "0 days", "run_for": "7 days"},
    "patient_groups": {
        "elective": {
            "arrivals": {"booked": [{"at": "tue-wed 07:00", "count": 3}]},
            "pathways": {"planned": 1.0},
        }
    },
    "care_settings": {
        "surgery": {
            "kind": "beds",
            "length_of_stay": "36 hours",
            "units": [{"name": "Surgery", "beds": 2}],
        }
    },
    "pathways": {
        "planned": [
            {
                "stay": {
                    "care_setting": "surgery",
                    "limit": {
                        "within": "4 hours",
                        "then": "postponed",
                        "by": "1 day",
                        "at_most": 1,
                    },
                }
            },
            {"leave": "home"},
        ]
    },
}


def test_bookings_that_find_no_bed_are_put_off_and_then_lost():
    """Two beds, three booked on Tuesday and on Wednesday at 07:00, stays of 36 hours.

    Tuesday: two start, the third is put off at 11:00 to Wednesday 11:00. Wednesday: none of the
    three finds a bed until 11:00, when they are put off to Thursday 11:00; the one of Tuesday waits
    from 11:00 and is lost at 15:00. The beds are free at 19:00; two of Wednesday's start on
    Thursday at 11:00; the third waits from then and is lost at 15:00.
    """
    scenario, network, plan = built(ELECTIVE)
    patients = sample_patients(scenario, network, plan, 1, 0)
    assert patients.arrives.tolist() == [DAY + 7 * HOUR] * 3 + [2 * DAY + 7 * HOUR] * 3
    journeys = simulate(network, patients)
    stays = patients.first[:-1]
    thursday = 3 * DAY + 11 * HOUR
    assert journeys.reserved[stays].tolist() == [
        DAY + 7 * HOUR,
        DAY + 7 * HOUR,
        -1,
        thursday,
        thursday,
        -1,
    ]
    assert journeys.postponed[stays].tolist() == [0, 0, 1, 1, 1, 1]
    is_lost = (journeys.exit == Exit.LOST).tolist()
    assert is_lost == [False, False, True, False, False, True]
    lost = [2 * DAY + 15 * HOUR, 3 * DAY + 15 * HOUR]
    assert journeys.finished[journeys.exit == Exit.LOST].tolist() == lost
