"""Members of the network's enumerations, and what a patient holds, as plain numbers.

Numba reads members of an enumeration as numbers only when they are numbers.
"""

from __future__ import annotations

from simulator.engine.journeys import Exit
from simulator.network.network import AtClose, LetsGo, StepKind

STAY, HANDOFF, LEAVING = int(StepKind.STAY), int(StepKind.HANDOFF), int(StepKind.LEAVE)
AT_END, NEXT_TASK = int(LetsGo.AT_END), int(LetsGo.NEXT_TASK)
PAUSE, FIT = int(AtClose.PAUSE), int(AtClose.FIT)
LEFT, DIED, LOST = int(Exit.LEFT), int(Exit.DIED), int(Exit.LOST)
SWITCHED = int(Exit.SWITCHED)
MILLION = 1_000_000
# What a patient holds who holds no place.
NOTHING, HAS_LEFT, IS_GONE = -1, -2, -3
# The line of a step that is postponed until its booking comes round.
BOOKED = -2
# Where a unit stands that a queue opens.
SHUT, CALLED, OPEN = range(3)
