"""England: 42 systems scaled from the baseline to about 100,000 acute beds, streamed.

Each system is the baseline with demand and capacities scaled alike, with its own seed, one
replication of a year after warm-up. Systems go through the workers one by one; of each only its
headline measures are kept, its tables are dropped before the worker takes the next.

    python -m benchmarks england
    python -m benchmarks.england --systems 4 --workers 2 --engine compiled
"""

from __future__ import annotations

import argparse
import math
import os
import resource
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import get_context

from benchmarks.scenario import SCENARIOS, baseline
from benchmarks.section import Section, Target
from simulator.experiment.replication import ENGINES, Setup
from simulator.results.measures import measures
from simulator.results.run import Run
from simulator.scenario.load import load_text

SYSTEMS, QUICK_SYSTEMS, WORKERS = 42, 6, 2
ENGLAND_ACUTE_BEDS = 100_000
HEADLINE = ("occupancy", "census", "delayed_patients", "beds_after_ready_date", "nctr_remaining")
SCALED = (
    "patient_groups.*.arrivals.per_day",
    "care_settings.*.units.*.beds",
    "care_settings.*.units.*.team.staff_wte",
    "care_settings.*.units.*.staffing.shifts.*.nurses",
    "care_settings.*.units.*.closures.outbreak in a bay.per_year",
    "handoffs.assessment.staff[*].staff",
    "handoffs.*.starts.per_day",
    "handoffs.*.starts.per_week",
    "handoffs.*.panel.limit",
)
STAGES = ("sample", "run", "measure")
MOST_STANDARD_ERRORS = 4.5


@dataclass(frozen=True, slots=True)
class Took:
    """What a run of some systems took and found: wall seconds, and one row of figures a system."""

    wall: float
    rows: Sequence[Mapping[str, float]]

    @property
    def peak_gib(self) -> float:
        """Most memory of this process and of each worker, added up."""
        most = {os.getpid(): peak_gib()}
        for row in self.rows:
            worker = int(row["worker"])
            most[worker] = max(most.get(worker, 0.0), row["peak"])
        return sum(most.values())

    def total(self, name: str) -> float:
        """Of all systems."""
        return sum(row[name] for row in self.rows)


@lru_cache(maxsize=1)
def system(factor: float) -> Setup:
    """The baseline with demand and capacities scaled by a factor."""
    lines = [f"  - {{path: '{path}', scale: {factor}}}" for path in SCALED]
    text = "\n".join(
        ["schema_version: 1", "extends: baseline.yaml", "title: A system", "changes:", *lines]
    )
    return Setup.of(load_text(text, folder=str(SCENARIOS)).scenario)


def acute_beds(setup: Setup) -> int:
    """Beds of a place's acute care settings."""
    settings = setup.scenario.care_settings.values()
    return sum(u.beds or 0 for setting in settings if setting.acute for u in setting.units)


def simulate_one(setup: Setup, seed: int, engine: str) -> dict[str, float]:
    """One replication of one system: its headline measures, and what it took."""
    begun = time.perf_counter()
    patients = setup.sampler.draw(seed, 1)
    sampled = time.perf_counter()
    journeys = ENGINES[engine]()(setup.network, patients)
    ran = time.perf_counter()
    measured = measures(
        Run(setup.scenario, setup.network, patients, journeys, setup.window), HEADLINE
    )
    done = time.perf_counter()
    acute = {
        key.measure: float(value)
        for key, value in zip(measured.keys, measured.values, strict=True)
        if key.where[0] == "all acute" and not any(key.where[1:])
    }
    spent = {"sample": sampled - begun, "run": ran - sampled, "measure": done - ran}
    came = {
        "patients": float((journeys.arrived >= 0).sum()),
        "first arrivals": float((patients.arrives >= 0).sum()),
    }
    return {**acute, **spent, **came, "worker": os.getpid(), "peak": peak_gib()}


def _one_by_factor(factor: float, seed: int, engine: str) -> dict[str, float]:
    """As ``simulate_one``; each worker builds the system once."""
    return simulate_one(system(factor), seed, engine)


def _pool(workers: int, by: str) -> Executor:
    if by == "threads":
        return ThreadPoolExecutor(workers)
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


def simulate_all(factor: float, systems: int, workers: int, by: str, engine: str) -> Took:
    """Every system, streamed through the workers, whose start is part of the time."""
    begun = time.perf_counter()
    with _pool(workers, by) as pool:
        jobs = [pool.submit(_one_by_factor, factor, seed, engine) for seed in range(1, systems + 1)]
        rows = [job.result() for job in jobs]
    return Took(time.perf_counter() - begun, rows)


def peak_gib() -> float:
    """Most memory that this process has had, in GiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**30 if sys.platform == "darwin" else peak / 2**20


def measure(full: bool = False) -> Section:
    """All systems, or a few of them where a minute is too long."""
    return england(SYSTEMS if full else QUICK_SYSTEMS, WORKERS, "processes", "compiled")


def england(systems: int, workers: int, by: str, engine: str) -> Section:
    """Some of England's systems: wall time, memory, and whether what they hold adds up."""
    section = Section("england", f"{systems} of {SYSTEMS} systems, {workers} {by}, {engine}")
    one = baseline()
    factor = ENGLAND_ACUTE_BEDS / SYSTEMS / acute_beds(one)
    # Built once before threads share it; compiles too, so that the systems do not.
    beds = acute_beds(system(factor))
    local = simulate_one(one, 1, engine)
    took = simulate_all(factor, systems, workers, by, engine)
    section.say(f"{systems} of {SYSTEMS} systems of {beds:,} acute beds, {workers} {by}, {engine}")
    _adds_up(section, took, local, systems * beds / acute_beds(one))
    spent = ", ".join(f"{name} {took.total(name):.1f}" for name in STAGES)
    section.say(f"wall {took.wall:.1f} s; seconds over all workers: {spent}")
    section.say(f"peak memory {took.peak_gib:.2f} GiB, all processes")
    section.figures |= {"systems": systems, "wall seconds": took.wall, "peak GiB": took.peak_gib}
    section.figures |= {name: took.total(name) for name in ("patients", *STAGES, *HEADLINE[1:3])}
    if systems == SYSTEMS:
        what = "England, one year after warm-up, one replication"
        section.targets.append(Target.at_most(what, 60, took.wall, "s"))
    else:
        section.say(f"all {SYSTEMS} at this pace: {took.wall * SYSTEMS / systems:.0f} s")
    section.targets.append(Target.at_most("peak memory", 8, took.peak_gib, "GiB"))
    return section


def _adds_up(section: Section, took: Took, local: Mapping[str, float], factor: float) -> None:
    """Arrivals are as many times the baseline's as demand is, within chance; the rest is shown."""
    came, expected = took.total("first arrivals"), local["first arrivals"] * factor
    # The baseline's own count strays too, and is multiplied.
    error = math.sqrt(expected + factor**2 * local["first arrivals"])
    section.must(
        abs(came - expected) < MOST_STANDARD_ERRORS * error,
        f"{came:,.0f} arrivals, {factor:.1f} times the baseline's {expected:,.0f} within chance",
    )
    for name in ("census", "delayed_patients"):
        section.say(
            f"acute {name.replace('_', ' ')} {took.total(name):,.0f}; the baseline's "
            f"{local[name]:,.0f} as often {local[name] * factor:,.0f} (larger systems queue less)"
        )


def main(words: Sequence[str]) -> int:
    """Run as many systems as asked."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--systems", type=int, default=SYSTEMS)
    asked.add_argument("--workers", type=int, default=WORKERS)
    asked.add_argument("--by", default="processes", choices=["processes", "threads"])
    asked.add_argument("--engine", default="compiled", choices=list(ENGINES))
    given = asked.parse_args(words)
    section = england(given.systems, given.workers, given.by, given.engine)
    section.close()
    return bool(section.wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
