"""Care settings between which full places can form loops (rule 19), as tables of a compiled run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from simulator.engine.compiled_layout import TABLES
from simulator.engine.flat_rows import Tables, listing, span, spans, table
from simulator.network.network import NONE, Network, StepKind


@dataclass(frozen=True, slots=True)
class Components:
    """Groups of care settings each of which may be waited for in any other of the group.

    ``settings`` and ``units``: of each component, rising.
    """

    settings: tuple[tuple[int, ...], ...]
    units: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, network: Network) -> Components:
        """The components of a network."""
        settings = tuple(_components(len(network.care_settings), set(_waits(network))))
        units = tuple(
            tuple(sorted(unit for s in mine for unit in network.care_settings[s].units))
            for mine in settings
        )
        return cls(settings, units)

    def number(self, setting: int) -> int:
        """The component of a care setting, -1 if it cannot be part of a loop."""
        return next((c for c, mine in enumerate(self.settings) if setting in mine), NONE)

    def position(self, unit: int) -> int:
        """Which of the units of its component a unit is, -1 if it has none."""
        return next((mine.index(unit) for mine in self.units if unit in mine), NONE)

    def tables(self) -> Tables:
        """The components, what they are made of, and room for the search for loops."""
        most = max(map(len, self.units), default=0)
        pairs = zip(spans(map(len, self.settings)), spans(map(len, self.units)), strict=True)
        rows = ({**span("services", s), **span("units", u)} for s, u in pairs)
        return {
            "components": table("components", rows),
            "component_service": listing("component_service", _flat(self.settings)),
            "component_unit": listing("component_unit", _flat(self.units)),
            "dirty": listing("dirty", [NONE] * len(self.units)),
            "arrows": np.zeros(most * most, TABLES["arrows"]),
            "search": np.zeros(most, TABLES["search"]),
            "loop": np.zeros(most, TABLES["loop"]),
        }


def _flat(groups: Iterable[Iterable[int]]) -> list[int]:
    return [each for mine in groups for each in mine]


def _waits(network: Network) -> Iterator[tuple[int, int]]:
    """Pairs of care settings: who holds a place in the first may wait for one in the second."""
    for route in network.routes:
        stays = [step.target for step in route.steps if step.kind is StepKind.STAY]
        yield from pairwise(stays)
    for number, setting in enumerate(network.care_settings):
        if any(network.units[unit].away for unit in setting.units):
            yield number, number


def _components(n: int, waits: set[tuple[int, int]]) -> Iterator[tuple[int, ...]]:
    """Groups in which each is reached from each, alone only if from itself."""
    ahead: list[set[int]] = [_reached(s, waits) for s in range(n)]
    seen: set[int] = set()
    for s in range(n):
        if s in ahead[s] and s not in seen:
            mine = tuple(t for t in range(n) if t in ahead[s] and s in ahead[t])
            seen.update(mine)
            yield mine


def _reached(start: int, waits: set[tuple[int, int]]) -> set[int]:
    reached: set[int] = set()
    edge = {start}
    while edge:
        edge = {to for from_, to in waits if from_ in edge} - reached
        reached |= edge
    return reached
