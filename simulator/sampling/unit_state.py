"""What chance has done to the capacity of one unit in one replication, cause by cause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simulator.network.capacity import Layer, open_path
from simulator.network.network import CapacityPath

WANT_OF_STAFF = "want of staff"


def closed_by(cause: str) -> str:
    """What capacity lost to closures by a cause goes under."""
    return f"closed: {cause}"


@dataclass(frozen=True, slots=True, eq=False)
class UnitState:
    """The layers of a unit (its index in the network) in one replication.

    ``certain``: what is there without chance; ``closures``: by cause, in the order of the file;
    ``rostered``: everyone of the roster on duty, ``present``: those who were (both empty where
    nobody is absent by chance).
    """

    unit: int
    certain: tuple[Layer, ...]
    closures: tuple[tuple[str, Layer], ...]
    rostered: tuple[Layer, ...]
    present: tuple[Layer, ...]
    least_nurses: int

    @property
    def open(self) -> CapacityPath:
        """What was open."""
        return self._path(len(self.closures), self.present)

    @property
    def causes(self) -> tuple[str, ...]:
        """What can take capacity away, in the order in which it is put down to them."""
        closed = tuple(closed_by(cause) for cause, _ in self.closures)
        return (*closed, WANT_OF_STAFF) if self.rostered else closed

    def stages(self) -> Iterator[CapacityPath]:
        """What is open as planned, then with each of ``causes`` at work too, one by one.

        Each is nowhere above the one before, and the last is what was open: what a stage takes
        away is lost to its cause, and all of it adds up to what was planned less what was open.
        """
        for n_closures in range(len(self.closures) + 1):
            yield self._path(n_closures, self.rostered)
        if self.rostered:
            yield self.open

    def _path(self, n_closures: int, staff: tuple[Layer, ...]) -> CapacityPath:
        closed = (layer for _, layer in self.closures[:n_closures])
        return open_path([*self.certain, *closed, *staff], self.least_nurses)
