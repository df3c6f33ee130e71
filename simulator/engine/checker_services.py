"""What patients share: places and staff in use, starts released, and who waits where.

Everyone who waits stands in one list per unit that he may use now, or in the list of his handoff. A
unit is blocked for him by rule 5 exactly when somebody stands before him in its list, so only those
at the head of a list can ever start, and only where something has changed since it was last tried.
"""

from __future__ import annotations

from bisect import bisect_right
from heapq import heappop, heappush

from simulator.engine.checker_rows import OUT, STARTED, WAITING, Rows
from simulator.network.network import (
    NONE,
    AtClose,
    Calendar,
    Duration,
    Handoff,
    Network,
    StepKind,
)

NOBODY = -1


class Services:
    """All care settings and handoffs at one instant of the replay."""

    def __init__(self, network: Network, rows: Rows) -> None:
        """Nothing in use and nobody waiting; units that a queue opens are shut."""
        self._units, self._handoffs = network.units, network.handoffs
        self._rows = rows
        self._setting = [unit.care_setting for unit in network.units]
        self.unit_use, self.unit_capacity = [0] * len(self._units), [0] * len(self._units)
        self._path = [0] * len(self._units)
        self.is_shut = [unit.trigger is not None for unit in self._units]
        self.unit_list: list[list[int]] = [[] for _ in self._units]
        self.staff_use, self.staff_capacity = ([0] * len(self._handoffs) for _ in range(2))
        self.starts_left = [0] * len(self._handoffs)
        self.last_release = [NONE] * len(self._handoffs)
        self.handoff_list: list[list[int]] = [[] for _ in self._handoffs]
        self.units_to_try: set[int] = set()
        self.units_changed: set[int] = set()
        self.handoffs_to_try: set[int] = set()

    def change_path(self, unit: int, capacity: int) -> None:
        """From now on the path gives this capacity."""
        self._path[unit] = capacity
        self.let_open(unit, not self.is_shut[unit])

    def let_open(self, unit: int, is_open: bool) -> None:
        """Rule 7: it has what the path gives, and nothing while a queue has yet to open it."""
        self.is_shut[unit] = not is_open
        self.unit_capacity[unit] = self._path[unit] if is_open else 0
        self.units_to_try.add(unit)

    def is_full(self, unit: int) -> bool:
        """Rule 19: exactly."""
        return self.unit_use[unit] == self.unit_capacity[unit]

    def free_place(self, row: int) -> None:
        """A place comes out of use."""
        self._free(row, self._rows.unit[row])

    def free_place_away(self, row: int) -> None:
        """Rule 15: the place that he came back from comes out of use."""
        self._free(row, self._rows.first_unit[row])

    def _free(self, row: int, unit: int) -> None:
        self.unit_use[unit] -= self._rows.weight[row]
        self.units_to_try.add(unit)

    def change_weight(self, row: int, weight: int) -> None:
        """Rule 6: from now on a place has this weight in use."""
        unit = self._rows.unit[row]
        self.unit_use[unit] += weight - self._rows.weight[row]
        self._rows.weight[row] = weight
        self.units_to_try.add(unit)
        self._try_following(row)

    def leave_place(self, row: int) -> None:
        """Rule 6: a place is left, and comes out of use now if it has no turnaround."""
        rows = self._rows
        rows.has_left_place[row] = True
        if self._units[rows.unit[row]].turnaround == 0:
            self.free_place(row)
        self._try_following(row)

    def _try_following(self, row: int) -> None:
        """Whether he can start his next stay, or change places for it, may go by this one."""
        following = self._rows.next_stay[row]
        if following >= 0 and self._rows.status[following] == WAITING:
            self.try_lists_of(following)

    def free_staff(self, handoff: int) -> None:
        """A task ends."""
        self.staff_use[handoff] -= 1
        self.handoffs_to_try.add(handoff)

    def release(self, handoff: int, count: int, now: int) -> None:
        """Rule 13: starts are released."""
        releases = self._handoffs[handoff].releases
        carried = self.starts_left[handoff] if releases is not None and releases.carry else 0
        self.starts_left[handoff] = count + carried
        self.last_release[handoff] = now
        self.handoffs_to_try.add(handoff)

    def try_all_units(self) -> None:
        """Somebody in any of the lists may be let out of where he is."""
        self.units_to_try.update(u for u, waiting in enumerate(self.unit_list) if waiting)

    def try_lists_of(self, row: int) -> None:
        """He has left the head of his lists, perhaps, or is free to move."""
        step = self._rows.step[row]
        if step.kind == StepKind.HANDOFF:
            self.handoffs_to_try.add(step.target)
        else:
            self.units_to_try.update(choice.unit for choice in self._rows.choices(row))

    def join(self, row: int, now: int) -> None:
        """He joins the lists of the units he may use now, or of the handoff."""
        step = self._rows.step[row]
        if step.kind == StepKind.HANDOFF:
            heappush(self.handoff_list[step.target], self._rows.rank[row])
            self.handoffs_to_try.add(step.target)
            return
        for unit in self._rows.usable(row, now):
            self.join_unit(row, unit)

    def join_unit(self, row: int, unit: int) -> None:
        """He joins the list of one unit."""
        heappush(self.unit_list[unit], self._rows.rank[row])
        self.units_to_try.add(unit)

    def next_start(self, now: int) -> tuple[int, int] | None:
        """Rule 4 (b): the row that the first service able to do so starts, and its unit."""
        if not self.units_to_try and not self.handoffs_to_try:
            return None
        return self._next_stay(now) or self._next_handoff(now)

    def _next_stay(self, now: int) -> tuple[int, int] | None:
        to_try = self.units_to_try
        self.units_changed |= to_try
        while to_try:
            setting = min([self._setting[unit] for unit in to_try])
            best = NOBODY
            for unit in [unit for unit in to_try if self._setting[unit] == setting]:
                rank = self._head(self.unit_list[unit], unit)
                if rank == NOBODY or not self._can_enter(self._rows.row_of[rank], unit, now):
                    to_try.discard(unit)
                elif best == NOBODY or rank < best:
                    best = rank
            if best != NOBODY:
                row = self._rows.row_of[best]
                return row, self._own_choice(row, now)
        return None

    def _own_choice(self, row: int, now: int) -> int:
        """The first unit, in his own order, of those in which he can start."""
        rank = self._rows.rank[row]
        return next(
            unit
            for unit in self._rows.usable(row, now)
            if self._head(self.unit_list[unit], unit) == rank and self._can_enter(row, unit, now)
        )

    def _next_handoff(self, now: int) -> tuple[int, int] | None:
        while self.handoffs_to_try:
            handoff = min(self.handoffs_to_try)
            rank = self._head(self.handoff_list[handoff])
            if rank != NOBODY and not self._prevents(handoff, self._rows.row_of[rank], now):
                return self._rows.row_of[rank], NONE
            self.handoffs_to_try.discard(handoff)
        return None

    def _head(self, waiting: list[int], unit: int = NONE) -> int:
        """The first in a list who is still waiting."""
        status, row_of = self._rows.status, self._rows.row_of
        while waiting:
            row = row_of[waiting[0]]
            if status[row] == WAITING or self._rows.waits_for(row, unit):
                return waiting[0]
            heappop(waiting)
        return NOBODY

    def _can_enter(self, row: int, unit: int, now: int) -> bool:
        """Rules 5 and 7, for the first in the unit's list."""
        has_room = self.unit_use[unit] + self._rows.step[row].weight <= self.unit_capacity[unit]
        if not has_room or not self.admits(unit, now):
            return False
        return self._may_move_out(row, now)

    def admits(self, unit: int, now: int) -> bool:
        """Whether somebody may start in a unit now."""
        return _is_open(self._units[unit].admits, now)

    def lets_out(self, unit: int, now: int) -> bool:
        """Whether somebody may start elsewhere from a unit now."""
        return _is_open(self._units[unit].moves_out, now)

    def _may_move_out(self, row: int, now: int) -> bool:
        stay = self._rows.stay_left_from(row, now)
        return stay == NONE or self.lets_out(self._rows.unit[stay], now)

    def _prevents(self, handoff: int, row: int, now: int) -> str:
        """Rule 13: what prevents the first in the list from starting now; empty if nothing."""
        given = self._handoffs[handoff]
        if not _is_open(given.hours, now):
            return "it is closed"
        if given.staff is not None and self.staff_use[handoff] >= self.staff_capacity[handoff]:
            return "no staff are free"
        if given.releases is not None:
            if given.releases.only_then and self.last_release[handoff] != now:
                return "there is no release now"
            if self.starts_left[handoff] <= 0:
                return "no start is left"
        return "" if _fits(given, now, self._rows.duration[row]) else "it does not fit"

    def start(self, row: int, unit: int, now: int) -> None:
        """A place or a member of staff comes into use, and a released start is spent."""
        step = self._rows.step[row]
        if self._rows.status[row] == OUT:
            self._come_back(row, unit)
        self._rows.become(row, STARTED)
        self.try_lists_of(row)
        if step.kind == StepKind.STAY:
            self.unit_use[unit] += step.weight
            self.units_to_try.add(unit)
            return
        handoff = self._handoffs[step.target]
        self.starts_left[step.target] -= 1
        holds_staff = handoff.staff is not None and handoff.duration == Duration.TASK
        if holds_staff and self._rows.ended[row] > now:
            self.staff_use[step.target] += 1

    def _come_back(self, row: int, unit: int) -> None:
        """Rule 15: the place away is left, and this one is his."""
        if self._units[self._rows.unit[row]].turnaround == 0:
            self.free_place(row)
        self._rows.unit[row] = unit

    def why_not(self, row: int, unit: int, now: int) -> tuple[str, str]:
        """The rule that keeps somebody who waits from starting as recorded, and how."""
        step = self._rows.step[row]
        if step.kind == StepKind.HANDOFF:
            prevents = self._prevents(step.target, row, now)
            return (f"13 {prevents}", prevents) if prevents else ("5 order", "others come first")
        if unit not in self._rows.usable(row, now):
            return "5 choice", "he may not use this unit now"
        if self.is_shut[unit]:
            return "7 shut", "the unit is shut, as no queue has opened it"
        if self.unit_use[unit] + step.weight > self.unit_capacity[unit]:
            return "7", f"{self.unit_use[unit]} of {self.unit_capacity[unit]} places are in use"
        if not self.admits(unit, now):
            return "5 closed", "nobody may start in this unit now"
        if not self._may_move_out(row, now):
            return "5 moves out", "his present unit lets nobody move out now"
        return "5 order", "others come first"


def _is_open(calendar: Calendar | None, now: int) -> bool:
    if calendar is None:
        return True
    window = bisect_right(calendar.opens, now) - 1
    return window >= 0 and now < calendar.closes[window]


def _fits(handoff: Handoff, now: int, duration: int) -> bool:
    """Rule 13: whether a task that must fit ends by the close of the window open now."""
    must_fit = handoff.at_close == AtClose.FIT and handoff.duration == Duration.TASK
    if not must_fit or handoff.hours is None or duration > handoff.longest_window:
        return True
    window = bisect_right(handoff.hours.opens, now) - 1
    return now + duration <= handoff.hours.closes[window]
