"""Who gets where: the groups that come, the pathways taken, the units that take them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simulator.scenario.care_setting import CareSetting, Takes, Unit
from simulator.scenario.checks.durations import CAPACITIES
from simulator.scenario.checks.rule import Finding, Findings, Path, listed
from simulator.scenario.checks.subjects import handoff_steps, stays
from simulator.scenario.checks.ways import Way, pathway_ways
from simulator.scenario.law import Law
from simulator.scenario.pathway import Stay
from simulator.scenario.schema import Scenario


@dataclass(frozen=True, slots=True)
class Visit:
    """A stay that patients of a group make on a way through a pathway."""

    group: str
    pathway: str
    way: Way
    position: int
    path: Path
    stay: Stay

    def following(self) -> Visit | None:
        """The next stay of the way, when the next move is into one."""
        move = self.way.next_move(self.position)
        if move is None:
            return None
        path, step = self.way.steps[move]
        if step.stay is None:
            return None
        return Visit(self.group, self.pathway, self.way, move, (*path, "stay"), step.stay)


def coming(scenario: Scenario) -> set[str]:
    """Groups of which somebody comes: by arriving, or by returning as one of them."""
    found: set[str] = set()
    to_do = [name for name, group in scenario.patient_groups.items() if group.arrivals.is_any]
    while to_do:
        name = to_do.pop()
        group = scenario.patient_groups.get(name)
        if group is None or name in found:
            continue
        found.add(name)
        if group.readmission is not None and group.readmission.chance > 0:
            to_do.append(group.readmission.returns_as or name)
    return found


def journeys(scenario: Scenario) -> Iterator[tuple[str, str, Way]]:
    """Every group, pathway and way that somebody goes."""
    comers = coming(scenario)
    for name, group in scenario.patient_groups.items():
        if name not in comers:
            continue
        to_do = [pathway for pathway, share in group.pathways.items() if share > 0]
        for pathway in to_do:
            if pathway in scenario.pathways:
                for way in pathway_ways(scenario, pathway):
                    if way.share > 0:
                        yield name, pathway, way
                        to_do += [sent for sent in way.elsewhere() if sent not in to_do]


def visits(scenario: Scenario) -> Iterator[Visit]:
    """Every stay in a known care setting that somebody makes."""
    for group, pathway, way in journeys(scenario):
        for position, path, stay in way.stays():
            if stay.care_setting in scenario.care_settings:
                yield Visit(group, pathway, way, position, path, stay)


def handoffs_used(scenario: Scenario) -> set[str]:
    """Handoffs that somebody needs."""
    return {
        step.name
        for _, _, way in journeys(scenario)
        for _, _, step in way.handoffs()
        if step.needed_by > 0
    }


def localities_of(scenario: Scenario, group: str) -> list[str]:
    """Localities in which somebody of a group lives; one without a name when there are none."""
    own = scenario.patient_groups[group].localities
    shares = own or {name: each.share for name, each in scenario.localities.items()}
    return [name for name, share in shares.items() if share > 0] or [""]


def takes(unit: Unit, group: str, pathway: str) -> bool:
    """Whether a unit takes a group on a pathway."""
    return unit.takes is None or any(_fits(each, group, pathway) for each in unit.takes)


def _fits(taken: Takes, group: str, pathway: str) -> bool:
    return taken.group in (None, group) and taken.pathway in (None, pathway)


def is_near(setting: CareSetting, unit: Unit, locality: str) -> bool:
    """Whether a unit may be used from a locality, at once or after waiting; unsaid travel is 0."""
    reach = [setting.travel_limit_minutes, *(w.travel_limit_minutes for w in setting.widening)]
    travel = unit.travel_minutes.get(locality, 0.0)
    return any(limit is None or travel <= limit for limit in reach)


def most_open(unit: Unit) -> int:
    """The most that a unit may have open at any time."""
    return unit.capacity + sum(change.add or 0 for change in unit.capacity_changes)


def choices(scenario: Scenario, visit: Visit, locality: str) -> list[Unit]:
    """Units that take a visitor from a locality."""
    setting = scenario.care_settings[visit.stay.care_setting]
    return [
        unit
        for unit in setting.units
        if takes(unit, visit.group, visit.pathway) and is_near(setting, unit, locality)
    ]


def units_for_everyone(scenario: Scenario) -> Findings:
    """Each who needs a care setting finds a unit there that takes him and has room for him."""
    refused: dict[tuple[Path, str], list[str]] = {}
    broken = {name for name in scenario.care_settings if not _is_sound(scenario, name)}
    for visit in visits(scenario):
        if visit.stay.care_setting in broken:
            continue
        for locality in localities_of(scenario, visit.group):
            why = _refusal(scenario, visit, locality)
            if why:
                where = refused.setdefault((("care_settings", visit.stay.care_setting), why), [])
                where += [locality] if locality and locality not in where else []
    for (path, why), where in refused.items():
        places = f" from {listed(where)}" if where else ""
        do = "let a unit take them (takes, travel_limit_minutes, widening), or open one"
        yield Finding((*path, "units"), why.format(places=places), do)


def _is_sound(scenario: Scenario, setting: str) -> bool:
    """Whether the units of a setting have a capacity and take groups and pathways that exist."""
    settings = scenario.care_settings
    return all(
        any(getattr(unit, name) is not None for name in CAPACITIES[settings[setting].kind])
        and any(unit.by_weekday or (1,))
        and all(
            (each.group is None or each.group in scenario.patient_groups)
            and (each.pathway is None or each.pathway in scenario.pathways)
            for each in unit.takes or ()
        )
        for unit in settings[setting].units
    )


def _refusal(scenario: Scenario, visit: Visit, locality: str) -> str:
    """Why a visitor from a locality can never start; empty when he can."""
    setting = scenario.care_settings[visit.stay.care_setting]
    who = f"patient group '{visit.group}'{{places}} on pathway '{visit.pathway}'"
    taking = [unit for unit in setting.units if takes(unit, visit.group, visit.pathway)]
    if not taking:
        return f"no unit takes {who}"
    near = choices(scenario, visit, locality)
    if not near:
        return f"no unit within the travel limit takes {who}"
    needed = _needed(visit.stay, setting)
    largest = max(most_open(unit) for unit in near)
    if largest < needed:
        return (
            f"{who} needs {needed} {setting.kind} a patient; the largest unit for them has "
            f"{largest}"
        )
    able = [unit for unit in near if most_open(unit) >= needed]
    if not any(sum((unit.admits or setting.admits).open_minutes) for unit in able):
        return f"no unit that takes {who} ever admits (admits: never)"
    if setting.kind == "visits" and not any(_meets(unit, setting, needed) for unit in able):
        return f"no unit that takes {who} admits on a day on which it can make {needed} visits"
    return ""


def _meets(unit: Unit, setting: CareSetting, needed: int) -> bool:
    """Whether a team admits on a weekday on which it can make some visits."""
    most = needed - (most_open(unit) - unit.capacity)
    days = zip((unit.admits or setting.admits).open_minutes, unit.visits_by_weekday, strict=True)
    return any(minutes > 0 and visits >= most for minutes, visits in days)


def _needed(stay: Stay, setting: CareSetting) -> int:
    """Beds, places or visits a day that a stay takes at its start."""
    visits = stay.visits or setting.visits if setting.kind == "visits" else None
    return visits[0].per_day if visits else stay.places


def law_of(scenario: Scenario, visit: Visit) -> Law | None:
    """Medical need of a visit."""
    return law_of_stay(scenario, visit.group, visit.stay)


def law_of_stay(scenario: Scenario, group: str, stay: Stay) -> Law | None:
    """Medical need of a group in a stay, from the first that gives it.

    The pathway for the group, then the pathway, the group, the care setting.
    """
    return (
        stay.by_group.get(group)
        or stay.length_of_stay
        or scenario.patient_groups[group].length_of_stay.get(stay.care_setting)
        or scenario.care_settings[stay.care_setting].length_of_stay
    )


def length_of_stay_for_everyone(scenario: Scenario) -> Findings:
    """Each stay that somebody makes has a length of stay."""
    for visit in visits(scenario):
        if law_of(scenario, visit) is None:
            yield Finding(
                visit.path,
                f"patient group '{visit.group}' has no length of stay in "
                f"'{visit.stay.care_setting}'",
                "give length_of_stay in the pathway, the patient group or the care setting",
            )


def _hides_somebody(scenario: Scenario) -> bool:
    """Whether a patient group or pathway refers to what is not known."""
    groups = scenario.patient_groups.values()
    return (
        any(name not in scenario.pathways for group in groups for name in group.pathways)
        or any(stay.care_setting not in scenario.care_settings for _, stay in stays(scenario))
        or any(step.name not in scenario.handoffs for _, step in handoff_steps(scenario))
    )


def standards_on_something(scenario: Scenario) -> Findings:
    """A standard is about a care setting or handoff that somebody comes to.

    Silent where a name in a pathway is not known: whom it hides cannot be told.
    """
    if _hides_somebody(scenario):
        return
    settings = {visit.stay.care_setting for visit in visits(scenario)}
    handoffs = handoffs_used(scenario)
    for name, standard in scenario.standards.items():
        pairs = (
            ("care_setting", standard.care_setting, settings, scenario.care_settings),
            ("handoff", standard.handoff, handoffs, scenario.handoffs),
        )
        for field, about, used, known in pairs:
            if about is not None and about in known and about not in used:
                yield Finding(
                    ("standards", name, field),
                    f"a standard on nothing: no patient comes to '{about}'",
                    "put it in a pathway that somebody takes, or leave the standard out",
                )
