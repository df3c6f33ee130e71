"""What the steps of a route take when nobody queues for anything."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Times = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class StepTaken:
    """What a step takes with no queue; days are means.

    ``chance``: that someone who arrives on the route comes to it; of a handoff, that it is begun,
    work begun for someone who then dies included. ``elapsed``: of a handoff, from asked to done.

    Of a stay: ``dies``: share who die at the end of need; of the others, ``to_review``: from end of
    need to ready; ``handoffs``: from ready until all that the next move waits for is done;
    ``after_ready``: from ready to giving up the place, or to death while waiting; ``relapsed``:
    the part of it in which need has come back. ``grown``: need added by the wait for the stay.
    ``extra``: in use while moving in, and for turnaround. ``starts``, ``free``, ``free_dying``: for
    each walker, when he takes the place and when it is free again, turnaround over; the last, if
    he dies at the end of need.
    """

    chance: float
    dies: float = 0.0
    to_review: float = 0.0
    handoffs: float = 0.0
    after_ready: float = 0.0
    relapsed: float = 0.0
    grown: float = 0.0
    extra: float = 0.0
    elapsed: float = 0.0
    starts: Times | None = None
    free: Times | None = None
    free_dying: Times | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """Who a limit sends elsewhere: share of those who arrive on the route, and times of some."""

    share: float
    times: Times


@dataclass(frozen=True, slots=True)
class Walk:
    """One route with no queue: its steps, the chance of ending by leaving, and who is sent on."""

    steps: tuple[StepTaken, ...]
    leaves: float
    sent: tuple[Sent, ...] = ()
