"""Teams that visit: what belongs to them alone, and what they need."""

from __future__ import annotations

from simulator.scenario.care_setting import CareSetting, Unit
from simulator.scenario.checks.rule import Finding, Findings, Path
from simulator.scenario.pathway import Stay
from simulator.scenario.schema import Scenario

VISITS = "visits"
GIVE_VISITS = "give visits, like visits: [{per_day: 2, lasts: 7 days}, {per_day: 1}]"


def of_settings(_: Scenario, path: Path, name: str, setting: CareSetting) -> Findings:
    """Only a care setting of kind visits owes visits; nobody sleeps in it or cleans after it."""
    if setting.kind != VISITS:
        for field in ("visits", "weekend_visits"):
            if field in setting.model_fields_set:
                says = f"'{name}' gives {field}, and is of kind {setting.kind}"
                yield Finding((*path, field), says, "make it kind: visits, or leave this out")
        return
    if setting.acute:
        says = f"'{name}' is of kind visits and acute; acute beds are beds"
        yield Finding((*path, "acute"), says, "leave acute out")
    if setting.turnaround.microseconds:
        yield _turnaround((*path, "turnaround"), f"'{name}'")


def of_units(_: Scenario, path: Path, setting: CareSetting, unit: Unit) -> Findings:
    """Only a team has days on which it visits, at least one; it has no turnaround."""
    if setting.kind != VISITS:
        if unit.by_weekday is not None:
            says = f"unit '{unit.name}' gives by_weekday; its care setting is of kind "
            do = "leave it out; for capacity by weekday use capacity_changes"
            yield Finding((*path, "by_weekday"), says + setting.kind, do)
        return
    if unit.by_weekday is not None and not any(unit.by_weekday):
        says = f"unit '{unit.name}' visits on no day of the week"
        yield Finding((*path, "by_weekday"), says, "give a day more than 0")
    if unit.turnaround is not None and unit.turnaround.microseconds:
        yield _turnaround((*path, "turnaround"), f"unit '{unit.name}'")


def _turnaround(path: Path, what: str) -> Finding:
    says = f"{what} has a turnaround; visits end when the patient leaves"
    return Finding(path, says, "leave it out")


def of_stays(scenario: Scenario, path: Path, stay: Stay) -> Findings:
    """A stay owes visits where the care setting is of kind visits, and only there."""
    setting = scenario.care_settings.get(stay.care_setting)
    if setting is None:
        return
    if setting.kind != VISITS:
        if stay.visits is not None:
            says = f"visits of a stay in '{stay.care_setting}', which is of kind {setting.kind}"
            yield Finding((*path, "visits"), says, "leave them out, or make it kind: visits")
        return
    if "places" in stay.model_fields_set:
        says = f"a stay in '{stay.care_setting}' takes visits, not places"
        yield Finding((*path, "places"), says, GIVE_VISITS)
    if stay.visits is None and setting.visits is None:
        says = f"nothing says how many visits a stay in '{stay.care_setting}' is owed"
        yield Finding(path, says, f"{GIVE_VISITS}, here or in the care setting")
