"""Names that refer to other parts of a scenario: each stands for something."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from simulator.scenario.care_setting import CareSetting, Unit
from simulator.scenario.checks.rule import Finding, Findings, Path, unknown
from simulator.scenario.handoff import Handoff, Limit
from simulator.scenario.pathway import HandoffStep, Stay
from simulator.scenario.patient_group import PatientGroup
from simulator.scenario.schema import Scenario
from simulator.scenario.standard import Standard

MOST_SHARE = 1.5
PLURAL = {"locality": "localities"}
NOUNS = {
    "patient_group": "patient_groups",
    "group": "patient_groups",
    "care_setting": "care_settings",
    "handoff": "handoffs",
    "pathway": "pathways",
    "standard": "standards",
    "locality": "localities",
}


def _known(scenario: Scenario, noun: str, path: Path, name: str) -> Findings:
    """One name of a noun is known."""
    known = getattr(scenario, NOUNS[noun])
    if name not in known:
        yield unknown(path, noun.replace("_", " "), name, known, PLURAL.get(noun, ""))


def pathways_of_groups(scenario: Scenario, path: Path, _: str, group: PatientGroup) -> Findings:
    """Patient groups take known pathways."""
    for name in group.pathways:
        yield from _known(scenario, "pathway", (*path, "pathways", name), name)


def localities_of_groups(scenario: Scenario, path: Path, _: str, group: PatientGroup) -> Findings:
    """Patient groups live in known localities."""
    for name in group.localities or ():
        yield from _known(scenario, "locality", (*path, "localities", name), name)


def settings_of_groups(scenario: Scenario, path: Path, _: str, group: PatientGroup) -> Findings:
    """Lengths of stay, deaths and relapses of patient groups are in known care settings."""
    for field in ("length_of_stay", "mortality", "relapse"):
        for name in getattr(group, field):
            yield from _known(scenario, "care_setting", (*path, field, name), name)


def returns_of_groups(scenario: Scenario, path: Path, _: str, group: PatientGroup) -> Findings:
    """Patients return as a known group."""
    if group.readmission is not None and group.readmission.returns_as is not None:
        here = (*path, "readmission", "returns_as")
        yield from _known(scenario, "patient_group", here, group.readmission.returns_as)


def localities_of_units(scenario: Scenario, path: Path, _: CareSetting, unit: Unit) -> Findings:
    """Units lie in, and are reached from, known localities."""
    if unit.locality is not None:
        yield from _known(scenario, "locality", (*path, "locality"), unit.locality)
    for name in unit.travel_minutes:
        yield from _known(scenario, "locality", (*path, "travel_minutes", name), name)


def taken_by_units(scenario: Scenario, path: Path, _: CareSetting, unit: Unit) -> Findings:
    """Units take known patient groups and pathways."""
    for i, taken in enumerate(unit.takes or ()):
        if taken.group is not None:
            here = (*path, "takes", i, "group")
            yield from _known(scenario, "patient_group", here, taken.group)
        if taken.pathway is not None:
            yield from _known(scenario, "pathway", (*path, "takes", i, "pathway"), taken.pathway)


def stays_somewhere(scenario: Scenario, path: Path, stay: Stay) -> Findings:
    """Stays are in known care settings."""
    here = (*path, "care_setting")
    yield from _known(scenario, "care_setting", here, stay.care_setting)


def groups_of_stays(scenario: Scenario, path: Path, stay: Stay) -> Findings:
    """Lengths of stay by group are for known groups."""
    for name in stay.by_group:
        yield from _known(scenario, "patient_group", (*path, "by_group", name), name)


def handoffs_of_steps(scenario: Scenario, path: Path, step: HandoffStep) -> Findings:
    """Handoffs of pathways are known."""
    yield from _known(scenario, "handoff", (*path, "name"), step.name)


def pathways_of_limits(scenario: Scenario, path: Path, limit: Limit) -> Findings:
    """Limits that lead elsewhere lead to known pathways."""
    if limit.pathway is not None:
        yield from _known(scenario, "pathway", (*path, "pathway"), limit.pathway)


def reasons_of_settings(scenario: Scenario, path: Path, _: str, setting: CareSetting) -> Findings:
    """Care settings count delay under known reasons."""
    for field in ("delay_reason", "leaving_reason"):
        yield from _reason(scenario, (*path, field), getattr(setting, field))


def reasons_of_handoffs(scenario: Scenario, path: Path, _: str, handoff: Handoff) -> Findings:
    """Handoffs count delay under known reasons."""
    yield from _reason(scenario, (*path, "delay_reason"), handoff.delay_reason)


def _reason(scenario: Scenario, path: Path, code: str) -> Findings:
    if code not in scenario.delay_reasons:
        yield unknown(
            path, "delay reason", code, scenario.delay_reasons, most=len(scenario.delay_reasons)
        )


def subjects_of_standards(scenario: Scenario, path: Path, _: str, standard: Standard) -> Findings:
    """Standards are about known care settings and handoffs."""
    for field in ("care_setting", "handoff"):
        name = getattr(standard, field)
        if name is not None:
            yield from _known(scenario, field, (*path, field), name)


def rows_of_published(scenario: Scenario) -> Findings:
    """Published figures are set beside rows that there are."""
    for i, figure in enumerate(scenario.published):
        for noun, name in figure.where.items():
            # Rows that add several up have names like 'all acute'.
            if noun in NOUNS and not name.startswith("all "):
                yield from _known(scenario, noun, ("published", i, "where", noun), name)


def measures_named(measures: Collection[str]) -> Callable[..., Findings]:
    """The rule that published figures and headlines name these measures."""

    def find(scenario: Scenario, *_: Any) -> Findings:
        for i, figure in enumerate(scenario.published):
            if figure.measure not in measures:
                yield unknown(("published", i, "measure"), "measure", figure.measure, measures)
        for i, name in enumerate(scenario.batch.headline):
            if name not in measures:
                yield unknown(("batch", "headline", i), "measure", name, measures)

    return find


def shares_published(units: Mapping[str, str]) -> Callable[..., Findings]:
    """The rule that published figures of measures in shares are shares, not percentages."""

    def find(scenario: Scenario, *_: Any) -> Findings:
        for i, figure in enumerate(scenario.published):
            if units.get(figure.measure) != "share":
                continue
            for field in ("value", "low", "high"):
                given = getattr(figure, field)
                # A little above 1 may be meant: more in use than is open.
                if given is not None and not 0 <= given <= MOST_SHARE:
                    says = f"{given:g} is no share, and '{figure.measure}' is a share"
                    do = "write 0.92 for 92 %"
                    yield Finding(("published", i, field), says, do)

    return find


def unit_names(scenario: Scenario, path: Path, name: str, setting: CareSetting) -> Findings:
    """Units of a care setting have names of their own."""
    seen: set[str] = set()
    for i, unit in enumerate(setting.units):
        if unit.name in seen:
            says = f"a second unit '{unit.name}' in '{name}'"
            yield Finding((*path, "units", i, "name"), says, "give each unit a name of its own")
        seen.add(unit.name)
