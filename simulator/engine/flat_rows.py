"""Rows of the tables of a compiled run, while they are being made."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.engine.compiled_layout import TABLES

Table = NDArray[Any]
Tables = dict[str, Table]
Row = dict[str, int]
Span = tuple[int, int]


def table(name: str, rows: Iterable[Row]) -> Table:
    """A table from its rows; fields that are not given are 0."""
    given = list(rows)
    found = np.zeros(len(given), dtype=TABLES[name])
    for each in given[:1]:
        for key in each:
            found[key] = [row[key] for row in given]
    return found


def listing(name: str, values: Iterable[int]) -> Table:
    """A table of numbers of rows."""
    return table(name, ({"row": value} for value in values))


def spans(lengths: Iterable[int]) -> list[Span]:
    """Where each of several lists begins and ends when they follow one another."""
    return list(pairwise(np.cumsum([0, *lengths]).tolist()))


def span(name: str, rows: Span) -> Row:
    """Fields that tell a range of rows."""
    return {f"{name}_first": rows[0], f"{name}_last": rows[1]}
