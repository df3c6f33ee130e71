"""A measure: a name, one exact definition, and how it is read off a run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from simulator.results.run import Floats, Run

ALL_ACUTE = "all acute"
ALL_OTHER_BEDS = "all other beds"


class Row(NamedTuple):
    """One value of a measure. A dimension that it is not split by is ''.

    ``care_setting`` may also be ``all acute`` or ``all other beds``; ``weekday`` is mon to sun;
    ``hour`` 0 to 23; ``pathway_number`` 0 to 3; ``band`` is a range of days, or a kind of cost.
    """

    statistic: str
    value: float
    care_setting: str = ""
    unit: str = ""
    group: str = ""
    pathway: str = ""
    pathway_number: str = ""
    reason: str = ""
    organisation: str = ""
    weekday: str = ""
    hour: str = ""
    band: str = ""
    handoff: str = ""
    destination: str = ""
    standard: str = ""
    locality: str = ""


DIMENSIONS = Row._fields[2:]
COLUMNS = ("measure", *DIMENSIONS, "statistic", "value")

Where = tuple[str, ...]


def where(**dimensions: str) -> Where:
    """Dimensions in the order of ``DIMENSIONS``, '' for those not named."""
    return Row("", 0.0, **dimensions)[2:]


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """What the values of a table are of: ``of[i]`` is a place and a statistic.

    The same in all replications, so made once (``Run.fixed``).
    """

    of: tuple[tuple[Where, str], ...]

    @classmethod
    def each(cls, places: Iterable[Where], statistics: Sequence[str]) -> Cells:
        """Every statistic of the first place, then of the next."""
        return cls(tuple((place, name) for place in places for name in statistics))


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Many values of a measure at once: ``values``, read row by row, are of ``cells`` in order."""

    cells: Cells
    values: Floats

    def __post_init__(self) -> None:
        if self.values.size != len(self.cells.of):
            raise ValueError(f"{self.values.size} values of {len(self.cells.of)} cells")

    @classmethod
    def of(cls, cells: Cells, columns: Sequence[Floats]) -> Table:
        """From one column of values for each statistic."""
        return cls(cells, np.stack(columns, axis=-1))


@dataclass(frozen=True, slots=True)
class Measure:
    """One entry of the registry.

    ``unit``: of the value, unless the statistic is ``n`` or ``open`` (counts) or ``share``.
    ``definition``: clock, filters, warm-up and open journeys, in a sentence or two. ``by``: the
    dimensions it may be split by. ``statistics``: the first is meant when none is named.
    ``compute``: gives rows, or tables where there are so many that a row each would be slow.
    """

    name: str
    title: str
    unit: str
    definition: str
    by: tuple[str, ...]
    statistics: tuple[str, ...]
    compute: Callable[[Run], Iterable[Row | Table]]


def spread(statistics: Mapping[str, float], **where: str) -> list[Row]:
    """Rows for several statistics of one place."""
    return [Row(name, value, **where) for name, value in statistics.items()]
