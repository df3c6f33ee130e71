"""Writing the table down: Parquet, and the same as comma-separated text."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from simulator.errors import InputError, Problem
from simulator.results.csv_file import write_csv


def keep(rows: pd.DataFrame, out: Path) -> tuple[Path, Path]:
    """Write `out` and its neighbour that ends in .csv; each appears whole or not at all.

    Raises:
        InputError: the name does not end in .parquet, or its folder cannot be written.
    """
    if out.suffix != ".parquet":
        says = f"--out {out}: the name must end in .parquet"
        raise InputError([Problem(says, do="The same name with .csv is written beside it.")])
    beside = out.with_suffix(".csv")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=out.parent, prefix=".targets-") as folder:
            rows.to_parquet(Path(folder) / out.name, index=False)
            write_csv(rows, Path(folder) / beside.name, date_format="%Y-%m-%d")
            os.replace(Path(folder) / out.name, out)
            os.replace(Path(folder) / beside.name, beside)
    except OSError as error:
        says = f"--out {out}: cannot be written: {error.strerror or error}"
        raise InputError([Problem(says, do="Name a folder that you may write to.")]) from None
    return out, beside
