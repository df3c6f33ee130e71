"""The tidy tables of a sensitivity analysis, and the two scenarios."""

from __future__ import annotations

from pathlib import Path

from simulator.experiment.sensitivity import Sensitivity
from simulator.results.csv_file import write_csv


def write_sensitivity(found: Sensitivity, folder: Path) -> None:
    """Every value at which it was run, every swing, every value of each replication."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in (("points", found.frame()), ("swings", found.swing_frame())):
        write_csv(table, folder / f"{name}.csv")
        table.to_parquet(folder / f"{name}.parquet", index=False)
    found.value_frame().to_parquet(folder / "replications.parquet", index=False)
    (folder / "scenarios").mkdir(exist_ok=True)
    for name, arm in (("reference", found.first), ("scenario", found.second)):
        file = folder / "scenarios" / f"{name}.yaml"
        file.write_text(arm.loaded.to_yaml(), encoding="utf-8")
