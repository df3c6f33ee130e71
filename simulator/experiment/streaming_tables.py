"""Tables with rows for every replication, written some replications at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.experiment.streaming import Left

if TYPE_CHECKING:
    import pandas as pd

    from simulator.experiment.batch import BatchResult

# Rows of a table that are in memory at a time, and lie together in its file.
ROWS_TOGETHER = 200_000


def write_values(result: BatchResult, file: Path) -> None:
    """Every value of every replication: tidy rows with the scenario's title."""
    import pyarrow as pa

    first = result.replications[0].measured.frame()
    first.insert(0, "replication", 0)
    of_keys = pa.Table.from_pandas(
        first.assign(scenario=result.setup.scenario.title), preserve_index=False
    )

    def table(some: Sequence[Left]) -> Any:
        made = pa.concat_tables([of_keys] * len(some))
        numbers = np.repeat([each.number for each in some], len(first))
        values = np.concatenate([each.measured.values for each in some])
        # A value that is not there is empty, as pandas writes it.
        columns = {"replication": pa.array(numbers), "value": pa.array(values, from_pandas=True)}
        for name, column in columns.items():
            made = made.set_column(made.schema.get_field_index(name), name, column)
        return made

    _write(file, (table(some) for some in _together(result.replications, len(first))))


def write_days(result: BatchResult, file: Path) -> None:
    """The daily series of every replication: a row a day, a column a series."""
    import pandas as pd
    import pyarrow as pa

    def table(some: Sequence[Left]) -> Any:
        days = pd.concat({each.number: each.daily for each in some}, names=["replication"])
        flat = days.set_axis([": ".join(column) for column in days.columns.to_flat_index()], axis=1)
        return pa.Table.from_pandas(flat.reset_index(), preserve_index=False)

    first = result.replications[0].daily
    _write(file, (table(some) for some in _together(result.replications, len(first))))


def write_frames(frames: Iterable[pd.DataFrame], file: Path) -> None:
    """Tables under one another in one file, one of them in memory at a time."""
    import pyarrow as pa

    _write(file, (pa.Table.from_pandas(frame, preserve_index=False) for frame in frames))


def _together(replications: Sequence[Left], rows: int) -> Iterator[Sequence[Left]]:
    """Some replications at a time, as many as their rows of a table may be together."""
    number = max(1, ROWS_TOGETHER // max(rows, 1))
    for first in range(0, len(replications), number):
        yield replications[first : first + number]


def _write(file: Path, tables: Iterator[Any]) -> None:
    import pyarrow.parquet as pq

    first = next(tables)
    with pq.ParquetWriter(file, first.schema) as writer:
        writer.write_table(first)
        for each in tables:
            writer.write_table(each)
