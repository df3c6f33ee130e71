"""Where everything lies that a compiled run reads and writes: the fields of its records.

A run has one world: where it stands, and where each of its tables lies. A table has rows of one
kind of record. Everywhere -1 means none, and ``x_first``, ``x_last`` are a half-open range of rows.
"""

from __future__ import annotations

from typing import Any

import numpy as np

DONE, CROWDED, LOCKED = range(3)
# What a turn of the place is, and what an opening opens.
CAPACITY, STAFF, RELEASE, OPENING = range(4)
ADMITS, MOVES_OUT, HOURS = range(3)


def record(wide: str = "", narrow: str = "") -> np.dtype[Any]:
    """A record of whole numbers with names; the narrow ones are numbers of rows and the like."""
    fields = [(name, "i8") for name in wide.split()] + [(name, "i4") for name in narrow.split()]
    return np.dtype(fields, align=True)


PLACE = {
    # A step of a route. OWN_LINE: where all wait who ask for it, if they are alike. CHOICES: the
    # first locality's row of ``choice_of``; CHOICES_BACK: for who is out of area. BACK, TO_STAY,
    # TO_MOVE: how many steps away the stay before it, the next stay and the next stay or leaving
    # are.
    "route_steps": record(
        "move postpone_by growth",
        "kind service weight lets_go postpone_most is_elsewhere n_after edges_first edges_last "
        "falls_first falls_last back to_stay to_move choices choices_back own_line",
    ),
    # How the weight of a stay falls, so long after its start.
    "falls": record("after", "weight"),
    # What comes after a step: how many steps on, and how long before the expected end it begins.
    "edges": record("before", "on"),
    # A care setting or handoff. CHANGED: to be tried. UNITS_FIRST: its rows of ``to_try``, of which
    # it has TRIES.
    "services": record("", "changed waiting units_first tries lines_first lines_last component"),
    # Those who wait for one service and are alike: same priority, units, weight and unit held.
    "lines": record("", "head tail service priority weight held units_first units_last"),
    # FIRST: the first of those who may use a unit that is to be tried.
    "units": record(
        "in_use capacity turnaround",
        "admits moves_out discharges reviews service lines_first lines_last "
        "held_first held_last changed first away trigger in_component",
    ),
    # What opens a unit by its queue. PLANNED: its capacity when open; ROW: its present opening.
    "triggers": record(
        "opens_above opens_after stays_open shuts_at opened_at planned", "unit service state row"
    ),
    # Care settings between which full places can form loops, with their units. BACKWARD: how many
    # wait who may close one; IS_DIRTY: to be looked at.
    "components": record(
        "", "backward is_dirty services_first services_last units_first units_last"
    ),
    # A patient who could take a place in one unit of a component from another; and the search.
    "arrows": record("", "step"),
    "search": record("", "came_from depth queue"),
    # The loop found: its units, and the patient who moves from each to the next.
    "loop": record("", "unit step"),
    "handoffs": record(
        "in_use staff left released_at longest",
        "hours clock is_lead has_staff at_close has_releases carries only_then",
    ),
    # AT: the first window that has not closed.
    "calendars": record("", "at last users_first users_last"),
    "windows": record("opens closes"),
    "users": record("", "use number"),
    "clocks": record("", "at last"),
    "shifts": record("opens closes before upto minutes"),
    "reviews": record("time covers"),
    # For each kind of reviews its last row, and its first row of ``review_of_day``.
    "rounds": record("", "last days_first"),
    # What changes in the place at a time laid down beforehand.
    "turns": record("time value", "kind number"),
    # The stages of waiting, with more units as time goes by, of those who chose alike; and the
    # units they may hold meanwhile that people may not always move out of.
    "choices": record("", "stages_first stages_last held_first held_last"),
    "stages": record("after", "lines_first"),
}
# Lists of numbers of rows.
LISTS = {
    name: record("", "row")
    for name in ("routes", "choice_of", "line_at", "held", "line_unit", "unit_line", "held_line",
                 "to_try", "review_of_day", "buckets", "asking", "due", "component_service",
                 "component_unit", "dirty")
}  # fmt: skip
# The patient table as it was sampled.
DRAWN = {
    name: record("value")
    for name in ("arrives", "first_step", "returns_as", "returns_after", "duration", "limit",
                 "expected_error", "review_level", "dies", "dies_waiting", "relapses_after",
                 "relapse_lasts", "instead_as", "begins_at", "begins_in")
} | {name: record("", "value") for name in ("route", "locality")}  # fmt: skip
PEOPLE = {
    # HOLDS: the step whose place a patient holds, NOTHING, or how his journey ended.
    "people": record("arrived finished", "exit holds"),
    # A step of a patient: what he drew for it, its record, and notes: the line in which it waits
    # (or BOOKED, until its booking comes round) and who is next and last to it there, how many
    # steps before it are unfinished, the weight that a stay has in use, and whether who waits may
    # close a loop.
    "taken": record(
        "duration limit expected_error dies_waiting asked reserved started ended ready left",
        "review_level dies unit postponed patient step line next last unfinished weight closes",
    ),
    # An event to come, and the next in its bucket or among the free.
    "events": record("key what", "next"),
    "heap": record("key what"),
    # When units were opened by their queues.
    "openings": record("opened_at shut_at", "unit"),
}
# The journeys, column by column, as they are written down at the end of the run.
STEP_COLUMNS = ("asked", "reserved", "started", "ended", "ready", "left", "unit", "postponed",
                "relapsed", "ready_again", "moved_back", "away_unit")  # fmt: skip
PERSON_COLUMNS = ("arrived", "finished", "exit")
OPENING_COLUMNS = ("opened_unit", "opened_at", "shut_at")
WRITTEN = {name: record("value") for name in (*STEP_COLUMNS, *PERSON_COLUMNS)}
TABLES = {**PLACE, **LISTS, **DRAWN, **PEOPLE, **WRITTEN}

# Where the run stands. PRESENT: the bucket of time; SHIFT: how far a time is shifted to tell it.
# LOWEST: no service before this is to be tried. ROOM: of events that one event can lead to.
STANDING = (
    "now end shift present heaped pending free fresh slots asking due lowest n_changed "
    "next_turn next_arrival n_arrivals n_care_settings room has_moves_out has_relapses has_begun "
    "opened n_to_search loop_length stops"
)
WORLD = record(" ".join([STANDING, *(f"at_{name} n_{name}" for name in TABLES)]))
