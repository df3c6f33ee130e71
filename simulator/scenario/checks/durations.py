"""Durations and capacities: the right kind of time, beds for beds."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.care_setting import CareSetting, Unit
from simulator.scenario.checks.rule import Finding, Findings, Path
from simulator.scenario.handoff import Limit
from simulator.scenario.law import Law
from simulator.scenario.pathway import HandoffStep, Stay
from simulator.scenario.patient_group import PatientGroup
from simulator.scenario.quantities import Duration
from simulator.scenario.schema import Scenario

CLOCK_TIME = "use minutes, hours, days or weeks"
AMOUNTS = ("mean", "sd", "median", "low", "high", "value")


def _clock_time(path: Path, what: str, given: Duration | None) -> Findings:
    if given is not None and given.is_working:
        yield Finding(path, f"{what} is {given}: it cannot be in working time", CLOCK_TIME)


def _clock_law(path: Path, what: str, law: Law | None) -> Findings:
    if law is not None and law.is_working:
        yield Finding(path, f"{what} cannot be in working time", CLOCK_TIME)


def medical_need(_: Scenario, path: Path, law: Law) -> Findings:
    """Lengths of stay run day and night."""
    yield from _clock_law(path, "a length of stay", law)


def gap_of_readmission(_: Scenario, path: Path, __: str, group: PatientGroup) -> Findings:
    """The gap before a readmission runs day and night."""
    if group.readmission is not None:
        yield from _clock_law((*path, "readmission", "gap"), "the gap", group.readmission.gap)


def lengths_of_relapse(_: Scenario, path: Path, __: str, group: PatientGroup) -> Findings:
    """Need that comes back runs day and night."""
    for name, relapse in group.relapse.items():
        yield from _clock_law((*path, "relapse", name, "lasts"), "a relapse", relapse.lasts)


def limits(_: Scenario, path: Path, limit: Limit) -> Findings:
    """Limits run day and night."""
    yield from _clock_law((*path, "within"), "a limit", limit.within)
    yield from _clock_time((*path, "by"), "by", limit.by)


def of_stays(_: Scenario, path: Path, stay: Stay) -> Findings:
    """The move and the error of the expected date of a stay are in clock time."""
    for field in ("move", "expected_date_error"):
        yield from _clock_time((*path, field), field.replace("_", " "), getattr(stay, field))


def of_settings(_: Scenario, path: Path, __: str, setting: CareSetting) -> Findings:
    """Turnaround and widening of a care setting are in clock time."""
    yield from _clock_time((*path, "turnaround"), "turnaround", setting.turnaround)
    for i, widening in enumerate(setting.widening):
        here = (*path, "widening", i, "after_waiting")
        yield from _clock_time(here, "after waiting", widening.after_waiting)


def of_units(_: Scenario, path: Path, __: CareSetting, unit: Unit) -> Findings:
    """Turnaround, waiting and opening of a unit are in clock time."""
    yield from _clock_time((*path, "turnaround"), "turnaround", unit.turnaround)
    for field in ("after", "stays_open") if unit.opens_when is not None else ():
        here = (*path, "opens_when", field)
        yield from _clock_time(here, field.replace("_", " "), getattr(unit.opens_when, field))
    for i, taken in enumerate(unit.takes or ()):
        here = (*path, "takes", i, "after_waiting")
        yield from _clock_time(here, "after waiting", taken.after_waiting)


def beginnings(_: Scenario, path: Path, step: HandoffStep) -> Findings:
    """How long before the expected date a handoff begins is in clock time."""
    yield from _clock_time((*path, "begins"), "the time before", step.begins_before)


def units_of(law: Law) -> Iterator[str]:
    """The units of all durations of a law."""
    given = [getattr(law, name) for name in AMOUNTS]
    given += [*(law.quantiles or {}).values(), *(law.values or ())]
    yield from (duration.unit for duration in given if duration is not None)
    for component in law.components or ():
        yield from units_of(component)


def tasks_in_hours(scenario: Scenario, path: Path, name: str, law: Law) -> Findings:
    """A task is hours of one person's work."""
    wrong = [unit for unit in units_of(law) if unit not in ("minute", "hour")]
    if wrong and scenario.handoffs[name].task is not None:
        says = f"a task of '{name}' is given in {wrong[0]}s"
        yield Finding(path, says, "give the hours or minutes that one person works on a case")


def one_kind_of_time(scenario: Scenario, path: Path, name: str, law: Law) -> Findings:
    """All lead times of a handoff are in one kind of time, the one that its clock counts."""
    handoff = scenario.handoffs[name]
    if handoff.task is not None:
        return
    own = _kind(next(units_of(handoff.lead_time))) if handoff.lead_time else "clock time"
    kinds = {_kind(unit) for unit in units_of(law)}
    if kinds != {own}:
        yield Finding(
            path,
            f"the lead time here is in {' and '.join(sorted(kinds))}; that of '{name}' is in {own}",
            "use one kind of time for all lead times of a handoff",
        )


def _kind(unit: str) -> str:
    return f"{unit}s" if unit.startswith("working") else "clock time"


CAPACITIES = {"beds": ("beds",), "places": ("places",), "visits": ("visits_per_day", "team")}
EXAMPLES = {
    "beds": "say how many beds it has, like beds: 10",
    "places": "say how many places it has, like places: 10",
    "visits": "say how many visits it can make, like visits_per_day: 60, or give its team",
}


def beds_for_beds(_: Scenario, path: Path, setting: CareSetting, unit: Unit) -> Findings:
    """A unit gives its capacity, once, in what its care setting has: beds, places or visits."""
    own = CAPACITIES[setting.kind]
    given = [name for names in CAPACITIES.values() for name in names]
    given = [name for name in given if getattr(unit, name) is not None]
    wrong = [name for name in given if name not in own]
    if wrong:
        says = f"unit '{unit.name}' gives {wrong[0]}; its care setting is of kind {setting.kind}"
        yield Finding((*path, wrong[0]), says, f"write {' or '.join(own)}: instead")
    elif not given:
        yield Finding(path, f"unit '{unit.name}' has no capacity", EXAMPLES[setting.kind])
    elif len(given) > 1:
        says = f"unit '{unit.name}' gives {' and '.join(given)}, two answers to one question"
        yield Finding((*path, given[0]), says, "leave one of them out")
