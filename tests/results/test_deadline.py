"""Deadlines of standards: by hand across a bank holiday, and against the clocks of the engines."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

from simulator.network import calendars
from simulator.network.build import build
from simulator.network.network import DAY, HOUR, NEVER
from simulator.network.working_time import finish
from simulator.results.deadline import Deadline, WorkingTime, deadline
from simulator.results.outline import Outline
from simulator.scenario.quantities import WeeklyHours
from tests.results.place import SMALL, scenario

START = dt.date(2025, 4, 14)  # the Monday before Easter: 18 and 21 April are bank holidays
WEEKDAYS_ONLY = "mon-fri 09:00-17:00"


def made(**said: Any) -> Deadline:
    about = {"care_setting": "rehabilitation", "target": 0.5, **said}
    calendar = {**SMALL["calendar"], "start": str(START), "bank_holidays": "england"}
    one = scenario(standards={"one": about}, calendar=calendar)
    network, _ = build(one)
    return deadline(Outline(one, network, (0, network.end)), "one")


def moment(day: int, hour: float = 0) -> int:
    """An hour of a day of April 2025, in microseconds of the run."""
    return (day - START.day) * DAY + int(hour * HOUR)


def by(given: Deadline, day: int, hour: float) -> int:
    return int(given.of(np.array([moment(day, hour)]))[0])


BY_DATE = {"counts": "dates"}
CASES = [
    ({"within": "2 hours"}, (17, 23), moment(18, 1)),
    ({"within": "2 days"}, (17, 16), moment(19, 16)),
    # Thursday 16:00, an hour before closing: then Good Friday, a weekend and Easter Monday.
    ({"within": "2 working hours", "hours": WEEKDAYS_ONLY}, (17, 16), moment(22, 10)),
    ({"within": "1 working day", "hours": WEEKDAYS_ONLY}, (17, 16), moment(22, 16)),
    (
        {"within": "1 working day", "hours": WEEKDAYS_ONLY, "bank_holidays": "as_usual"},
        (17, 16),
        moment(18, 16),
    ),
    # Open every day: a bank holiday has a Sunday's hours.
    (
        {"within": "2 working hours", "hours": "mon-sat 08:00-20:00, sun 10:00-16:00"},
        (17, 19.5),
        moment(18, 11.5),
    ),
    # Asked out of hours, the clock begins at the next opening; what ends at closing ends then.
    ({"within": "8 working hours", "hours": WEEKDAYS_ONLY}, (19, 12), moment(22, 17)),
    ({"within": "2 working hours", "hours": "always"}, (18, 23), moment(19, 1)),
    # By date, the last moment of the date meets it.
    ({"within": "0 days", "clock": BY_DATE}, (17, 16), moment(18) - 1),
    ({"within": "1 day", "clock": BY_DATE}, (17, 0), moment(19) - 1),
    ({"within": "1 week", "clock": BY_DATE}, (15, 8), moment(23) - 1),
    (
        {"within": "1 working day", "hours": WEEKDAYS_ONLY, "clock": BY_DATE},
        (17, 16),
        moment(23) - 1,
    ),
    (
        {"within": "2 working days", "hours": WEEKDAYS_ONLY, "clock": BY_DATE},
        (19, 16),
        moment(24) - 1,
    ),
]


@pytest.mark.parametrize(("said", "start", "expected"), CASES)
def test_a_deadline_is_that_worked_out_by_hand(said, start, expected):
    assert by(made(**said), *start) == expected


@pytest.mark.parametrize(
    "hours", [WEEKDAYS_ONLY, "mon-sun 08:00-20:00", "fri 22:00-06:00, mon 09:00-12:00 13:00-17:07"]
)
def test_working_time_is_that_of_the_engines(hours):
    rng = np.random.default_rng(1)
    weekly, dates = WeeklyHours.parse(hours), calendars.Dates.of(START, 20 * DAY, "england")
    starts = np.concatenate([rng.integers(0, 30 * DAY, 400), np.arange(0, 20 * DAY, HOUR)])
    clocks = (
        calendars.days_clock(weekly, dates, "as_sunday"),
        calendars.hours_clock(calendars.opening(weekly, dates, "as_sunday")),
    )
    for clock in clocks:
        assert clock is not None
        for work in (0, 1, HOUR, 8 * HOUR, DAY, 2 * DAY, 40 * DAY):
            ends = WorkingTime.of(clock).finish(starts, work)
            assert ends.tolist() == [finish(clock, int(start), work) for start in starts]


def test_what_no_calendar_reaches_has_no_deadline():
    late = made(within="60 working days", hours=WEEKDAYS_ONLY, clock=BY_DATE)
    assert by(late, 17, 9) == NEVER
    late = made(within="60 working days", hours=WEEKDAYS_ONLY)
    assert by(late, 17, 9) == NEVER
