"""Shares that add up to 1, and weights that are not all 0."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.scenario.checks.rule import Finding, Findings, Path
from simulator.scenario.pathway import Step
from simulator.scenario.patient_group import PatientGroup
from simulator.scenario.schema import Scenario

TOLERANCE = 1e-6


def add_up(path: Path, what: str, shares: Mapping[str, float]) -> Findings:
    """Some shares add up to 1."""
    total = sum(shares.values())
    if abs(total - 1) > TOLERANCE:
        parts = " + ".join(f"{share:g}" for share in shares.values())
        yield Finding(
            path, f"{what} add up to {total:.6g}, not 1 ({parts})", "make them add up to 1"
        )


def pathways_of_groups(_: Scenario, path: Path, name: str, group: PatientGroup) -> Findings:
    """Pathway shares of a group add up to 1."""
    yield from add_up((*path, "pathways"), f"the pathway shares of '{name}'", group.pathways)


def localities_of_groups(_: Scenario, path: Path, name: str, group: PatientGroup) -> Findings:
    """Locality shares of a group, where it has its own, add up to 1."""
    if group.localities is not None:
        what = f"the locality shares of '{name}'"
        yield from add_up((*path, "localities"), what, group.localities)


def localities(scenario: Scenario) -> Findings:
    """Locality shares of the place add up to 1."""
    if scenario.localities:
        shares = {name: each.share for name, each in scenario.localities.items()}
        yield from add_up(("localities",), "the locality shares", shares)


def options_of_branches(_: Scenario, path: Path, step: Step) -> Findings:
    """Option shares of a branch add up to 1."""
    if step.branch is not None:
        shares = {name: option.share for name, option in step.branch.options.items()}
        what = f"the option shares of '{step.branch.name}'"
        yield from add_up((*path, "branch", "options"), what, shares)


def arrival_weights(_: Scenario, path: Path, name: str, group: PatientGroup) -> Findings:
    """A group that arrives has some hour, weekday and month with weight."""
    arrivals = group.arrivals
    if arrivals.per_day == 0:
        return
    demand = "demand" if arrivals.per_day is None else f"{arrivals.per_day:g} arrivals a day"
    for field in ("by_hour", "by_weekday", "by_month"):
        weights = getattr(arrivals, field)
        if weights is not None and not any(weights):
            yield Finding(
                (*path, "arrivals", field),
                f"'{name}' has {demand}, and all its weights {field.replace('_', ' ')} are 0",
                "give at least one a weight above 0, or leave it out for even arrivals",
            )
