"""Item 2.5: entities, activities, resources, queues, entry and exit points."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.network.network import Network
from simulator.report.document_block import Block, Item, Lines, Words, flat, table
from simulator.report.document_subject import Subject
from simulator.report.names import ORGANISATIONS, Names
from simulator.scenario.care_setting import CareSetting
from simulator.scenario.demand_words import demand_in_words
from simulator.scenario.handoff import Limit
from simulator.scenario.pathway import Step
from simulator.scenario.patient_group import PatientGroup
from simulator.scenario.unit_words import capacity_in_words
from simulator.scenario.word import percent, say


def components(subject: Subject, network: Network) -> tuple[Item, ...]:
    """The five parts of the item."""
    return (
        Item("2.5.1", "Components: entities", _entities(subject)),
        Item("2.5.2", "Components: activities", _activities(subject)),
        Item("2.5.3", "Components: resources", _resources(subject)),
        Item("2.5.4", "Components: queues", _queues(subject)),
        Item("2.5.5", "Components: entry and exit points", _edges(subject, network)),
    )


def _entities(subject: Subject) -> tuple[Block, ...]:
    groups, names = subject.scenario.patient_groups, subject.names
    says = "Patients, none of them real. What is drawn for each is drawn before the run begins."
    rows = [
        (names.group(name), _drawn(one, names), flat(one.source)) for name, one in groups.items()
    ]
    heads = ("Patient group", "Drawn for each patient", "Source")
    return (Words(says), table("Entities", "Entities", heads, rows))


def _drawn(group: PatientGroup, names: Names) -> str:
    shares = ", ".join(f"{names.pathway(n)} {percent(s)}" for n, s in group.pathways.items())
    said = [f"pathway: {shares}"]
    said += [f"need in {names.place(n)}: {say(law)}" for n, law in group.length_of_stay.items()]
    said += [
        f"death in {names.place(n)}: {percent(one.chance)}" for n, one in group.mortality.items()
    ]
    said += [
        f"relapse in {names.place(n)}: {percent(one.per_day)} a day of waiting"
        for n, one in group.relapse.items()
    ]
    if group.readmission is not None:
        said.append(f"coming back: {percent(group.readmission.chance)}")
    return "; ".join(said)


def _activities(subject: Subject) -> tuple[Block, ...]:
    scenario, names = subject.scenario, subject.names
    rows = [
        (
            f"Stay: {names.place(name)}",
            say(one.length_of_stay) if one.length_of_stay else "by patient group or pathway",
            _stay_ends(one),
            "",
        )
        for name, one in scenario.care_settings.items()
    ]
    for name, task in scenario.handoffs.items():
        work = task.task or task.lead_time
        lasts = say(work) if work is not None else "decided at a sitting"
        rows.append(
            (
                f"Handoff: {names.handoff(name)}",
                lasts,
                f"hours {task.hours}"
                + (f"; at closing time: {task.at_close}" if task.task else ""),
                f"{names.reason(task.delay_reason)}, {ORGANISATIONS[task.organisation]}",
            )
        )
    heads = ("Activity", "Lasts", "Begins and ends", "Waiting for it counts under")
    return (table("Activities", "Activities", heads, rows),)


def _stay_ends(one: CareSetting) -> str:
    reviews = "; ".join(f"{r.at} ({percent(r.covers)})" for r in one.reviews)
    said = [f"ready at reviews {reviews}" if reviews else "ready at once when need ends"]
    for name, hours in (("admits", one.admits), ("discharges", one.discharge_hours)):
        if not hours.is_always:
            said.append(f"{name} {hours}")
    return "; ".join(said)


def _resources(subject: Subject) -> tuple[Block, ...]:
    scenario, names = subject.scenario, subject.names
    rows = []
    for name, setting in scenario.care_settings.items():
        counted = "visits a day" if setting.kind == "visits" else setting.kind
        for unit in setting.units:
            more = "; ".join(capacity_in_words(unit))
            rows.append((names.place(name), unit.name, f"{unit.capacity:,} {counted}", more))
    for name, task in scenario.handoffs.items():
        if task.staff is not None:
            staff = (
                "; ".join(f"{each.staff} {each.hours}" for each in task.staff)
                if isinstance(task.staff, tuple)
                else str(task.staff)
            )
            rows.append((names.handoff(name), "staff", f"{staff} people", ""))
    heads = ("Belongs to", "Resource", "How many", "What changes it")
    return (table("Resources", "Resources", heads, rows),)


def _queues(subject: Subject) -> tuple[Block, ...]:
    scenario, names = subject.scenario, subject.names
    says = (
        "One queue for each care setting and each handoff: highest priority first, then earliest "
        "asked, then lowest patient number. Who waits for a place keeps the one he has unless the "
        "step says that he lets go of it."
    )
    higher = [
        f"{names.group(n)}: priority {g.priority}"
        for n, g in scenario.patient_groups.items()
        if g.priority
    ]
    limits = [f"{names.pathway(p)}: {text}" for p, text in _limits(subject)]
    told = (*higher, *limits) or ("No priorities, and no limits on waiting.",)
    return (Words(says), Lines(told))


def _limits(subject: Subject) -> Iterator[tuple[str, str]]:
    for name, pathway in subject.scenario.pathways.items():
        for step in _steps(pathway.steps):
            for part in (step.stay, step.handoff):
                if part is not None and part.limit is not None:
                    what = part.care_setting if hasattr(part, "care_setting") else part.name
                    yield name, f"{what} {_limit(part.limit)}"


def _steps(steps: tuple[Step, ...]) -> Iterator[Step]:
    for step in steps:
        yield step
        if step.branch is not None:
            for option in step.branch.options.values():
                yield from _steps(option.steps)


def _limit(limit: Limit) -> str:
    to = f" on pathway {limit.pathway}" if limit.pathway is not None else ""
    return f"is waited for at most {say(limit.within)}, then {limit.then}{to}"


def _edges(subject: Subject, network: Network) -> tuple[Block, ...]:
    scenario, names = subject.scenario, subject.names
    came = [
        f"In: {names.group(name)}, {demand_in_words(one.arrivals)}"
        for name, one in scenario.patient_groups.items()
    ]
    went = [f"Out: {names.destination(name)}" for name in network.destinations]
    other = (
        ["Out: death, in a care setting with a chance of it"]
        if any(one.mortality for one in scenario.patient_groups.values())
        else []
    )
    return (Lines((*came, *went, *other)),)
