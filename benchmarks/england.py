"""England: 42 systems scaled from the baseline to about 100,000 acute beds, streamed.

Each system is the baseline with demand and capacities scaled alike, its own seed, one year after
warm-up, one replication. Systems go through the workers one by one and only their measures are
kept. Run as ``python -m benchmarks.england [--systems 42] [--workers 2] [--engine compiled]``.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from simulator.experiment.replication import DEFAULT_ENGINE, ENGINES, Setup
from simulator.results.measures import measures
from simulator.results.run import Run
from simulator.scenario.load import load_text

SCENARIOS = Path(__file__).resolve().parent.parent / "scenarios"
SYSTEMS = 42
ENGLAND_ACUTE_BEDS = 100_000
HEADLINE = ("occupancy", "census", "delayed_patients", "beds_after_ready_date", "nctr_remaining")
SCALED = (
    "patient_groups.*.arrivals.per_day",
    "care_settings.*.units.*.beds",
    "care_settings.*.units.*.places",
    "handoffs.assessment.staff[*].staff",
    "handoffs.*.starts.per_day",
    "handoffs.*.starts.per_week",
    "handoffs.*.panel.limit",
)


def system(factor: float) -> Setup:
    """The baseline with demand and capacities scaled by a factor."""
    lines = [f"  - {{path: '{path}', scale: {factor}}}" for path in SCALED]
    text = "\n".join(
        ["schema_version: 1", "extends: baseline.yaml", "title: A system", "changes:", *lines]
    )
    return Setup.of(load_text(text, folder=str(SCENARIOS)).scenario)


def simulate_one(setup: Setup, seed: int, engine: str) -> dict[str, float]:
    """One replication of one system: its headline measures, and what it took."""
    begun = time.perf_counter()
    patients = setup.sampler.draw(seed, 1)
    sampled = time.perf_counter()
    journeys = ENGINES[engine](setup.network, patients)
    ran = time.perf_counter()
    run = Run(setup.scenario, setup.network, patients, journeys, setup.window)
    measured = measures(run, HEADLINE)
    done = time.perf_counter()
    acute = {
        key.measure: float(value)
        for key, value in zip(measured.keys, measured.values, strict=True)
        if key.where[0] == "all acute" and not any(key.where[1:])
    }
    spent = {"sample": sampled - begun, "run": ran - sampled, "measure": done - ran}
    return {**acute, **spent, "patients": float((journeys.arrived >= 0).sum())}


def main(words: list[str]) -> int:
    """Print what England takes and what its acute beds hold."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--systems", type=int, default=SYSTEMS)
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--engine", default=DEFAULT_ENGINE, choices=list(ENGINES))
    given = asked.parse_args(words)
    begun = time.perf_counter()
    beds = sum(u.beds or 0 for u in Setup.of(_baseline()).scenario.care_settings["acute"].units)
    setup = system(ENGLAND_ACUTE_BEDS / SYSTEMS / beds)
    prepared = time.perf_counter() - begun
    with ThreadPoolExecutor(given.workers) as pool:
        rows = list(
            pool.map(lambda seed: simulate_one(setup, seed, given.engine), range(given.systems))
        )
    wall = time.perf_counter() - begun
    totals = {name: sum(row[name] for row in rows) for name in rows[0]}
    scaled = sum(u.beds or 0 for u in setup.scenario.care_settings["acute"].units)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{given.systems} systems of {scaled:,} acute beds, {given.workers} workers")
    print(f"  {totals['patients']:,.0f} patients, {totals['census']:,.0f} in acute beds")
    print(f"  {totals['delayed_patients']:,.0f} of them ready to leave")
    print(f"  wall {wall:.1f} s (prepare {prepared:.1f}), peak memory {peak:.2f} GiB")
    stages = ", ".join(f"{name} {totals[name]:.1f}" for name in ("sample", "run", "measure"))
    print(f"  seconds over all workers: {stages}")
    return 0


def _baseline():  # type: ignore[no-untyped-def]
    from simulator.scenario.load import load

    return load(SCENARIOS / "baseline.yaml").scenario


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
