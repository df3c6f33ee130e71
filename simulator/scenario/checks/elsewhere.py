"""Limits that lead elsewhere: to one other pathway, from where no place is held."""

from __future__ import annotations

from simulator.scenario.checks.rule import Finding, Findings, Path
from simulator.scenario.checks.ways import Links, Way, links, pathway_ways
from simulator.scenario.handoff import Limit
from simulator.scenario.pathway import Pathway
from simulator.scenario.schema import Scenario


def holds_no_place(scenario: Scenario, _: Path, name: str, __: Pathway) -> Findings:
    """A patient who may be sent elsewhere holds no place while he waits."""
    for way in pathway_ways(scenario, name):
        linked = links(way)
        for i, path, limit in way.limits():
            if limit.then == "elsewhere" and linked is not None:
                yield from _holds(scenario, way, linked, i, path)


def _holds(scenario: Scenario, way: Way, linked: Links, i: int, path: Path) -> Findings:
    before = [(k, stay) for k, _, stay in way.stays() if k < i]
    if not before:
        return
    k, stay = before[-1]
    where = (*path, "then")
    do = "send him elsewhere from a first step, or after a stay that lets go 'at end'"
    says = f"he still holds his place in '{stay.care_setting}' here, and cannot be sent elsewhere"
    handoff = way.steps[i][1].handoff
    if stay.lets_go != "at end":
        yield Finding(where, says, do)
    elif handoff is not None and (handoff.begins is not None or k not in _all_before(linked, i)):
        yield Finding(where, f"this may be asked for before '{stay.care_setting}' is over", do)
    elif stay.care_setting in scenario.care_settings and _may_keep(scenario, stay.care_setting):
        says = (
            f"'{stay.care_setting}' has discharge hours, so his place may be held until they open"
        )
        yield Finding(where, says, f"leave out discharge_hours of '{stay.care_setting}'")


def _all_before(linked: Links, i: int) -> set[int]:
    """Every step that comes before a step, directly or not."""
    found: set[int] = set()
    stack = list(linked.after[i])
    while stack:
        k = stack.pop()
        if k not in found:
            found.add(k)
            stack.extend(linked.after[k])
    return found


def _may_keep(scenario: Scenario, name: str) -> bool:
    setting = scenario.care_settings[name]
    hours = (unit.discharge_hours or setting.discharge_hours for unit in setting.units)
    return any(not each.is_always for each in hours)


def leads_one_way(scenario: Scenario, _: Path, name: str, __: Pathway) -> Findings:
    """All limits on one way lead to the same pathway, and from there to no other."""
    for way in pathway_ways(scenario, name):
        first: Limit | None = None
        for _i, path, limit in way.limits():
            if limit.pathway is None:
                continue
            first = first or limit
            if limit.pathway != first.pathway:
                yield Finding(
                    (*path, "pathway"),
                    f"leads to '{limit.pathway}', and an earlier limit to '{first.pathway}'",
                    "let all limits on one way through a pathway lead to the same pathway",
                )
            elif _leads_on(scenario, limit.pathway):
                yield Finding(
                    (*path, "pathway"),
                    f"leads to '{limit.pathway}', which itself has a limit that leads elsewhere",
                    "name a pathway whose limits lead nowhere else",
                )


def _leads_on(scenario: Scenario, pathway: str) -> bool:
    known = pathway in scenario.pathways
    return known and any(way.elsewhere() for way in pathway_ways(scenario, pathway))
