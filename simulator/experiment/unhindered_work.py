"""When a handoff starts and ends that nobody queues for: its hours, sittings and clock alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.experiment import open_times
from simulator.network.network import AtClose, Duration, Handoff

Times = NDArray[np.int64]

MOST_TRIES = 30


def performed(does: Handoff, asked: Times, work: Times) -> tuple[Times, Times]:
    """Start and end of a handoff asked for at some times, with staff and starts without end."""
    if does.releases is not None and does.releases.only_then:
        start = open_times.next_moment(does.releases.times, asked)
    else:
        staffed = open_times.above_zero(does.staff) if does.staff is not None else None
        start = open_times.next_open([does.hours, staffed], asked)
    if does.duration is Duration.LEAD:
        return start, open_times.finish(does.clock, start, work)
    if does.at_close is AtClose.FINISH:
        return start, start + work
    if does.at_close is AtClose.PAUSE:
        return start, open_times.finish(does.clock, start, work)
    return _fitted(does, start, work)


def _fitted(does: Handoff, start: Times, work: Times) -> tuple[Times, Times]:
    """Under `fit` a task waits for an opening that it fits into, or runs on if none is as long."""
    never_fits = work > does.longest_window
    for _ in range(MOST_TRIES):
        closes = open_times.closing(does.hours, start)
        too_late = (start + work > closes) & ~never_fits
        if not too_late.any():
            break
        start = np.where(too_late, open_times.next_open([does.hours], closes), start)
    return start, np.where(never_fits, open_times.finish(does.clock, start, work), start + work)
