"""How often rules acted on stays out of area: back when there was room, or not at all."""

from __future__ import annotations

import numpy as np

from simulator.engine.journeys import Exit
from simulator.network.network import NONE
from tests.journey_steps import Count, Record
from tests.stay_counts import frees_at
from tests.step_functions import Flags, Integers


def went_away(r: Record) -> Flags:
    """Stays begun out of area."""
    return np.append(r.units("away"), False)[r.unit_taken] & (r.started >= 0)


def is_back(r: Record) -> Flags:
    return r.moved_back >= 0


def stayed_away(r: Record) -> Flags:
    return went_away(r) & ~is_back(r)


def after_of_return(r: Record) -> Integers:
    """How long after asking the unit became usable in which he is back; -1 for others."""
    units, after = r.choices
    is_it = (units == r.unit[:, None]) & is_back(r)[:, None]
    return np.where(is_it.any(axis=1), after[np.arange(len(after)), is_it.argmax(axis=1)], NONE)


def has_local_choice(r: Record) -> Flags:
    units = r.choices[0]
    is_local = ~np.append(r.units("away"), True)[units]
    return (is_local & (units >= 0)).any(axis=1)


def could_come_back(r: Record) -> Flags:
    """Stays out of area of those who waited for a unit of their own and never started in one."""
    return stayed_away(r) & has_local_choice(r)


def next_taken(r: Record) -> Flags:
    """Stays from which the next place was reserved while in it."""
    return (r.next_stay >= 0) & (r.reserved[r.next_stay] >= 0) & r.holds(r.row, r.left)


def ended_there(r: Record, exit_: Exit) -> Flags:
    """Stays out of area that the end of the journey cut short."""
    return stayed_away(r) & (r.exit == exit_) & (r.left == r.finished)


AWAY: dict[str, Count] = {
    "away: started": went_away,
    "away: in when the run began": lambda r: went_away(r) & r.is_in,
    "away: came back": is_back,
    "away: came back as he came there": lambda r: is_back(r) & (r.moved_back == r.started),
    "away: came back, having been in when the run began": lambda r: is_back(r) & r.is_in,
    "away: came back on widening": lambda r: (
        (after_of_return(r) > 0) & (r.moved_back == r.asked + after_of_return(r))
    ),
    "away: came back to a unit usable only later": lambda r: (
        (after_of_return(r) > 0) & (r.moved_back > r.asked + after_of_return(r))
    ),
    "away: came back, and somebody else still waited": lambda r: (
        is_back(r) & (r.queues.at(r.target, r.moved_back) > 0)
    ),
    "away: came back as hours opened": lambda r: (
        is_back(r) & (r.hours["admits"].opens_at(r.unit, r.moved_back)
                      | r.hours["moves_out"].opens_at(r.away_unit, r.moved_back))
    ),
    "away: came back with a booking that had been postponed": lambda r: (
        is_back(r) & (r.postponed > 0)
    ),
    "away: came back with more than one place": lambda r: is_back(r) & (r.weight > 1),
    "away: came back, the place away in turnaround": lambda r: (
        is_back(r) & (np.append(r.units("turnaround"), 0)[r.away_unit] > 0)
    ),
    "away: came back, and was reviewed there": lambda r: is_back(r) & (r.ready > r.ended),
    "away: came back, with need that had grown": lambda r: is_back(r) & (r.grown > 0),
    "away: came back, and left at last": lambda r: is_back(r) & (r.left >= 0),
    "away: came back, and work planned ahead was asked for": lambda r: (
        (r.planned_after >= 0) & is_back(r)[r.planned_after] & (r.asked == r.expected)
    ),
    "away: need ended before room came": lambda r: could_come_back(r) & (r.ended >= 0),
    "away: need ended as room came": lambda r: (
        could_come_back(r) & (r.ended > r.started) & frees_at(r, r.row, r.ended)
    ),
    "away: no need": lambda r: stayed_away(r) & (r.ended == r.started),
    "away: reviewed there": lambda r: stayed_away(r) & (r.ready > r.ended),
    "away: relapsed there": lambda r: stayed_away(r) & (r.relapsed >= 0),
    "away: moved on from there": lambda r: stayed_away(r) & next_taken(r),
    "away: went home from there": lambda r: stayed_away(r) & r.is_given_up,
    "away: died away": lambda r: ended_there(r, Exit.DIED),
    "away: lost away": lambda r: ended_there(r, Exit.LOST),
    "away: died on being back": lambda r: (
        is_back(r) & (r.exit == Exit.DIED) & (r.left == r.finished)
    ),
    "away: open, waiting to come back": lambda r: (
        could_come_back(r) & (r.ended < 0) & (r.exit == Exit.OPEN)
    ),
}  # fmt: skip
