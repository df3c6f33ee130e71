"""The state of a place in each replication: units closed and nurses absent by chance.

All chance here belongs to a unit and is keyed by its name: another unit, another rate, or another
patient moves none of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from simulator.network.capacity import Effect, Layer
from simulator.network.network import Network
from simulator.network.plan import ClosureDraws, Plan, UnitDraws
from simulator.network.unit_draws import on_duty
from simulator.sampling.absence import Shift
from simulator.sampling.distributions import distribution
from simulator.sampling.rare import Key, Rare, key_of
from simulator.sampling.unit_state import UnitState
from simulator.scenario.schema import Scenario


@dataclass(frozen=True, slots=True)
class Conditions:
    """A network made ready for drawing what happens to its units in each replication."""

    network: Network
    units: tuple[UnitChance, ...]

    @classmethod
    def of(cls, scenario: Scenario, network: Network, plan: Plan) -> Conditions:
        """From a scenario and the network and plan that were built from it."""
        start = scenario.calendar.start.toordinal()
        return cls(network, tuple(UnitChance.of(each, start, network.end) for each in plan.units))

    def drawn(self, seed: int, replication: int) -> Drawn:
        """What happens to the units in one replication, and the network that it makes."""
        if not self.units:
            return Drawn(self.network, ())
        states = [each.state(key_of(seed, replication, each.key)) for each in self.units]
        units = list(self.network.units)
        for state in states:
            units[state.unit] = replace(units[state.unit], capacity=state.open)
        return Drawn(replace(self.network, units=tuple(units)), tuple(states))

    def network_of(self, seed: int, replication: int) -> Network:
        """The network of one replication: the very same object where nothing is by chance."""
        return self.drawn(seed, replication).network


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """The network of one replication, and what chance has done to its units."""

    network: Network
    states: tuple[UnitState, ...]


@dataclass(frozen=True, slots=True, eq=False)
class UnitChance:
    """What chance does to the capacity of one unit, given by its index in the network."""

    unit: int
    key: str
    certain: tuple[Layer, ...]
    closures: tuple[tuple[str, Rare, int], ...]
    rostered: tuple[Layer, ...]
    shifts: tuple[Shift, ...]
    least_nurses: int

    @classmethod
    def of(cls, draws: UnitDraws, start: int, end: int) -> UnitChance:
        """From the plan; ``start``: ordinal of the first date, ``end`` of the run."""
        roster, certain = draws.roster, draws.layers
        shifts: tuple[Shift, ...] = ()
        rostered: tuple[Layer, ...] = ()
        if roster is not None:
            rostered = tuple(layer for shift in roster.shifts for layer in on_duty(shift))
        if roster is not None and roster.absence > 0:
            shifts = tuple(Shift.of(shift, roster, start, end) for shift in roster.shifts)
        else:
            certain, rostered = certain + rostered, ()
        return cls(
            unit=draws.unit,
            key=draws.key,
            certain=tuple(_as_arrays(layer) for layer in certain),
            closures=tuple(
                (each.cause, closing(each, start, end), each.beds) for each in draws.closures
            ),
            rostered=tuple(_as_arrays(layer) for layer in rostered),
            shifts=shifts,
            least_nurses=roster.least_on_shift if roster is not None else 0,
        )

    def state(self, keys: Key) -> UnitState:
        """What happens to it in one replication."""
        return UnitState(
            self.unit,
            self.certain,
            tuple(self.closed(keys)),
            self.rostered,
            tuple(self.staffed(keys)),
            self.least_nurses,
        )

    def closed(self, keys: Key) -> Iterator[tuple[str, Layer]]:
        """Beds out of use, or all closed, by each cause."""
        for name, cause, beds in self.closures:
            spells = cause.drawn(keys)
            effect = Effect.OUT_OF_USE if beds else Effect.CLOSED
            amounts = np.full(len(spells.begins), max(beds, 1))
            yield name, Layer(effect, spells.begins, spells.ends, amounts)

    def staffed(self, keys: Key) -> Iterator[Layer]:
        """Nurses present and the beds they allow, by shift."""
        for shift in self.shifts:
            yield from shift.layers(keys)


def closing(draws: ClosureDraws, start: int, end: int) -> Rare:
    """Closures of a unit by one cause."""
    per_year = draws.per_year * np.array(draws.by_month)
    return Rare(f"closure {draws.cause}", per_year, distribution(draws.lasts), start, end)


def _as_arrays(layer: Layer) -> Layer:
    columns = (layer.begins, layer.ends, layer.amounts)
    return Layer(layer.effect, *(np.asarray(each, dtype=np.int64) for each in columns))
