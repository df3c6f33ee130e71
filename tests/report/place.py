"""A small place whose words are hostile, its batch, and batches with figures put in by hand."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from simulator.experiment.batch import BatchResult, run_batch
from simulator.experiment.replication import Setup
from simulator.network.network import CapacityPath
from simulator.results.checks import Check
from simulator.results.intervals import summarise
from simulator.results.measure import DIMENSIONS
from simulator.results.measures import REGISTRY, Key, Measured
from simulator.results.published import compare_published
from simulator.scenario.load import Loaded, load, load_text
from simulator.scenario.schema import Published

TITLE = "<script>alert('x')</script> & $\\frac{1}$ --><b>"
TEXT = f"""
schema_version: 1
title: "{TITLE.replace(chr(92), chr(92) * 2)}"
question: How many wait?
not_for: Decisions about one patient.
analyst: =HYPERLINK("http://example.org")
assurer: nobody yet
source: made up for the tests
confidence: C
assumptions:
  - says: Nobody comes from elsewhere.
calendar: {{start: 2025-04-07, warm_up: 14 days, run_for: 35 days, bank_holidays: none}}
localities: {{north: {{share: 0.6}}, south: {{share: 0.4}}}}
patient_groups:
  older:
    title: "=1+1"
    arrivals: {{per_day: 3}}
    pathways: {{home: 0.4, supported: 0.4, bed: 0.2}}
    length_of_stay: {{acute: {{family: gamma, mean: 4 days, sd: 3}}}}
    mortality: {{acute: {{chance: 0.05}}}}
  younger:
    arrivals: {{per_day: 4}}
    pathways: {{planned: 1}}
    length_of_stay: {{acute: 2 days}}
care_settings:
  acute:
    title: Acute "hospital"
    kind: beds
    acute: true
    units: [{{name: Ward, beds: 30}}]
    reviews: [{{at: "mon-sun 09:00"}}]
    cost: {{per_occupied_day: 500}}
  community:
    kind: beds
    delay_reason: C
    admits: mon-fri 09:00-17:00
    length_of_stay: {{family: gamma, mean: 8 days, sd: 4}}
    units:
      - {{name: Rye, beds: 6, locality: north, travel_minutes: {{north: 10, south: 30}}}}
handoffs:
  assessment:
    delay_reason: A
    organisation: social_care
    staff: 2
    hours: mon-fri 09:00-17:00
    task: {{family: gamma, mean: 3 hours, sd: 2}}
  equipment:
    delay_reason: F
    organisation: both
    lead_time: {{family: lognormal, mean: 2 working days, sd: 1}}
    hours: mon-fri 09:00-17:00
pathways:
  home: [{{stay: acute}}, {{leave: home}}]
  planned:
    steps:
      - stay:
          care_setting: acute
          limit: {{within: 6 hours, then: postponed, by: 2 days, at_most: 2}}
      - leave: home
  supported:
    steps:
      - stay: acute
      - handoff: {{name: assessment, needed_by: 0.8}}
      - handoff: {{name: equipment, after: assessment, needed_by: 0.5}}
      - leave: home
  bed:
    steps: [{{stay: acute}}, {{handoff: assessment}}, {{stay: community}}, {{leave: home}}]
standards:
  quick: {{care_setting: community, within: 48 hours, target: 0.7}}
costs: {{currency: GBP, price_year: 2024-25}}
"""
MANIFEST = {
    "command": ["stepdown", "run", "a place.yaml"],
    "seed": 1,
    "replications_done": 2,
    "key": "f00d" * 16,
    "versions": {"python": "3.11"},
    "files": {"scenarios/a place.yaml": "beef" * 16},
    "begun": "2026-01-02T03:04:05",
}


@lru_cache(maxsize=1)
def loaded() -> Loaded:
    return load_text(TEXT, "place.yaml")


def extended(folder: Path, change: str) -> Loaded:
    """A scenario that extends the place, which has a published figure, with one change."""
    published = "published: [{title: Beds, measure: open_places, where: {care_setting: acute}"
    (folder / "before.yaml").write_text(f"{TEXT}{published}, value: 30}}]\n", encoding="utf-8")
    after = folder / "after.yaml"
    after.write_text(
        f"extends: before.yaml\ntitle: After\nchanges: [{{path: {change}}}]\n", encoding="utf-8"
    )
    return load(after)


@lru_cache(maxsize=1)
def batch() -> BatchResult:
    """Two replications of five weeks after two of warm-up."""
    scenario = loaded().scenario
    asked = scenario.batch.model_copy(update={"replications": 2})
    return run_batch(Setup.of(scenario), asked)


def key(measure: str, statistic: str = "", **where: str) -> Key:
    dimensions = tuple(where.get(name, "") for name in DIMENSIONS)
    return Key(measure, dimensions, statistic or REGISTRY[measure].statistics[0])


def with_figures(figures: dict[Key, list[float]]) -> BatchResult:
    """The batch with the values of some rows put in, one a replication."""
    result = batch()
    n = len(next(iter(figures.values())))
    rows = {each: at for at, each in enumerate(result.summary.keys)}
    replications = []
    for number in range(n):
        one = result.replications[number % 2]
        values = one.measured.values.copy()
        for each, given in figures.items():
            values[rows[each]] = given[number]
        measured = Measured(one.measured.keys, values)
        replications.append(replace(one, number=number + 1, measured=measured))
    summary = summarise([each.measured for each in replications])
    return replace(result, replications=tuple(replications), summary=summary)


def with_checks(*passed: bool | None) -> BatchResult:
    """The batch with checks that hold, fail or cannot tell, named by their place."""
    checks = [
        Check(f"n{at}", f"Statement {at}", each, f"figure {at}") for at, each in enumerate(passed)
    ]
    return replace(batch(), checks=tuple(checks))


def with_published(*published: Published) -> BatchResult:
    """The batch beside published figures."""
    result = batch()
    return replace(result, published=tuple(compare_published(published, result.summary)))


def counted_open(at: float, end: int) -> CapacityPath:
    """Thirty beds open, then twenty-five from a share of the way through."""
    return CapacityPath((0, int(at * end)), (30, 25))


def alone() -> BatchResult:
    """The first replication of the batch alone."""
    result = batch()
    first = result.replications[:1]
    return replace(result, replications=first, summary=summarise([each.measured for each in first]))


def mean_of(result: BatchResult, one: Key) -> float:
    at = result.summary.keys.index(one)
    return float(np.mean([each.measured.values[at] for each in result.replications]))
