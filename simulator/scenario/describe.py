"""A scenario in words: its question, its flow, and how its values stand."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from simulator.scenario.care_setting import CareSetting, Unit
from simulator.scenario.change import Changed
from simulator.scenario.checks.loops import in_words, loops
from simulator.scenario.demand_words import demand_in_words
from simulator.scenario.full_start import full_start_in_words
from simulator.scenario.handoff import Handoff, Limit
from simulator.scenario.law import Law
from simulator.scenario.load import Loaded
from simulator.scenario.part import Part
from simulator.scenario.pathway import Branch, HandoffStep, Stay, Step
from simulator.scenario.patient_group import PatientGroup
from simulator.scenario.provenance import counts
from simulator.scenario.quantities import Duration
from simulator.scenario.schema import Scenario
from simulator.scenario.standard_words import standard_in_words
from simulator.scenario.unit_words import capacity_in_words
from simulator.scenario.visit_words import visits_in_words
from simulator.scenario.word import percent, say

_INDENT = "  "
KINDS = {"visits": "visits a day"}


def describe(loaded: Loaded) -> str:
    """A scenario as a page of text: header, flow map, changes, and how its values stand."""
    parts = [_header(loaded.scenario), flow_map(loaded.scenario)]
    if changes := _changes(loaded):
        parts.append(changes)
    parts.append(_standing(loaded))
    return "\n\n".join(parts) + "\n"


def flow_map(scenario: Scenario) -> str:
    """Who arrives, where they wait and stay with what capacity, and how they leave."""
    blocks = {
        "Patient groups": (
            line for name, g in scenario.patient_groups.items() for line in _group(name, g)
        ),
        "Care settings": (
            line for name, c in scenario.care_settings.items() for line in _setting(name, c)
        ),
        "Handoffs": (_handoff(name, h) for name, h in scenario.handoffs.items()),
        "Pathways": (line for name in scenario.pathways for line in _pathway(name, scenario)),
        "Standards": (
            f"{name}: {standard_in_words(one)}" for name, one in scenario.standards.items()
        ),
        "Loops of full places": (in_words(loop, scenario) for loop in loops(scenario)),
    }
    filled = {title: list(lines) for title, lines in blocks.items()}
    return "\n\n".join(
        "\n".join([title, *(_INDENT + line for line in lines)])
        for title, lines in filled.items()
        if lines
    )


def _header(scenario: Scenario) -> str:
    calendar = scenario.calendar
    lines = [scenario.title]
    for word in ("question", "rationale", "intended_use", "not_for", "analyst", "assurer"):
        if said := getattr(scenario, word):
            lines.append(f"{word.replace('_', ' ').capitalize()}: {said}")
    if scenario.valid_until:
        lines.append(f"Valid until: {scenario.valid_until}")
    lines.append(
        f"Runs from {calendar.start}: {calendar.warm_up} of warm-up, then {calendar.run_for}"
    )
    if scenario.starts_full is not None:
        lines.append(f"Starts full: {full_start_in_words(scenario.starts_full)}")
    return "\n".join(lines)


def _group(name: str, group: PatientGroup) -> Iterator[str]:
    shares = ", ".join(f"{pathway} {percent(share)}" for pathway, share in group.pathways.items())
    yield f"{name}: {demand_in_words(group.arrivals)} → {shares}"
    for care_setting, law in group.length_of_stay.items():
        yield f"{_INDENT}stays in {care_setting}: {say(law)}"
    for care_setting, relapse in group.relapse.items():
        chance = f"{percent(relapse.per_day)} a day of waiting, lasts {say(relapse.lasts)}"
        yield f"{_INDENT}need comes back in {care_setting}: {chance}{_evidence(relapse)}"


def _setting(name: str, care_setting: CareSetting) -> Iterator[str]:
    counted = KINDS.get(care_setting.kind, care_setting.kind)
    what = f"acute {counted}" if care_setting.acute else counted
    total = sum(unit.capacity for unit in care_setting.units)
    admits = "" if care_setting.admits.is_always else f", admits {care_setting.admits}"
    units = "" if len(care_setting.units) == 1 else f" in {len(care_setting.units)} units"
    yield f"{name}: {total} {what}{units}{admits}"
    if care_setting.length_of_stay is not None:
        yield f"{_INDENT}stays: {say(care_setting.length_of_stay)}"
    if care_setting.visits is not None:
        yield f"{_INDENT}owes each patient {visits_in_words(care_setting.visits)}"
    for unit in care_setting.units:
        yield _INDENT + _unit(unit)
        for line in capacity_in_words(unit):
            yield _INDENT * 2 + line


def _unit(unit: Unit) -> str:
    words = [f"{unit.name} {unit.capacity}"]
    if unit.locality:
        words.append(f"in {unit.locality}")
    if unit.admits is not None:
        words.append(f"admits {unit.admits}")
    if unit.takes:
        taken = (" on ".join(filter(None, (t.group, t.pathway))) or "everyone" for t in unit.takes)
        words.append(f"takes {', '.join(taken)}")
    return ", ".join(words)


def _handoff(name: str, handoff: Handoff) -> str:
    return f"{name}: reason {handoff.delay_reason} ({handoff.organisation}), {_way(handoff)}"


def _way(handoff: Handoff) -> str:
    """How a handoff is done, and how much of it can be."""
    words = []
    if handoff.task is not None:
        words += [_staff(handoff), f"task {say(handoff.task)}"]
    if handoff.lead_time is not None:
        words.append(f"lead time {say(handoff.lead_time)}")
    if handoff.panel is not None:
        limit = f", {handoff.panel.limit} a sitting" if handoff.panel.limit else ""
        words.append(f"panel {handoff.panel.sits}{limit}")
    if handoff.starts is not None:
        starts = handoff.starts
        rate = (starts.per_day, "day") if starts.per_day is not None else (starts.per_week, "week")
        words.append(f"{say(rate[0])} starts a {rate[1]}")
    if not handoff.hours.is_always:
        words.append(f"hours {handoff.hours}")
    return ", ".join(words)


def _staff(handoff: Handoff) -> str:
    if isinstance(handoff.staff, tuple):
        return " and ".join(f"{shift.staff} staff {shift.hours}" for shift in handoff.staff)
    return f"{handoff.staff} staff"


def _pathway(name: str, scenario: Scenario) -> Iterator[str]:
    pathway = scenario.pathways[name]
    title = f" ({pathway.title})" if pathway.title else ""
    yield f"{name}{title}"
    for line in _steps(pathway.steps, scenario):
        yield _INDENT + line


def _steps(steps: tuple[Step, ...], scenario: Scenario) -> Iterator[str]:
    for step in steps:
        if step.stay is not None:
            yield f"→ {_stay(step.stay, scenario)}"
        elif step.handoff is not None:
            yield f"· {_handoff_step(step.handoff, scenario)}"
        elif step.branch is not None:
            yield from _branch(step.branch, scenario)
        else:
            yield f"→ leaves for {step.leave}"


def _stay(stay: Stay, scenario: Scenario) -> str:
    care_setting = scenario.care_settings.get(stay.care_setting)
    if care_setting is None:
        return stay.care_setting
    total = sum(unit.capacity for unit in care_setting.units)
    limit = f", {_limit(stay.limit)}" if stay.limit is not None else ""
    grows = ""
    if stay.need_grows > 0:
        grows = f", need grows by {say(stay.need_grows)} days a day of waiting{_evidence(stay)}"
    return f"{stay.care_setting} [{total} {care_setting.kind}]{limit}{grows}"


def _limit(limit: Limit) -> str:
    to = f" on pathway {limit.pathway}" if limit.pathway is not None else ""
    return f"waits at most {say(limit.within)}, then {limit.then}{to}"


def _evidence(part: Part) -> str:
    """Where an entry itself says that its numbers come from."""
    sure = f"confidence {part.confidence}" if part.confidence is not None else ""
    said = "; ".join(filter(None, (part.source, sure)))
    return f" [{said}]" if said else ""


def _handoff_step(step: HandoffStep, scenario: Scenario) -> str:
    words = [f"{step.name} as {step.id}" if step.id else step.name]
    if step.needed_by < 1:
        words.append(f"needed by {percent(step.needed_by)}")
    if step.after is not None:
        words.append(f"after {say(step.after)}")
    if step.begins is not None:
        words.append(f"begins {step.begins}")
    if step.limit is not None:
        words.append(_limit(step.limit))
    if not step.move_waits:
        words.append("the move does not wait for it")
    handoff = scenario.handoffs.get(step.name)
    able = f" [{_staff(handoff)}]" if handoff and handoff.staff is not None else ""
    return ", ".join(words) + able


def _branch(branch: Branch, scenario: Scenario) -> Iterator[str]:
    for name, option in branch.options.items():
        yield f"? {branch.name}: {percent(option.share)} {name}"
        for line in _steps(option.steps, scenario):
            yield _INDENT + line


def _changes(loaded: Loaded) -> str:
    if not loaded.changes:
        return ""
    lines = ["Changes"]
    for one in (each for change in loaded.changes for each in _each(change)):
        if not one.is_new and not one.is_gone and _reads_same(one.before, one.after):
            continue
        because = "; ".join(each for each in (one.why, one.source) if each)
        after = "taken out" if one.is_gone else _short(one.after)
        before = "" if one.is_new else f"{_short(one.before)} → "
        how = f" ({one.how})" if one.how.startswith(("scale", "add ", "lever")) else ""
        why = f"  [{because}]" if because else ""
        where = f"  {one.place.file}:{one.place.line}" if one.how.startswith("lever") else ""
        lines.append(f"{_INDENT}{one.path}: {before}{after}{how}{why}{where}")
    return "\n".join(lines)


def _each(change: Changed) -> Iterator[Changed]:
    """A change; of a lever each single value that it moved."""
    return change.singly() if change.how.startswith("lever") else iter((change,))


def _reads_same(before: object, after: object) -> bool:
    """Whether two plain values are equal once read, like '7 days' and '7.0 days'."""
    if isinstance(before, str) and isinstance(after, str) and Duration.reads(before):
        return Duration.reads(after) and Duration.parse(before) == Duration.parse(after)
    return before == after and isinstance(before, bool) == isinstance(after, bool)


def _short(plain: object) -> str:
    is_law = isinstance(plain, dict) and "family" in plain
    said = say(Law.model_validate(plain) if is_law else plain)
    return textwrap.shorten(said, 160, placeholder=" ...")


def _standing(loaded: Loaded) -> str:
    count = counts(loaded)
    lines = ["Values", f"{_INDENT}{count.given + count.changed} stated here"]
    if count.inherited:
        above = ", ".join(file.path for file in loaded.files[1:])
        lines.append(f"{_INDENT}{count.inherited} taken unchanged from {above}")
    lines.append(f"{_INDENT}{count.defaults} left to their defaults")
    lines.append(f"{_INDENT}{count.without_source} with no source given")
    return "\n".join(lines)
