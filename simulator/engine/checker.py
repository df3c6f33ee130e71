"""The journey checker: do these journeys obey the contract?

An independent witness, written from ``docs/contract.md`` alone. It runs no simulation: it takes the
starts that a record claims and asks, first, whether every other time in each journey is the one
that follows from them (``checker_times``); then, replaying the starts in order of time, whether at
each instant exactly those start whom rule 4 lets start (``checker_replay``). The two together leave
a record no freedom: of all possible records, one passes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulator.engine.checker_replay import replay
from simulator.engine.checker_steps import Case, Names, Steps, Violation, days
from simulator.engine.checker_times import Times, recorded
from simulator.engine.journeys import Exit, Journeys
from simulator.network.network import NEVER, NONE, LetsGo, Network, StepKind
from simulator.sampling.patients import Patients

__all__ = ["Violation", "check"]

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

STEP_COLUMNS = ("asked", "reserved", "started", "ended", "ready", "left", "unit", "postponed")
PATIENT_COLUMNS = ("arrived", "finished", "exit")
RULE_OF_EXIT = {Exit.OPEN: "18", Exit.LEFT: "14", Exit.DIED: "10", Exit.LOST: "15"}


def check(
    network: Network, patients: Patients, journeys: Journeys, most: int = 100
) -> list[Violation]:
    """Violations of the contract, earliest first and at most ``most``; none if it is obeyed.

    The replay goes no further than the first violation, since what follows it is another story:
    mend that one and check again.
    """
    lengths = _wrong_lengths(patients, journeys)
    if lengths:
        return lengths
    case = Case(network, patients, journeys, Steps.of(network, patients))
    if not len(case.steps):
        return []
    due = Times(case)
    findings = Findings(case.steps, Names(case), most, network.end)
    for check_rule in RULES:
        check_rule(findings, Evidence(network, case.steps, journeys, due))
    found = findings.violations + replay(case, due, findings.until)
    return sorted(found, key=lambda violation: violation.time)[:most]


def _wrong_lengths(patients: Patients, journeys: Journeys) -> list[Violation]:
    """Columns that are not as long as the patient table, before anything else is looked at."""
    lengths = dict.fromkeys(STEP_COLUMNS, len(patients.duration))
    lengths |= dict.fromkeys(PATIENT_COLUMNS, len(patients))
    found = []
    for name, length in lengths.items():
        given = len(getattr(journeys, name))
        if given != length:
            says = f"column {name!r} has {given} rows where the patient table asks for {length}"
            found.append(Violation("record", NONE, NONE, 0, says))
    return found


@dataclass(frozen=True, slots=True)
class Evidence:
    """The record, and the times that should stand in it."""

    network: Network
    steps: Steps
    journeys: Journeys
    due: Times

    def until_stopped(self, times: Integers) -> Integers:
        """By step: -1 for what comes after the end of the run, or after death or loss."""
        return np.where(times > self.due.stop[self.steps.patient], NONE, self.until_end(times))

    def until_end(self, times: Integers) -> Integers:
        """Rule 1: -1 for what would happen at the end or after it."""
        return np.where(times >= self.network.end, NONE, times)


@dataclass(slots=True)
class Findings:
    """Violations found so far. ``until``: what the record says before then is as it should be."""

    steps: Steps
    names: Names
    most: int
    until: int
    violations: list[Violation] = field(default_factory=list)

    def differ(
        self, rule: str, what: str, given: Integers, due: Integers, among: Flags | None = None
    ) -> None:
        """Report steps at which a recorded time is not the due one."""
        is_wrong = given != due
        wrong = np.flatnonzero(is_wrong if among is None else is_wrong & among)
        at = earliest(given, due)

        def says(row: int) -> str:
            return f"{what}: {_when(int(given[row]))}, but should be {_when(int(due[row]))}"

        self.report(rule, wrong, at[wrong], says)

    def report(self, rule: str, rows: Integers, at: Integers, says: Callable[[int], str]) -> None:
        """Report steps, each at its time."""
        for i in self._earliest(at):
            row = int(rows[i])
            patient, position = int(self.steps.patient[row]), int(self.steps.position[row])
            text = f"{self.names.step(row)}: {says(row)}"
            self.violations.append(Violation(rule, patient, position, int(at[i]), text))

    def report_patients(
        self, rule: str, patients: Integers, at: Integers, says: Callable[[int], str]
    ) -> None:
        """Report whole journeys, each at its time."""
        for i in self._earliest(at):
            patient = int(patients[i])
            self.violations.append(Violation(rule, patient, NONE, int(at[i]), says(patient)))

    def _earliest(self, at: Integers) -> list[int]:
        if len(at):
            self.until = min(self.until, int(at.min()))
        return [int(i) for i in np.argsort(at, kind="stable")[: self.most]]


def earliest(given: Integers, due: Integers) -> Integers:
    """The earlier of two times, of which -1 is none; 0 where neither is a time."""
    first = np.minimum(recorded(given), recorded(due))
    return np.where((given < NONE) | (first >= NEVER), 0, first)


def _when(time: int) -> str:
    return f"{time} microseconds" if time < NONE else days(time)


def check_arrivals(findings: Findings, evidence: Evidence) -> None:
    """Rules 1 and 16: everyone arrives when he should, returns included."""
    given, due = evidence.journeys.arrived, evidence.until_end(evidence.due.arrived)
    wrong = np.flatnonzero(given != due)

    def says(patient: int) -> str:
        return f"arrives: {_when(int(given[patient]))}, but should: {_when(int(due[patient]))}"

    findings.report_patients("16", wrong, earliest(given, due)[wrong], says)


def check_ends_of_journeys(findings: Findings, evidence: Evidence) -> None:
    """Rules 4, 10, 14 and 15: each journey ends as, and when, it should."""
    given, given_exit = evidence.journeys.finished, evidence.journeys.exit
    due = evidence.until_end(evidence.due.finished)
    due_exit = np.where(due == NONE, Exit.OPEN, evidence.due.exit)
    is_wrong = (given != due) | (given_exit != due_exit)
    told_by = np.where(due_exit == Exit.OPEN, given_exit, due_exit)
    at = earliest(given, due)

    def says(patient: int) -> str:
        return (
            f"journey ends {_exit(int(given_exit[patient]))}, {_when(int(given[patient]))}, but "
            f"should be {_exit(int(due_exit[patient]))}, {_when(int(due[patient]))}"
        )

    for exit_, rule in RULE_OF_EXIT.items():
        is_mine = told_by == exit_
        if exit_ == Exit.OPEN:
            is_mine |= ~np.isin(told_by, list(RULE_OF_EXIT))
        wrong = np.flatnonzero(is_wrong & is_mine)
        findings.report_patients(rule, wrong, at[wrong], says)


def _exit(value: int) -> str:
    return Exit(value).name if value in list(Exit) else f"{value} (no such exit)"


def check_asked(findings: Findings, evidence: Evidence) -> None:
    """Rules 4, 9 and 11: a step is asked for when all that it comes after is finished."""
    steps, journeys, due = evidence.steps, evidence.journeys, evidence.due
    stop = due.stop[steps.patient]
    dies_then = (due.asked == stop) & (journeys.exit[steps.patient] == Exit.DIED)
    never = dies_then & (journeys.reserved != stop)
    asked = np.where(never | ~steps.is_needed, NONE, evidence.until_stopped(due.asked))
    given = journeys.asked
    is_ahead = steps.begins_before >= 0
    findings.differ("4 dying", "asked", given, asked, never & steps.is_needed)
    findings.differ("11", "asked", given, asked, is_ahead & steps.is_needed & ~never)
    findings.differ("9", "asked", given, asked, ~is_ahead & steps.is_needed & ~never)
    findings.differ("9 not needed", "asked", given, asked, ~steps.is_needed)


def check_reserved(findings: Findings, evidence: Evidence) -> None:
    """Rules 1, 9 and 15: nobody starts before he asks, after his journey's end, or too late."""
    steps, journeys = evidence.steps, evidence.journeys
    given, asked = journeys.reserved, journeys.asked
    may_start = steps.is_waited_for & (asked >= 0) & (asked <= given)
    may_start &= evidence.until_stopped(recorded(given)) != NONE
    wrong = np.flatnonzero((given != NONE) & ~may_start)
    at = earliest(given, asked)[wrong]
    findings.report("9 start", wrong, at, lambda row: (
        f"waiting ends {_when(int(given[row]))}, when he cannot be waiting for it: "
        f"asked {_when(int(asked[row]))}"
    ))  # fmt: skip


def check_units(findings: Findings, evidence: Evidence) -> None:
    """Every reserved place is in a unit, and nothing else is."""
    steps, unit = evidence.steps, evidence.journeys.unit
    has_place = (steps.kind == StepKind.STAY) & (evidence.journeys.reserved >= 0)
    exists = (unit >= 0) & (unit < len(evidence.network.units))
    wrong = np.flatnonzero(np.where(has_place, ~exists, unit != NONE))
    at = earliest(evidence.journeys.reserved, evidence.journeys.asked)[wrong]
    name = findings.names.unit
    findings.report("5 unit", wrong, at, lambda row: f"recorded in {name(int(unit[row]))}")


def check_starts_of_steps(findings: Findings, evidence: Evidence) -> None:
    """Rules 6 and 13: in the place after the move; handoffs at once."""
    is_stay = evidence.steps.kind == StepKind.STAY
    given, due = evidence.journeys.started, evidence.due.started
    started = np.where(is_stay, evidence.until_stopped(due), evidence.until_end(due))
    findings.differ("6 move", "in the place", given, started, is_stay)
    findings.differ("13 start", "started", given, started, ~is_stay)


def check_ends_of_steps(findings: Findings, evidence: Evidence) -> None:
    """Rules 10 and 13: ends of need; ends of tasks and lead times, which no death stops."""
    is_stay = evidence.steps.kind == StepKind.STAY
    given, due = evidence.journeys.ended, evidence.due.ended
    ended = np.where(is_stay, evidence.until_stopped(due), evidence.until_end(due))
    findings.differ("10 need", "need ends", given, ended, is_stay)
    findings.differ("13 end", "ends", given, ended, ~is_stay)


def check_ready(findings: Findings, evidence: Evidence) -> None:
    """Rule 10: declared ready at a review that sees him."""
    ready = evidence.until_stopped(evidence.due.ready)
    findings.differ("10 ready", "declared ready", evidence.journeys.ready, ready)


def check_left(findings: Findings, evidence: Evidence) -> None:
    """Rules 6 and 14: places are left, and patients leave, when they should."""
    steps, due, given = evidence.steps, evidence.due, evidence.journeys.left
    stop = due.stop[steps.patient]
    was_reserved = due.unit >= 0
    left, or_left = (
        evidence.until_end(np.where(was_reserved, np.minimum(times, stop), NEVER))
        for times in (due.left, due.or_left)
    )
    is_leave = np.zeros(len(steps), dtype=bool)
    is_leave[steps.leaves] = True
    goes = np.where(due.leaves < due.stop, due.leaves, NEVER)
    left[steps.leaves] = evidence.until_end(goes)
    is_wrong = given != or_left
    goes_home = steps.lets_go != LetsGo.NEXT_PLACE
    is_wrong = given != or_left
    findings.differ("14", "leaves", given, left, is_leave)
    findings.differ("6 home", "place left", given, left, is_wrong & ~is_leave & goes_home)
    findings.differ("6 place", "place left", given, left, is_wrong & ~is_leave & ~goes_home)


def check_postponed(findings: Findings, evidence: Evidence) -> None:
    """Rule 15: only what has been waited for is postponed."""
    postponed, asked = evidence.journeys.postponed, evidence.journeys.asked
    wrong = np.flatnonzero((postponed < 0) | ((asked == NONE) & (postponed != 0)))
    at = np.maximum(asked[wrong], 0)
    findings.report("15 postponed", wrong, at, lambda row: f"postponed {int(postponed[row])} times")


RULES: tuple[Callable[[Findings, Evidence], None], ...] = (
    check_arrivals,
    check_ends_of_journeys,
    check_asked,
    check_reserved,
    check_units,
    check_starts_of_steps,
    check_ends_of_steps,
    check_ready,
    check_left,
    check_postponed,
)
