"""Units that a queue opens and shuts, for the SimPy model: rule 7."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.engine.waiting import Room

if TYPE_CHECKING:
    from simulator.engine.reference import House

NOT_YET = -1


class Watch:
    """The queue for a care setting as one of its units sees it.

    ``is_called``: whether the unit is to open; ``may_shut``: whether it has been open for long
    enough; ``openings``: when it was opened and shut, each time.
    """

    def __init__(self, house: House, room: Room) -> None:
        assert room.unit.trigger is not None
        self.house, self.room, self.trigger = house, room, room.unit.trigger
        self.queue = house.places[room.setting]
        self.is_called = self.may_shut = False
        self.openings: list[tuple[int, int]] = []

    def look(self) -> None:
        """The end of a time: call the unit, or shut it, by how many wait now."""
        waiting = len(self.queue.requests)
        if not self.room.is_shut:
            if self.may_shut and waiting <= self.trigger.shuts_at:
                self.shut()
        elif not self.is_called and waiting > self.trigger.opens_above:
            self.is_called = True
            self.house.at(self.house.now + self.trigger.opens_after, self.open)

    def open(self) -> None:
        """As many places as its path says, for at least as long as it stays open."""
        house = self.house
        self.is_called = self.may_shut = False
        self.room.shut(False)
        self.openings.append((house.now, NOT_YET))
        house.at(house.now + self.trigger.stays_open, self.open_long_enough)
        house.stir(self.queue)

    def open_long_enough(self) -> None:
        """From now on it may be shut."""
        self.may_shut = True

    def shut(self) -> None:
        """No more starts; nobody is turned out."""
        self.room.shut(True)
        opened, _ = self.openings[-1]
        self.openings[-1] = opened, self.house.now


def record_openings(house: House) -> None:
    """Every opening, in order; of those at the same time the lowest unit first."""
    record = house.record
    found = [(opened, w.room.number, shut) for w in house.watches for opened, shut in w.openings]
    for opened, unit, shut in sorted(found):
        record.opened_at.append(opened)
        record.opened_unit.append(unit)
        record.shut_at.append(shut)
