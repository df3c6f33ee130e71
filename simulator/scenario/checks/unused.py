"""What a scenario says and no patient ever meets: warned of, since it may be a slip."""

from __future__ import annotations

from simulator.scenario.checks.reach import (
    coming,
    handoffs_used,
    journeys,
    localities_of,
    takes,
    visits,
)
from simulator.scenario.checks.rule import Finding, Findings
from simulator.scenario.schema import Scenario


def entries_unused(scenario: Scenario) -> Findings:
    """Every entry is met by somebody."""
    comers = coming(scenario)
    used = {
        "patient_groups": comers,
        "pathways": {pathway for _, pathway, _ in journeys(scenario)},
        "care_settings": {visit.stay.care_setting for visit in visits(scenario)},
        "handoffs": handoffs_used(scenario),
        "localities": {place for group in comers for place in localities_of(scenario, group)},
    }
    why = {
        "patient_groups": "nobody arrives or returns as this patient group",
        "pathways": "no patient takes this pathway",
        "care_settings": "no patient comes to this care setting",
        "handoffs": "no patient needs this handoff",
        "localities": "no patient lives in this locality",
    }
    for noun, names in used.items():
        for name in getattr(scenario, noun):
            if name not in names:
                yield Finding((noun, name), why[noun], "leave it out, or give it a share")


def units_unused(scenario: Scenario) -> Findings:
    """Every unit of a setting in use takes somebody, and admits at some time."""
    comers: dict[str, set[tuple[str, str]]] = {}
    for visit in visits(scenario):
        pairs = comers.setdefault(visit.stay.care_setting, set())
        pairs.add((visit.group, visit.pathway))
    for name, pairs in comers.items():
        setting = scenario.care_settings[name]
        for i, unit in enumerate(setting.units):
            path = ("care_settings", name, "units", i)
            if not any(takes(unit, group, pathway) for group, pathway in pairs):
                yield Finding(
                    path,
                    f"unit '{unit.name}' takes nobody who comes to '{name}'",
                    "look at its takes",
                )
            elif not sum((unit.admits or setting.admits).open_minutes):
                yield Finding(path, f"unit '{unit.name}' never admits", "look at its admits")


def numbers_unused(scenario: Scenario) -> Findings:
    """What a patient group says of a care setting is about one that it comes to."""
    met = {(visit.group, visit.stay.care_setting) for visit in visits(scenario)}
    comers = coming(scenario)
    for name, group in scenario.patient_groups.items():
        for field in ("length_of_stay", "mortality", "relapse"):
            for setting in getattr(group, field):
                is_known = setting in scenario.care_settings and name in comers
                if is_known and (name, setting) not in met:
                    yield Finding(
                        ("patient_groups", name, field, setting),
                        f"no patient of '{name}' comes to '{setting}', so this has no effect",
                        "leave it out, or add the stay to a pathway of the group",
                    )


def lengths_by_group_unused(scenario: Scenario) -> Findings:
    """A length of stay that a pathway gives for a group is for one that takes the pathway."""
    met = {(visit.path, visit.group) for visit in visits(scenario)}
    paths = {path: stay for _, _, way in journeys(scenario) for _, path, stay in way.stays()}
    for path, stay in paths.items():
        for group in stay.by_group:
            if group in scenario.patient_groups and (path, group) not in met:
                yield Finding(
                    (*path, "by_group", group),
                    f"no patient of '{group}' makes this stay, so this has no effect",
                    "leave it out",
                )


def readmissions_unused(scenario: Scenario) -> Findings:
    """Arrivals that count readmissions belong to a group that has some."""
    returned = {
        group.readmission.returns_as or name
        for name, group in scenario.patient_groups.items()
        if group.readmission is not None and group.readmission.chance > 0
    }
    for name, group in scenario.patient_groups.items():
        if group.arrivals.includes_readmissions and name not in returned:
            yield Finding(
                ("patient_groups", name, "arrivals", "includes_readmissions"),
                "demand is said to count readmissions, and nobody returns as this group",
                "give the group a readmission, or leave this out",
            )
