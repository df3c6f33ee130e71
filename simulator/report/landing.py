"""A run from its scenario file to its folder: the whole of ``stepdown run``."""

from __future__ import annotations

import datetime as dt
import errno
import logging
import shutil
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.errors import IncompleteError, InputError, Problem, StoppedByUser
from simulator.experiment.batch import BatchResult, Told, result_of, run_batch
from simulator.experiment.folder import PARTS, Folder, manifest, write_manifest, write_tables
from simulator.experiment.parts import Parts
from simulator.experiment.prepare import batch_of, known_engine, prepare
from simulator.experiment.replication import DEFAULT_ENGINE, Setup
from simulator.experiment.request import Request
from simulator.experiment.streaming import Stream
from simulator.experiment.workers import Jobs, Workers
from simulator.scenario.load import Loaded
from simulator.scenario.schema import Batch

LOG = logging.getLogger("stepdown")
NO_ROOM = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of a run besides its scenario. ``jobs`` 0: all processors.

    ``cluster``: workers elsewhere, instead of those of this machine.
    """

    replications: int | None = None
    precision: tuple[str, ...] = ()
    seed: int | None = None
    jobs: int = 0
    engine: str = DEFAULT_ENGINE
    is_trial: bool = False
    sets: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    cluster: Workers | None = None

    @property
    def workers(self) -> Jobs:
        """Who runs it: workers elsewhere, or how many of this machine."""
        import os

        return self.cluster or self.jobs or os.cpu_count() or 1


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
    return run_batch(
        ready.setup,
        ready.batch,
        jobs=ready.asked.workers,
        engine=ready.asked.engine,
        is_trial=ready.asked.is_trial,
        parts=folder.parts if folder is not None else None,
        told=told,
    )


def run_to_folder(
    ready: Ready, out: Path, told: Told | None = None, more: Path | None = None
) -> Landed:
    """Run the batch and land it in a folder of its own under ``out``.

    ``more``: the folder of a finished run of the same, whose replications are used again.

    Raises:
        InputError: ``out`` cannot be written to, or another process does the same run.
        IncompleteError: the run could not go on: no room on the disk, a worker that died.
        StoppedByUser: somebody stopped it; what there is has a report.
    """
    folder = Folder.of(ready.loaded, ready.batch, ready.asked.engine, ready.asked.is_trial, out)
    request = request_of(ready, folder)
    try:
        folder.unfinished.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        says = f"'{out}' cannot be written to: {error.strerror}"
        raise InputError([Problem(says, path="--out", do="give another folder")]) from None
    with folder.held():
        with incomplete_if_stopped(folder.parts, "the same command again goes on"):
            # What another process was asked is not written over.
            request.begin(ready.loaded, folder.unfinished)
            if more is not None:
                _use_again(more / PARTS, folder.unfinished / PARTS)
        result = _filled(ready, folder, request, told)
        return Landed(folder.settle(), ready, result)


def request_of(ready: Ready, folder: Folder) -> Request:
    """What is asked of a run that is ready."""
    asked = ready.asked
    return Request.of(
        ready.loaded,
        ready.batch,
        asked.engine,
        folder,
        sets=asked.sets,
        is_trial=asked.is_trial,
        command=asked.command,
    )


def _use_again(kept: Path, parts: Path) -> None:
    """Copy the replications of a finished run into one that begins."""
    if kept.is_dir():
        shutil.copytree(kept, parts, dirs_exist_ok=True)


def _filled(ready: Ready, folder: Folder, request: Request, told: Told | None) -> BatchResult:
    """Run the batch and write everything into its unfinished folder."""
    log = _log_to(folder.unfinished / "run.log")
    progress = _Progress(told)
    go_on = f"stepdown resume {folder.unfinished.as_posix()}"
    try:
        with incomplete_if_stopped(folder.parts, go_on):
            begun, since = dt.datetime.now(dt.UTC), time.perf_counter()
            LOG.info("run %s, seed %s", ready.loaded.path, ready.batch.seed)
            result = simulate(ready, folder, progress)
            times = {
                "begun": begun.isoformat(timespec="seconds"),
                "seconds_simulating": round(time.perf_counter() - since, 3),
            }
            plain = manifest(result, ready.loaded, folder, request.plain(), times)
            _write(result, ready.loaded, plain, folder.unfinished)
            LOG.info("done")
    except KeyboardInterrupt:
        LOG.info("stopped")
        raise _stopped(ready, folder, request, progress.planned) from None
    finally:
        LOG.removeHandler(log)
        log.close()
    # With the log, which is whole only now.
    write_manifest(plain, folder.unfinished)
    return result


@dataclass(slots=True)
class _Progress:
    """Logs each replication, tells whoever asked, and remembers how many there are to be."""

    told: Told | None
    planned: int = 0

    def __call__(self, done: int, planned: int) -> None:
        self.planned = planned
        LOG.info("replication %s of %s", done, planned)
        if self.told is not None:
            self.told(done, planned)


def _stopped(ready: Ready, folder: Folder, request: Request, planned: int) -> StoppedByUser:
    """Write the report of what there is."""
    from simulator.report.page import write_report

    done = Stream.of(folder.parts.unbroken(), folder.parts.beside)
    kept, where = len(folder.parts.numbers()), folder.unfinished.as_posix()
    if not len(done) or len(done) >= planned:
        return StoppedByUser(kept, planned, where)
    result = result_of(
        ready.setup,
        ready.batch,
        done,
        engine=ready.asked.engine,
        is_trial=ready.asked.is_trial,
        planned=planned,
    )
    plain = manifest(result, ready.loaded, folder, request.plain(), {})
    write_report(result, ready.loaded, plain, folder.partial)
    return StoppedByUser(kept, planned, where, folder.partial.as_posix())


@contextmanager
def incomplete_if_stopped(parts: Parts, go_on: str) -> Iterator[None]:
    """Say why a run could not go on, what is kept of it, and how it goes on.

    Raises:
        IncompleteError: no room on the disk or in memory, or a worker that died.
    """
    try:
        yield
    except (OSError, MemoryError, BrokenExecutor) as error:
        LOG.info("could not go on: %s", error)
        kept = len(parts.numbers())
        said = f"{kept} replication{'s' if kept != 1 else ''} kept"
        says, do = why_stopped(error)
        raise IncompleteError(says, said, f"{do}{go_on}") from error


def why_stopped(error: Exception) -> tuple[str, str]:
    """What is said of a run that could not go on, and what to do before it does."""
    if isinstance(error, OSError):
        do = "make room, then: " if error.errno in NO_ROOM else "put that right, then: "
        return f"the run could not go on: {error.strerror or error}", do
    if isinstance(error, MemoryError):
        return "the run could not go on: no memory left", "with fewer workers (-j 1): "
    says = "a worker process died, most often for want of memory"
    return says, "with fewer workers (-j 1): "


def _write(result: BatchResult, loaded: Loaded, plain: Mapping[str, Any], place: Path) -> None:
    from simulator.report.page import write_report
    from simulator.report.workbook import write_workbook

    write_tables(result, loaded, place)
    write_workbook(result, loaded, place / "tables.xlsx")
    write_report(result, loaded, plain, place / "report.html")


def _log_to(file: Path) -> logging.FileHandler:
    handler = logging.FileHandler(file, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
    return handler
