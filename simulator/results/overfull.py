"""Moments at which starts left more in use than open, and those among them that are no fault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.network.network import AtLoop
from simulator.results.hold import holds
from simulator.results.place import Path
from simulator.results.run import Integers, Run
from simulator.results.stays import stays


@dataclass(frozen=True, slots=True)
class Over:
    """Moments at which starts left more in use in a service than open, and by how much."""

    service: int
    moments: Integers
    excess: Integers

    def since(self, time: int) -> Over:
        """Those from a time on."""
        later = self.moments >= time
        return Over(self.service, self.moments[later], self.excess[later])


def starts_over(
    paths: Sequence[Path | None],
    service: Integers,
    begin: Integers,
    finish: Integers,
    weight: Integers,
) -> list[Over]:
    """The services with a capacity in which starts left more in use than open."""
    order = np.argsort(service.astype(np.min_scalar_type(len(paths))), kind="stable")
    cuts = np.searchsorted(service[order], np.arange(len(paths) + 1))
    over = []
    for at, path in enumerate(paths):
        rows = order[cuts[at] : cuts[at + 1]]
        if path is not None and len(rows):
            moments, excess = _excess(path, begin[rows], finish[rows], weight[rows])
            over.append(Over(at, moments[excess > 0], excess[excess > 0]))
    return over


def _excess(
    path: Path, begin: Integers, finish: Integers, weight: Integers
) -> tuple[Integers, Integers]:
    """Moments at which someone starts, and how much more is in use after them than open."""
    begins, taken = _running_sum(begin, weight)
    # After everything that happens at the moment: within it, places are only given up.
    is_last = np.append(begins[1:] != begins[:-1], True)
    moments, taken = begins[is_last], taken[is_last]
    finishes, given_up = _running_sum(finish, weight)
    at = np.searchsorted(finishes, moments, side="right")
    in_use = taken - np.append(0, given_up)[at]
    return moments, in_use - path.level(moments)


def _running_sum(times: Integers, weight: Integers) -> tuple[Integers, Integers]:
    """Times in order, and the weight of all up to each."""
    if (weight == 1).all():
        return np.sort(times), np.arange(1, len(times) + 1)
    order = np.argsort(times)
    return times[order], np.cumsum(weight[order])


def swaps_among(run: Run, over: Over) -> int:
    """Of some moments those at which one too many started as another was to leave in his stead."""
    if run.network.at_loop is not AtLoop.SWAP:
        return 0
    times = run.once(_moves_on)
    unit = run.once(holds).unit
    of_unit = times[(unit == over.service) & (times >= 0)]
    return int(np.sum((over.excess == 1) & np.isin(over.moments, of_unit)))


def _moves_on(run: Run) -> Integers:
    """For each hold of one place, when the next place was reserved, if still held; else -1."""
    every, held = run.once(stays), run.once(holds)
    following = np.full(len(every), -1, dtype=np.int64)
    is_same = every.patient[1:] == every.patient[:-1]
    following[:-1] = np.where(is_same, every.reserved[1:], -1)
    is_first = np.arange(len(held)) < len(every)
    is_away = is_first & (every.moved_back[held.stay] >= 0)
    times = np.where(is_away, held.left, following[held.stay])
    is_held = (held.weight == 1) & ((held.left < 0) | (held.left >= times))
    return np.where(is_held, times, -1)
