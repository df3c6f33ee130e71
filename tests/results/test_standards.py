"""Standards on their clocks, against the journeys of ``place`` worked out by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest

from simulator.engine.journeys import Exit
from simulator.results.run import Run
from tests.results import place
from tests.results.place import NOTHING, Journey, leave, stay, value

REHABILITATION = {"care_setting": "rehabilitation", "target": 0.5}
ACUTE = {"care_setting": "acute", "target": 0.5}
ASSESSMENT = {"handoff": "assessment", "target": 0.5}
EQUIPMENT = {"handoff": "equipment", "target": 0.5}
OFFICE = "mon-fri 09:00-17:00"


def clock(starts: str, ends: str, counts: str = "time") -> dict[str, str]:
    return {"starts": starts, "ends": ends, "counts": counts}


def run(said: dict[str, Any], *record: Journey) -> Run:
    return place.run(record or place.JOURNEYS, standards={"one": said})


def counts(of: Run, **where: str) -> tuple[float, ...]:
    """Met, breaches, breaches still open, open in time, died or lost in time."""
    at = {"standard": "one", **where}
    n, share = value(of, "standard_met", "n", **at), value(of, "standard_met", "share", **at)
    breaches = value(of, "standard_breaches", "n", **at)
    met = 0.0 if math.isnan(share) else share * n
    assert met + breaches == n
    return (
        met,
        breaches,
        value(of, "standard_breaches", "open", **at),
        value(of, "standard_met", "open", **at),
        value(of, "standard_met", "gave_up", **at),
    )


CASES = [
    # Ready in the acute ward at 105, in rehabilitation from 142: 37 hours, the limit included.
    (REHABILITATION, clock("ready", "started"), "37 hours", (1, 0, 0, 0, 0)),
    (REHABILITATION, clock("ready", "started"), "36.99 hours", (0, 1, 0, 0, 0)),
    # Arrived at 50, a place found at 140.
    (REHABILITATION, clock("arrived", "reserved"), "90 hours", (1, 0, 0, 0, 0)),
    (REHABILITATION, clock("arrived", "reserved"), "89 hours", (0, 1, 0, 0, 0)),
    # Ready Wednesday noon and left as Thursday begins; Friday 09:00 to Saturday 22:00; Thursday
    # noon and still there as Saturday begins, when the run ends.
    (ACUTE, clock("ready", "left", "dates"), "0 days", (0, 3, 1, 0, 0)),
    (ACUTE, clock("ready", "left", "dates"), "1 day", (2, 1, 1, 0, 0)),
    (ACUTE, clock("ready", "left", "dates"), "2 days", (2, 0, 0, 1, 0)),
    (ACUTE, clock("ready", "left"), "12 hours", (1, 2, 1, 0, 0)),
    # Left after 92 hours; still there after 228; died after 30; lost at his own limit after 24;
    # still there after 48. Who was asked for at 40 came before the window.
    (ACUTE, clock("asked", "left"), "92 hours", (1, 2, 1, 1, 1)),
    (ACUTE, clock("asked", "left"), "72 hours", (0, 3, 1, 1, 1)),
    (ACUTE, clock("asked", "left"), "29 hours", (0, 5, 2, 0, 0)),
    (ACUTE, clock("asked", "reserved"), "1 hour", (3, 2, 0, 0, 0)),
    # Asked at 105, begun at 110, done at 130; asked at 252 and not begun at the end, 288.
    (ASSESSMENT, clock("asked", "ended"), "25 hours", (1, 1, 1, 0, 0)),
    (ASSESSMENT, clock("asked", "ended"), "36 hours", (1, 0, 0, 1, 0)),
    # Ready at 105 and 252, begun at once both times.
    (EQUIPMENT, clock("ready", "started"), "0 hours", (2, 0, 0, 0, 0)),
    (EQUIPMENT, clock("arrived", "ended"), "70 hours", (1, 1, 0, 0, 0)),
]


@pytest.mark.parametrize(("about", "on", "within", "expected"), CASES)
def test_responses_on_each_clock_are_those_worked_out_by_hand(about, on, within, expected):
    assert counts(run({**about, "clock": on, "within": within})) == expected


@pytest.mark.parametrize(
    ("within", "expected"),
    [
        # Asked Friday 09:00, done Saturday 10:00: 8 hours run until Friday 17:00, the ninth begins
        # on Monday. Asked Thursday noon, open as Saturday begins: 13 hours run by Friday 17:00.
        ("8 working hours", (0, 2, 1, 0, 0)),
        ("9 working hours", (1, 1, 1, 0, 0)),
        ("13 working hours", (1, 1, 1, 0, 0)),
        ("14 working hours", (1, 0, 0, 1, 0)),
        ("1 working day", (0, 2, 1, 0, 0)),
        ("2 working days", (1, 0, 0, 1, 0)),
    ],
)
def test_working_time_runs_in_the_hours_of_the_standard(within, expected):
    said = {**ASSESSMENT, "clock": clock("asked", "ended"), "within": within, "hours": OFFICE}
    assert counts(run(said)) == expected


def test_weekdays_and_groups_add_up_to_all():
    found = run({**ACUTE, "clock": clock("asked", "left"), "within": "92 hours"})
    assert counts(found, group="older") == (1, 1, 0, 1, 0)
    assert counts(found, group="younger") == (0, 1, 1, 0, 1)
    # Asked on Wednesday at 50 and 60, and on Tuesday at 200.
    assert counts(found, weekday="wed") == (1, 1, 1, 0, 0)
    assert counts(found, weekday="tue") == (0, 1, 0, 0, 0)
    assert value(found, "standard_breaches", "per_day", standard="one", weekday="tue") == 1
    assert value(found, "standard_breaches", "per_day", standard="one", group="older") == 0.1


def test_the_weekday_is_that_on_which_the_clock_started():
    found = run({**REHABILITATION, "clock": clock("ready", "started"), "within": "1 day"})
    # Ready on Friday, asked for on Saturday, there on Saturday.
    assert counts(found, weekday="fri") == (0, 1, 0, 0, 0)
    assert counts(found, weekday="sat") == (0, 0, 0, 0, 0)


def test_nobody_is_refused_a_place_that_he_has():
    """His wait had a limit of 24 hours, but he got the place and was lost only later."""
    steps = [stay(100, 100, 100, -1, -1, 130, 0), *[NOTHING] * 4]
    lost = Journey("older", "bed", 100, 130, Exit.LOST, steps, limit=24)
    said = {**ACUTE, "clock": clock("asked", "left")}
    assert counts(run({**said, "within": "40 hours"}, lost)) == (0, 0, 0, 0, 1)
    assert counts(run({**said, "within": "29 hours"}, lost)) == (0, 1, 0, 0, 0)


def test_the_target_is_reached_at_the_target_itself():
    steps = [stay(100, 100, 100, 110, 110, 120, 0), leave(120)]
    early = Journey("older", "home", 100, 120, Exit.LEFT, steps)
    late = [stay(100, 105, 105, 110, 110, 120, 1), leave(120)]
    record = [early, Journey("older", "home", 100, 120, Exit.LEFT, late)]
    for target, reached in ((0.5, 1), (0.51, 0)):
        found = run({**ACUTE, "within": "1 hour", "target": target}, *record)
        assert value(found, "standard_met", "share", standard="one") == 0.5
        assert value(found, "standard_reached", "share", standard="one") == reached
        assert value(found, "standard_reached", "share", standard="one", group="older") == reached
        nobody = value(found, "standard_reached", "share", standard="one", group="younger")
        assert math.isnan(nobody)
