"""What a run says on the terminal: six lines, and the name of the report."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np

from simulator.report.draws_words import held
from simulator.report.landing import Landed
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


def outcome(landed: Landed) -> str:
    """Six lines with 95 % intervals for chance, and what the checks and comparisons say."""
    result = landed.result
    title = result.setup.scenario.title
    trial = "  TRIAL: too few replications to decide on" if result.is_trial else ""
    lines = [f"{title}: {len(result.replications)} replications{trial}"]
    lines += [f"  {label:<32} {figure}" for label, figure in _figures(result.summary)]
    scenario = result.setup.scenario
    if scenario.posterior is not None:
        lines.append(f"  ± of {held(scenario, result.summary.draws)}")
    failed = [check for check in result.checks if check.passed is False]
    unsure = [check for check in result.checks if check.passed is None]
    passed = len(result.checks) - len(failed) - len(unsure)
    lines.append(f"  checks: {passed} passed, {len(failed)} failed, {len(unsure)} cannot tell")
    lines += [f"    failed: {check.says}: {check.figure}" for check in failed]
    lines += [f"    not as sure as asked: {each}" for each in result.wanting]
    if result.published:
        verdicts = [each.verdict for each in result.published]
        n = Counter(verdicts)
        lines.append(
            f"  of {len(verdicts)} published figures {n['differs']} differ, {n['cannot tell']} "
            f"cannot be told, {n['agrees']} agree"
        )
    there = sum(result.still_there) / len(result.replications)
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
        return f"{mean:,.1f}{unit} (no interval: of one replication, or of one draw)"
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
