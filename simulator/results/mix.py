"""What stays are reported by: a place, alone or with a patient group or a pathway."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.network.network import StepKind
from simulator.results.place import members
from simulator.results.run import Booleans, Floats, Integers, Run
from simulator.results.stays import routes


@dataclass(frozen=True, slots=True)
class Mix:
    """One cell that is reported: its dimensions, and where it stands in counts by key.

    ``kind``: 0 place, 1 place and group, 2 place and pathway.
    """

    where: dict[str, str]
    kind: int
    key: int


@dataclass(frozen=True, slots=True)
class Keys:
    """For each kind of mix, the key of each row, and the number of keys."""

    keys: tuple[Integers, Integers, Integers]
    sizes: tuple[int, int, int]

    def counts(self, weights: Floats | Integers | Booleans | None = None) -> list[Floats]:
        """Rows (or their weights) of each kind, by key."""
        return [_count(key, size, weights) for key, size in zip(self.keys, self.sizes, strict=True)]


def _count(key: Integers, size: int, weights: Floats | Integers | Booleans | None) -> Floats:
    if weights is not None and weights.dtype == np.bool_:
        key, weights = key[weights], None
    return np.bincount(key, weights, minlength=size).astype(np.float64)


def mixes(run: Run) -> list[Mix]:
    """Every cell that the routes can bring about, whether or not somebody came; places first."""
    n_groups, pathways = len(run.network.groups), run.once(routes).pathways
    places = members(run)
    found = [
        Mix({"care_setting": place.care_setting}, 0, at) for at, (place, _) in enumerate(places)
    ]
    for kind, at, key in sorted(set(_combinations(run))):
        where = {"care_setting": places[at][0].care_setting}
        if kind == 1:
            found.append(Mix({**where, "group": run.network.groups[key]}, 1, at * n_groups + key))
        else:
            found.append(Mix({**where, "pathway": pathways[key]}, 2, at * len(pathways) + key))
    return found


def _combinations(run: Run) -> Iterator[tuple[int, int, int]]:
    table = run.once(routes)
    places = [is_member for _, is_member in members(run)]
    inside = [np.flatnonzero([place[s] for place in places]) for s in range(len(places[0]))]
    for index, route in enumerate(run.network.routes):
        pathway = int(table.pathway[table.first[index]])
        for step in route.steps:
            if step.kind is StepKind.STAY:
                for at in inside[step.target]:
                    yield 1, int(at), route.group
                    yield 2, int(at), pathway


def keys(run: Run, place: Integers, group: Integers, pathway: Integers) -> Keys:
    """Keys of rows with a place (position in ``members``), a group and a pathway."""
    n_places, n_groups = len(members(run)), len(run.network.groups)
    n_pathways = len(run.once(routes).pathways)
    return Keys(
        (place, place * n_groups + group, place * n_pathways + pathway),
        (n_places, n_places * n_groups, n_places * n_pathways),
    )


def repeated(run: Run, care_setting: Integers) -> tuple[Integers, Integers]:
    """Rows and places: each row under its care setting and again under the sum it belongs to."""
    rows, places = [], []
    for at, is_member in _unequal(run):
        row = np.flatnonzero(is_member[care_setting])
        rows.append(row)
        places.append(np.full(len(row), at, dtype=np.int64))
    every = np.arange(len(care_setting), dtype=np.int64)
    return np.concatenate([every, *rows]), np.concatenate([care_setting, *places])


def _unequal(run: Run) -> list[tuple[int, NDArray[np.bool_]]]:
    n_settings = len(run.network.care_settings)
    return [(at, inside) for at, (_, inside) in enumerate(members(run)) if at >= n_settings]
