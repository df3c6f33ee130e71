"""Tables with rows for every replication, written some replications at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.experiment.streaming import Left
from simulator.results.measures import Measured

if TYPE_CHECKING:
    import pandas as pd

    from simulator.experiment.batch import BatchResult

# Rows of a table that are in memory at a time, and lie together in its file.
ROWS_TOGETHER = 200_000
# Numbers of a table with a column for each series: 4 MB.
NUMBERS_TOGETHER = 500_000


def write_values(result: BatchResult, file: Path) -> None:
    """Every value of every replication: tidy rows with the scenario's title."""
    first = result.replications[0].measured.frame()
    of_keys = first.assign(scenario=result.setup.scenario.title)
    together = ROWS_TOGETHER // max(len(first), 1)
    some = _together(result.replications, together)
    rows = ([(each.number, each.measured) for each in several] for several in some)
    _write(file, _tables(of_keys, 0, rows))


def write_arms(arms: Iterable[tuple[str, Sequence[Measured]]], file: Path) -> None:
    """Every value of every replication of several scenarios, by their labels: tidy rows."""

    def tables() -> Iterator[Any]:
        for label, measured in arms:
            of_keys = measured[0].frame()
            of_keys.insert(0, "scenario", label)
            each = max(1, ROWS_TOGETHER // max(len(of_keys), 1))
            some = range(0, len(measured), each)
            rows = (list(enumerate(measured[at : at + each], at + 1)) for at in some)
            yield from _tables(of_keys, 1, rows)

    _write(file, tables())


def _tables(
    of_keys: pd.DataFrame, at: int, some: Iterable[Sequence[tuple[int, Measured]]]
) -> Iterator[Any]:
    """A table of each of some numbered replications; their number is the column ``at``."""
    import pyarrow as pa

    of_keys.insert(at, "replication", 0)
    plain = pa.Table.from_pandas(of_keys, preserve_index=False)
    value = plain.schema.get_field_index("value")
    for several in some:
        made = pa.concat_tables([plain] * len(several))
        numbers = np.repeat([number for number, _ in several], len(of_keys))
        values = np.concatenate([each.values for _, each in several])
        made = made.set_column(at, "replication", pa.array(numbers))
        # A value that is not there is empty, as pandas writes it.
        yield made.set_column(value, "value", pa.array(values, from_pandas=True))


def write_days(result: BatchResult, file: Path) -> None:
    """The daily series of every replication: a row a day, a column a series.

    Raises:
        ValueError: they were not kept.
    """
    import pyarrow as pa

    first = result.replications[0].daily
    flat = first.set_axis([": ".join(column) for column in first.columns.to_flat_index()], axis=1)
    flat.insert(0, "replication", 1)
    # The date stands between the number and the counts.
    flat.insert(1, "date", flat.index)
    of_days = pa.Table.from_pandas(flat, preserve_index=False)

    def table(some: Sequence[Left]) -> Any:
        counts = np.concatenate([each.days.values for each in some if each.days is not None])
        numbers = np.repeat([each.number for each in some], len(first))
        dates = pa.concat_tables([of_days.select(["date"])] * len(some)).column(0)
        columns = [numbers, *counts.T]
        made = [pa.array(np.ascontiguousarray(column)) for column in columns]
        return pa.Table.from_arrays([made[0], dates, *made[1:]], schema=of_days.schema)

    together = NUMBERS_TOGETHER // max(first.size, 1)
    _write(file, (table(some) for some in _together(result.replications, together)))


def _together(replications: Sequence[Left], number: int) -> Iterator[Sequence[Left]]:
    """So many replications at a time, and at least one."""
    for first in range(0, len(replications), max(1, number)):
        yield replications[first : first + max(1, number)]


def _write(file: Path, tables: Iterator[Any]) -> None:
    import pyarrow.parquet as pq

    first = next(tables)
    with pq.ParquetWriter(file, first.schema) as writer:
        writer.write_table(first)
        # No longer held when the next are made.
        del first
        for each in tables:
            writer.write_table(each)
