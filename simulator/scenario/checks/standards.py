"""Standards: a clock that their subject has, and time that it can count."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.checks.hours import is_never
from simulator.scenario.checks.reach import journeys
from simulator.scenario.checks.rule import Finding, Findings, Path
from simulator.scenario.checks.ways import Way
from simulator.scenario.schema import Scenario
from simulator.scenario.standard import Standard

ENDS = {"care_setting": ("started", "reserved", "left"), "handoff": ("started", "ended")}
DATES = ("day", "week", "working day")


def ends_known(_: Scenario, path: Path, __: str, standard: Standard) -> Findings:
    """The clock of a standard ends with something that its subject has."""
    kind = "handoff" if standard.care_setting is None else "care_setting"
    ends = standard.clock.ends
    if ends not in ENDS[kind]:
        says = f"the clock ends when '{ends}', which a {kind.replace('_', ' ')} does not have"
        yield Finding((*path, "clock", "ends"), says, f"use {' or '.join(ENDS[kind])}")


def hours_given(_: Scenario, path: Path, name: str, standard: Standard) -> Findings:
    """Working time has hours in which it runs, and clock time has none."""
    within, hours = standard.within, standard.hours
    if within.is_working and hours is None:
        says = f"within is {within}, and '{name}' does not say in which hours they run"
        yield Finding((*path, "within"), says, "add hours, like hours: mon-fri 09:00-17:00")
    elif within.is_working and hours is not None and is_never(hours):
        says = f"within is {within}, and its hours never open"
        yield Finding((*path, "hours"), says, "give it hours, like 'mon-fri 09:00-17:00'")
    elif hours is not None and not within.is_working:
        says = f"hours are given, and within is {within}, which runs day and night"
        yield Finding(
            (*path, "hours"), says, "leave hours out, or give within in working hours or days"
        )


def dates_counted(_: Scenario, path: Path, __: str, standard: Standard) -> Findings:
    """A clock that counts dates has whole days to count."""
    within = standard.within
    if standard.clock.counts != "dates":
        return
    is_whole = within.unit in DATES and float(within.days).is_integer()
    if not is_whole:
        says = f"the clock counts dates, and within is {within}"
        yield Finding((*path, "within"), says, "give whole days, weeks or working days")
    elif within.is_working and within.amount < 1:
        says = "the clock counts dates, and within is 0 working days"
        yield Finding((*path, "within"), says, "write 0 days for the same date")


def somebody_ready_before(scenario: Scenario) -> Findings:
    """A clock that starts when ready somewhere before has somewhere before."""
    ways = [way for _, _, way in journeys(scenario)]
    for name, standard in scenario.standards.items():
        clock = standard.clock
        if clock.starts != "ready" or clock.ends == "left":
            continue
        about = standard.care_setting or standard.handoff
        places = [is_later for way in ways for is_later in _positions(way, standard)]
        if places and not any(places):
            yield Finding(
                ("standards", name, "clock", "starts"),
                f"the clock starts when ready in the place before, and nobody comes to '{about}' "
                "from a place",
                "start it when asked or arrived, or end it when left",
            )


def _positions(way: Way, standard: Standard) -> Iterator[bool]:
    """Of each step of a way that a standard is about, whether a stay comes before it."""
    stays = [position for position, _, _ in way.stays()]
    subjects = [at for at, _, stay in way.stays() if stay.care_setting == standard.care_setting]
    subjects += [at for at, _, step in way.handoffs() if step.name == standard.handoff]
    yield from (bool(stays) and stays[0] < at for at in subjects)
