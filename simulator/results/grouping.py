"""Several ways at once of putting rows together, for counts and statistics by key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.network.network import DAY
from simulator.results.run import Booleans, Floats, Integers
from simulator.results.tally import Tally, by_value, tally_ordered


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """Which keys the rows of a cell count under; at most one in each level.

    ``levels``: for each level, the key of each cell, ``n_keys`` where it has none; no key is in two
    levels. ``twin``: for each key, the key whose rows are its rows too (mostly itself), so that
    they are counted once.
    """

    n_keys: int
    levels: tuple[Integers, ...]
    twin: Integers

    @classmethod
    def of(cls, levels: Sequence[Integers], n_keys: int, twin: Integers | None = None) -> Grouping:
        """Without the levels that have no key."""
        used = tuple(level for level in levels if (level < n_keys).any())
        return cls(n_keys, used, np.arange(n_keys) if twin is None else twin)

    @property
    def n_cells(self) -> int:
        """Number of cells."""
        return len(self.levels[0]) if self.levels else 0

    def counts(self, cell: Integers, weights: Floats | Integers | Booleans | None = None) -> Floats:
        """Rows, or their weights, or those that are true, by key."""
        if weights is not None and weights.dtype == np.bool_:
            cell, weights = cell[weights], None
        total = np.zeros(self.n_keys + 1)
        if weights is None:
            by_cell = np.bincount(cell, minlength=self.n_cells)
            for level in self.levels:
                total += np.bincount(level, by_cell, minlength=len(total))
        else:
            # Row by row, since a sum of numbers that are not whole depends on its order.
            for level in self.levels:
                total += np.bincount(level[cell], weights, minlength=len(total))
        return total[self.twin]

    def tally(self, cell: Integers, values: Integers, unit: float = DAY) -> Tally:
        """Statistics by key of ``values`` (microseconds), in a unit of so many microseconds."""
        by_cell = np.bincount(cell, minlength=self.n_cells)
        cell, values = by_value(cell, self.n_cells, values)
        ordered = values / unit
        found = Tally.empty(self.n_keys + 1)
        for level in self.levels:
            own = level[level < self.n_keys]
            n = np.bincount(level, by_cell, minlength=len(found.n)).astype(np.int64)
            found.put(own, tally_ordered(level[cell], len(found.n), ordered, n))
        return found.taken(self.twin)
