"""The columns of the flat tables that the compiled engine reads and writes, and its other numbers.

Every table is a two-dimensional array of whole numbers with a row a thing; the names below are the
positions of its columns. -1 means none. Ranges ``X_FIRST``, ``X_LAST`` are half-open.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
SmallIntegers = NDArray[np.int32]

# A step of a route. CHOICE_FIRST is for the first locality; LINE is a handoff's own.
(
    KIND,
    SERVICE,
    WEIGHT,
    LETS_GO,
    MOVE,
    LOSES,
    POSTPONE_BY,
    POSTPONE_MOST,
    N_AFTER,
    EDGE_FIRST,
    EDGE_LAST,
    LAST_STAY,
    NEXT_STAY,
    NEXT_MOVE,
    CHOICE_FIRST,
    LINE,
) = range(16)
STEP_COLUMNS = 16

# A step that comes after another: how many positions on, and how long before the expected date.
EDGE_ON, EDGE_BEFORE = range(2)

# The units a patient may use, in stages by how long he has waited; units he may hold meanwhile.
CHOICE_STAGE_FIRST, CHOICE_STAGE_LAST, CHOICE_HELD_FIRST, CHOICE_HELD_LAST = range(4)
STAGE_AFTER, STAGE_LINE_FIRST = range(2)

# Those who wait for one service and are alike: same priority, units, weight and unit held.
(
    LINE_HEAD,
    LINE_TAIL,
    LINE_SERVICE,
    LINE_PRIORITY,
    LINE_WEIGHT,
    LINE_HELD,
    LINE_UNIT_FIRST,
    LINE_UNIT_LAST,
) = range(8)
LINE_COLUMNS = 8

# A care setting or handoff. CHANGED: to be tried. UNIT_FIRST: where its list of changed units is.
S_CHANGED, S_WAITING, S_UNIT_FIRST, S_UNITS_CHANGED, S_LINE_FIRST, S_LINE_LAST = range(6)
SERVICE_COLUMNS = 6

(
    U_IN_USE,
    U_CAPACITY,
    U_ADMITS,
    U_MOVES_OUT,
    U_DISCHARGES,
    U_TURNAROUND,
    U_REVIEWS,
    U_SERVICE,
    U_LINE_FIRST,
    U_LINE_LAST,
    U_HELD_FIRST,
    U_HELD_LAST,
    U_CHANGED,
    U_FIRST,
) = range(14)
UNIT_COLUMNS = 14

(
    H_HOURS,
    H_CLOCK,
    H_IS_LEAD,
    H_HAS_STAFF,
    H_STAFF,
    H_IN_USE,
    H_AT_CLOSE,
    H_HAS_RELEASES,
    H_LEFT,
    H_CARRIES,
    H_ONLY_THEN,
    H_RELEASED_AT,
    H_LONGEST,
) = range(13)
HANDOFF_COLUMNS = 13

# Windows of a calendar; ROW is the first that has not closed.
CALENDAR_ROW, CALENDAR_LAST, USER_FIRST, USER_LAST = range(4)
OPENS, CLOSES, BEFORE, UPTO, MINUTES = range(5)

REVIEW_LAST, REVIEW_DAY_FIRST = range(2)
REVIEW_TIME, REVIEW_COVERS = range(2)

# What happens to the place at a time laid down beforehand.
TURN_TIME, TURN_KIND, TURN_ID, TURN_VALUE = range(4)
TURN_CAPACITY, TURN_STAFF, TURN_RELEASE, TURN_OPENING = range(4)
USES_ADMITS, USES_MOVES_OUT, USES_HOURS = range(3)

# A step of one patient, while it matters.
NODE_LINE, NODE_NEXT, NODE_LAST, NODE_NEEDS, NODE_OWNER, NODE_STEP = range(6)
NODE_COLUMNS = 6

# The record, a row a column of ``Journeys``.
ASKED, RESERVED, STARTED, ENDED, READY, LEFT_AT, UNIT, POSTPONED = range(8)
STEP_RECORDS = 8
ARRIVED, FINISHED, EXIT = range(3)
PATIENT_RECORDS = 3

# Events of patients. Deaths are lowest, because they come first.
(
    E_DEATH,
    E_DEATH_WAITING,
    E_READY,
    E_PLAN,
    E_TASK_END,
    E_MOVED,
    E_GIVE_UP,
    E_LEAVE,
    E_LIMIT,
    E_REBOOK,
    E_FREE,
    E_ARRIVE,
    E_WIDEN,
) = range(13)
LAST_DEATH = E_DEATH_WAITING
KIND_BITS = 4

# Where the run stands.
(
    NOW,
    END,
    SHIFT,
    BUCKET,
    HEAPED,
    PENDING,
    FREE,
    ASKING,
    DUE,
    LOWEST,
    N_CHANGED,
    NEXT_TURN,
    NEXT_ARRIVAL,
    N_ARRIVALS,
    N_CARE_SETTINGS,
    ROOM,
    HAS_MOVES_OUT,
) = range(17)
TAPE_COLUMNS = 17

DONE, CROWDED = range(2)


class World(NamedTuple):
    """All that the compiled engine sees: the place, the patients, the record and its own marks."""

    step: Integers
    edge: Integers
    route: Integers
    choice_of: Integers
    choice: Integers
    stage: Integers
    line_at: Integers
    held: Integers
    line_units: Integers
    unit_lines: Integers
    held_lines: Integers
    windows: Integers
    users: Integers
    clock_windows: Integers
    review: Integers
    review_table: Integers
    review_day: Integers
    turn: Integers
    line: Integers
    service: Integers
    changed_units: Integers
    unit: Integers
    handoff: Integers
    calendar: Integers
    clock: Integers
    first: Integers
    arrives: Integers
    patient_route: SmallIntegers
    locality: SmallIntegers
    returns_as: Integers
    returns_after: Integers
    duration: Integers
    limit: Integers
    error: Integers
    level: Integers
    dies: Integers
    dies_waiting: Integers
    record: Integers
    patient_record: Integers
    node: SmallIntegers
    holds: SmallIntegers
    tape: Integers
    asking: Integers
    buckets: SmallIntegers
    key: Integers
    what: Integers
    link: SmallIntegers
    heap_key: Integers
    heap_what: Integers
    due: Integers
