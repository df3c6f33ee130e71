"""The people of a full start: each known to the scenario, and where he can be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from simulator.errors import Place
from simulator.scenario.census_file import IN_NEED, Present
from simulator.scenario.checks.laws import all_laws
from simulator.scenario.checks.rule import Finding, Findings, Path, unknown
from simulator.scenario.checks.standing import NowhereError, Standing, standings
from simulator.scenario.checks.ways import pathway_ways
from simulator.scenario.handoff import Limit
from simulator.scenario.law import Law
from simulator.scenario.pathway import Step
from simulator.scenario.quantities import LONGEST_DAYS
from simulator.scenario.schema import Scenario

PATH: Path = ("starts_full", "file")
MOST_FAULTS = 20

# A column of a person's row to blame, what is wrong with it, and what to do.
Fault = tuple[str, str, str]


def people_are_where_they_can_be(scenario: Scenario) -> Findings:
    """Everyone there at the start is known to the scenario, and can be where he is."""
    full = scenario.starts_full
    if full is None:
        return
    lines = full.file.text.split("\n")
    found = [(each, fault) for each in full.file.rows for fault in _wrong(scenario, each)]
    for person, (column, says, do) in found[:MOST_FAULTS]:
        cell = person.cell(column)
        inside = Place(full.file.file, cell.line, cell.column, lines[cell.line - 1])
        yield Finding(PATH, says, do, inside)
    if (more := len(found) - MOST_FAULTS) > 0:
        line = found[MOST_FAULTS][0].cell("patient_group").line
        inside = Place(full.file.file, line, 1, lines[line - 1])
        yield Finding(PATH, f"{more:,} more faults in these rows", "", inside)


def remaining_is_of_stays(scenario: Scenario) -> Findings:
    """A table of what remains belongs to a length of stay as a whole."""
    for path, law in all_laws(scenario):
        is_of_stay = "length_of_stay" in path or "by_group" in path
        if law.remaining is not None and (not is_of_stay or "components" in path):
            says = "what remains is said of lengths of stay, each as a whole"
            yield Finding((*path, "remaining"), says, "leave it out here")


def _wrong(scenario: Scenario, person: Present) -> Iterator[Fault]:
    """Everything wrong with one row; what needs names to be known is left until they are."""
    unknown_names = list(_unknown(scenario, person))
    yield from unknown_names
    yield from _times(scenario, person)
    if unknown_names:
        return
    try:
        found = standings(scenario, person)
    except NowhereError as error:
        yield error.column, error.says, error.do
        return
    yield from _over(scenario, person, found)
    if not person.unit and person.care_setting:
        yield from _elsewhere(scenario, person, found)


def _unknown(scenario: Scenario, person: Present) -> Iterator[Fault]:
    groups, settings = scenario.patient_groups, scenario.care_settings
    group = groups.get(person.patient_group)
    if group is None:
        yield _no("patient_group", "patient group", person.patient_group, groups)
    if person.locality and person.locality not in scenario.localities:
        yield _no("locality", "locality", person.locality, scenario.localities)
    if person.pathway and person.pathway not in scenario.pathways:
        yield _no("pathway", "pathway", person.pathway, scenario.pathways)
    elif person.pathway and group is not None:
        taken = _pathways_of(scenario, person.patient_group)
        if person.pathway not in taken:
            says = f"patient group '{person.patient_group}' does not take '{person.pathway}'"
            yield "pathway", says, f"its pathways: {', '.join(taken)}"
    yield from _unknown_branches(scenario, person)
    if not person.unit:
        return
    # By the id of a stay its care setting is known only on the pathway.
    named = {person.care_setting: settings.get(person.care_setting)}
    if named[person.care_setting] is None:
        named = {name: settings.get(name) for name in _settings_of(scenario, person.care_setting)}
    if not named:
        yield _no("care_setting", "care setting", person.care_setting, settings)
        return
    units = [unit.name for one in named.values() if one is not None for unit in one.units]
    if person.unit not in units:
        yield _no("unit", f"unit of '{person.care_setting}'", person.unit, units, "units there")


def _no(column: str, what: str, name: str, known: Iterable[str], plural: str = "") -> Fault:
    found = unknown(PATH, what, name, known, plural or f"{what}s")
    return column, found.says, found.do


def _settings_of(scenario: Scenario, stay_id: str) -> set[str]:
    """Care settings of the stays with some id."""
    return {
        stay.care_setting
        for name in scenario.pathways
        for way in pathway_ways(scenario, name)
        for _, _, stay in way.stays()
        if stay.id == stay_id
    }


def _pathways_of(scenario: Scenario, group: str) -> list[str]:
    """Pathways that a group takes, or may be sent along."""
    taken = list(scenario.patient_groups[group].pathways)
    sent = [
        other
        for name in taken
        if name in scenario.pathways
        for way in pathway_ways(scenario, name)
        for other in sorted(way.elsewhere())
    ]
    return list(dict.fromkeys([*taken, *sent]))


def _unknown_branches(scenario: Scenario, person: Present) -> Iterator[Fault]:
    named = [person.pathway] if person.pathway else list(scenario.pathways)
    known: dict[str, list[str]] = {}
    for name in named:
        if name in scenario.pathways:
            _branches(scenario.pathways[name].steps, known)
    for branch, option in person.branches:
        if branch not in known:
            yield _no("branches", "branch", branch, known, "branches")
        elif option not in known[branch]:
            yield _no("branches", f"option of '{branch}'", option, known[branch], "options")


def _branches(steps: Iterable[Step], known: dict[str, list[str]]) -> None:
    for step in steps:
        if step.branch is not None:
            known.setdefault(step.branch.name, []).extend(step.branch.options)
            for option in step.branch.options.values():
                _branches(option.steps, known)


def _times(scenario: Scenario, person: Present) -> Iterator[Fault]:
    """Since when he is there lies before the run, and not too far."""
    start = scenario.calendar.start
    said = {"since": person.spent(start)}
    if person.ready_since is not None:
        said["ready_since"] = person.order(start)
    for column, days in said.items():
        if days < 0:
            says = f"comes after the run begins, which is at 00:00 on {start}"
            yield column, says, "give a time before that, or a later start"
        elif days > LONGEST_DAYS:
            yield column, f"is {days:,.0f} days before the run", f"at most {LONGEST_DAYS:,} days"
    if person.ready_since is not None and person.order(start) > person.spent(start):
        yield "ready_since", "he was ready before he came there", "look at since and ready_since"


def _over(scenario: Scenario, person: Present, found: list[Standing]) -> Iterator[Fault]:
    """What he is said to be in or to wait for would be over by now on every way."""
    spent = person.spent(scenario.calendar.start)
    is_drawn = person.status == IN_NEED and person.remaining is None
    laws = [each.law for each in found if each.law is not None and each.law.remaining is None]
    if is_drawn and len(laws) == len(found) and all(law.end <= spent for law in laws):
        end = max(law.end for law in laws)
        says = (
            f"he has been there for {spent:.4g} days, and no stay of his lasts longer than "
            f"{end:.4g} days"
        )
        do = "give remaining_days, call him ready, or let the length of stay be longer"
        yield "since", says, do
    limits = [limit for each in found if (limit := limit_of(scenario, person, each)) is not None]
    if limits and len(limits) == len(found) and all(limit.end <= spent for limit in limits):
        end = max(limit.end for limit in limits)
        says = f"he has waited for {spent:.4g} days, and nobody waits longer than {end:.4g} days"
        yield "since", says, "leave him out, or let the limit of the step be longer"


def limit_of(scenario: Scenario, person: Present, at: Standing) -> Law | None:
    """The limit that what he waits for outside is held to; None where he is booked again."""
    if person.unit or at.waits_for < 0:
        return None
    steps = scenario.pathways[at.pathway].steps
    limit = _limit(_plain(steps, dict(at.branches))[at.waits_for])
    return None if limit is None or limit.then == "postponed" else limit.within


def _plain(steps: Iterable[Step], taken: dict[str, str]) -> list[Step]:
    found: list[Step] = []
    for step in steps:
        if step.branch is None:
            found.append(step)
        else:
            found += _plain(step.branch.options[taken[step.branch.name]].steps, taken)
    return found


def _limit(step: Step) -> Limit | None:
    part = step.stay or step.handoff
    return part.limit if part is not None else None


def _elsewhere(scenario: Scenario, person: Present, found: list[Standing]) -> Iterator[Fault]:
    """Who is in no unit has the care setting that he waits for, or none."""
    steps = [
        _plain(scenario.pathways[each.pathway].steps, dict(each.branches))[each.waits_for]
        for each in found
    ]
    names = {name for s in steps if s.stay for name in (s.stay.care_setting, s.stay.id)}
    if person.care_setting not in names:
        says = f"he is in no unit, and does not wait for '{person.care_setting}'"
        yield "care_setting", says, "leave it empty, or name the unit that he is in"
