"""Travel limits: that they widen."""

from __future__ import annotations

from itertools import pairwise
from math import inf

from simulator.scenario.care_setting import CareSetting
from simulator.scenario.checks.rule import Finding, Findings, Path
from simulator.scenario.schema import Scenario


def limits_widen(_: Scenario, path: Path, name: str, setting: CareSetting) -> Findings:
    """Each widening of a care setting is later and farther than what holds before it."""
    if not setting.widening:
        return
    if setting.travel_limit_minutes is None:
        says = f"'{name}' has no travel limit, so nothing can be widened"
        yield Finding((*path, "widening"), says, "add travel_limit_minutes, or leave this out")
        return
    before = setting.travel_limit_minutes
    for i, widening in enumerate(setting.widening):
        limit = widening.travel_limit_minutes
        farther = inf if limit is None else limit
        if farther <= before:
            says = f"the travel limit is {_said(farther)} here and {_said(before)} before it"
            do = "give a larger limit (none at all: leave it out), or leave this widening out"
            at = (*path, "widening", i)
            yield Finding(at if limit is None else (*at, "travel_limit_minutes"), says, do)
        before = farther
    for i, (first, then) in enumerate(pairwise(setting.widening), 1):
        if then.after_waiting.days <= first.after_waiting.days:
            says = f"{then.after_waiting} is not after {first.after_waiting}, the widening before"
            yield Finding(
                (*path, "widening", i, "after_waiting"), says, "write them in order of time"
            )


def _said(limit: float) -> str:
    return "none" if limit == inf else f"{limit:g} minutes"
