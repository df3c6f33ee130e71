"""Coming back, and going elsewhere: every journey that a first arrival may lead to.

Whether a patient returns is drawn beforehand, and so is the gap. A return follows the rule of the
group that the patient belonged to when he left; what it draws is keyed by the group, identity and
number of returns of his first arrival. Nobody returns more often than the ``at_most`` of the
group he first arrived in. Everyone whose way has a limit that leads elsewhere has a row for what
he would do there, whether or not it comes to that, and that row has returns of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simulator.network.network import NONE, Network
from simulator.sampling.chance import Chance, Numbers, People, segments
from simulator.sampling.distributions import Distribution, distribution
from simulator.sampling.lengths import lengths
from simulator.scenario.schema import Scenario

Sent = Callable[[People], Numbers]


@dataclass(frozen=True, slots=True)
class Chain:
    """First arrivals and after them all other rows, ordered by (first arrival, depth, sent).

    ``returns_as`` and ``returns_after``: row of the next return and gap before it, or -1.
    ``instead_as``: row of what he does elsewhere, or -1; empty where no limit leads elsewhere.
    """

    people: People
    returns_as: Numbers
    returns_after: Numbers
    instead_as: Numbers


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

    def chain(self, chance: Chance, first: People, sent: Sent | None = None) -> Chain:
        """All returns of some first arrivals.

        ``sent``: positions, among some people, of those whose way has a limit that leads elsewhere.
        """
        layers = [_Layer(first, np.arange(len(first)), np.arange(len(first)))]
        returns: list[tuple[Numbers, Numbers, Numbers]] = []
        instead: list[tuple[Numbers, Numbers]] = []
        most, total = int(self.at_most.max(initial=0)), len(first)
        for depth in range(most + 1):
            last = layers[-1]
            if sent is not None:
                who = sent(last.people)
                people = last.people.rows(who)
                people = replace(people, sent=people.sent + (1 << depth))
                other = _Layer(people, last.root[who], np.arange(total, total + len(who)))
                instead.append((last.row[who], other.row))
                layers.append(other)
                last, total = last.with_(other), total + len(who)
            if depth < most:
                who = self._come_again(chance, last.people, depth)
                people = last.people.rows(who)
                gaps = self._gaps(chance, people)
                back = replace(people, group=self.becomes[people.group], depth=people.depth + 1)
                again = _Layer(back, last.root[who], np.arange(total, total + len(who)))
                returns.append((last.row[who], again.row, gaps))
                layers.append(again)
                total += len(who)
        return _linked(layers, returns, None if sent is None else instead)

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


@dataclass(frozen=True, slots=True)
class _Layer:
    """Some rows: whose they are, the first arrival of each, and their number for now."""

    people: People
    root: Numbers
    row: Numbers

    def with_(self, other: _Layer) -> _Layer:
        """These, and others after them."""
        joined = (
            np.concatenate([getattr(self.people, name), getattr(other.people, name)])
            for name in COLUMNS
        )
        return _Layer(
            People(*joined),
            np.concatenate([self.root, other.root]),
            np.concatenate([self.row, other.row]),
        )


COLUMNS = ("origin", "group", "locality", "identity", "depth", "sent")


def _linked(
    layers: list[_Layer],
    returns: list[tuple[Numbers, Numbers, Numbers]],
    instead: list[tuple[Numbers, Numbers]] | None,
) -> Chain:
    """Put the layers into their final order and join each row to those that may follow it."""
    columns = [
        np.concatenate([getattr(layer.people, name) for layer in layers]) for name in COLUMNS
    ]
    first, everyone = len(layers[0].row), len(columns[0])
    root = np.concatenate([layer.root for layer in layers])[first:]
    depth, sent = (column[first:] for column in columns[-2:])
    order = first + np.lexsort((depth, root) if instead is None else (sent, depth, root))
    place = np.arange(everyone)
    place[order] = np.arange(first, everyone)
    returns_as = np.full(everyone, NONE)
    returns_after = np.full(everyone, NONE)
    for parent, child, gaps in returns:
        returns_as[place[parent]] = place[child]
        returns_after[place[parent]] = gaps
    instead_as = np.full(0 if instead is None else everyone, NONE)
    for parent, child in instead or ():
        instead_as[place[parent]] = place[child]
    for column in columns:
        column[first:] = column[order]
    return Chain(People(*columns), returns_as, returns_after, instead_as)
