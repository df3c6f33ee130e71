"""A small place with three small units, and scenarios that merge them."""

from __future__ import annotations

from pathlib import Path

from simulator.experiment.arm import Arm, arms_of, prepare_all

PLACE = """
schema_version: 1
title: Three small units
question: What would a hub do?
source: made up for the tests
confidence: C
calendar:
  {{start: 2025-01-06, warm_up: {warm_up} days, run_for: {run_for} days, bank_holidays: none}}
localities: {{north: {{share: 0.4}}, south: {{share: 0.6}}}}
patient_groups:
  older:
    arrivals: {{per_day: 4}}
    pathways: {{home: 0.6, bed: 0.4}}
    length_of_stay: {{acute: {{family: lognormal, mean: 5 days, sd: 5}}}}
    mortality: {{acute: {{chance: 0.03}}}}
  at_home:
    arrivals: {{per_day: 0.3}}
    pathways: {{straight: 1}}
care_settings:
  acute:
    kind: beds
    acute: true
    units: [{{name: Ward, beds: 30}}]
    reviews: [{{at: "mon-sun 09:00"}}]
  community:
    kind: beds
    delay_reason: C
    admits: mon-sat 09:00-17:00
    reviews: [{{at: "mon-fri 10:00"}}]
    discharge_hours: mon-sun 09:00-18:00
    turnaround: 6 hours
    length_of_stay: {{family: gamma, mean: 12 days, sd: 8}}
    {limits}
    cost: {{per_occupied_day: 40, covers: {{per_occupied_day: [meals]}},
           staff: {{nurse: 50000, support_worker: 40000, headroom: 0.2,
                   absences_covered: within_headroom}}}}
    units:
      - {{name: Elm, beds: 8, {rest}, travel_minutes: {{{elm}}}}}
      - {{name: Oak, beds: 8, {rest}, travel_minutes: {{{oak}}}}}
      - {{name: Yew, beds: 8, {rest}, travel_minutes: {{{yew}}}}}
pathways:
  home: [{{stay: acute}}, {{leave: home}}]
  bed:
    steps:
      - stay: acute
      - stay: {{care_setting: community, move: 2 hours}}
      - leave: home
  straight: [{{stay: community}}, {{leave: home}}]
costs: {{currency: GBP, price_year: 2025-26}}
batch: {{replications: 4, seed: 5}}
"""
STAFF = (
    "staffing: {shifts: {all: {hours: always, beds_per_nurse: 4, beds_per_support_worker: 8}}, "
    "never_fewer_nurses: 2, never_fewer_support_workers: 2"
)
STEADY = f"{STAFF}}}"
CHANCE = (
    "closures: {outbreak: {per_year: 6, lasts: 9 days}}, "
    f"{STAFF}, absence: 0.1, least_on_shift: 2}}"
)
HUB = """
schema_version: 1
extends: place.yaml
title: One hub
changes:
  - lever: merge_units
    care_setting: community
    units: [Elm, Oak, Yew]
    name: Hub
    like: Elm
    locality: north
    travel_minutes: {{{travel}}}
    opens: 2025-01-06
    closes: 2025-01-06
"""
NEAR, FAR = "north: 10, south: 25", "north: 25, south: 10"
LIMITS = (
    "travel_limit_minutes: 20\n    widening: [{after_waiting: 1 day, travel_limit_minutes: 40}]"
)


def written(folder: Path, *, travels: bool, chance: bool) -> tuple[Path, Path]:
    """The place and the hub as files; without travel everybody is at home everywhere."""
    minutes = (NEAR, NEAR, FAR) if travels else ("", "", "")
    text = PLACE.format(
        warm_up=20,
        run_for=100,
        limits=LIMITS if travels else "bank_holidays: as_usual",
        rest=CHANCE if chance else STEADY,
        **dict(zip(("elm", "oak", "yew"), minutes, strict=True)),
    )
    files = folder / "place.yaml", folder / "hub.yaml"
    hub = HUB.format(travel="north: 10, south: 35" if travels else "")
    for file, content in zip(files, (text, hub), strict=True):
        file.write_text(content, encoding="utf-8")
    return files


def arms(folder: Path, *, travels: bool = True, chance: bool = True) -> tuple[Arm, Arm]:
    """Both, ready to run."""
    files = written(folder, travels=travels, chance=chance)
    one, other = arms_of(prepare_all([(file, ()) for file in files]))
    return one, other
