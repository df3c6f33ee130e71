"""Coming back: who will return after leaving, as whom, and how long after.

Whether a patient returns is drawn beforehand, and so is the gap. A return follows the rule of the
group that the patient belonged to when he left; what it draws is keyed by the group, identity and
number of returns of his first arrival. Nobody returns more often than the ``at_most`` of the
group he first arrived in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simulator.network.network import NONE, Network
from simulator.sampling.chance import Chance, Numbers, People, segments
from simulator.sampling.distributions import Distribution, distribution, microseconds
from simulator.scenario.schema import Scenario


@dataclass(frozen=True, slots=True)
class Chain:
    """First arrivals and after them all returns, ordered by (first arrival, depth).

    ``returns_as`` and ``returns_after``: row of the next return and gap before it, or -1.
    """

    people: People
    returns_as: Numbers
    returns_after: Numbers


@dataclass(frozen=True, slots=True)
class Returns:
    """The rule of each patient group, by number: chance, group returned as, depth, gap."""

    chance: NDArray[np.float64]
    becomes: Numbers
    at_most: Numbers
    gaps: tuple[Distribution | None, ...]

    @classmethod
    def of(cls, scenario: Scenario, network: Network) -> Returns:
        """From the readmissions of a scenario's patient groups."""
        rules = [scenario.patient_groups[name].readmission for name in network.groups]
        becomes = [
            network.groups.index(rule.returns_as) if rule and rule.returns_as else number
            for number, rule in enumerate(rules)
        ]
        return cls(
            np.array([rule.chance if rule else 0.0 for rule in rules]),
            np.array(becomes),
            np.array([rule.at_most if rule else 0 for rule in rules]),
            tuple(distribution(rule.gap) if rule else None for rule in rules),
        )

    def reached(self, group: int) -> tuple[int, ...]:
        """Groups that a first arrival of one group may come to belong to, itself first."""
        found = [group]
        while self.gaps[found[-1]] is not None and int(self.becomes[found[-1]]) not in found:
            found.append(int(self.becomes[found[-1]]))
        return tuple(found)

    def chain(self, chance: Chance, first: People) -> Chain:
        """All returns of some first arrivals."""
        layers = [first]
        roots = [np.arange(len(first))]
        links: list[tuple[NDArray[np.bool_], Numbers]] = []
        for depth in range(int(self.at_most.max(initial=0))):
            again = self._comes_again(chance, layers[-1], depth)
            leaving = layers[-1].rows(again)
            links.append((again, self._gaps(chance, leaving)))
            layers.append(
                replace(leaving, group=self.becomes[leaving.group], depth=leaving.depth + 1)
            )
            roots.append(roots[-1][again])
        return _linked(layers, roots, links)

    def _comes_again(self, chance: Chance, people: People, depth: int) -> NDArray[np.bool_]:
        u = chance.uniforms("readmission", people)
        return (u < self.chance[people.group]) & (depth < self.at_most[people.origin])

    def _gaps(self, chance: Chance, people: People) -> Numbers:
        u = chance.uniforms("readmission:gap", people)
        gaps = np.zeros(len(people), dtype=np.int64)
        for group, who in segments(people.group):
            law = self.gaps[group]
            if law is not None:
                gaps[who] = microseconds(law.ppf(u[who]))
        return gaps


def _linked(
    layers: list[People], roots: list[Numbers], links: list[tuple[NDArray[np.bool_], Numbers]]
) -> Chain:
    """Put the layers, one per depth, into their final order and join each to the next."""
    depth = np.repeat(np.arange(len(layers)), [len(layer) for layer in layers])
    root = np.concatenate(roots)
    order = np.lexsort((depth, root, depth > 0))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    ends = np.cumsum([len(layer) for layer in layers])
    returns_as = np.full(len(order), NONE)
    returns_after = np.full(len(order), NONE)
    for layer, (again, gaps) in enumerate(links):
        start = ends[layer] - len(layers[layer])
        parent = place[start + np.flatnonzero(again)]
        returns_as[parent] = place[ends[layer] : ends[layer + 1]]
        returns_after[parent] = gaps
    columns = [
        np.concatenate([getattr(layer, name) for layer in layers])[order]
        for name in ("origin", "group", "locality", "identity", "depth")
    ]
    return Chain(People(*columns), returns_as, returns_after)
