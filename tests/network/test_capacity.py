"""Capacity paths: recurring changes, and several effects at once."""

from __future__ import annotations

import datetime as dt

import pytest

from simulator.network.calendars import Dates
from simulator.network.capacity import Effect, Layer, capacity, open_path
from simulator.network.network import DAY, HOUR
from simulator.network.shifts import dated
from simulator.scenario.care_setting import CapacityChange
from simulator.scenario.quantities import WeeklyHours

START = dt.date(2025, 4, 1)  # a Tuesday
DATES = Dates.of(START, 1200 * DAY, "none")


def day(year, month, number):
    return (dt.date(year, month, number) - START).days * DAY


def steps(*changes, base=20):
    given = [CapacityChange.model_validate(change) for change in changes]
    path = capacity(base, given, DATES, "as_usual")
    return list(zip(path.times, path.values, strict=True))


def test_winter_beds_come_every_year_over_new_year():
    winter = {"starts": "2024-11-15", "ends": "2025-04-10", "every_year": True, "add": 8}
    assert steps(winter)[:6] == [
        (0, 28),
        (day(2025, 4, 11), 20),
        (day(2025, 11, 15), 28),
        (day(2026, 4, 11), 20),
        (day(2026, 11, 15), 28),
        (day(2027, 4, 11), 20),
    ]
    assert steps(winter)[-1][0] < 1200 * DAY


def test_a_change_of_every_year_begins_in_its_first_year():
    august = {"starts": "2026-08-01", "ends": "2026-08-31", "every_year": True, "out_of_use": 5}
    assert steps(august) == [
        (0, 20),
        (day(2026, 8, 1), 15),
        (day(2026, 9, 1), 20),
        (day(2027, 8, 1), 15),
        (day(2027, 9, 1), 20),
    ]


def test_a_change_of_every_year_keeps_to_its_hours():
    weekends = {
        "starts": "2025-12-27",
        "ends": "2025-12-28",
        "every_year": True,
        "on": "sat 00:00-12:00",
        "limit_to": 4,
    }
    assert steps(weekends) == [
        (0, 20),
        (day(2025, 12, 27), 4),  # a Saturday; the next 27 or 28 December that is one is in 2026:
        (day(2025, 12, 27) + 12 * HOUR, 20),
    ]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"starts": "2025-11-01", "every_year": True, "add": 1}, "needs ends"),
        ({"starts": "2025-11-01", "ends": "2026-11-01", "every_year": True, "add": 1}, "than a y"),
        ({"starts": "2024-02-29", "ends": "2024-03-31", "every_year": True, "add": 1}, "29 Febr"),
    ],
)
def test_a_change_of_every_year_that_cannot_be_is_refused(given, says):
    with pytest.raises(ValueError, match=says):
        CapacityChange.model_validate(given)


def values(*layers, least=0):
    return open_path([Layer.of(Effect.BASE, 24, [(0, 10 * DAY)]), *layers], least).values


ALWAYS = [(0, 10 * DAY)]


@pytest.mark.parametrize(
    ("layers", "open_then"),
    [
        ([(Effect.OUT_OF_USE, 6), (Effect.OUT_OF_USE, 4)], 14),
        ([(Effect.OUT_OF_USE, 6), (Effect.LIMIT_TO, 20)], 18),
        ([(Effect.OUT_OF_USE, 6), (Effect.LIMIT_TO, 12), (Effect.LIMIT_TO, 15)], 12),
        ([(Effect.OUT_OF_USE, 30)], 0),
        ([(Effect.OUT_OF_USE, 30), (Effect.ADD, 3)], 3),
        ([(Effect.CLOSED, 1), (Effect.ADD, 3)], 0),
        ([(Effect.NURSES, 2), (Effect.NURSE_BEDS, 15_999)], 15),
        ([(Effect.NURSES, 2), (Effect.NURSE_BEDS, 16_000), (Effect.OUT_OF_USE, 6)], 16),
        ([(Effect.NURSES, 2), (Effect.NURSE_BEDS, 16_000), (Effect.OUT_OF_USE, 10)], 14),
        ([(Effect.NURSES, 2), (Effect.NURSE_BEDS, 16_000), (Effect.ADD, 3)], 19),
        ([(Effect.NURSES, 1), (Effect.NURSE_BEDS, 16_000), (Effect.ADD, 3)], 0),
    ],
)
def test_several_effects_at_once(layers, open_then):
    """Out of use adds up, limits take the least, what is opened adds, closed is closed."""
    assert values(*(Layer.of(*one, ALWAYS) for one in layers), least=2 * has_nurses(layers)) == (
        open_then,
        *((0,) if open_then else ()),
    )


def has_nurses(layers):
    return any(effect is Effect.NURSES for effect, _ in layers)


def test_spans_of_one_layer_that_overlap_add_up():
    bay = Layer(Effect.OUT_OF_USE, [DAY, 2 * DAY, -DAY], [4 * DAY, 3 * DAY, DAY], [6, 6, 20])
    path = open_path([Layer.of(Effect.BASE, 24, [(0, 9 * DAY)]), bay])
    assert list(zip(path.times, path.values, strict=True)) == [
        (0, 4),
        (DAY, 18),
        (2 * DAY, 12),
        (3 * DAY, 18),
        (4 * DAY, 24),
        (9 * DAY, 0),
    ]


def shifts(hours):
    first = START.toordinal()
    found = dated(WeeklyHours.parse(hours), Dates.of(START, 3 * DAY, "none"), "as_usual")
    return [(on - first, begins // HOUR, ends // HOUR) for on, begins, ends in found][:3]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ("mon-sun 07:00-19:00", [(0, 7, 19), (1, 31, 43), (2, 55, 67)]),
        ("mon-sun 19:00-07:00", [(-1, -5, 7), (0, 19, 31), (1, 43, 55)]),
        ("always", [(0, 0, 24), (1, 24, 48), (2, 48, 72)]),
        ("tue 22:00-24:00, wed 00:00-06:00", [(0, 22, 30), (7, 190, 198), (14, 358, 366)]),
        ("tue-wed 00:00-24:00, thu 00:00-06:00", [(0, 0, 24), (1, 24, 48), (2, 48, 54)]),
    ],
)
def test_a_shift_past_midnight_is_one_and_of_the_date_on_which_it_begins(hours, expected):
    assert shifts(hours) == expected
