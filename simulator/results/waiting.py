"""Patients waiting for each place at midnight."""

from __future__ import annotations

import numpy as np

from simulator.network.network import DAY
from simulator.results.midnight import count_at_midnight
from simulator.results.mix import repeated
from simulator.results.place import members
from simulator.results.run import Integers, Run
from simulator.results.stays import stays
from simulator.results.waits import waits_for_places


def waiting_at_midnight(run: Run) -> Integers:
    """Just before each midnight of the run, by place of ``members``: places x days."""
    every, waits = run.once(stays), run.once(waits_for_places)
    until = np.where(waits.is_open, -1, waits.ended(run.network.end))
    # Who asks and starts on one day waits at no midnight.
    row = np.flatnonzero((until < 0) | (until // DAY > every.asked // DAY))
    at, place = repeated(run.outline, every.care_setting[row])
    row, shape = row[at], (len(run.fixed(members)), run.network.end // DAY)
    return count_at_midnight(place, shape, every.asked[row], until[row])
