"""Measures where limits lead elsewhere, worked out by hand."""

from __future__ import annotations

import pytest

from simulator.engine.journeys import Exit
from simulator.results import checks
from simulator.results.measures import measures
from simulator.results.run import Run
from tests.results.place import NOTHING, SMALL, Journey, handoff, leave, run, stay, value

LIMIT = {"within": "2 hours", "then": "elsewhere", "pathway": "home"}
URGENT = [
    {"stay": {"care_setting": "rehabilitation", "limit": LIMIT}},
    {"leave": "home"},
]
GROUPS = {
    **SMALL["patient_groups"],
    "older": {"arrivals": {"per_day": 1}, "pathways": {"urgent": 1}},
}
TEAM = {"care_setting": "rehabilitation", "pathway": "urgent"}
HERE = {"care_setting": "rehabilitation"}

JOURNEYS = (
    Journey("older", "urgent", 50, 150, Exit.LEFT, [stay(50, 51, 51, 150, 150, 150, 2), leave(150)],
            limit=2),
    Journey("older", "urgent", 60, 62, Exit.SWITCHED, [stay(60), NOTHING], limit=2, instead_as=4),
    Journey("older", "urgent", 70, 72, Exit.SWITCHED, [stay(70), NOTHING], limit=2, instead_as=5),
    Journey("older", "urgent", 287, -1, Exit.OPEN, [stay(287), NOTHING], limit=2),
    Journey("older", "home", 62, 90, Exit.LEFT, [stay(62, 62, 62, 90, 90, 90, 0), leave(90)]),
    Journey("older", "home", 72, 80, Exit.LEFT, [stay(72, 72, 72, 80, 80, 80, 1), leave(80)]),
    Journey("younger", "bed", 100, 102, Exit.LOST, [stay(100), *[NOTHING] * 4], limit=2),
)  # fmt: skip


# Two in ten days; of three referrals that are over, two were not reached.
CASES = [
    ("sent_elsewhere", "per_day", {}, 0.2),
    ("sent_elsewhere", "per_day", {"group": "older"}, 0.2),
    ("sent_elsewhere", "per_day", {"group": "younger"}, 0),
    ("sent_elsewhere", "per_day", TEAM, 0.2),
    ("sent_elsewhere", "share", TEAM, 2 / 3),
]


def sent() -> Run:
    pathways = {**SMALL["pathways"], "urgent": URGENT}
    return run(JOURNEYS, patient_groups=GROUPS, pathways=pathways)


@pytest.fixture(scope="module")
def of() -> Run:
    return sent()


@pytest.mark.parametrize(("measure", "statistic", "where", "answer"), CASES)
def test_those_sent_elsewhere_are_counted(of, measure, statistic, where, answer):
    assert value(of, measure, statistic, **where) == pytest.approx(answer)


def test_they_are_neither_lost_nor_left_and_journeys_add_up(of):
    assert value(of, "lost", "per_day") == pytest.approx(0.1)
    assert value(of, "departures", "per_day") == pytest.approx(0.3)
    (check,) = (each for each in checks.check_run(of) if each.name == "journeys_add_up")
    assert check.passed
    assert check.figure == (
        "7 arrived = 3 left + 0 died + 1 lost + 2 sent elsewhere + 1 still there"
    )


def test_their_wait_was_given_up(of):
    assert value(of, "wait_for_place", "gave_up", **HERE) == 2
    assert value(of, "wait_for_place", "n", **HERE) == 1
    assert value(of, "wait_for_place", "open", **HERE) == 1


def test_a_step_that_follows_a_place_given_up_counts_that_as_left_alive():
    """At home after an acute stay, not reached within no time at all, and on to another pathway."""
    steps = [
        {"stay": {"care_setting": "acute", "lets_go": "at end"}},
        {"handoff": {"name": "assessment", "limit": {**LIMIT, "within": "0 hours"}}},
        {"leave": "home"},
    ]
    record = [
        Journey("older", "urgent", 50, 90, Exit.SWITCHED,
                [stay(50, 50, 50, 90, 90, 90, 0), handoff(90), NOTHING], instead_as=1),
        Journey("older", "home", 90, -1, Exit.OPEN, [stay(90, 90, 90, -1, -1, -1, 0), NOTHING]),
    ]  # fmt: skip
    pathways = {**SMALL["pathways"], "urgent": steps}
    of = run(record, patient_groups=GROUPS, pathways=pathways)
    assert value(of, "discharges", "per_day", care_setting="acute") == pytest.approx(0.1)


def test_what_a_returned_patient_does_elsewhere_is_no_second_return(of):
    record = [
        Journey("older", "home", 40, 50, Exit.LEFT, [stay(40, 40, 40, 50, 50, 50, 0), leave(50)],
                returns_as=1),
        Journey("older", "urgent", 60, 62, Exit.SWITCHED, [stay(60), NOTHING], limit=2, depth=1,
                instead_as=2),
        Journey("older", "home", 62, -1, Exit.OPEN, [stay(62, 62, 62, -1, -1, -1, 0), NOTHING],
                depth=1),
    ]  # fmt: skip
    pathways = {**SMALL["pathways"], "urgent": URGENT}
    of = run(record, patient_groups=GROUPS, pathways=pathways)
    assert value(of, "readmissions", "per_day") == pytest.approx(0.1)
    assert value(of, "arrivals", "per_day") == pytest.approx(0.2)


def test_where_no_limit_leads_elsewhere_there_is_no_such_row():
    assert measures(run(), ["sent_elsewhere"]).keys == ()
