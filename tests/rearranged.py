"""The same place written down in another order, or beside a place it has nothing to do with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np

from simulator.engine.journeys import Journeys
from simulator.network.network import Network, Route, Step, StepKind
from simulator.sampling.patients import Patients

STEP_COLUMNS = ("duration", "limit", "expected_error", "review_level", "dies", "dies_waiting",
                "relapses_after", "relapse_lasts")  # fmt: skip
ROW_COLUMNS = ("group", "locality", "route", "arrives", "returns_as", "returns_after", "depth",
               "identity", "instead_as", "begins_at", "begins_in")  # fmt: skip


@dataclass(frozen=True)
class Order:
    """New orders: position by position, the old number of what stands there."""

    settings: Sequence[int]
    units: Sequence[int]
    handoffs: Sequence[int]
    routes: Sequence[int]

    @classmethod
    def unchanged(cls, network: Network) -> Order:
        parts = (network.care_settings, network.units, network.handoffs, network.routes)
        return cls(*(range(len(part)) for part in parts))

    @classmethod
    def shuffled_units_and_routes(cls, network: Network, rng: Random) -> Order:
        """Neither may matter: services and a patient's own order of units stay as they are."""
        same = cls.unchanged(network)
        units, routes = list(same.units), list(same.routes)
        rng.shuffle(units)
        rng.shuffle(routes)
        return replace(same, units=units, routes=routes)

    @classmethod
    def mixed(cls, one: Network, other: Network, rng: Random) -> Order:
        """Two places listed one after the other, now mixed, each in its own order."""
        parts = ("care_settings", "units", "handoffs", "routes")
        return cls(*(mixed(len(getattr(one, p)), len(getattr(other, p)), rng) for p in parts))


def mixed(one: int, other: int, rng: Random) -> list[int]:
    """Numbers below ``one`` and from there on, each in order, mixed."""
    sides = [0] * one + [1] * other
    rng.shuffle(sides)
    following = [iter(range(one)), iter(range(one, one + other))]
    return [next(following[side]) for side in sides]


def places(order: Sequence[int]) -> list[int]:
    """By old number, the new one."""
    return [int(i) for i in np.argsort(np.array(order, dtype=np.int64))]


def rearranged(network: Network, order: Order) -> Network:
    """The network with its parts in another order; ``Patients.route`` needs to follow."""
    setting_at, unit_at, handoff_at = (
        places(o) for o in (order.settings, order.units, order.handoffs)
    )
    return replace(
        network,
        care_settings=tuple(
            replace(network.care_settings[s],
                    units=tuple(unit_at[u] for u in network.care_settings[s].units))
            for s in order.settings
        ),
        units=tuple(
            replace(network.units[u], care_setting=setting_at[network.units[u].care_setting])
            for u in order.units
        ),
        handoffs=tuple(network.handoffs[h] for h in order.handoffs),
        routes=tuple(
            renumbered(network.routes[r], setting_at, unit_at, handoff_at) for r in order.routes
        ),
    )  # fmt: skip


def renumbered(
    route: Route, setting_at: Sequence[int], unit_at: Sequence[int], handoff_at: Sequence[int]
) -> Route:
    """A route through parts that have got new numbers."""

    def step_with(step: Step) -> Step:
        if step.kind is StepKind.LEAVE:
            return step
        target_at = setting_at if step.kind is StepKind.STAY else handoff_at
        choices = tuple(
            tuple(replace(choice, unit=unit_at[choice.unit]) for choice in own)
            for own in step.choices
        )
        return replace(step, target=target_at[step.target], choices=choices)

    return replace(route, steps=tuple(step_with(step) for step in route.steps))


def beside(one: Network, other: Network) -> Network:
    """Both places as one network, the first listed first; both must end at the same time."""
    settings, units, handoffs = len(one.care_settings), len(one.units), len(one.handoffs)
    setting_at = [settings + i for i in range(len(other.care_settings))]
    unit_at = [units + i for i in range(len(other.units))]
    handoff_at = [handoffs + i for i in range(len(other.handoffs))]
    return replace(
        one,
        localities=max(one.localities, other.localities, key=len),
        groups=max(one.groups, other.groups, key=len),
        care_settings=one.care_settings
        + tuple(
            replace(s, units=tuple(unit_at[u] for u in s.units)) for s in other.care_settings
        ),
        units=one.units
        + tuple(replace(u, care_setting=setting_at[u.care_setting]) for u in other.units),
        handoffs=one.handoffs + other.handoffs,
        routes=one.routes
        + tuple(renumbered(r, setting_at, unit_at, handoff_at) for r in other.routes),
    )  # fmt: skip


def with_order(patients: Patients, order: Order) -> Patients:
    """The same patients after routes and units have changed places."""
    unit_at = np.array([*places(order.units), -1], np.int64)
    moved = with_routes(patients, order.routes)
    return replace(moved, begins_in=unit_at[patients.begins_in])


def with_routes(patients: Patients, order: Sequence[int]) -> Patients:
    """The same patients after their routes have changed places."""
    return replace(patients, route=np.array(places(order), np.int32)[patients.route])


def mixed_patients(
    one: Patients, other: Patients, routes: int, rng: Random, units: int = 0
) -> tuple[Patients, list[int]]:
    """Both tables as one by time of arrival, ties in any order, and the new row of each old one.

    Who begins inside comes first. ``routes`` and ``units``: how many the first place has.
    """
    n = len(one)
    arrives = np.concatenate([one.arrives, other.arrives])
    ties = [rng.random() for _ in arrives]
    begins_at = np.concatenate([one.begins_at, other.begins_at])
    latest = int(arrives.max()) + 1

    def key(row: int) -> tuple[int, float]:
        if begins_at[row] >= 0:
            return -1, ties[row]
        return (int(arrives[row]) if arrives[row] >= 0 else latest, ties[row])

    by_time = sorted(range(len(arrives)), key=key)
    sides = [row >= n for row in by_time]
    following = {False: iter(range(n)), True: iter(range(n, len(arrives)))}
    order = [next(following[side]) for side in sides]
    row_at = places(order)
    columns = {name: np.concatenate([getattr(one, name), getattr(other, name)])[order]
               for name in ROW_COLUMNS}  # fmt: skip
    is_other = np.array(order) >= n
    columns["route"] = (columns["route"] + routes * is_other).astype(np.int32)
    for name in ("returns_as", "instead_as"):
        shifted = np.where(columns[name] >= 0, columns[name] + n * is_other, -1)
        columns[name] = np.array([*row_at, -1])[shifted]
    columns["begins_in"] = columns["begins_in"] + units * is_other * (columns["begins_in"] >= 0)
    columns |= mixed_steps(one, other, order)
    return Patients(**columns), row_at


def mixed_steps(one: Patients, other: Patients, order: Sequence[int]) -> dict[str, np.ndarray]:
    begins = np.concatenate([one.first[:-1], other.first[:-1] + one.first[-1]])
    lengths = np.concatenate([np.diff(one.first), np.diff(other.first)])
    rows = np.concatenate([np.arange(begins[r], begins[r] + lengths[r]) for r in order])
    columns = {name: np.concatenate([getattr(one, name), getattr(other, name)])[rows]
               for name in STEP_COLUMNS}  # fmt: skip
    return columns | {"first": np.concatenate([[0], np.cumsum(lengths[list(order)])])}


def story_of(patients: Patients, journeys: Journeys, row: int, units: Sequence[int]) -> dict:
    """All that is recorded of one patient; ``units``: old numbers by the numbers recorded."""
    steps = slice(patients.first[row], patients.first[row + 1])
    story = {
        name: getattr(journeys, name)[steps].tolist()
        for name in ("asked", "reserved", "started", "ended", "ready", "left", "postponed",
                     "relapsed", "ready_again", "moved_back")
    }  # fmt: skip
    for name in ("unit", "away_unit"):
        column = getattr(journeys, name)[steps].tolist()
        story[name] = [units[u] if u >= 0 else -1 for u in column]
    return story | {
        name: int(getattr(journeys, name)[row]) for name in ("arrived", "finished", "exit")
    }
