"""Shown checks of all replications together: are there enough, and was the warm-up long enough?"""

from __future__ import annotations

import numpy as np

from simulator.results.checks import Check
from simulator.results.intervals import Summary
from simulator.results.measure import DIMENSIONS
from simulator.results.measures import REGISTRY
from simulator.scenario.schema import Scenario

DRIFT_ALLOWED = 0.05
DRIFT_BEYOND_SEASONS = 0.5
DEFAULT_PRECISION = 0.05


def check_summary(summary: Summary, scenario: Scenario) -> list[Check]:
    """Every check of the replications together."""
    return [enough_replications(summary, scenario), enough_warm_up(summary, scenario)]


def enough_replications(summary: Summary, scenario: Scenario) -> Check:
    """Whether the headline measures of every care setting are as sure as was asked."""
    asked = scenario.batch.precision or DEFAULT_PRECISION
    says = f"Headline measures are known to {asked:.0%} of their size (95 % interval for chance)"
    if summary.replications < 2:
        return Check("enough_replications", says, None, "one replication: there is no interval")
    wide, n = [], 0
    for at, key in enumerate(summary.keys):
        is_headline = key.measure in scenario.batch.headline
        if is_headline and _is_whole(key.where) and _is_first(key.measure, key.statistic):
            width = float(summary.relative_half_width[at])
            n += not np.isnan(width)
            if width > asked:
                wide.append((width, f"{key.measure} of {_setting(key.where)}"))
    if not n:
        return Check("enough_replications", says, None, "no headline measure has an interval")
    figure = f"{n} figures from {summary.replications} replications"
    if wide:
        width, name = max(wide)
        figure += f"; {len(wide)} less sure, the widest {name}: ± {width:.0%}"
    return Check("enough_replications", says, not wide, figure)


def enough_warm_up(summary: Summary, scenario: Scenario) -> Check:
    """Whether numbers in or waiting for any place still rise or fall through the window.

    Tells by the replications' own spread, or with one replication by the spread within it. A
    rise is called one when its interval leaves out 0 and it is more than 5 % of the mean over the
    window. Where demand has seasons or grows, a change of up to half cannot be told from those.
    """
    says = (
        "Numbers in and waiting for each place do not rise or fall through the window by more than "
        f"{DRIFT_ALLOWED:.0%} (warm-up long enough; seasons and growth would show here too)"
    )
    value = {
        (_setting(key.where), key.statistic): at
        for at, key in enumerate(summary.keys)
        if key.measure == "drift"
    }
    found, unsure = [], []
    for setting in dict.fromkeys(name for name, _ in value):
        at = value[setting, "trend"]
        rise, width = float(summary.mean[at]), float(summary.half_width[at])
        if summary.replications < 2:
            width = 2 * float(summary.mean[value[setting, "trend_error"]])
        early = float(summary.mean[value[setting, "first_quarter"]])
        if np.isnan(rise) or np.isnan(width):
            continue
        figure = (
            f"{setting}: {rise:+.0%} ± {width:.0%} through the window, first quarter {early:+.0%}"
        )
        found.append((abs(rise) > max(width, DRIFT_ALLOWED), abs(rise), figure))
        unsure.append(width > 2 * DRIFT_ALLOWED)
    if not found:
        return Check("enough_warm_up", says, None, "the window is too short to tell")
    has_drift, size, figure = max(found)
    if has_drift and scenario.starts_full is not None:
        says_why = "the run starts full, so this is how the place changes from there"
        return Check("enough_warm_up", says, None, f"{figure}; {says_why}")
    if has_drift and has_seasons(scenario) and size <= DRIFT_BEYOND_SEASONS:
        return Check("enough_warm_up", says, None, f"{figure}; demand has seasons or grows")
    if not has_drift and any(unsure):
        return Check("enough_warm_up", says, None, f"cannot be told in every place; {figure}")
    return Check("enough_warm_up", says, not has_drift, figure)


def _setting(where: tuple[str, ...]) -> str:
    return where[DIMENSIONS.index("care_setting")]


def _is_whole(where: tuple[str, ...]) -> bool:
    """Whether a row is of a whole care setting, not split further."""
    return bool(_setting(where)) and sum(map(bool, where)) == 1


def _is_first(measure: str, statistic: str) -> bool:
    return REGISTRY[measure].statistics[0] == statistic


def has_seasons(scenario: Scenario) -> bool:
    """Whether demand changes through the year by the scenario's own word."""
    demands = [group.arrivals for group in scenario.patient_groups.values()]
    return any(
        d.growth_per_year
        or len(set(d.by_month or ())) > 1
        or len({step.per_day for step in d.curve or ()}) > 1
        or d.table is not None
        or d.times is not None
        for d in demands
    )
