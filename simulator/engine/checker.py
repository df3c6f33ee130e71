"""The journey checker: do these journeys obey the contract?

An independent witness, written from ``docs/contract.md`` alone. It runs no simulation: it takes the
starts that a record claims and asks, first, whether every other time in each journey is the one
that follows from them (``checker_times``); then, replaying the starts in order of time, whether at
each instant exactly those start whom rule 4 lets start (``checker_replay``). The two together leave
a record no freedom: of all possible records, one passes.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from simulator.engine.checker_findings import Evidence, Findings, earliest, when
from simulator.engine.checker_replay import replay
from simulator.engine.checker_steps import Case, Names, Steps, Violation
from simulator.engine.checker_times import Times, recorded
from simulator.engine.journeys import Exit, Journeys
from simulator.network.network import NEVER, NONE, LetsGo, Network, StepKind
from simulator.sampling.patients import Patients

__all__ = ["Violation", "check"]

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

STEP_COLUMNS = (
    "asked",
    "reserved",
    "started",
    "ended",
    "ready",
    "left",
    "unit",
    "postponed",
    "relapsed",
    "ready_again",
    "moved_back",
    "away_unit",
)
PATIENT_COLUMNS = ("arrived", "finished", "exit")
OPENING_COLUMNS = ("opened_unit", "opened_at", "shut_at")
RULE_OF_EXIT = {
    Exit.OPEN: "18",
    Exit.LEFT: "14",
    Exit.DIED: "10",
    Exit.LOST: "15",
    Exit.SWITCHED: "15",
}


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
    lengths |= dict.fromkeys(OPENING_COLUMNS, len(journeys.opened_unit))
    found = []
    for name, length in lengths.items():
        given = len(getattr(journeys, name))
        if given != length:
            says = f"column {name!r} has {given} rows where there should be {length}"
            found.append(Violation("record", NONE, NONE, 0, says))
    return found


def check_arrivals(findings: Findings, evidence: Evidence) -> None:
    """Rules 1 and 16: everyone arrives when he should, returns included."""
    given, due = evidence.journeys.arrived, evidence.until_end(evidence.due.arrived)
    wrong = np.flatnonzero(given != due)

    def says(patient: int) -> str:
        return f"arrives: {when(int(given[patient]))}, but should: {when(int(due[patient]))}"

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
            f"journey ends {_exit(int(given_exit[patient]))}, {when(int(given[patient]))}, but "
            f"should be {_exit(int(due_exit[patient]))}, {when(int(due[patient]))}"
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
    findings.differ("17 past", "asked", given, asked, steps.is_past)
    findings.differ("9 not needed", "asked", given, asked, ~steps.is_needed & ~steps.is_past)


def check_reserved(findings: Findings, evidence: Evidence) -> None:
    """Rules 1, 9 and 15: nobody starts before he asks, after his journey's end, or too late."""
    steps, journeys = evidence.steps, evidence.journeys
    given, asked = journeys.reserved, journeys.asked
    may_start = steps.is_waited_for & (asked >= 0) & (asked <= given)
    may_start &= evidence.until_stopped(recorded(given)) != NONE
    wrong = np.flatnonzero((given != NONE) & ~may_start)
    at = earliest(given, asked)[wrong]
    findings.report("9 start", wrong, at, lambda row: (
        f"waiting ends {when(int(given[row]))}, when he cannot be waiting for it: "
        f"asked {when(int(asked[row]))}"
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


def check_beginning_in(findings: Findings, evidence: Evidence) -> None:
    """Rule 17: who is in when the run begins is in the place that is his from then on."""
    begins_in, journeys = evidence.steps.begins_in, evidence.journeys
    is_in = begins_in >= 0
    if is_in.any():
        reserved = np.where(is_in, evidence.due.arrived[evidence.steps.patient], NONE)
        findings.differ("17", "is in his place", journeys.reserved, reserved, is_in)
        unit = evidence.due.first_unit
        wrong = np.flatnonzero(is_in & (unit != begins_in))
        findings.report("17 unit", wrong, np.zeros(len(wrong), dtype=np.int64), lambda row: (
            f"begins in {findings.names.unit(int(begins_in[row]))}, but recorded in "
            f"{findings.names.unit(int(unit[row]))}"
        ))  # fmt: skip


def check_coming_back(findings: Findings, evidence: Evidence) -> None:
    """Rule 15: only from out of area, to a unit that is not, and before need has ended."""
    journeys, name = evidence.journeys, findings.names.unit
    is_none = (journeys.moved_back == NONE) & (journeys.away_unit == NONE)
    moved_back = evidence.until_stopped(evidence.due.moved_back)
    is_right = (moved_back != NONE) & (moved_back == journeys.moved_back)
    wrong = np.flatnonzero(~is_none & ~is_right)
    at = earliest(journeys.reserved, journeys.moved_back)[wrong]
    findings.report("15 away", wrong, at, lambda row: (
        f"comes back: {when(int(journeys.moved_back[row]))}, from "
        f"{name(int(journeys.away_unit[row]))}; need ends: {when(int(journeys.ended[row]))}"
    ))  # fmt: skip


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


def check_relapses(findings: Findings, evidence: Evidence) -> None:
    """Rule 10: need comes back to those who still wait in their place, and ends at a review.

    Who dies at the time at which he would be declared ready again is not.
    """
    journeys, due, patient = evidence.journeys, evidence.due, evidence.steps.patient
    if not due.has_relapses:
        nothing = np.full(len(patient), NONE, dtype=np.int64)
        findings.differ("10 relapse", "relapses", journeys.relapsed, nothing)
        findings.differ("10 ready again", "ready again", journeys.ready_again, nothing)
        return
    relapsed = evidence.until_stopped(due.relapsed)
    findings.differ("10 relapse", "relapses", journeys.relapsed, relapsed)
    dies_then = (due.ready_again == due.stop[patient]) & (due.ready_again == due.dies)
    dies_then &= journeys.exit[patient] == Exit.DIED
    again = np.where(dies_then, NONE, evidence.until_stopped(due.ready_again))
    findings.differ("10 ready again", "ready again", journeys.ready_again, again)


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
    check_beginning_in,
    check_coming_back,
    check_starts_of_steps,
    check_ends_of_steps,
    check_ready,
    check_relapses,
    check_left,
    check_postponed,
)
