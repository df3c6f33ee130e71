"""What a run says on the terminal: six lines, and the name of the report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from simulator.report.landing import Landed, Ready
from simulator.results.intervals import Summary
from simulator.results.measures import Key

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


def dry(ready: Ready) -> str:
    """What would be run."""
    scenario, batch = ready.loaded.scenario, ready.batch
    group_days = sum(group.arrivals.per_day for group in scenario.patient_groups.values())
    days = ready.setup.network.end / 86_400_000_000
    often = f"{batch.replications} replications"
    if batch.precision is not None or batch.absolute:
        often = f"at most {batch.at_most} replications, until precise enough"
    return (
        f"{ready.loaded.path}: {often} of {days:.0f} days "
        f"({scenario.calendar.warm_up} of them warm-up), "
        f"about {group_days * days:,.0f} patients each"
    )


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
        at = rows.get(_key(measure, where, rows))
        if at is not None:
            mean, half = summary.mean[at] * scale, summary.half_width[at] * scale
            width = f"± {half:.2g}{unit}" if np.isfinite(half) else "(one replication: no interval)"
            yield label, f"{mean:.1f}{unit} {width}"


def _key(measure: str, where: dict[str, str], rows: dict[Key, int]) -> Any:
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
