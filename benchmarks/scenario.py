"""The baseline place, made ready to run."""

from __future__ import annotations

from pathlib import Path

from simulator.experiment.replication import Setup
from simulator.scenario.load import load

ROOT = Path(__file__).resolve().parent.parent
SCENARIOS = ROOT / "scenarios"
BASELINE = SCENARIOS / "baseline.yaml"


def baseline(warm_up: int | None = None, days: int | None = None) -> Setup:
    """The baseline; with another length of warm-up or run, in days, where given."""
    sets = [] if warm_up is None else [f"calendar.warm_up={warm_up} days"]
    sets += [] if days is None else [f"calendar.run_for={days} days"]
    return Setup.of(load(BASELINE, sets).scenario)
