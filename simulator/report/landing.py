"""A run from its scenario file to its folder: the whole of ``stepdown run``."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.errors import InputError, Problem
from simulator.experiment.batch import BatchResult, Told, run_batch
from simulator.experiment.folder import Folder, manifest, write_manifest, write_tables
from simulator.experiment.prepare import batch_of, known_engine, prepare
from simulator.experiment.replication import DEFAULT_ENGINE, Setup
from simulator.scenario.load import Loaded
from simulator.scenario.schema import Batch

LOG = logging.getLogger("stepdown")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of a run besides its scenario. ``jobs`` 0: all processors."""

    replications: int | None = None
    precision: tuple[str, ...] = ()
    seed: int | None = None
    jobs: int = 0
    engine: str = DEFAULT_ENGINE
    is_trial: bool = False
    sets: tuple[str, ...] = ()
    command: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """A scenario ready to run, and how often."""

    loaded: Loaded
    batch: Batch
    setup: Setup
    asked: Asked


@dataclass(frozen=True, slots=True, eq=False)
class Landed:
    """A finished run: its folder, and what it has shown."""

    folder: Path
    ready: Ready
    result: BatchResult

    @property
    def report(self) -> Path:
        """The page to open."""
        return self.folder / "report.html"


def make_ready(path: str | Path, asked: Asked) -> Ready:
    """Read, check and build a scenario.

    Raises:
        InputError: it cannot be run; all problems at once.
    """
    known_engine(asked.engine)
    loaded = prepare(path, asked.sets)
    batch = batch_of(
        loaded.scenario.batch,
        replications=asked.replications,
        precision=asked.precision,
        seed=asked.seed,
        is_trial=asked.is_trial,
    )
    return Ready(loaded, batch, Setup.of(loaded.scenario), asked)


def simulate(ready: Ready, folder: Folder | None = None, told: Told | None = None) -> BatchResult:
    """Run the batch, in memory or with its finished replications kept in a folder."""
    import os

    return run_batch(
        ready.setup,
        ready.batch,
        jobs=ready.asked.jobs or os.cpu_count() or 1,
        engine=ready.asked.engine,
        is_trial=ready.asked.is_trial,
        parts=folder.parts if folder is not None else None,
        told=told,
    )


def run_to_folder(ready: Ready, out: Path, told: Told | None = None) -> Landed:
    """Run the batch and land it in a folder of its own under ``out``."""
    folder = Folder.of(ready.loaded, ready.batch, ready.asked.engine, ready.asked.is_trial, out)
    try:
        folder.unfinished.mkdir(parents=True, exist_ok=True)
        log = _log_to(folder.unfinished / "run.log")
    except OSError as error:
        says = f"'{out}' cannot be written to: {error.strerror}"
        raise InputError([Problem(says, path="--out", do="give another folder")]) from None
    try:
        begun, since = dt.datetime.now(dt.UTC), time.perf_counter()
        LOG.info("run %s, seed %s", ready.loaded.path, ready.batch.seed)

        def tell(done: int, planned: int) -> None:
            LOG.info("replication %s of %s", done, planned)
            if told is not None:
                told(done, planned)

        result = simulate(ready, folder, tell)
        times = {
            "begun": begun.isoformat(timespec="seconds"),
            "seconds_simulating": round(time.perf_counter() - since, 3),
        }
        _write(result, ready, folder, ready.asked.command, times)
        LOG.info("done")
    finally:
        LOG.removeHandler(log)
        log.close()
    write_hashes(folder)
    return Landed(folder.settle(), ready, result)


def _write(
    result: BatchResult, ready: Ready, folder: Folder, command: Sequence[str], times: Any
) -> None:
    from simulator.report.page import write_report
    from simulator.report.workbook import write_workbook

    place = folder.unfinished
    plain = manifest(result, ready.loaded, folder, command, times)
    write_tables(result, ready.loaded, place)
    write_workbook(result, ready.loaded, place / "tables.xlsx")
    write_report(result, ready.loaded, plain, place / "report.html")
    write_manifest(plain, place)


def write_hashes(folder: Folder) -> None:
    """Hash the outputs once all of them, the log included, are written."""
    import json

    file = folder.unfinished / "manifest.json"
    write_manifest(json.loads(file.read_text(encoding="utf-8")), folder.unfinished)


def _log_to(file: Path) -> logging.FileHandler:
    handler = logging.FileHandler(file, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
    return handler
