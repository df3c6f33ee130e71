"""Limits that lead elsewhere: what may be said, and where the rest is refused."""

from __future__ import annotations

import pytest

from simulator.errors import InputError
from simulator.network.build import build
from simulator.network.network import AtLimit
from simulator.scenario.describe import describe
from simulator.scenario.load import load_text

TEXT = """
schema_version: 1
title: Urgent community response
calendar: {start: 2025-04-07, warm_up: 10 days, run_for: 50 days, bank_holidays: none}
patient_groups:
  older:
    arrivals: {per_day: 6}
    pathways: {urgent_response: 1}
    relapse: {ward: {per_day: 0.05, lasts: 2 days, source: a study, confidence: B}}
care_settings:
  urgent_team:
    kind: places
    length_of_stay: 2 days
    units: [{name: Team, places: 5}]
  ward:
    kind: beds
    length_of_stay: 5 days
    units: [{name: Ward, beds: 60}]
pathways:
  urgent_response:
    - stay:
        care_setting: urgent_team
        limit: {within: 2 hours, then: elsewhere, pathway: emergency_admission}
    - leave: home
  emergency_admission:
    - stay: ward
    - leave: home
"""
LIMIT = "{within: 2 hours, then: elsewhere, pathway: emergency_admission}"


def changed(*pairs: tuple[str, str]) -> str:
    text = TEXT
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def test_the_group_has_the_routes_of_the_pathway_that_it_may_be_sent_along():
    network, plan = build(load_text(TEXT).scenario)
    assert [route.pathway for route in network.routes] == ["urgent_response", "emergency_admission"]
    first = network.routes[0].steps[0]
    assert first.at_limit is AtLimit.ELSEWHERE
    assert [route.elsewhere for route in plan.routes] == ["emergency_admission", None]


def test_it_is_described_with_where_it_leads_and_relapses_with_their_evidence():
    text = describe(load_text(TEXT))
    words = "waits at most 2 hours, then elsewhere on pathway emergency_admission"
    assert f"→ urgent_team [5 places], {words}" in text
    assert (
        "need comes back in ward: 5 % a day of waiting, lasts 2 days [a study; confidence B]"
        in (text)
    )


AFTER_WARD = """
  emergency_admission:
    - stay: {care_setting: ward, lets_go: %s}
    - stay:
        care_setting: urgent_team
        limit: {within: 2 hours, then: elsewhere, pathway: away}
    - leave: home
  away:
    - stay: ward
    - leave: home
"""
PLAIN = TEXT[TEXT.index("  emergency_admission:\n    - stay") :]
FIRST = ("pathways: {urgent_response: 1}", "pathways: {emergency_admission: 1}")


def after_ward(lets_go: str, *more: tuple[str, str]) -> str:
    unlimited = (f"\n        limit: {LIMIT}", "")
    return changed((PLAIN, AFTER_WARD[1:] % lets_go), FIRST, unlimited, *more)


def test_after_a_stay_that_lets_go_at_its_end_is_allowed():
    network, _ = build(load_text(after_ward("at end")).scenario)
    assert network.routes[0].steps[1].at_limit is AtLimit.ELSEWHERE


HOURS = (
    "length_of_stay: 5 days",
    "length_of_stay: 5 days\n    discharge_hours: mon-fri 9:00-17:00",
)
TWICE = f"""
    - stay: {{care_setting: ward, lets_go: at end, limit: {LIMIT}}}
    - stay: {{care_setting: ward, limit: {LIMIT.replace("emergency_admission", "other")}}}
    - leave: home
  other:
    - stay: ward
    - leave: home
  emergency_admission:"""
LETS_GO = ("        limit:", "        lets_go: at end\n        limit:")
FAULTS = {
    "a place is held": (
        after_ward("next place"),
        (28, 40),
        "he still holds his place in 'ward' here, and cannot be sent elsewhere",
    ),
    "a place may be held until discharge hours": (
        after_ward("at end", HOURS),
        (29, 40),
        "'ward' has discharge hours, so his place may be held until they open",
    ),
    "no pathway is named": (
        changed((", pathway: emergency_admission}", "}")),
        (23, 9),
        "elsewhere needs `pathway`, the one that he goes on along",
    ),
    "a pathway without going there": (
        changed(("then: elsewhere", "then: lost")),
        (23, 9),
        "`pathway` goes with then: elsewhere",
    ),
    "two ways": (
        changed(("    - leave: home\n  emergency_admission:", TWICE[1:]), LETS_GO),
        (26, 85),
        "leads to 'other', and an earlier limit to 'emergency_admission'",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_the_rest_is_refused_with_line_and_column(name):
    text, place, says = FAULTS[name]
    with pytest.raises(InputError) as caught:
        load_text(text)
    (problem,) = caught.value.problems
    assert problem.says == says
    assert (problem.place.line, problem.place.column) == place


def test_a_limit_that_cannot_be_read_hides_no_other_fault():
    both = changed((LIMIT, "2 hours"), ("\n    length_of_stay: 2 days", ""))
    with pytest.raises(InputError) as caught:
        load_text(both)
    says = [problem.says for problem in caught.value.problems]
    assert "patient group 'older' has no length of stay in 'urgent_team'" in says
    assert len(says) == 2


def test_a_pathway_that_patients_are_only_sent_along_is_looked_into():
    """Nobody takes it by his own share, and yet somebody comes to the ward."""
    with pytest.raises(InputError) as caught:
        load_text(changed(("\n    length_of_stay: 5 days", "")))
    (problem,) = caught.value.problems
    assert problem.says == "patient group 'older' has no length of stay in 'ward'"
