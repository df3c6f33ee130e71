"""A rule across the parts of a scenario, what it finds, and how rules are run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from simulator.errors import Place
from simulator.scenario.checks.partial import UnreadableError
from simulator.scenario.schema import Scenario

Path = tuple[str | int, ...]
MANY = 8


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: where in the scenario, what, and what to do about it.

    ``inside``: where it is in the data file that stands at ``path``, if it is in one.
    """

    path: Path
    says: str
    do: str = ""
    inside: Place | None = None


Findings = Iterator[Finding]


def whole(scenario: Scenario) -> Iterator[tuple[Any, ...]]:
    """Run a rule once, on the scenario as a whole."""
    yield ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it holds to, how it is looked into, and over what it is run.

    ``find`` is called with the scenario and with each subject that ``over`` yields. Where a
    subject needs something that could not be read, the rule is stopped for that subject alone.
    """

    says: str
    find: Callable[..., Findings]
    over: Callable[[Scenario], Iterator[tuple[Any, ...]]] = whole


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that rules found, and the rules stopped by something that could not be read.

    ``stopped``: what each rule holds to, and the path of what stopped it.
    """

    findings: tuple[Finding, ...]
    stopped: tuple[tuple[str, Path], ...]


def run(rules: Iterable[Rule], scenario: Scenario) -> Outcome:
    """Run rules over a scenario, of which some parts may be unreadable."""
    findings: dict[Finding, None] = {}
    stopped: dict[tuple[str, Path], None] = {}
    for rule in rules:
        try:
            for subject in rule.over(scenario):
                _look(rule, scenario, subject, findings, stopped)
        except UnreadableError as broken:
            stopped[rule.says, broken.path] = None
    return Outcome(tuple(findings), tuple(stopped))


def _look(
    rule: Rule,
    scenario: Scenario,
    subject: tuple[Any, ...],
    findings: dict[Finding, None],
    stopped: dict[tuple[str, Path], None],
) -> None:
    try:
        for finding in rule.find(scenario, *subject):
            findings[finding] = None
    except UnreadableError as broken:
        stopped[rule.says, broken.path] = None


def unknown(
    path: Path, what: str, name: str, known: Iterable[str], plural: str = "", *, most: int = MANY
) -> Finding:
    """A name that stands for nothing: says which, the nearest known one, and what there is."""
    names = list(known)
    plural = plural or f"{what}s"
    lower = {each.lower(): each for each in reversed(names)}
    near = [lower[each] for each in get_close_matches(name.lower(), lower, 1)]
    if not names:
        do = f"the scenario has no {plural} yet: add it, or leave this out"
    else:
        listed = ", ".join(names[:most]) + (", ..." if len(names) > most else "")
        do = f"known {plural}: {listed}"
    if near:
        do = f"did you mean '{near[0]}'? {do}"
    return Finding(path, f"there is no {what} '{name}'", do)


def listed(names: Iterable[str]) -> str:
    """Names in a row, the last after 'and'."""
    words = list(names)
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
