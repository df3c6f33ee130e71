"""A flattened network, kept for others that differ from it in the capacities of units only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.engine.compiled_layout import CAPACITY
from simulator.engine.flat import Flattening, capacity_turns
from simulator.engine.flat_rows import Table, Tables
from simulator.network.network import Network
from simulator.network.sameness import is_same_but_for_capacity


@dataclass(frozen=True, slots=True, eq=False)
class Flat:
    """A network with its tables. ``changes``: what is laid down to change in it, but capacity."""

    network: Network
    tables: Tables
    changes: Table

    @classmethod
    def of(cls, network: Network) -> Flat:
        """A network flattened."""
        making = Flattening(network)
        tables = making.tables()
        changes = making.changes()
        return cls(network, tables | {"turns": _turns(network, changes)}, changes)

    def with_capacities(self, network: Network) -> Tables | None:
        """The tables of a network that differs in the capacities of its units only, else None."""
        if network is self.network:
            return self.tables
        if not is_same_but_for_capacity(self.network, network):
            return None
        units = self.tables["units"].copy()
        units["capacity"] = [
            unit.capacity.values[0] if unit.trigger is None else 0 for unit in network.units
        ]
        triggers = self.tables["triggers"].copy()
        triggers["planned"] = [
            unit.capacity.values[0] for unit in network.units if unit.trigger is not None
        ]
        turns = _turns(network, self.changes)
        return self.tables | {"units": units, "triggers": triggers, "turns": turns}


def _turns(network: Network, changes: Table) -> Table:
    """All that changes in the place at times laid down beforehand, in order."""
    found = [capacity_turns(CAPACITY, i, unit.capacity) for i, unit in enumerate(network.units)]
    turns = np.concatenate([*found, changes])
    turns = turns[(turns["time"] >= 0) & (turns["time"] < network.end)]
    return turns[np.argsort(turns["time"], kind="stable")]
