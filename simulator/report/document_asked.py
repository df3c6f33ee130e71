"""What only the author can say: keys that a scenario lacks, and what to write under each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simulator.report.document_block import Missing
from simulator.report.document_subject import Subject
from simulator.scenario.change import Changed
from simulator.scenario.schema import Assumption, DataSource, Scenario

LOG = "log"
_FEW = 20
_NOBODY = ("nobody", "no one", "noone", "none", "not yet", "tbc", "tbd", "to be ", "unknown", "n/a")
# Changed by these are words about the scenario and how it is run, which need no reason.
_PARTS = {"localities", "patient_groups", "care_settings", "handoffs", "pathways", "standards"}


@dataclass(frozen=True, slots=True)
class _Ask:
    key: str
    items: tuple[str, ...]
    write: str


_ASKS = (
    _Ask("question", ("1.3",), "the question, as the one who will decide would put it"),
    _Ask("rationale", ("1.1",), "why it is asked, and what is done about it today"),
    _Ask("intended_use", ("1.1", LOG), "what its results may be used for"),
    _Ask("not_for", ("1.1", LOG), "what they may not be used for"),
    _Ask(
        "logic",
        ("2.2",),
        "how the place works in your words: what happens to a patient, what is left out, and why",
    ),
    _Ask(
        "sharing",
        ("6.1",),
        "where model, data and results can be had, under which licence or why not",
    ),
    _Ask("analyst", (LOG,), "who made it"),
    _Ask("assurer", (LOG,), "who has checked it: a person other than the analyst"),
    _Ask("valid_until", (LOG,), "the date by which it must be looked at again"),
)
_OF_SOURCE = {
    "where": ("3.1", "who publishes it and where it can be had, with edition or date"),
    "covers": ("3.1", "the period and the places that it covers"),
    "used_for": ("3.1", "what was taken from it"),
    "prepared": ("3.2", "what was done to it before figures were taken, or: nothing"),
}


def missing(subject: Subject) -> tuple[Missing, ...]:
    """Every key that the author is still to write, in the order of the document."""
    return tuple(_missing(subject))


def is_nobody(name: str | None) -> bool:
    """Whether a name is none: left out, empty, or words that say so."""
    said = " ".join((name or "").lower().split())
    return not said or said.startswith(_NOBODY)


def _missing(subject: Subject) -> Iterator[Missing]:
    scenario = subject.scenario
    for ask in _ASKS:
        said = getattr(scenario, ask.key)
        if ask.key in {"analyst", "assurer"} and is_nobody(said):
            now = f" (it says: {' '.join(said.split())})" if said else ""
            yield Missing(ask.key, ask.items, ask.write + now)
        elif said is None or not str(said).strip():
            yield Missing(ask.key, ask.items, ask.write)
    yield from _of_sources(scenario)
    yield from _of_assumptions(scenario.assumptions)
    if not scenario.decisions:
        write = "what was decided while it was made, why, by whom and when (or one: none)"
        yield Missing("decisions", (LOG,), write)
    yield from _of_changes(subject)


def _of_changes(subject: Subject) -> Iterator[Missing]:
    found = unexplained(subject)
    for change in found[:_FEW]:
        yield Missing(f"changes: {change.path}", ("2.3",), "`why:` or `source:` beside it")
    if (more := len(found) - _FEW) > 0:
        yield Missing(f"changes: {more} more", ("2.3",), "`why:` or `source:` beside each")


def _of_sources(scenario: Scenario) -> Iterator[Missing]:
    if not scenario.sources:
        write = (
            "the data and documents behind its figures: title, where, covers, used_for, prepared"
        )
        yield Missing("sources", ("3.1", "3.2"), write)
    for number, source in enumerate(scenario.sources):
        for field in _lacking(source):
            item, write = _OF_SOURCE[field]
            yield Missing(f"sources.{number}.{field}", (item,), f"{source.title}: {write}")


def _lacking(source: DataSource) -> list[str]:
    return [field for field in _OF_SOURCE if not (getattr(source, field) or "").strip()]


def _of_assumptions(assumptions: tuple[Assumption, ...]) -> Iterator[Missing]:
    if not assumptions:
        write = "what is taken to be true, each with source and confidence"
        yield Missing("assumptions", ("3.4",), write)
    for number, one in enumerate(assumptions):
        if one.confidence is None:
            write = (
                "A read in a published file, B computed from published files, C general knowledge"
            )
            yield Missing(f"assumptions.{number}.confidence", ("3.4",), write)


def unexplained(subject: Subject) -> list[Changed]:
    """Changes of what a scenario extends that say neither why nor where the value is from."""
    return [
        each
        for each in subject.loaded.changes
        if each.path.partition(".")[0] in _PARTS and not each.why and not each.source
    ]
