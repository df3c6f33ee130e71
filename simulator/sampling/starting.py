"""Those there when the run begins: their rows of the patient table, drawn from a census (rule 17).

What is drawn for them is keyed apart from all who arrive, by what their row of the census says, so
that another row, or another order of rows, moves nobody. How long somebody's need still lasts is
read with the very number that would have been his whole length of stay.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simulator.network.network import DAY, NONE, AtLimit, Network
from simulator.network.plan import Plan
from simulator.sampling.chance import Chance, Numbers, People, chosen
from simulator.sampling.distributions import distribution, microseconds
from simulator.sampling.remaining import remaining_days
from simulator.sampling.step_draws import Columns
from simulator.sampling.streams import Words, keyed_uniforms
from simulator.sampling.survival import log_survival
from simulator.scenario.census_file import IN_NEED, Present
from simulator.scenario.checks.standing import Standing, standings
from simulator.scenario.law import Law
from simulator.scenario.schema import Scenario

# No patient group can have a line break in its name.
APART = "there at the start\n"


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is left of a law once some time has been spent: of a step, for one who is there.

    ``decision`` and ``occurrence`` name the draw.
    """

    law: Law
    decision: str
    occurrence: int


@dataclass(frozen=True, slots=True)
class Way:
    """One way that a person may be on. ``begins_at``, ``done``, ``limited``: positions on it.

    ``begins_in``: unit, or -1.
    ``needs``: what is left of his stay, if that is drawn; ``need``: what it is if not (-1: whole).
    ``limit``: of what he waits for, the step ``limited``.
    """

    route: int
    weight: float
    begins_at: int
    begins_in: int
    done: tuple[int, ...]
    needs: Drawn | None
    need: int
    limited: int
    limit: Drawn | None


@dataclass(frozen=True, slots=True, eq=False)
class Starting:
    """Everybody there at the start, in the order in which they came or asked; all of length n.

    ``locality`` -1: to be drawn. ``spent``: microseconds. ``is_over``:
    need is over, so that the next review declares it.
    """

    names: tuple[str, ...]
    group: Numbers
    locality: Numbers
    identity: Words
    spent: Numbers
    is_over: NDArray[np.bool_]
    ways: tuple[tuple[Way, ...], ...]

    @classmethod
    def of(cls, scenario: Scenario, network: Network, plan: Plan) -> Starting | None:
        """From the census of a scenario that has passed its checks; None where it has none."""
        if scenario.starts_full is None:
            return None
        start, rows = scenario.calendar.start, scenario.starts_full.file.rows
        order = sorted(range(len(rows)), key=lambda row: -rows[row].order(start))
        everyone = [rows[row] for row in order]
        names = _identities(rows)
        ways = tuple(_ways(scenario, network, plan, each) for each in everyone)
        spent = np.array([each.spent(start) for each in everyone])
        return cls(
            names=network.groups,
            group=np.array([network.groups.index(each.patient_group) for each in everyone]),
            locality=np.array(
                [_at(network.localities, each.locality) for each in everyone], dtype=np.int64
            ),
            identity=np.array([names[row] for row in order], dtype=np.uint64),
            spent=microseconds(spent),
            is_over=np.array([bool(e.unit) and e.status != IN_NEED for e in everyone]),
            ways=ways,
        )

    def __len__(self) -> int:
        """Number of people."""
        return len(self.group)

    def chance(self, seed: int, replication: int) -> Chance:
        """The streams that are read for them and their returns."""
        return Chance(seed, replication, self.names, APART)

    def people(self) -> People:
        """Those drawn for, with no locality yet where none is said."""
        nothing = np.zeros(len(self), dtype=np.int64)
        return People(self.group, self.group, self.locality, self.identity, nothing, nothing)

    def taken(self, chance: Chance, people: People) -> list[Way]:
        """The way that each of them is on."""
        u = chance.uniforms("way", people)
        return [
            ways[0]
            if len(ways) == 1
            else ways[chosen([way.weight for way in ways], u[i : i + 1])[0]]
            for i, ways in enumerate(self.ways)
        ]

    def put(
        self, chance: Chance, people: People, taken: Sequence[Way], cuts: Numbers, columns: Columns
    ) -> None:
        """Write what is known of them over what was drawn for them as for any others."""
        at = cuts[: len(self)] + np.array([way.begins_at for way in taken], dtype=np.int64)
        for first, way in zip(cuts.tolist(), taken, strict=False):
            for position in way.done:
                columns.duration[first + position] = NONE
        over = at[self.is_over]
        for column in (
            columns.duration,
            columns.review_level,
            columns.expected_error,
            columns.dies,
        ):
            column[over] = 0
        need = np.array([way.need for way in taken], dtype=np.int64)
        is_said = need != NONE
        columns.duration[at[is_said]] = need[is_said]
        rows, left = self._left(chance, people, [way.needs for way in taken], "duration")
        columns.duration[at[rows]] = left
        rows, left = self._left(chance, people, [way.limit for way in taken], "limit")
        limited = cuts[rows] + np.array([taken[row].limited for row in rows], dtype=np.int64)
        columns.limit[limited] = left

    def _left(
        self, chance: Chance, people: People, drawn: Sequence[Drawn | None], what: str
    ) -> tuple[Numbers, Numbers]:
        """Those of whom something is left of a law, and how much, in microseconds."""
        by_law: dict[int, list[tuple[int, Drawn]]] = {}
        for row, each in enumerate(drawn):
            if each is not None:
                by_law.setdefault(id(each.law), []).append((row, each))
        found = np.full(len(self), NONE)
        for listed in by_law.values():
            rows = np.array([row for row, _ in listed])
            u = self._uniforms(chance, people.rows(rows), [each for _, each in listed], what)
            days = remaining_days(listed[0][1].law, u, self.spent[rows] / DAY)
            found[rows] = microseconds(days)
        rows = np.flatnonzero(found != NONE)
        return rows, found[rows]

    def _uniforms(
        self, chance: Chance, people: People, drawn: Sequence[Drawn], what: str
    ) -> NDArray[np.float64]:
        """The number that each one's whole length or limit would have been read with."""
        names = [
            (self.names[group], f"{each.decision}:{what}")
            for group, each in zip(people.origin.tolist(), drawn, strict=True)
        ]
        each_once = list(dict.fromkeys(names))
        known = dict(zip(each_once, chance.keys(each_once), strict=True))
        keys = np.array([known[name] for name in names], dtype=np.uint64)
        occurrence = np.array([each.occurrence for each in drawn], dtype=np.uint64)
        return keyed_uniforms(keys, people.identity, occurrence)


def _identities(rows: Sequence[Present]) -> list[int]:
    """What chance goes by: each one's name if he has one, otherwise all that his row says.

    Of rows that are alike in everything, the first, second, ... are told apart.
    """
    often: Counter[str] = Counter()
    found = []
    for each in rows:
        cells = {name: cell.text.strip() for name, cell in each.cells.items()}
        said = json.dumps(sorted((name, text) for name, text in cells.items() if text))
        said = json.dumps(each.person) if each.person else said
        word = f"{said}{often[said]}".encode()
        often[said] += 1
        found.append(int.from_bytes(hashlib.blake2b(word, digest_size=8).digest(), "little"))
    return found


def _at(names: Sequence[str], name: str) -> int:
    return names.index(name) if name else NONE


def _ways(scenario: Scenario, network: Network, plan: Plan, person: Present) -> tuple[Way, ...]:
    """Ways that he may be on, by the share of patients and by how many last as long as he has."""
    spent = person.spent(scenario.calendar.start)
    need = NONE if person.remaining is None else int(microseconds(np.array(person.remaining)))
    found: list[Way] = []
    logs: list[float] = []
    for at in standings(scenario, person):
        route = _route_of(network, person.patient_group, at)
        needs, limit = _needs(plan, route, person, at), _limit(network, plan, route, person, at)
        laws = [each.law for each in (needs, limit) if each is not None]
        logs.append(math.log(at.share) + sum(_log_lasting(law, spent) for law in laws))
        unit = _unit(network, route, person, at)
        limited = max(at.waits_for, 0)
        found.append(Way(route, 1.0, at.begins_at, unit, at.done, needs, need, limited, limit))
    return tuple(
        replace(way, weight=math.exp(log - max(logs)))
        for way, log in zip(found, logs, strict=True)
        if log > -math.inf
    )


def _route_of(network: Network, group: str, at: Standing) -> int:
    return next(
        number
        for number, route in enumerate(network.routes)
        if network.groups[route.group] == group
        and route.pathway == at.pathway
        and set(route.branches) == set(at.branches)
    )


def _needs(plan: Plan, route: int, person: Present, at: Standing) -> Drawn | None:
    """What is left of his need, where that is to be drawn."""
    stay = plan.routes[route].steps[at.begins_at]
    if person.status != IN_NEED or person.remaining is not None or stay.law is None:
        return None
    return Drawn(stay.law, stay.decision, stay.occurrence)


def _limit(network: Network, plan: Plan, route: int, person: Present, at: Standing) -> Drawn | None:
    """What is left of the limit of what he waits for outside; one that books again is whole."""
    if person.unit or at.waits_for < 0:
        return None
    drawn, step = plan.routes[route].steps[at.waits_for], network.routes[route].steps[at.waits_for]
    if drawn.limit is None or step.at_limit is AtLimit.POSTPONED:
        return None
    return Drawn(drawn.limit, drawn.decision, drawn.occurrence)


def _unit(network: Network, route: int, person: Present, at: Standing) -> int:
    """The unit that he is in, of the care setting of the stay that he is in."""
    if not person.unit:
        return NONE
    setting = network.care_settings[network.routes[route].steps[at.begins_at].target]
    return next(unit for unit in setting.units if network.units[unit].name == person.unit)


def _log_lasting(law: Law, spent: float) -> float:
    """Log of the share that lasts longer than so many days; a table of its own says nothing."""
    if law.remaining is not None:
        return 0.0
    return float(log_survival(distribution(law), np.array([spent]))[0])
