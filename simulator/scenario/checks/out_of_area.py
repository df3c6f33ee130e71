"""Units out of area: patients must have somewhere to come back to, and nothing that falls."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.care_setting import CareSetting, Unit
from simulator.scenario.checks.reach import Visit, choices, localities_of, visits
from simulator.scenario.checks.rule import Finding, Findings, Path
from simulator.scenario.pathway import Stay
from simulator.scenario.schema import Scenario
from simulator.scenario.visits import falls


def somewhere_to_come_back_to(_: Scenario, path: Path, name: str, setting: CareSetting) -> Findings:
    """A care setting has a unit that is not out of area."""
    if all(unit.out_of_area for unit in setting.units):
        says = f"every unit of '{name}' is out of area, so nobody can come back from one"
        do = "out_of_area is a place used for want of one here: leave it out, or add a unit"
        yield Finding((*path, "units", 0, "out_of_area"), says, do)


def visits_that_stay(scenario: Scenario, path: Path, stay: Stay) -> Findings:
    """A stay that may be made out of area takes the same from its start to its end."""
    setting = scenario.care_settings.get(stay.care_setting)
    away = [unit for unit in setting.units if unit.out_of_area] if setting else []
    if setting is None or not away or setting.kind != "visits":
        return
    phases = stay.visits or setting.visits or ()
    if any(falls(phases)):
        yield Finding(
            (*path, "visits") if stay.visits is not None else path,
            f"visits that fall, and '{away[0].name}' of '{stay.care_setting}' is out of area: "
            "a patient on his way back would need two answers to how many he is owed",
            "give one number of visits to the end, or leave out out_of_area",
        )


def open_to_everyone(scenario: Scenario) -> Findings:
    """Who comes to a care setting finds more than units that are shut, and than units away."""
    said: set[tuple[str, str]] = set()
    for visit in visits(scenario):
        for why, do in _lacking(scenario, visit):
            name = visit.stay.care_setting
            if (name, why) not in said:
                said.add((name, why))
                who = f"patient group '{visit.group}' on pathway '{visit.pathway}'"
                yield Finding(("care_settings", name, "units"), f"{who} {why}", do)


def _lacking(scenario: Scenario, visit: Visit) -> Iterator[tuple[str, str]]:
    """What a visitor finds from some locality that is likely to be no help to him."""
    found = [choices(scenario, visit, place) for place in localities_of(scenario, visit.group)]
    if any(_all_shut(units) for units in found):
        yield (
            "finds only units that open once enough others wait",
            "with fewer waiting they wait for ever: add a unit that is always open, or a limit",
        )
    if any(units and all(unit.out_of_area for unit in units) for units in found):
        yield (
            "finds only units out of area, and never comes back from them",
            "let a unit here take them (takes, travel_limit_minutes)",
        )


def _all_shut(units: list[Unit]) -> bool:
    return bool(units) and all(unit.opens_when is not None for unit in units)
