"""How often rules acted on stays: places, moves, reviews, going home, death."""

from __future__ import annotations

import numpy as np

from simulator.engine.journeys import Exit
from simulator.network.network import NONE, LetsGo
from tests.journey_steps import Count, Record
from tests.step_functions import Flags, Integers, StepFunctions, falls, key


def opened(r: Record, name: str, stay: Integers, time: Integers) -> Flags:
    """Whether hours of the unit of a stay open at a time."""
    return r.hours[name].opens_at(r.unit[stay], time)


def is_closed(r: Record, name: str, stay: Integers, time: Integers) -> Flags:
    return (r.unit[stay] >= 0) & ~r.hours[name].is_open(r.unit[stay], time)


def kept(r: Record) -> Flags:
    """Stays begun after a wait in the place before."""
    return r.is_stay & (r.reserved > r.asked) & r.holds(r.last_stay, r.reserved)


def stay_then(r: Record) -> Integers:
    """When the next stay was reserved; -1 while none was."""
    return np.where(r.next_stay >= 0, r.reserved[r.next_stay], NONE)


def is_on_the_way(r: Record) -> Flags:
    """Moves that take time, out of a place."""
    return r.is_stay & (r.started > r.reserved) & r.holds(r.last_stay, r.reserved)


def fell_during_move(r: Record, unit: Integers) -> Flags:
    """Whether the capacity of a unit fell during a move that takes time."""
    moves = is_on_the_way(r)
    end = np.maximum(r.started, r.reserved + 1)
    so_far = StepFunctions([falls(path) for path in r.capacities])
    return moves & (so_far.at(unit, end - 1) > so_far.at(unit, r.reserved))


def frees_at(r: Record, stay: Integers, time: Integers) -> Flags:
    """Whether somebody started in the care setting of a stay at a time."""
    begun = key(r.target, r.reserved)[r.is_stay & (r.reserved >= 0)]
    return np.isin(key(r.target[stay], time), begun)


def died_waiting(r: Record) -> Flags:
    return (
        (r.exit == Exit.DIED) & (r.dies_waiting >= 0) & (r.ready >= 0) & (r.dies == 0)
        & (r.finished == r.ready + r.dies_waiting)
    )  # fmt: skip


def passed_over(r: Record) -> Flags:
    """Declared ready at a later review than the first after need ended."""
    first = r.ended.copy()
    for number, reviews in enumerate(r.units("reviews")):
        if reviews is not None:
            mine = (r.unit == number) & (r.ready >= 0)
            first[mine] = np.array(reviews.times)[np.searchsorted(reviews.times, r.ended[mine])]
    return (r.ready >= 0) & (r.ready > first)


STAYS: dict[str, Count] = {
    "stay: started": lambda r: r.is_stay & (r.started >= 0),
    "stay: waited": lambda r: r.is_stay & (r.reserved > r.asked),
    "stay: kept the last place while waiting": kept,
    "stay: waited at home": lambda r: (
        r.is_stay & (r.reserved > r.asked) & r.is_given_up[r.last_stay]
    ),
    "stay: held a place in the same unit": lambda r: (
        (r.unit >= 0) & r.holds(r.last_stay, r.reserved) & (r.unit[r.last_stay] == r.unit_taken)
    ),
    "stay: not the first choice": lambda r: r.choice > 0,
    "stay: in a unit usable only later": lambda r: r.widened > 0,
    "stay: at the moment a unit became usable": lambda r: (
        (r.widened > 0) & (r.reserved == r.asked + r.widened)
    ),
    "stay: more than one place": lambda r: (r.unit >= 0) & (r.weight > 1),
    "stay: the move took time": lambda r: r.is_stay & (r.started > r.reserved) & (r.reserved >= 0),
    "stay: the move from a place took no time": lambda r: (
        (r.unit >= 0) & (r.started == r.reserved) & r.holds(r.last_stay, r.reserved)
    ),
    "stay: the old unit fell during the move": lambda r: fell_during_move(r, r.unit[r.last_stay]),
    "stay: the new unit fell during the move": lambda r: fell_during_move(r, r.unit_taken),
    "stay: the old unit closed to moves during the move": lambda r: (
        is_on_the_way(r)
        & (r.hours["moves_out"].closes_after(r.unit[r.last_stay], r.reserved) <= r.started)
        & r.hours["moves_out"].is_given[r.unit[r.last_stay]]
    ),
    "stay: given up on the way to it": lambda r: (
        r.is_stay & (r.reserved >= 0) & (r.started < 0) & (r.left >= 0)
    ),
    "stay: no need": lambda r: r.is_stay & (r.ended == r.started) & (r.started >= 0),
    "stay: waited for admission hours": lambda r: (
        r.is_stay & (r.reserved > r.asked) & r.hours["admits"].opens_at(r.unit_taken, r.reserved)
    ),
    "stay: waited for moving-out hours": lambda r: (
        kept(r) & opened(r, "moves_out", r.last_stay, r.reserved)
    ),
    "stay: waited for a review": lambda r: r.ready > r.ended,
    "stay: no review came": lambda r: r.is_stay & (r.ended >= 0) & (r.ready < 0) & (r.dies == 0),
    "stay: passed over by a review": passed_over,
    "stay: went home at the end": lambda r: r.is_given_up & (r.lets_go == LetsGo.AT_END),
    "stay: went home as a task started": lambda r: (
        r.is_given_up & (r.lets_go == LetsGo.NEXT_TASK) & (r.left > r.ready)
    ),
    "stay: went home, a task having started before": lambda r: (
        r.is_given_up & (r.lets_go == LetsGo.NEXT_TASK) & (r.left == r.ready)
    ),
    "stay: kept for want of a task to go home at": lambda r: (
        (r.lets_go == LetsGo.NEXT_TASK) & (r.ready >= 0) & (r.left > r.ready) & ~r.is_given_up
    ),
    "stay: waited for discharge hours to go home": lambda r: (
        r.is_given_up & (r.left > r.ready) & r.hours["discharges"].opens_at(r.unit, r.left)
    ),
    "stay: would have gone home, but moved first": lambda r: (
        (r.lets_go != LetsGo.NEXT_PLACE) & (r.ready >= 0) & (r.next_stay >= 0)
        & (r.started[r.next_stay] == r.left) & (r.left > r.ready)
    ),
    "stay: died at the end of need": lambda r: (r.dies == 1) & (r.ended >= 0),
    "stay: died while waiting": died_waiting,
    "stay: died as he was declared ready": lambda r: died_waiting(r) & (r.dies_waiting == 0),
    "stay: the next place came before death": lambda r: (
        (r.dies_waiting >= 0) & (r.ready >= 0) & (stay_then(r) >= 0)
        & (stay_then(r) < r.ready + r.dies_waiting)
    ),
    "stay: the next place came at the time of death": lambda r: (
        (r.dies_waiting >= 0) & (r.ready >= 0) & (r.exit == Exit.DIED) & (r.next_stay >= 0)
        & (r.asked[r.next_stay] >= 0) & (r.finished == r.ready + r.dies_waiting)
        & frees_at(r, r.next_stay, r.finished)
    ),
    "stay: left or home before death": lambda r: (
        (r.dies_waiting >= 0) & (r.ready >= 0) & (r.left >= 0)
        & (r.left < r.ready + r.dies_waiting) & (stay_then(r) < 0)
    ),
}  # fmt: skip
