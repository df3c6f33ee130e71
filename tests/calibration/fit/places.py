"""A tiny place whose figures follow from Little's law, with its fit file and targets."""

from __future__ import annotations

from pathlib import Path

PLACE = """
schema_version: 1
title: A tiny place
question: What holds people up?
source: made up for the tests
confidence: C
calendar: {start: 2025-03-03, warm_up: 20 days, run_for: 100 days, bank_holidays: none}
delay_reasons: {M: Transport}
patient_groups:
  adults:
    arrivals: {per_day: 12}
    pathways: {home: 0.7, supported: 0.3}
    length_of_stay: {acute: {family: gamma, mean: 3 days, sd: 2}}
care_settings:
  acute:
    kind: beds
    acute: true
    units: [{name: General and acute, beds: 200}]
handoffs:
  package:
    delay_reason: E
    lead_time: {family: gamma, mean: 3 days, sd: 2}
  transport:
    delay_reason: M
    lead_time: {family: gamma, mean: 6 hours, sd: 2}
pathways:
  home:
    - stay: acute
    - leave: home
  supported:
    number: 1
    steps:
      - stay: acute
      - handoff: package
      - handoff: {name: transport, needed_by: 0.5}
      - leave: home
"""
FIT = """\
schema_version: 1
unknowns:
  - path: handoffs.package.lead_time.mean
    prior: {family: lognormal, low: 1.5 days, high: 9 days}
    source: judgement
  - path: patient_groups.adults.pathways.supported
    makes_up: patient_groups.adults.pathways.home
    prior: {family: logit-normal, low: 0.1, high: 0.5}
    source: judgement
  - path: handoffs.transport.lead_time
    prior: {family: lognormal, low: 50 %, high: 200 %}
    source: judgement
"""
# Of 12 a day, 0.25 need a package, which takes 5 days: 3 leave a day, and 15 wait.
LEAD_TIME, SHARE = 5.0, 0.25
TARGETS = """\
title,measure,where,value,first,last
waiting,delayed_patients,care_setting: acute; reason: E,15,2025-03-23,2025-06-30
leaving,discharges,care_setting: acute; pathway: supported,3,2025-03-23,2025-06-30
"""
QUICKER = """\
extends: place.yaml
title: Transport twice as fast
changes: [{path: handoffs.transport.lead_time, scale: 0.5}]
"""


def written(folder: Path, *, fit: str = FIT, targets: str = TARGETS) -> tuple[Path, Path]:
    """The place and its targets in a folder, with a fit file beside them."""
    for name, text in (("place.yaml", PLACE), ("fit.yaml", fit), ("targets.csv", targets)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "place.yaml", folder / "targets.csv"
