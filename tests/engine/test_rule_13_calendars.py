"""Rule 13 on real dates: working days over weekends and bank holidays, sittings, weekly starts."""

from __future__ import annotations

import datetime as dt

import pytest

from simulator.network import calendars
from simulator.network.capacity import capacity
from simulator.network.network import DAY, Duration, Handoff, Releases
from simulator.network.network import HOUR as H
from simulator.scenario.handoff import Panel, Shift, Starts
from simulator.scenario.part import BankHolidays
from simulator.scenario.quantities import WeeklyHours
from tests.small_networks import Draw, Person, handoff, leave, network, task

OFFICE = WeeklyHours.parse("mon-fri 09:00-17:00")
MON, TUE, WED, THU, FRI, SAT, SUN = (day * DAY for day in range(7))
WEEK = 7 * DAY
JUNE = calendars.Dates.of(dt.date(2024, 6, 3), 3 * WEEK, "england")
# Friday of the first week and Monday of the second are bank holidays.
EASTER = calendars.Dates.of(dt.date(2024, 3, 25), 3 * WEEK, "england")


def lead(dates: calendars.Dates, of: str, rule: BankHolidays = "as_usual") -> Handoff:
    """A lead time in working days or working hours."""
    hours = calendars.opening(OFFICE, dates, rule)
    clocks = {
        "working days": calendars.days_clock(OFFICE, dates, rule),
        "working hours": calendars.hours_clock(hours),
    }
    return handoff(hours=hours, clock=clocks[of], duration=Duration.LEAD)


def waits_for(given: Releases, hours: WeeklyHours | None = None) -> Handoff:
    """What takes no time once started, and starts only as released."""
    opening = calendars.opening(hours, JUNE, "as_usual") if hours is not None else None
    return handoff(hours=opening, duration=Duration.LEAD, released=given)


def ends(happens, done_by: Handoff, *asked: tuple[int, int]) -> list[int]:
    """When each ends, asked for at (time, duration)."""
    place = network([], [done_by], [[task(0), leave([0])]], end=3 * WEEK)
    people = [Person(time, [Draw(duration), Draw(0)]) for time, duration in asked]
    return [story.steps[0].ended for story in happens(place, people)]


def test_rule_13_working_days_count_in_proportion_and_over_the_weekend(happens):
    """Four of eight hours are left of Friday: half a working day."""
    asked = [
        (FRI + 13 * H, DAY),
        (FRI + 13 * H, DAY // 2),
        (FRI + 13 * H, DAY // 2 + 3),
        (SAT + 10 * H, 2 * DAY),
        (WEEK + MON + 9 * H, DAY // 8),
    ]
    assert ends(happens, lead(JUNE, "working days"), *asked) == [
        WEEK + MON + 13 * H,
        FRI + 17 * H,
        WEEK + MON + 9 * H + 1,
        WEEK + TUE + 17 * H,
        WEEK + MON + 10 * H,
    ]


def test_rule_13_working_hours_over_the_weekend(happens):
    asked = [(FRI + 13 * H, 10 * H), (SUN + 3 * H, 8 * H), (SUN + 3 * H, 8 * H + 1)]
    assert ends(happens, lead(JUNE, "working hours"), *asked) == [
        WEEK + MON + 15 * H,
        WEEK + MON + 17 * H,
        WEEK + TUE + 9 * H + 1,
    ]


@pytest.mark.parametrize(
    ("rule", "ended"), [("as_usual", FRI + 13 * H), ("as_sunday", WEEK + TUE + 13 * H)]
)
def test_rule_13_bank_holidays_count_as_sundays_where_said(happens, rule, ended):
    done_by = lead(EASTER, "working days", rule)
    assert ends(happens, done_by, (THU + 13 * H, DAY)) == [ended]


@pytest.mark.parametrize(
    ("sits", "on_bank_holiday", "ended"),
    [
        ("mon 10:00", "skip", 2 * WEEK + MON + 10 * H),
        ("mon 10:00", "move", WEEK + TUE + 10 * H),
        ("mon 10:00", "sit", WEEK + MON + 10 * H),
        ("fri 10:00", "skip", WEEK + FRI + 10 * H),
        ("fri 10:00", "move", WEEK + TUE + 10 * H),
        ("fri 10:00", "sit", FRI + 10 * H),
    ],
)
def test_rule_13_a_sitting_on_a_bank_holiday(happens, sits, on_bank_holiday, ended):
    said = Panel.model_validate({"sits": sits, "on_bank_holiday": on_bank_holiday})
    done_by = waits_for(calendars.sittings(said, EASTER))
    assert ends(happens, done_by, (MON + 11 * H, 0)) == [ended]


def test_rule_13_a_panel_with_a_limit_on_real_dates(happens):
    said = Panel.model_validate({"sits": "tue+thu 14:00", "limit": 1})
    done_by = waits_for(calendars.sittings(said, JUNE))
    asked = [(MON + h * H, 0) for h in (8, 9, 10)]
    assert ends(happens, done_by, *asked) == [TUE + 14 * H, THU + 14 * H, WEEK + TUE + 14 * H]


def test_rule_13_starts_a_week_are_released_evenly_and_fractions_add_up(happens):
    """Three over five days: 0.6 on Monday, 1.2 by Tuesday, then 1.8, 2.4 and 3.0."""
    said = Starts.model_validate({"per_week": 3})
    done_by = waits_for(calendars.releases(said, OFFICE, JUNE, "as_usual"), OFFICE)
    assert ends(happens, done_by, *[(MON, 0)] * 5) == [
        TUE + 9 * H,
        THU + 9 * H,
        FRI + 9 * H,
        WEEK + TUE + 9 * H,
        WEEK + THU + 9 * H,
    ]


def test_rule_13_starts_released_weekly_are_all_there_on_the_first_working_day(happens):
    said = Starts.model_validate({"per_week": 2, "released": "weekly", "carry": True})
    done_by = waits_for(calendars.releases(said, OFFICE, JUNE, "as_usual"), OFFICE)
    assert ends(happens, done_by, *[(SUN, 0)] * 3) == [
        WEEK + MON + 9 * H,
        WEEK + MON + 9 * H,
        WEEK + MON + 9 * H,
    ]


@pytest.mark.parametrize(("carry", "third"), [(False, WED + 9 * H), (True, TUE + 9 * H)])
def test_rule_13_starts_a_day_lapse_unless_carried(happens, carry, third):
    """One and a half a day: one on Monday, two on Tuesday, one on Wednesday."""
    said = Starts.model_validate({"per_day": 1.5, "carry": carry})
    done_by = waits_for(calendars.releases(said, OFFICE, JUNE, "as_usual"), OFFICE)
    asked = [(MON + 18 * H, 0)] * 3
    assert ends(happens, done_by, *asked) == [TUE + 9 * H, TUE + 9 * H, third]


def test_rule_13_shifts_are_staff_through_the_week(happens):
    """Two by day and one in the evening: the third has to wait for the morning."""
    shifts = [
        Shift.model_validate({"hours": "mon-fri 09:00-17:00", "staff": 2}),
        Shift.model_validate({"hours": "mon-fri 17:00-21:00", "staff": 1}),
    ]
    path = capacity(shifts, (), JUNE, "as_usual")
    hours = calendars.opening(
        WeeklyHours.together([shift.hours for shift in shifts]), JUNE, "as_usual"
    )
    done_by = handoff(list(zip(path.times, path.values, strict=True)), hours=hours)
    asked = [(MON + 16 * H, 3 * H), (MON + 16 * H, 4 * H), (MON + 18 * H, 2 * H), (MON + 18 * H, 0)]
    assert ends(happens, done_by, *asked) == [
        MON + 19 * H,
        MON + 20 * H,
        MON + 22 * H,
        TUE + 9 * H,
    ]
