"""A small place, made ready once for the tests of batches."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from simulator.experiment.prepare import prepare
from simulator.experiment.replication import Setup
from simulator.scenario.load import Loaded

SMALL = Path(__file__).parent.parent / "scenario" / "small.yaml"
SHORT = ("calendar.warm_up=14 days", "calendar.run_for=28 days")


@cache
def loaded() -> Loaded:
    return prepare(SMALL, SHORT)


@cache
def setup() -> Setup:
    return Setup.of(loaded().scenario)
