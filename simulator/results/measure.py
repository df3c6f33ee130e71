"""A measure: a name, one exact definition, and how it is read off a run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from simulator.results.run import Run

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


@dataclass(frozen=True, slots=True)
class Measure:
    """One entry of the registry.

    ``unit``: of the value, unless the statistic is ``n`` or ``open`` (counts) or ``share``.
    ``definition``: clock, filters, warm-up and open journeys, in a sentence or two. ``by``: the
    dimensions it may be split by. ``statistics``: the first is meant when none is named.
    """

    name: str
    title: str
    unit: str
    definition: str
    by: tuple[str, ...]
    statistics: tuple[str, ...]
    compute: Callable[[Run], Iterable[Row]]


def spread(statistics: Mapping[str, float], **where: str) -> list[Row]:
    """Rows for several statistics of one place."""
    return [Row(name, value, **where) for name, value in statistics.items()]
