"""Services with weekly hours, against the same worked through minute by minute."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.engine.journeys import Journeys
from simulator.network.build import build
from simulator.network.network import MINUTE, Network
from simulator.sampling.patients import Patients
from simulator.scenario.schema import Scenario
from tests.engines import Engine, each_engine
from tests.theory.minute_by_minute import Service, Week, lead_time, open_minutes
from tests.theory.population import population, step

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
RUN_DAYS = 10
BEYOND = 8
UNTIL = RUN_DAYS * 1440
CHRISTMAS = dt.date(2024, 12, 23)
HOLIDAYS = {dt.date(2024, 12, day) for day in (25, 26)} | {dt.date(2025, 1, 1)}
CLOSING = ("finish", "pause", "fit")

# When asked, and how much work: both in minutes.
Asking = list[tuple[int, int]]

EXAMPLES = settings(max_examples=20, deadline=None, derandomize=True, database=None)

moments = st.integers(0, 95).map(lambda quarter: 15 * quarter) | st.integers(0, 1439)
windows = st.tuples(st.integers(0, 6), moments, st.integers(0, 1440))
office_hours = [(weekday, 540, 1020) for weekday in range(5)]
with_lunch_break = [(weekday, a, b) for weekday in range(5) for a, b in ((540, 720), (780, 1020))]
weeks = st.one_of(
    st.lists(windows, max_size=9).filter(lambda week: not covers_everything(week)),
    st.sampled_from([office_hours, with_lunch_break]),
)
starts = st.dates(dt.date(2024, 1, 1), dt.date(2024, 1, 7)) | st.just(CHRISTMAS)
asked = st.integers(0, 5 * 1440) | st.integers(0, 180).map(lambda half_hour: 30 * half_hour)


def in_order(asking: Asking) -> Asking:
    return sorted(asking, key=lambda each: each[0])


def covers_everything(week: Week) -> bool:
    return all(open_minutes(week, dt.date(2024, 1, 1), 7))


def as_text(week: Week) -> str:
    """Weekly hours as a scenario writes them."""
    if not week:
        return "never"
    return ", ".join(
        f"{WEEKDAYS[day]} {a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for day, a, b in week
    )


def opened(week: Week, start: dt.date) -> list[bool]:
    """Whether each minute is open; at Christmas the bank holidays are Sundays."""
    return open_minutes(week, start, RUN_DAYS + BEYOND, HOLIDAYS if start == CHRISTMAS else ())


def place(start: dt.date, handoff: dict[str, Any]) -> Network:
    """A ward without needs and then the handoff; on bank holidays its hours are a Sunday's."""
    said = {
        "schema_version": 1,
        "title": "Working time",
        "calendar": {
            "start": start,
            "warm_up": "0 days",
            "run_for": f"{RUN_DAYS} days",
            "bank_holidays": "england" if start == CHRISTMAS else "none",
        },
        "patient_groups": {"all": {"arrivals": {"per_day": 0}, "pathways": {"only": 1.0}}},
        "care_settings": {"ward": {"kind": "beds", "units": [{"name": "Ward", "beds": 1000}]}},
        "handoffs": {"task": {"delay_reason": "A", "bank_holidays": "as_sunday", **handoff}},
        "pathways": {
            "only": {
                "steps": [
                    {"stay": {"care_setting": "ward"}},
                    {"handoff": {"name": "task"}},
                    {"leave": "home"},
                ]
            }
        },
    }
    network, _ = build(Scenario.model_validate(said))
    return network


def people_asking(network: Network, asking: Asking) -> Patients:
    """Patients who ask for the handoff."""
    arrives, work = np.array(asking, dtype=np.int64).T * MINUTE
    return population(network, arrives, [np.zeros_like(arrives), work])


def minutes(record: Journeys, people: Patients) -> list[tuple[float, float]]:
    """Start and end of each handoff in minutes, -1 for what has not happened."""
    columns = [step(people, column, 1) for column in (record.started, record.ended)]
    return [tuple(t / MINUTE if t >= 0 else -1 for t in row) for row in zip(*columns, strict=True)]


@each_engine
@pytest.mark.parametrize("at_close", CLOSING)
@EXAMPLES
@given(
    start=starts,
    shifts=st.lists(st.tuples(weeks, st.integers(1, 2)), min_size=1, max_size=2),
    asking=st.lists(
        st.tuples(asked, st.integers(0, 90) | st.integers(0, 1500)), min_size=1, max_size=12
    ).map(in_order),
)
def test_tasks_start_and_end_minute_by_minute(
    simulate: Engine,
    at_close: str,
    start: dt.date,
    shifts: list[tuple[Week, int]],
    asking: Asking,
) -> None:
    if len(shifts) == 1:
        staffing = {"hours": as_text(shifts[0][0]), "staff": shifts[0][1]}
    else:
        staffing = {"staff": [{"hours": as_text(week), "staff": n} for week, n in shifts]}
    network = place(start, {"task": "1 hour", "at_close": at_close, **staffing})
    people = people_asking(network, asking)
    record = simulate(network, people)

    staff = sum(np.array(opened(week, start)) * n for week, n in shifts)
    service = Service((staff > 0).tolist(), staff.tolist(), at_close)
    worked = service.works_through(asking, UNTIL)

    assert minutes(record, people) == [(task.begun, task.done) for task in worked]


def test_closing_rules_differ() -> None:
    is_open = open_minutes(office_hours, dt.date(2024, 4, 1), 7)
    asking = [(16 * 60, 120), (16 * 60, 30)]
    times = {}
    for rule in CLOSING:
        service = Service(is_open, [1] * len(is_open), rule)
        times[rule] = [(t.begun, t.done) for t in service.works_through(asking, 7 * 1440)]

    next_nine = 1440 + 540
    assert times["finish"] == [(960, 1080), (next_nine, next_nine + 30)]
    assert times["pause"] == [(960, next_nine + 60), (next_nine + 60, next_nine + 90)]
    assert times["fit"] == [(next_nine, next_nine + 120), (next_nine + 120, next_nine + 150)]


@each_engine
@pytest.mark.parametrize("unit", ["working hours", "working days"])
@EXAMPLES
@given(
    start=starts,
    week=weeks,
    leads=st.lists(
        st.tuples(asked, st.integers(0, 20).map(lambda n: 720 * n) | st.integers(0, 6 * 1440)),
        min_size=1,
        max_size=4,
    ).map(in_order),
)
def test_lead_times_begin_and_end_minute_by_minute(
    simulate: Engine,
    unit: str,
    start: dt.date,
    week: Week,
    leads: Asking,
) -> None:
    network = place(start, {"lead_time": f"1 {unit}", "hours": as_text(week)})
    people = people_asking(network, leads)
    record = simulate(network, people)

    is_open = opened(week, start)
    oracle = [lead_time(is_open, a, Fraction(w), unit == "working days") for a, w in leads]
    expected = [tuple(t if t < UNTIL else -1 for t in each) for each in oracle]

    seen = minutes(record, people)
    assert [begun for begun, _ in seen] == [begun for begun, _ in expected]
    # Work is counted in whole microseconds, so an end that falls between two is up to two off.
    ends = [float(done) for _, done in expected]
    assert [done for _, done in seen] == pytest.approx(ends, abs=2 / MINUTE, rel=0)
