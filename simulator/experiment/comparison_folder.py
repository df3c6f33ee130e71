"""The folder of a comparison: tidy tables, the scenarios, and a manifest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from simulator.experiment import code
from simulator.experiment.arm import Arm
from simulator.experiment.attribution import Attribution
from simulator.experiment.averages import Average
from simulator.experiment.comparison import Comparison
from simulator.experiment.file_name import name_of, safe_name
from simulator.experiment.folder import Folder
from simulator.experiment.grid import Grid
from simulator.experiment.money import money_frames
from simulator.experiment.streaming_tables import write_arms
from simulator.results.csv_file import write_csv
from simulator.scenario.schema import Batch

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Made:
    """What a comparison was asked to do besides its scenarios, for its folder and manifest."""

    command: tuple[str, ...]
    batch: Batch
    engine: str
    is_trial: bool
    asked: tuple[str, ...] = ()


def folder_of(arms: Sequence[Arm], made: Made, out: Path, begins: str = "compare") -> Folder:
    """Where a comparison lands: ``<out>/compare-<scenarios>/<UTC time>-<hash8>``."""
    batch, engine, is_trial = made.batch, made.engine, made.is_trial
    keys = [Folder.of(arm.loaded, batch, engine, is_trial, out).key for arm in arms]
    text = json.dumps([*keys, *made.asked, batch.model_dump(mode="json")], sort_keys=True)
    stems = dict.fromkeys(name_of(arm.loaded.path) for arm in arms)
    name = "-".join([begins, *stems])[:LONGEST_NAME]
    return Folder(out, name, hashlib.sha256(text.encode()).hexdigest())


def write_comparison(
    comparison: Comparison,
    averages: Sequence[Average],
    explained: Sequence[Attribution],
    folder: Path,
) -> None:
    """Differences, every value of every replication, averages, effects of changes, scenarios."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(comparison.frame(), folder, "differences")
    write_arms(comparison.by_label(), folder / "replications.parquet")
    write_csv(pd.DataFrame([asdict(row) for row in averages]), folder / "averages.csv")
    for name, table in money_frames(comparison.money()).items():
        _write(table, folder, name)
    if explained:
        _write(
            pd.concat([each.frame() for each in explained], ignore_index=True), folder, "changes"
        )
    checks = {
        arm.label: {check.name: check.passed for check in result.checks}
        for arm, result in zip(comparison.arms, comparison.results, strict=True)
    }
    shown = {"checks": checks, "cautions": list(comparison.cautions)}
    shown["not_yet_as_precise_as_asked"] = [str(each) for each in comparison.wanting]
    text = json.dumps(shown, indent=1, ensure_ascii=False)
    (folder / "checks.json").write_text(text + "\n", encoding="utf-8")
    _write_scenarios(comparison.arms, folder)


def write_grid(grid: Grid, folder: Path) -> None:
    """Every point and every step, and the scenario at each point."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(grid.frame(), folder, "grid")
    _write(grid.marginal_frame(), folder, "steps")
    first = grid.arms[grid.points[0]]
    (folder / "resolved.yaml").write_text(first.loaded.to_yaml(), encoding="utf-8")


def _write(table: pd.DataFrame, folder: Path, name: str) -> None:
    write_csv(table, folder / f"{name}.csv")
    table.to_parquet(folder / f"{name}.parquet", index=False)


def _write_scenarios(arms: Sequence[Arm], folder: Path) -> None:
    (folder / "scenarios").mkdir(exist_ok=True)
    for arm in arms:
        file = folder / "scenarios" / f"{safe_name(arm.label)}.yaml"
        file.write_text(arm.loaded.to_yaml(), encoding="utf-8")


def manifest_of(
    arms: Sequence[Arm], made: Made, folder: Folder, replications: int, times: Mapping[str, Any]
) -> dict[str, Any]:
    """What was compared, with what, on what; hashes of outputs are added when written."""
    files = {f.path: f.sha256 for arm in arms for f in (*arm.loaded.files, *arm.loaded.data)}
    return {
        "command": list(made.command),
        "key": folder.key,
        "scenarios": [arm.label for arm in arms],
        "code_sha256": code.code_hash(),
        **code.commit(),
        "files": files,
        "versions": code.versions(),
        "hardware": code.hardware(),
        "engine": made.engine,
        "trial": made.is_trial,
        "seed": made.batch.seed,
        "replications_done": replications,
        "precision_asked": made.batch.precision or made.batch.absolute or None,
        **times,
    }
