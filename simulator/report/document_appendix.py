"""The appendices of a document: what a reader looks up and nobody reads through."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TypeVar

from simulator.report.document_block import (
    PLACE,
    VALUES,
    Appendix,
    Block,
    Verbatim,
    Words,
    flat,
    table,
)
from simulator.report.document_subject import Subject
from simulator.report.input_tables import NO_SOURCE, STANDING
from simulator.report.names import CONFIDENCE, Names
from simulator.report.provenance import Provenance
from simulator.report.table import Table
from simulator.scenario.address import dotted
from simulator.scenario.describe import flow_map
from simulator.scenario.document import Node, Path
from simulator.scenario.provenance import DefaultValue, Value

Known = TypeVar("Known", Value, DefaultValue)
UNSAID = "–"
# Parts of a scenario that hold several things by name.
PARTS = {
    "localities": "Locality",
    "patient_groups": "Patient group",
    "care_settings": "Care setting",
    "handoffs": "Handoff",
    "pathways": "Pathway",
    "standards": "Standard",
}
WHOLE = "The scenario as a whole"


def appendices(subject: Subject) -> tuple[Appendix, ...]:
    """The place step by step, and every value with its source."""
    return (
        Appendix(*PLACE, (Words(_ABOUT_PLACE), Verbatim(flow_map(subject.scenario)))),
        Appendix(*VALUES, tuple(_values(subject, Provenance.of(subject.loaded)))),
    )


_ABOUT_PLACE = (
    "As the scenario says it, by its own names: who comes, where they stay, what has to be "
    "finished before they move on, and each journey step by step."
)
_ABOUT_VALUES = (
    "By part of the scenario. The source is told by its number in the first table; confidence: A "
    "read in a published file, B computed from published files, C general knowledge, "
    f"{UNSAID} not said. {{standing}}"
)


def _values(subject: Subject, provenance: Provenance) -> list[Block]:
    numbers = {name: f"S{at}" for at, name in enumerate(_sources(provenance.values), start=1)}
    is_all_given = all(each.standing == "given" for each in provenance.values)
    standing = "" if is_all_given else "Standing says what this scenario states itself."
    root = subject.loaded.document
    found: list[Block] = [Words(_ABOUT_VALUES.format(standing=standing).strip())]
    rows = [(number, name) for name, number in numbers.items()]
    found.append(_shut(table("Said", "Sources, by number", ("", "Said beside the figures"), rows)))
    for path, values in _by_part(provenance.values):
        title = _title(subject.names, path)
        found.append(_of_part(title, values, numbers, _prefix(path, root), is_all_given))
    for path, defaults in _by_part(provenance.defaults):
        found.append(_defaults(_title(subject.names, path), defaults, _prefix(path, root)))
    return found


def _sources(values: Iterable[Value]) -> list[str]:
    """Every source said beside a figure, in the order of the scenario."""
    return list(dict.fromkeys(flat(each.source) for each in values if each.source))


def part_of(path: Path) -> Path:
    """The part of a scenario that a value belongs to; () where it is of the whole."""
    return path[:2] if path[0] in PARTS else ()


def _by_part(
    values: Sequence[Known],
) -> list[tuple[Path, list[Known]]]:
    ordered = sorted(values, key=lambda each: part_of(each.path) != ())
    return [(path, list(some)) for path, some in groupby(ordered, lambda each: part_of(each.path))]


def _title(names: Names, path: Path) -> str:
    if not path:
        return WHOLE
    kind, name = str(path[0]), str(path[1])
    say = {
        "localities": names.locality,
        "patient_groups": names.group,
        "care_settings": names.place,
        "handoffs": names.handoff,
        "pathways": names.pathway,
        "standards": names.standard,
    }[kind]
    return f"{PARTS[kind]}: {say(name)} ({dotted(path)})"


def _prefix(path: Path, root: Node) -> str:
    return dotted(path, root) if path else ""


def _of_part(
    title: str, values: list[Value], numbers: dict[str, str], prefix: str, is_all_given: bool
) -> Table:
    heads = ["Value of", "Value", "Unit", "What it is", "Source", "Confidence"]
    heads += [] if is_all_given else ["Standing"]
    rows = [
        (
            *(_inside(each.said, prefix), each.text, each.unit, each.meaning),
            numbers.get(flat(each.source), UNSAID),
            each.confidence or UNSAID,
            *(() if is_all_given else (STANDING[each.standing],)),
        )
        for each in values
    ]
    return _shut(table("Inputs", title, heads, rows))


def _defaults(title: str, values: list[DefaultValue], prefix: str) -> Table:
    heads = ("Left to its default", "Default", "Unit", "What it is")
    rows = [(_inside(v.said, prefix), v.text, v.unit, v.meaning) for v in values]
    return _shut(table("Defaults", f"{title}: left to defaults", heads, rows))


def _inside(said: str, prefix: str) -> str:
    return said.removeprefix(prefix).lstrip(".") or said


def _shut(found: Table) -> Table:
    return Table(found.name, found.title, found.columns, found.rows)


def standing_table(values: Sequence[Value]) -> Table:
    """How many figures of each kind of part stand on what."""
    kinds = {WHOLE: [each for each in values if not part_of(each.path)]}
    for kind, title in PARTS.items():
        kinds[f"{title}s".replace("ys", "ies")] = [each for each in values if each.path[0] == kind]
    rows = [_counts(title, some) for title, some in kinds.items() if some]
    heads = ("Part of the scenario", "Figures and choices", *_LEVELS, NO_SOURCE.capitalize())
    return table("Standing", "What the inputs stand on", heads, [*rows, _counts("All", values)])


_LEVELS = tuple(CONFIDENCE.values())


def _counts(title: str, values: Sequence[Value]) -> tuple[str, ...]:
    by_level = [sum(each.confidence == level for each in values) for level in CONFIDENCE]
    without = sum(each.source is None for each in values)
    return (title, *map(str, (len(values), *by_level, without)))
