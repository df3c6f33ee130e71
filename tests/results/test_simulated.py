"""What must hold of any run, on runs of the reference engine, against plain loops."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulator.engine.reference import simulate
from simulator.network.build import build
from simulator.network.network import DAY, StepKind
from simulator.results import checks
from simulator.results.delay_part import delay_parts
from simulator.results.measures import measures
from simulator.results.run import Run
from simulator.results.stays import stays
from simulator.sampling.sample import sample_patients
from simulator.scenario.load import load
from tests.results.place import value

SCENARIO = Path(__file__).parents[1] / "scenario" / "small.yaml"
CHANGES = (
    (),
    ("care_settings.community.units.0.beds=2", "care_settings.community.units.1.beds=1"),
    ("handoffs.assessment.staff=1", "handoffs.assessment.at_close=pause"),
    (
        "handoffs.assessment.staff=1",
        "patient_groups.older.relapse={acute: {per_day: 0.1, lasts: 3 days}}",
    ),
)


@pytest.fixture(
    scope="module", params=CHANGES, ids=["as it is", "few beds", "few staff", "relapses"]
)
def run(request) -> Run:
    scenario = load(SCENARIO, request.param).scenario
    network, plan = build(scenario)
    patients = sample_patients(scenario, network, plan, seed=5, replication=0)
    window = scenario.calendar.warm_up.microseconds, network.end
    return Run(scenario, network, patients, simulate(network, patients), window)


def test_every_exact_check_passes(run):
    for check in checks.check_run(run):
        if check.name not in ("few_left_open", "littles_law"):
            assert check.passed, check


def reason_at(run: Run, stay: int, now: int) -> int:
    """The reason of a moment of delay, read off rule 12 for one stay."""
    every = run.once(stays)
    patient, position = int(every.patient[stay]), int(every.step[stay])
    steps = run.network.routes[int(every.route[stay])].steps
    after = next(
        k for k in range(position + 1, len(steps)) if steps[k].kind is not StepKind.HANDOFF
    )
    first = int(run.patients.first[patient])
    for listed in steps[after].waits_for:
        ended = int(run.journeys.ended[first + listed])
        is_needed = int(run.patients.duration[first + listed]) != -1
        if is_needed and (ended == -1 or ended > now):
            return run.network.handoffs[steps[listed].target].reason
    if steps[after].kind is StepKind.STAY:
        return run.network.care_settings[steps[after].target].waiting_reason
    return run.network.care_settings[steps[position].target].leaving_reason


def test_each_moment_of_delay_has_the_reason_that_the_contract_gives_it(run):
    parts = run.once(delay_parts)
    assert len(set(parts.reason.tolist())) >= 2
    for at in range(0, len(parts.stay), 3):
        begin, finish = int(parts.begin[at]), int(parts.finish[at])
        for now in (begin, (begin + finish) // 2, finish - 1):
            assert reason_at(run, int(parts.stay[at]), now) == parts.reason[at]


def test_reasons_add_up_to_the_delay_of_every_stay_to_the_microsecond(run):
    every, parts = run.once(stays), run.once(delay_parts)
    for stay in np.flatnonzero(every.ready >= 0).tolist():
        mine = np.flatnonzero(parts.stay == stay)
        stop = int(every.left[stay]) if every.left[stay] >= 0 else run.network.end
        total = sum(int(parts.finish[at] - parts.begin[at]) for at in mine)
        assert total == stop - int(every.ready[stay]) - relapse(run, stay)


def relapse(run: Run, stay: int) -> int:
    """How long need was back, read off rule 12 for one stay."""
    every, row = run.once(stays), int(run.once(stays).row[stay])
    since, again = int(run.journeys.relapsed[row]), int(run.journeys.ready_again[row])
    stop = int(every.left[stay]) if every.left[stay] >= 0 else run.network.end
    return 0 if since < 0 else (stop if again < 0 else again) - since


def test_no_moment_of_a_relapse_is_delay(run, request):
    every, parts, journeys = run.once(stays), run.once(delay_parts), run.journeys
    row = every.row[parts.stay]
    since, again = journeys.relapsed[row], journeys.ready_again[row]
    is_apart = (since < 0) | (parts.finish <= since) | ((again >= 0) & (parts.begin >= again))
    assert is_apart.all()
    assert (journeys.relapsed >= 0).any() == ("relapses" in request.node.name)


def test_census_is_bed_days_and_midnights_are_a_plain_count(run):
    every, journeys = run.once(stays), run.journeys
    begin, end = run.window
    total, at_midnight = 0, np.zeros((end - begin) // DAY)
    for row in every.row[every.care_setting == 0].tolist():
        started, left = int(journeys.started[row]), int(journeys.left[row])
        if started < 0:
            continue
        until = end if left < 0 else left
        total += max(min(until, end) - max(started, begin), 0)
        for day in range(len(at_midnight)):
            midnight = begin + (day + 1) * DAY
            at_midnight[day] += started < midnight and (left < 0 or left >= midnight)
    assert value(run, "census", "mean", care_setting="acute") == pytest.approx(
        total / (end - begin)
    )
    found = value(run, "midnight_census", "mean", care_setting="acute")
    assert found == pytest.approx(at_midnight.mean())


def test_parts_add_up_to_wholes(run):
    for measure, statistic, dimension, names in (
        ("delayed_patients", "mean", "reason", set(run.scenario.delay_reasons)),
        ("delayed_patients", "mean", "organisation", {"nhs", "social_care", "both"}),
        ("starts", "per_day", "group", set(run.network.groups)),
        ("starts", "per_day", "pathway", set(run.scenario.pathways)),
        ("discharges", "per_day", "pathway", set(run.scenario.pathways)),
        ("discharge_destinations", "per_day", "destination", None),
        ("length_of_stay_bands", "share", "band", None),
        ("discharges_by_hour", "share", "hour", None),
    ):
        found = measures(run, [measure]).frame()
        found = found[(found.care_setting == "all acute") & (found.statistic == statistic)]
        others = [c for c in found.columns[2:-2] if c != dimension]
        alone = found[(found[others] == "").all(axis=1)]
        parts = alone[alone[dimension] != ""]
        assert names is None or set(parts[dimension]) <= names
        whole = alone[alone[dimension] == ""]["value"]
        assert parts["value"].sum() == pytest.approx(
            whole.item() if len(whole) else parts_of(run, measure)
        )


def parts_of(run: Run, measure: str) -> float:
    """What parts add up to where the measure has no row for the whole."""
    if measure == "discharge_destinations":
        return value(run, "discharges", "per_day", care_setting="all acute")
    return 1.0
