"""Need that grows while a place is waited for, as a scenario says it."""

from __future__ import annotations

import pytest

from simulator.errors import InputError
from simulator.network.build import build
from simulator.scenario.describe import describe
from simulator.scenario.load import load_text
from simulator.scenario.provenance import assumptions

TEXT = """
schema_version: 1
title: Deconditioning
calendar: {start: 2025-04-07, warm_up: 10 days, run_for: 50 days, bank_holidays: none}
patient_groups:
  older:
    arrivals: {per_day: 1}
    pathways: {bed: 1}
care_settings:
  acute:
    kind: beds
    length_of_stay: 5 days
    units: [{name: Main, beds: 20}]
  community:
    kind: beds
    length_of_stay: 20 days
    units: [{name: Only, beds: 10}]
pathways:
  bed:
    - stay: acute
    - stay: {care_setting: community, need_grows: GROWS, source: a trial, confidence: B}
    - leave: home
"""


def test_it_becomes_millionths_of_the_stay_and_of_no_other():
    network, _ = build(load_text(TEXT.replace("GROWS", "0.1")).scenario)
    assert [step.growth for step in network.routes[0].steps] == [0, 100_000, 0]


def test_it_is_shown_with_its_evidence():
    loaded = load_text(TEXT.replace("GROWS", "0.1"))
    words = "community [10 beds], need grows by 0.1 days a day of waiting [a trial; confidence B]"
    assert words in describe(loaded)
    (value,) = (each for each in assumptions(loaded) if each.path[-1] == "need_grows")
    assert (value.text, value.unit) == ("0.1", "days a day")
    assert (value.source, value.confidence) == ("a trial", "B")


@pytest.mark.parametrize("given", ["-0.1", "11", "true"])
def test_what_is_no_such_number_is_refused_where_it_stands(given):
    with pytest.raises(InputError) as caught:
        load_text(TEXT.replace("GROWS", given))
    (problem,) = caught.value.problems
    assert problem.place.line == 21
    assert problem.path.endswith("stay.need_grows")
