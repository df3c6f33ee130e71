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
from simulator.sampling.distributions import Distribution, distribution
from simulator.sampling.lengths import lengths
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
        links: list[tuple[Numbers, Numbers]] = []
        for depth in range(int(self.at_most.max(initial=0))):
            again = self._come_again(chance, layers[-1], depth)
            leaving = layers[-1].rows(again)
            links.append((again, self._gaps(chance, leaving)))
            layers.append(
                replace(leaving, group=self.becomes[leaving.group], depth=leaving.depth + 1)
            )
            roots.append(roots[-1][again])
        return _linked(layers, roots, links)

    def _come_again(self, chance: Chance, people: People, depth: int) -> Numbers:
        """Positions of those who return after having done so ``depth`` times."""
        may = (self.chance > 0)[people.group] & (depth < self.at_most)[people.origin]
        who = np.flatnonzero(may)
        u = chance.uniforms("readmission", people.rows(who))
        return who[u < self.chance[people.group[who]]]

    def _gaps(self, chance: Chance, people: People) -> Numbers:
        u = chance.uniforms("readmission:gap", people)
        gaps = np.zeros(len(people), dtype=np.int64)
        for group, who in segments(people.group):
            law = self.gaps[group]
            if law is not None:
                gaps[who] = lengths(law, u[who])
        return gaps


def _linked(
    layers: list[People], roots: list[Numbers], links: list[tuple[Numbers, Numbers]]
) -> Chain:
    """Put the layers, one per depth, into their final order and join each to the next."""
    sizes = [len(layer) for layer in layers]
    ends = np.cumsum(sizes)
    first, everyone = sizes[0], int(ends[-1])
    depth = np.repeat(np.arange(1, len(layers)), sizes[1:])
    order = first + np.lexsort((depth, np.concatenate(roots)[first:]))
    place = np.arange(everyone)
    place[order] = np.arange(first, everyone)
    returns_as = np.full(everyone, NONE)
    returns_after = np.full(everyone, NONE)
    for layer, (again, gaps) in enumerate(links):
        parent = place[ends[layer] - sizes[layer] + again]
        returns_as[parent] = place[ends[layer] : ends[layer + 1]]
        returns_after[parent] = gaps
    columns = [
        np.concatenate([getattr(layer, name) for layer in layers])
        for name in ("origin", "group", "locality", "identity", "depth")
    ]
    for column in columns:
        column[first:] = column[order]
    return Chain(People(*columns), returns_as, returns_after)
