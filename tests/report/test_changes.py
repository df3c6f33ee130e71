"""The table of what a scenario changes: each single value, also of those that a lever moved."""

from __future__ import annotations

from pathlib import Path

from simulator.report.change_tables import HEADS, changes_table
from simulator.scenario.load import load, load_text

SCENARIO = Path(__file__).resolve().parents[1] / "scenario"
CHANGED = """
extends: small.yaml
title: Another
source: a judgement
confidence: C
changes:
  - {path: handoffs.equipment.lead_time, scale: 2, source: a count, confidence: B}
  - {path: standards.quick, remove: true}
  - lever: merge_units
    care_setting: community
    units: [Ashby, "St. Mary's"]
    name: Large
    like: Ashby
    locality: north
    opens: 2025-04-20
    closes: 2025-05-01
    why: small units are hard to staff
"""


def test_each_single_value_changed_has_a_row():
    table = changes_table(load_text(CHANGED, "changed.yaml", folder=str(SCENARIO)))
    rows = [dict(zip(HEADS, row, strict=True)) for row in table.rows]
    large = "care_settings.community.units[Large]"
    assert [row["Value of"] for row in rows] == [
        "handoffs.equipment.lead_time",
        "standards.quick",
        "care_settings.community.units[Ashby].capacity_changes",
        'care_settings.community.units["St. Mary\'s"].capacity_changes',
        *(f"{large}.{each}" for each in ("name", "beds", "locality", "capacity_changes", "takes")),
    ]
    law, gone, shut, *_ = rows
    assert (law["How"], law["Source"], law["Confidence"][0]) == ("scale 2.0", "a count", "B")
    assert (gone["After"], gone["Where"]) == ("taken out", "changed.yaml:8")
    assert shut == {
        "Value of": "care_settings.community.units[Ashby].capacity_changes",
        "Before": "not there",
        "After": "starts: 2025-05-01, limit_to: 0",
        "How": "lever merge_units",
        "Why": "small units are hard to staff",
        "Source": "a judgement",
        "Confidence": "C: general knowledge",
        "Where": "changed.yaml:9",
    }
    beds = next(row for row in rows if row["Value of"] == f"{large}.beds")
    assert (beds["Before"], beds["After"]) == ("not there", "18")


def test_a_scenario_that_changes_nothing_has_no_such_table():
    assert changes_table(load(SCENARIO / "small.yaml")) is None
