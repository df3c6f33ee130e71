"""Rules across the parts of a scenario: what each part alone cannot show to be wrong.

``check`` finds what must be put right before a run, ``warn`` what a reader should look at.
``check_partial`` runs the rules of ``check`` on a scenario of which parts could not be read.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any, Protocol

from simulator.errors import Problem
from simulator.scenario.change import Changed
from simulator.scenario.checks import (
    capacities,
    census,
    costs,
    dates,
    demand,
    durations,
    elsewhere,
    hours,
    laws,
    loops,
    order,
    out_of_area,
    reach,
    references,
    repeats,
    shares,
    size,
    standards,
    subjects,
    travel,
    unused,
    visits,
)
from simulator.scenario.checks.partial import partial
from simulator.scenario.checks.rule import Finding, Outcome, Path, Rule, run
from simulator.scenario.law import Law
from simulator.scenario.schema import Scenario

GROUPS = subjects.entries("patient_groups")
SETTINGS = subjects.entries("care_settings")
HANDOFFS = subjects.entries("handoffs")
PATHWAYS = subjects.entries("pathways")
STANDARDS = subjects.entries("standards")

ERRORS = (
    Rule("patient groups take known pathways", references.pathways_of_groups, GROUPS),
    Rule("patient groups live in known localities", references.localities_of_groups, GROUPS),
    Rule("patient groups stay in known care settings", references.settings_of_groups, GROUPS),
    Rule("patients return as known groups", references.returns_of_groups, GROUPS),
    Rule("units lie in known localities", references.localities_of_units, subjects.units),
    Rule("units take known groups and pathways", references.taken_by_units, subjects.units),
    Rule("stays are in known care settings", references.stays_somewhere, subjects.stays),
    Rule("stays know their groups", references.groups_of_stays, subjects.stays),
    Rule("steps are known handoffs", references.handoffs_of_steps, subjects.handoff_steps),
    Rule("care settings have known reasons", references.reasons_of_settings, SETTINGS),
    Rule("handoffs have known reasons", references.reasons_of_handoffs, HANDOFFS),
    Rule("standards are about known things", references.subjects_of_standards, STANDARDS),
    Rule("published figures have known rows", references.rows_of_published),
    Rule("units have names of their own", references.unit_names, SETTINGS),
    Rule("pathway shares add up", shares.pathways_of_groups, GROUPS),
    Rule("locality shares of groups add up", shares.localities_of_groups, GROUPS),
    Rule("locality shares add up", shares.localities),
    Rule("option shares add up", shares.options_of_branches, subjects.steps),
    Rule("demand curves cover the run", demand.curve_covers_the_run, GROUPS),
    Rule("growth of demand can be run", size.growth_of_demand, GROUPS),
    Rule("patients of a run can be run", size.patients_in_the_run),
    Rule("travel limits widen", travel.limits_widen, SETTINGS),
    Rule("arrivals have weight", shares.arrival_weights, GROUPS),
    Rule("pathways begin with a step and leave once", order.begins_and_leaves, PATHWAYS),
    Rule("`after` names earlier steps", order.after_earlier, PATHWAYS),
    Rule("branches have names of their own", order.branches_named_once, PATHWAYS),
    Rule("what begins early follows a stay", order.begins_after_a_stay, PATHWAYS),
    Rule("limits lead to known pathways", references.pathways_of_limits, subjects.limits),
    Rule("who is sent elsewhere holds no place", elsewhere.holds_no_place, PATHWAYS),
    Rule("limits lead one way", elsewhere.leads_one_way, PATHWAYS),
    Rule("need grows while a place is waited for", order.grows_while_waiting, PATHWAYS),
    Rule("places let go for a task have one", order.lets_go_for_a_task, PATHWAYS),
    Rule("handoffs with limits are waited for", order.limits_waited_for, PATHWAYS),
    Rule("capacity is in beds, places or visits", durations.beds_for_beds, subjects.units),
    Rule("visits are of care settings of that kind", visits.of_settings, SETTINGS),
    Rule("teams are of care settings that visit", visits.of_units, subjects.units),
    Rule("stays owe visits where teams visit", visits.of_stays, subjects.stays),
    Rule("closures fit their unit", capacities.closures_fit, subjects.units),
    Rule("closures are in clock time", capacities.times_of_closures, subjects.units),
    Rule("rosters are of beds", capacities.rosters_of_beds, subjects.units),
    Rule("rosters cover the week", capacities.rosters_cover_the_week, subjects.units),
    Rule("prices are of one year", costs.price_years),
    Rule("what prices cover is of a price", costs.covers_known),
    Rule("payers are known, and their shares add up", costs.payers_known),
    Rule("nothing is paid twice", costs.paid_once, subjects.units),
    Rule("pay goes by a rule", costs.pay_by_rule, subjects.units),
    Rule("prices of visits are of visits", costs.visits_priced, subjects.units),
    Rule("handoffs are paid once", costs.handoffs_priced, HANDOFFS),
    Rule("lengths of stay are in clock time", durations.medical_need, subjects.stay_laws),
    Rule("gaps of readmission are in clock time", durations.gap_of_readmission, GROUPS),
    Rule("relapses are in clock time", durations.lengths_of_relapse, GROUPS),
    Rule("limits are in clock time", durations.limits, subjects.limits),
    Rule("durations of stays are in clock time", durations.of_stays, subjects.stays),
    Rule("durations of care settings are in clock time", durations.of_settings, SETTINGS),
    Rule("durations of units are in clock time", durations.of_units, subjects.units),
    Rule("clocks of standards end with something there is", standards.ends_known, STANDARDS),
    Rule("standards have the hours they run in", standards.hours_given, STANDARDS),
    Rule("standards that count dates have whole days", standards.dates_counted, STANDARDS),
    Rule("beginnings are in clock time", durations.beginnings, subjects.handoff_steps),
    Rule("tasks are in hours", durations.tasks_in_hours, subjects.work_laws),
    Rule(
        "lead times of a handoff are in one kind of time",
        durations.one_kind_of_time,
        subjects.work_laws,
    ),
    Rule("everyone finds a unit", reach.units_for_everyone),
    Rule("everyone has a length of stay", reach.length_of_stay_for_everyone),
    Rule("standards are about something in use", reach.standards_on_something),
    Rule("clocks that start when ready have a place before", standards.somebody_ready_before),
    Rule("handoffs open", hours.handoffs_open),
    Rule("handoffs are staffed", hours.handoffs_staffed),
    Rule("handoffs may start", hours.handoffs_started),
    Rule("reviews see everyone", hours.everyone_reviewed),
    Rule("patients may leave", hours.ways_out_open),
    Rule("patients may move on", hours.moves_meet_admissions),
    Rule("no loop of places can lock", loops.locked_places),
    Rule(
        "patients can come back from out of area",
        out_of_area.somewhere_to_come_back_to,
        SETTINGS,
    ),
    Rule("visits out of area do not fall", out_of_area.visits_that_stay, subjects.stays),
    Rule("people there at the start are where they can be", census.people_are_where_they_can_be),
    Rule("what remains is said of lengths of stay", census.remaining_is_of_stays),
)
WARNINGS = (
    Rule("every entry is used", unused.entries_unused),
    Rule("every unit is used", unused.units_unused),
    Rule("loops of full places are known", loops.full_places),
    Rule("everyone finds a unit that is open", out_of_area.open_to_everyone),
    Rule("every number of a group is used", unused.numbers_unused),
    Rule("every length of stay by group is used", unused.lengths_by_group_unused),
    Rule("counted readmissions happen", unused.readmissions_unused),
    Rule("arrivals of a file fall in the run", demand.times_in_the_run, GROUPS),
    Rule("arrivals of a file do not come twice", demand.times_without_returns, GROUPS),
    Rule("demand curves go on to the end", demand.curve_goes_on, GROUPS),
    Rule("floors leave means where they are", laws.floor_moves_the_mean, laws.all_laws),
    Rule("rosters open all beds", capacities.rosters_open_all_beds, subjects.units),
    Rule("the scenario is still valid", dates.still_valid),
    Rule("changes of capacity fall in the run", dates.changes_in_the_run),
)


class Located(Protocol):
    """A scenario that can say where in its file a path stands."""

    @property
    def scenario(self) -> Scenario:
        """The scenario."""

    @property
    def changes(self) -> tuple[Changed, ...]:
        """What files and the command line changed, in order."""

    def problem(self, path: Path, says: str, do: str = "") -> Problem:
        """A problem at a path, with its place in the file."""


def check(
    loaded: Located,
    measures: Collection[str] = (),
    solvable: Callable[[Law], object] | None = None,
) -> list[Problem]:
    """What must be put right before a run: every fault that the rules in ERRORS find.

    ``measures``: names that published figures and headlines may use (empty: any); a mapping gives
    their units too, so that figures in shares can be told from percentages. ``solvable``: raises
    ValueError for a law that does not exist; without it laws are not tried.
    """
    rules = _errors(measures)
    if solvable is not None:
        rules.append(Rule("laws exist", laws.law_exists(solvable), laws.all_laws))
    return _problems(run(rules, loaded.scenario).findings, loaded.problem)


def warn(
    loaded: Located,
    mean_of: Callable[[Law], float] | None = None,
    sd_of: Callable[[Law], float] | None = None,
) -> list[Problem]:
    """What a reader should look at, and a run does not stop for.

    ``mean_of`` and ``sd_of``: give the mean and the standard deviation of a law in days; the
    rules about them are left out without them.
    """
    rules = list(WARNINGS)
    if mean_of is not None:
        rules.append(Rule("warm-up is long enough", dates.warm_up_long_enough(mean_of)))
        passing = capacities.closures_pass(mean_of)
        rules.append(Rule("closures pass", passing, subjects.units))
        rules.append(Rule("tasks fit their openings", dates.tasks_fit(mean_of)))
    if mean_of is not None and sd_of is not None:
        rules.append(Rule("means are met", laws.mean_is_met(mean_of, sd_of), laws.all_laws))
    found = _problems(run(rules, loaded.scenario).findings, loaded.problem)
    return [*found, *repeats.repeated(loaded.changes)]


def check_partial(
    resolved: Mapping[str, Any],
    problem: Callable[[Path, str, str], Problem],
    measures: Collection[str] = (),
) -> tuple[list[Problem], tuple[tuple[str, Path], ...]]:
    """Run the rules on a scenario of which parts could not be read.

    ``resolved``: the scenario as plain mappings and lists. Returns the faults found, and what was
    not looked into: what the rule holds to, and the path of the unreadable part that stopped it.
    """
    outcome: Outcome = run(_errors(measures), partial(resolved))
    return _problems(outcome.findings, problem), outcome.stopped


def _errors(measures: Collection[str]) -> list[Rule]:
    known = [Rule("measures are known", references.measures_named(measures))] if measures else []
    if isinstance(measures, Mapping):
        known.append(Rule("published shares are shares", references.shares_published(measures)))
    return [*ERRORS, *known]


def _problems(findings: Iterable[Finding], problem: Callable[..., Problem]) -> list[Problem]:
    return [_problem(finding, problem) for finding in findings]


def _problem(finding: Finding, problem: Callable[..., Problem]) -> Problem:
    found: Problem = problem(finding.path, finding.says, finding.do)
    if finding.inside is None:
        return found
    # A data file is named as seen from the file that names it.
    folder = os.path.dirname(found.place.file) if found.place is not None else ""
    name = os.path.normpath(os.path.join(folder, finding.inside.file)).replace(os.sep, "/")
    return replace(found, place=replace(finding.inside, file=name))
