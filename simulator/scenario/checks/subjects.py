"""What rules are run over: the entries of a scenario, each with its path.

Every function yields tuples that begin with the path. A step that could not be read is yielded
too, so that the rules that need it are seen to stop.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from simulator.scenario.care_setting import CareSetting, Unit
from simulator.scenario.checks.partial import is_readable
from simulator.scenario.checks.rule import Path
from simulator.scenario.handoff import Limit
from simulator.scenario.law import Law
from simulator.scenario.pathway import HandoffStep, Stay, Step
from simulator.scenario.schema import Scenario


def entries(noun: str) -> Callable[[Scenario], Iterator[tuple[Any, ...]]]:
    """The entries of one noun: path, name, entry."""

    def over(scenario: Scenario) -> Iterator[tuple[Any, ...]]:
        for name, entry in getattr(scenario, noun).items():
            yield (noun, name), name, entry

    return over


def units(scenario: Scenario) -> Iterator[tuple[Path, CareSetting, Unit]]:
    """All units: path, care setting, unit."""
    for name, setting in scenario.care_settings.items():
        if is_readable(setting) and is_readable(setting.units):
            for i, unit in enumerate(setting.units):
                yield ("care_settings", name, "units", i), setting, unit


def below(path: Path, steps: Sequence[Step]) -> Iterator[tuple[Path, Step]]:
    """Some steps and those inside their branches."""
    for i, step in enumerate(steps):
        here = (*path, i)
        yield here, step
        if not is_readable(step) or step.branch is None or not is_readable(step.branch):
            continue
        if is_readable(step.branch.options):
            for name, option in step.branch.options.items():
                if is_readable(option) and is_readable(option.steps):
                    yield from below((*here, "branch", "options", name, "steps"), option.steps)


def steps(scenario: Scenario) -> Iterator[tuple[Path, Step]]:
    """All steps of all pathways: path, step."""
    for name, pathway in scenario.pathways.items():
        if is_readable(pathway) and is_readable(pathway.steps):
            yield from below(("pathways", name, "steps"), pathway.steps)


def stays(scenario: Scenario) -> Iterator[tuple[Path, Stay]]:
    """All stays: path, stay."""
    for path, step in steps(scenario):
        if is_readable(step) and step.stay is not None:
            yield (*path, "stay"), step.stay


def handoff_steps(scenario: Scenario) -> Iterator[tuple[Path, HandoffStep]]:
    """All handoffs of pathways: path, handoff step."""
    for path, step in steps(scenario):
        if is_readable(step) and step.handoff is not None:
            yield (*path, "handoff"), step.handoff


def limits(scenario: Scenario) -> Iterator[tuple[Path, Limit]]:
    """All limits of steps: path, limit."""
    for found in (stays(scenario), handoff_steps(scenario)):
        for path, step in found:
            if is_readable(step) and step.limit is not None:
                yield (*path, "limit"), step.limit


def stay_laws(scenario: Scenario) -> Iterator[tuple[Path, Law]]:
    """All laws of medical need: path, law."""
    for name, setting in scenario.care_settings.items():
        if is_readable(setting) and setting.length_of_stay is not None:
            yield ("care_settings", name, "length_of_stay"), setting.length_of_stay
    for name, group in scenario.patient_groups.items():
        if is_readable(group) and is_readable(group.length_of_stay):
            for where, law in group.length_of_stay.items():
                yield ("patient_groups", name, "length_of_stay", where), law
    for path, stay in stays(scenario):
        if not is_readable(stay):
            continue
        if stay.length_of_stay is not None:
            yield (*path, "length_of_stay"), stay.length_of_stay
        if is_readable(stay.by_group):
            for who, law in stay.by_group.items():
                yield (*path, "by_group", who), law


def work_laws(scenario: Scenario) -> Iterator[tuple[Path, str, Law]]:
    """All laws of tasks and lead times of known handoffs: path, handoff, law."""
    for name, handoff in scenario.handoffs.items():
        for what in ("task", "lead_time"):
            law = getattr(handoff, what) if is_readable(handoff) else None
            if law is not None:
                yield ("handoffs", name, what), name, law
    for path, step in handoff_steps(scenario):
        is_whole = is_readable(step) and is_readable(step.name)
        if is_whole and step.takes is not None and step.name in scenario.handoffs:
            yield (*path, "takes"), step.name, step.takes
