"""All measures, and how they are taken of a run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.errors import InputError, Problem
from simulator.results import (
    census,
    cost,
    delay,
    discharges,
    drift,
    elsewhere,
    length_of_stay,
    lost,
    money_paid,
    opening,
    out_of_area,
    outcomes,
    ready_date,
    relapse,
    reside,
    response,
    standards,
    travel,
    visiting,
    visits,
    waits,
)
from simulator.results.measure import COLUMNS, DIMENSIONS, Cells, Measure, Table
from simulator.results.outline import Outline
from simulator.results.run import Floats, Run

if TYPE_CHECKING:
    import pandas as pd

FAMILIES = (
    census,
    lost,
    delay,
    reside,
    ready_date,
    length_of_stay,
    waits,
    response,
    standards,
    discharges,
    outcomes,
    elsewhere,
    relapse,
    out_of_area,
    opening,
    travel,
    visiting,
    visits,
    cost,
    money_paid,
    drift,
)
REGISTRY: dict[str, Measure] = {
    measure.name: measure for family in FAMILIES for measure in family.MEASURES
}


class Key(NamedTuple):
    """What a value is of; ``where``: its dimensions in the order of ``DIMENSIONS``."""

    measure: str
    where: tuple[str, ...]
    statistic: str


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """The measures of one replication: ``values[i]`` (NaN: nothing to measure) is of ``keys[i]``.

    All replications of a scenario have the same keys in the same order.
    """

    keys: tuple[Key, ...]
    values: Floats

    def frame(self) -> pd.DataFrame:
        """One row per value, with the columns of ``COLUMNS``."""
        import pandas as pd

        table = pd.DataFrame.from_records(
            [(key.measure, *key.where, key.statistic) for key in self.keys],
            columns=["measure", *DIMENSIONS, "statistic"],
        )
        return table.assign(value=self.values)[list(COLUMNS)]


def measures(run: Run, names: Iterable[str] | None = None) -> Measured:
    """Take some measures of a run, or all of them.

    Raises:
        InputError: a name is not that of a measure.
    """
    chosen = tuple(REGISTRY if names is None else names)
    unknown = [name for name in chosen if name not in REGISTRY]
    if unknown:
        raise InputError([unknown_measure(name) for name in unknown])
    keys: list[Key] = []
    values: list[Floats] = []
    for name in chosen:
        for part in REGISTRY[name].compute(run):
            if isinstance(part, Table):
                keys += run.fixed(_keys, name, part.cells)
                values.append(part.values.ravel())
            else:
                keys.append(Key(name, part[2:], part.statistic))
                values.append(np.array([part.value]))
    joined = np.concatenate(values) if values else np.zeros(0)
    # Kept as the first replication had them: held once, and quick to compare.
    first = run.outline.first(("keys", chosen), tuple(keys))
    return Measured(first if first == tuple(keys) else tuple(keys), joined.astype(np.float64))


def _keys(_: Outline, name: str, cells: Cells) -> tuple[Key, ...]:
    return tuple(Key(name, place, statistic) for place, statistic in cells.of)


def unknown_measure(name: str, path: str = "") -> Problem:
    """What to say of a name that is not a measure's."""
    from difflib import get_close_matches

    near = get_close_matches(name, REGISTRY, n=3)
    do = f"did you mean {' or '.join(near)}?" if near else f"measures: {', '.join(REGISTRY)}"
    return Problem(f"there is no measure '{name}'", path=path, do=do)
