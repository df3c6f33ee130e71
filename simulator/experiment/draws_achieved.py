"""What was drawn beside what was typed, put together over draws of what is not known."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

from simulator.sampling.achieved import Achieved


def together(rows: Iterable[Achieved]) -> list[Achieved]:
    """One row for each kind of draw, whatever was typed for it in each replication.

    Typed mean and standard deviation are those of the mean of all: of means their average over the
    draws made, of variances too, which is exact for a sum of independent draws.
    """
    found: dict[tuple[object, ...], Achieved] = {}
    for row in rows:
        kind = (row.group, row.pathway, row.of, row.occurrence, row.draw, row.unit)
        found[kind] = _both(found[kind], row) if kind in found else row
    return list(found.values())


def _both(one: Achieved, other: Achieved) -> Achieved:
    count = one.count + other.count
    if not count:
        return one
    a, b = one.count / count, other.count / count
    return replace(
        one + other,
        typed_mean=a * one.typed_mean + b * other.typed_mean,
        typed_sd=math.sqrt(a * one.typed_sd**2 + b * other.typed_sd**2),
    )
