"""A tiny place run on both engines and read by the journey checker: does this computer count?"""

from __future__ import annotations

import time
from dataclasses import dataclass, fields

import numpy as np

from simulator.engine.checker import check as check_journeys
from simulator.engine.journeys import Journeys
from simulator.experiment.replication import ENGINES, Setup
from simulator.scenario.load import load_text

PLACE = """
schema_version: 1
title: Self-test
calendar: {start: 2025-04-07, warm_up: 0 days, run_for: 60 days, bank_holidays: none}
patient_groups:
  adult:
    arrivals: {per_day: 6}
    pathways: {helped: 0.4, alone: 0.6}
    length_of_stay: {ward: {family: lognormal, mean: 3 days, sd: 3}}
care_settings:
  ward:
    kind: beds
    reviews: [{at: mon-sun 09:00 14:00}]
    units: [{name: One, beds: 14}, {name: Two, beds: 8}]
  team:
    kind: visits
    visits: [{per_day: 3, lasts: 2 days}, {per_day: 1}]
    length_of_stay: {family: gamma, mean: 6 days, sd: 4}
    admits: mon-fri 08:00-18:00
    units: [{name: Team, visits_per_day: 25}]
handoffs:
  plan: {delay_reason: A, staff: 1, hours: mon-fri 09:00-17:00, task: 2 hours, at_close: pause}
pathways:
  alone: [{stay: ward}, {leave: home}]
  helped: [{stay: ward}, {handoff: plan}, {stay: team}, {leave: home}]
"""
SEED = 1


@dataclass(frozen=True, slots=True)
class SelfTest:
    """What came out.

    ``patients``: how many journeys were followed. ``differences``: columns of the record in which
    the engines differ. ``violations``: what the journey checker says. ``seconds``: by engine, the
    loading or compiling of it left out.
    """

    patients: int
    differences: tuple[str, ...]
    violations: tuple[str, ...]
    seconds: dict[str, float]

    @property
    def is_right(self) -> bool:
        """Whether both engines agree to the microsecond, and obey the contract."""
        return not self.differences and not self.violations and self.patients > 0


def self_test() -> SelfTest:
    """Run the tiny place on every engine."""
    setup = Setup.of(load_text(PLACE, "self-test").scenario)
    network = setup.conditions.network_of(SEED, 0)
    patients = setup.sampler.draw(SEED, 0)
    found: dict[str, Journeys] = {}
    seconds: dict[str, float] = {}
    for name, load in ENGINES.items():
        simulate = load()
        began = time.perf_counter()
        found[name] = simulate(network, patients)
        seconds[name] = time.perf_counter() - began
    first, *others = found.values()
    differences = [
        column.name
        for column in fields(Journeys)
        if any(
            not np.array_equal(getattr(first, column.name), getattr(other, column.name))
            for other in others
        )
    ]
    violations = tuple(each.says for each in check_journeys(network, patients, first))
    arrived = int((first.arrived >= 0).sum())
    return SelfTest(arrived, tuple(differences), violations, seconds)
