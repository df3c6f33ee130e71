"""Services with weekly hours, against the same worked through minute by minute."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
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
MONDAY = dt.date(2024, 1, 1)
CHRISTMAS = dt.date(2024, 12, 23)
HOLIDAYS = {dt.date(2024, 12, day) for day in (25, 26)} | {dt.date(2025, 1, 1)}
CLOSING = ("finish", "pause", "fit")

# When asked, and how much work: both in minutes.
Asking = list[tuple[int, int]]

EXAMPLES = settings(max_examples=25, deadline=None, derandomize=True, database=None)

OFFICE_HOURS = [(weekday, 540, 1020) for weekday in range(5)]
# A task as long as the day, one that fits to the minute, one that is a minute too long.
CLOSE_FITS = [(570, 480), (2 * 1440 + 960, 60), (3 * 1440 + 961, 60)]
WITH_LUNCH_BREAK = [(weekday, a, b) for weekday in range(5) for a, b in ((540, 720), (780, 1020))]

# On the coarser grids many things fall together: what ends at closing, who asks at opening.
grids = st.sampled_from([1, 30, 60])
starts = st.dates(MONDAY, MONDAY + dt.timedelta(days=6)) | st.just(CHRISTMAS)


def times(grid: int, most: int) -> st.SearchStrategy[int]:
    return st.integers(0, most // grid).map(lambda n: n * grid)


def weeks(grid: int) -> st.SearchStrategy[Week]:
    spans = st.tuples(st.integers(0, 6), times(grid, 1439), times(grid, 1440))
    windows = spans.filter(lambda window: window[1] != window[2])
    return st.lists(windows, max_size=9) | st.sampled_from([OFFICE_HOURS, WITH_LUNCH_BREAK])


def asking(grid: int, work: st.SearchStrategy[int], most: int) -> st.SearchStrategy[Asking]:
    each = st.tuples(times(grid, 5 * 1440), work)
    return st.lists(each, min_size=1, max_size=most).map(lambda given: sorted(given, key=first))


def first(pair: tuple[int, int]) -> int:
    return pair[0]


@st.composite
def staffed(draw: st.DrawFn) -> tuple[list[tuple[Week, int]], Asking]:
    """Shifts and the tasks they are asked to do."""
    grid = draw(grids)
    shifts = st.lists(st.tuples(weeks(grid), st.integers(1, 2)), min_size=1, max_size=2)
    return draw(shifts), draw(asking(grid, times(grid, 120) | times(grid, 1500), 12))


@st.composite
def led(draw: st.DrawFn) -> tuple[Week, Asking]:
    """Weekly hours and the lead times asked for."""
    grid = draw(grids)
    return draw(weeks(grid)), draw(asking(grid, times(720, 10 * 1440) | times(grid, 6 * 1440), 4))


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


def people_asking(network: Network, asked: Asking) -> Patients:
    """Patients who ask for the handoff."""
    arrives, work = np.array(asked, dtype=np.int64).T * MINUTE
    return population(network, arrives, [np.zeros_like(arrives), work])


def minutes(record: Journeys, people: Patients) -> list[tuple[float, float]]:
    """Start and end of each handoff in minutes, -1 for what has not happened."""
    columns = [step(people, column, 1) for column in (record.started, record.ended)]
    started, ended = (np.where(c < 0, -1, c / MINUTE).tolist() for c in columns)
    return list(zip(started, ended, strict=True))


@each_engine
@pytest.mark.parametrize("at_close", CLOSING)
@EXAMPLES
@given(start=starts, given_work=staffed())
@example(start=MONDAY, given_work=([(OFFICE_HOURS, 1)], CLOSE_FITS))
def test_tasks_start_and_end_minute_by_minute(
    simulate: Engine,
    at_close: str,
    start: dt.date,
    given_work: tuple[list[tuple[Week, int]], Asking],
) -> None:
    shifts, asked = given_work
    if len(shifts) == 1:
        staffing = {"hours": as_text(shifts[0][0]), "staff": shifts[0][1]}
    else:
        staffing = {"staff": [{"hours": as_text(week), "staff": n} for week, n in shifts]}
    network = place(start, {"task": "1 hour", "at_close": at_close, **staffing})
    people = people_asking(network, asked)
    record = simulate(network, people)

    staff = np.sum([np.array(opened(week, start)) * n for week, n in shifts], axis=0)
    service = Service((staff > 0).tolist(), staff.tolist(), at_close)
    worked = service.works_through(asked, UNTIL)

    assert minutes(record, people) == [(task.begun, task.done) for task in worked]


def test_closing_rules_differ() -> None:
    is_open = open_minutes(OFFICE_HOURS, dt.date(2024, 4, 1), 7)
    asked = [(16 * 60, 120), (16 * 60, 30)]
    times = {}
    for rule in CLOSING:
        service = Service(is_open, [1] * len(is_open), rule)
        times[rule] = [(t.begun, t.done) for t in service.works_through(asked, 7 * 1440)]

    next_nine = 1440 + 540
    assert times["finish"] == [(960, 1080), (next_nine, next_nine + 30)]
    assert times["pause"] == [(960, next_nine + 60), (next_nine + 60, next_nine + 90)]
    assert times["fit"] == [(next_nine, next_nine + 120), (next_nine + 120, next_nine + 150)]


@each_engine
@pytest.mark.parametrize("unit", ["working hours", "working days"])
@EXAMPLES
@given(start=starts, given_leads=led())
@example(start=MONDAY, given_leads=(WITH_LUNCH_BREAK, [(0, 1440), (600, 2 * 1440)]))
def test_lead_times_begin_and_end_minute_by_minute(
    simulate: Engine, unit: str, start: dt.date, given_leads: tuple[Week, Asking]
) -> None:
    week, asked = given_leads
    network = place(start, {"lead_time": f"1 {unit}", "hours": as_text(week)})
    people = people_asking(network, asked)
    record = simulate(network, people)

    is_open = opened(week, start)
    oracle = [lead_time(is_open, a, Fraction(w), unit == "working days") for a, w in asked]
    expected = [tuple(t if t < UNTIL else -1 for t in each) for each in oracle]

    seen = minutes(record, people)
    assert [begun for begun, _ in seen] == [begun for begun, _ in expected]
    # Work is counted in whole microseconds, so an end that falls between two is up to two off.
    ends = [float(done) for _, done in expected]
    assert [done for _, done in seen] == pytest.approx(ends, abs=2 / MINUTE, rel=0)
