"""What a run says on the terminal: six lines, and the name of the report."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from simulator.experiment.replication import IN_THREADS, Order, Setup, replicate
from simulator.network.network import DAY
from simulator.report.landing import Landed, Ready
from simulator.results.intervals import Summary
from simulator.results.measures import Key
from simulator.scenario.checks.demand import expected_arrivals
from simulator.scenario.quantities import Duration

ACUTE = "all acute"
OTHER = "all other beds"

LINES = (
    ("acute beds full", "occupancy", {"care_setting": ACUTE}, 100, "%"),
    ("acute patients", "census", {"care_setting": ACUTE}, 1, ""),
    ("ready to leave acute beds", "delayed_patients", {"care_setting": ACUTE}, 1, ""),
    (
        "acute stays of 21 days or more",
        "long_stays",
        {"care_setting": ACUTE, "band": "21+"},
        100,
        "%",
    ),
    ("other beds full", "occupancy", {"care_setting": OTHER}, 100, "%"),
    ("ready to leave other beds", "delayed_patients", {"care_setting": OTHER}, 1, ""),
)


# Measured on the baseline (47,291 patients): a folder of 2 replications is 4.4 MB and one of 10
# 4.8 MB, half of it the event log of the first; a replication peaks at 315 MiB, a twelfth of its
# patients at 171 MiB.
FOLDER_BYTES, EVENT_BYTES, TABLE_BYTES = 2_000_000, 50, 60_000
PROCESS_BYTES, PATIENT_BYTES = 170_000_000, 3_500


def dry(ready: Ready) -> str:
    """What would be run: how often, how long, how large.

    Minutes come from timing the first four weeks of the same place, megabytes from what a patient
    and a replication leave on disk and in memory.
    """
    scenario, batch = ready.loaded.scenario, ready.batch
    groups = scenario.patient_groups.values()
    patients = sum(expected_arrivals(group.arrivals, scenario.calendar) for group in groups)
    days = ready.setup.network.end / DAY
    often, most = f"{batch.replications} replications", batch.replications
    if batch.precision is not None or batch.absolute:
        often = f"at most {batch.at_most} replications, until precise enough"
        most = batch.at_most
    jobs = min(ready.asked.jobs or os.cpu_count() or 1, most)
    seconds = most * seconds_a_replication(ready) / jobs
    disk = (FOLDER_BYTES + TABLE_BYTES * most + EVENT_BYTES * patients) / 1e6
    processes = 1 if ready.asked.engine in IN_THREADS or jobs == 1 else 1 + jobs
    memory = (processes * PROCESS_BYTES + jobs * PATIENT_BYTES * patients) / 1e6
    return (
        f"{ready.loaded.path}: {often} of {days:.0f} days "
        f"({scenario.calendar.warm_up} of them warm-up), "
        f"about {patients:,.0f} patients each\n"
        f"  about {max(1, math.ceil(seconds / 60))} minutes with {jobs} workers, "
        f"{disk:,.0f} megabytes on disk, {memory:,.0f} in memory"
    )


def seconds_a_replication(ready: Ready) -> float:
    """What one replication takes, from timing four weeks of it."""
    days = ready.setup.network.end / DAY
    short = min(28.0, days)
    calendar = ready.loaded.scenario.calendar.model_copy(
        update={"warm_up": Duration(0, "day"), "run_for": Duration(short, "day")}
    )
    setup = Setup.of(ready.loaded.scenario.model_copy(update={"calendar": calendar}))
    replicate(setup, Order(number=1, seed=1, engine=ready.asked.engine))
    begun = time.perf_counter()
    replicate(setup, Order(number=2, seed=1, engine=ready.asked.engine))
    return (time.perf_counter() - begun) * days / short


def outcome(landed: Landed) -> str:
    """Six lines with 95 % intervals for chance, and what the checks and comparisons say."""
    result = landed.result
    title = result.setup.scenario.title
    trial = "  TRIAL: too few replications to decide on" if result.is_trial else ""
    lines = [f"{title}: {len(result.replications)} replications{trial}"]
    lines += [f"  {label:<32} {figure}" for label, figure in _figures(result.summary)]
    failed = [check for check in result.checks if check.passed is False]
    unsure = [check for check in result.checks if check.passed is None]
    passed = len(result.checks) - len(failed) - len(unsure)
    lines.append(f"  checks: {passed} passed, {len(failed)} failed, {len(unsure)} cannot tell")
    lines += [f"    failed: {check.says}: {check.figure}" for check in failed]
    lines += [f"    not as sure as asked: {each}" for each in result.wanting]
    if result.published:
        verdicts = [each.verdict for each in result.published]
        counts = ", ".join(f"{verdicts.count(v)} {v}" for v in dict.fromkeys(verdicts))
        lines.append(f"  beside published figures: {counts}")
    there = sum(each.still_there for each in result.replications) / len(result.replications)
    lines.append(f"  journeys open at the end: {there:,.0f} a replication, kept in the records")
    return "\n".join(lines)


def _figures(summary: Summary) -> Iterator[tuple[str, str]]:
    rows = {key: at for at, key in enumerate(summary.keys)}
    for label, measure, where, scale, unit in LINES:
        at = rows.get(_key(measure, where))
        if at is not None:
            mean, half = summary.mean[at] * scale, summary.half_width[at] * scale
            yield label, written(float(mean), float(half), unit)


def written(mean: float, half_width: float, unit: str) -> str:
    """A figure and its 95 % half-width, both to two digits of the half-width."""
    if np.isnan(mean):
        return "nothing to measure"
    if np.isnan(half_width):
        return f"{mean:,.1f}{unit} (measured in one replication: no interval)"
    digits = 1 if half_width == 0 else max(0, 1 - math.floor(math.log10(half_width)))
    digits = min(digits, 3)
    return f"{mean:,.{digits}f}{unit} ± {half_width:,.{digits}f}{unit}"


def _key(measure: str, where: dict[str, str]) -> Key:
    from simulator.results.measure import DIMENSIONS
    from simulator.results.measures import REGISTRY

    dims = tuple(where.get(name, "") for name in DIMENSIONS)
    return Key(measure, dims, REGISTRY[measure].statistics[0])


def as_plain(landed: Landed) -> dict[str, Any]:
    """The same as plain values, for programs."""
    result = landed.result
    return {
        "scenario": landed.ready.loaded.path,
        "title": result.setup.scenario.title,
        "folder": landed.folder.as_posix(),
        "report": landed.report.as_posix(),
        "replications": len(result.replications),
        "trial": result.is_trial,
        "figures": dict(_figures(result.summary)),
        "checks": {check.name: check.passed for check in result.checks},
        "published": {each.published.title: each.verdict for each in result.published},
    }
