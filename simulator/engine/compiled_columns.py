"""Where everything lies that the compiled engine reads and writes.

A run has one header of whole numbers: where the run stands, and the addresses of its arrays. An
array is a column, or a table with rows of ``ROW`` whole numbers whose fields are named here.
Everywhere -1 means none, and ``X_FIRST``, ``X_LAST`` are half-open ranges.
"""

from __future__ import annotations

import numpy as np

ROW_BITS = 4
ROW = 1 << ROW_BITS

# Where the run stands.
(
    NOW,
    END,
    SHIFT,
    BUCKET,
    HEAPED,
    PENDING,
    FREE,
    SLOTS,
    ASKING,
    DUE,
    LOWEST,
    N_CHANGED,
    NEXT_TURN,
    N_TURNS,
    NEXT_ARRIVAL,
    N_ARRIVALS,
    N_PATIENTS,
    N_CARE_SETTINGS,
    N_SERVICES,
    ROOM,
    HAS_MOVES_OUT,
) = range(21)

# The tables of the place.
STEPS, LINES, SERVICES, UNITS, HANDOFFS, CALENDARS, CLOCKS = range(21, 28)

# The columns of the place, by what they belong to: each route its first step; edges between steps;
# choices of units, in stages by how long somebody has waited; members of lists; windows; reviews;
# turns: what changes at times laid down beforehand.
(
    ROUTE,
    EDGE_ON,
    EDGE_BEFORE,
    CHOICE_OF,
    CHOICE_STAGE_FIRST,
    CHOICE_STAGE_LAST,
    CHOICE_HELD_FIRST,
    CHOICE_HELD_LAST,
    STAGE_AFTER,
    STAGE_LINE_FIRST,
    LINE_AT,
    HELD,
    LINE_UNIT,
    UNIT_LINE,
    HELD_LINE,
    CHANGED_UNIT,
    WINDOW_OPENS,
    WINDOW_CLOSES,
    USER_USE,
    USER_NUMBER,
    CLOCK_OPENS,
    CLOCK_CLOSES,
    CLOCK_BEFORE,
    CLOCK_UPTO,
    CLOCK_MINUTES,
    REVIEW_TIME,
    REVIEW_COVERS,
    REVIEWS_LAST,
    REVIEWS_DAY_FIRST,
    REVIEW_OF_DAY,
    TURN_TIME,
    TURN_KIND,
    TURN_NUMBER,
    TURN_VALUE,
) = range(28, 62)

# The columns of the patients, and of their steps; the record comes last.
FIRST_STEP, ARRIVES, PATIENT_ROUTE, LOCALITY, RETURNS_AS, RETURNS_AFTER = range(62, 68)
DURATION, LIMIT, ERROR, LEVEL, DIES, DIES_WAITING = range(68, 74)
ASKED, RESERVED, STARTED, ENDED, READY, LEFT_AT, IN_UNIT, POSTPONED = range(74, 82)
ARRIVED, FINISHED, EXIT = range(82, 85)

# The columns of the events to come, and lists of steps to be asked for and of limits that are due.
BUCKETS, EVENT_KEY, EVENT_WHAT, EVENT_NEXT, HEAP_KEY, HEAP_WHAT = range(85, 91)
ASKING_STEP, DUE_STEP = range(91, 93)

# What is noted of a patient's step while it matters: rows of NODE_ROW small numbers.
NODE = 93
HEADER = 94

# HOLDS is the patient's and stands with his first step: the stay whose place he holds, NOTHING, or
# how his journey ended.
(
    NODE_LINE,
    NODE_NEXT,
    NODE_LAST,
    NODE_NEEDS,
    NODE_OWNER,
    NODE_STEP,
    NODE_UNIT,
    NODE_HOLDS,
) = range(8)
NODE_BITS = 3
NODE_ROW = 1 << NODE_BITS
NOTHING, HAS_LEFT, IS_GONE = -1, -2, -3

# A step of a route. CHOICES: of the first locality. OWN_LINE: where all wait who ask for it.
(
    KIND,
    ASKS,
    WEIGHT,
    LETS_GO,
    MOVE,
    POSITION,
    POSTPONE_BY,
    POSTPONE_MOST,
    N_AFTER,
    EDGE_FIRST,
    EDGE_LAST,
    LAST_STAY,
    NEXT_STAY,
    NEXT_MOVE,
    CHOICES,
    OWN_LINE,
) = range(16)

# Those who wait for one service and are alike: same priority, units, weight and unit held.
(
    L_HEAD,
    L_TAIL,
    L_SERVICE,
    L_PRIORITY,
    L_WEIGHT,
    L_HELD,
    L_UNIT_FIRST,
    L_UNIT_LAST,
) = range(8)

# A care setting or handoff. CHANGED: to be tried. UNIT_FIRST: where its list of changed units is.
S_CHANGED, S_WAITING, S_UNIT_FIRST, S_UNITS_CHANGED, S_LINE_FIRST, S_LINE_LAST = range(6)

# FIRST: the first of those who may use a changed unit.
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

# Windows of a calendar or clock; AT is the first that has not closed.
C_AT, C_LAST, C_USER_FIRST, C_USER_LAST = range(4)

TURN_CAPACITY, TURN_STAFF, TURN_RELEASE, TURN_OPENING = range(4)
USES_ADMITS, USES_MOVES_OUT, USES_HOURS = range(3)

# Events of patients. Deaths are lowest, because they come first; from PLAN on they matter to those
# who have left, too, because handoffs may go on.
(
    E_DEATH,
    E_DEATH_WAITING,
    E_READY,
    E_MOVED,
    E_GIVE_UP,
    E_LEAVE,
    E_TASK_END,
    E_FREE,
    E_ARRIVE,
    E_PLAN,
    E_LIMIT,
    E_REBOOK,
    E_WIDEN,
) = map(np.int64, range(13))
LAST_DEATH = E_DEATH_WAITING
KIND_BITS = 4
KINDS = (1 << KIND_BITS) - 1

DONE, CROWDED = range(2)
