"""A run's folder: written under a temporary name, renamed when whole, never overwritten."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.errors import InputError, Problem
from simulator.experiment import code
from simulator.experiment.batch import BatchResult
from simulator.experiment.file_name import name_of
from simulator.experiment.parts import Parts
from simulator.experiment.streaming_tables import write_days, write_values
from simulator.results.csv_file import write_csv
from simulator.scenario.bundled import locate
from simulator.scenario.load import Loaded
from simulator.scenario.schema import Batch

MANIFEST, REQUEST, RESOLVED = "manifest.json", "asked.json", "resolved.yaml"
BEGUN = "begun.json"
PARTS = "parts"


@dataclass(frozen=True, slots=True)
class Folder:
    """Where a run lands: ``<out>/<scenario>/<UTC time>-<hash8>``.

    ``key``: hash of the resolved scenario, the seed, the engine, the code and the versions of what
    numbers go through. A run that was killed leaves ``.unfinished-<hash8>``, and the same run goes
    on from there.
    """

    out: Path
    scenario: str
    key: str

    @classmethod
    def of(cls, loaded: Loaded, batch: Batch, engine: str, is_trial: bool, out: Path) -> Folder:
        """The folder of a run that is asked for."""
        asked = {
            "scenario": loaded.resolved,
            "seed": batch.seed,
            "engine": engine,
            "trial": is_trial,
            "code": code.code_hash(),
            "versions": code.versions(),
        }
        text = json.dumps(asked, sort_keys=True, default=str)
        return cls(out, name_of(loaded.path), hashlib.sha256(text.encode()).hexdigest())

    @property
    def unfinished(self) -> Path:
        """The folder while the run goes on."""
        return self.out / self.scenario / f".unfinished-{self.key[:8]}"

    @property
    def parts(self) -> Parts:
        """Where finished replications are kept meanwhile."""
        return Parts(self.unfinished / PARTS)

    @property
    def partial(self) -> Path:
        """The report of a run that was stopped, until it is whole."""
        return self.out / self.scenario / f"partial-{self.key[:8]}.html"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the unfinished folder, so that no other process writes to it.

        A process that is killed lets go of it.

        Raises:
            InputError: another process holds it.
        """
        from filelock import FileLock, Timeout

        self.unfinished.mkdir(parents=True, exist_ok=True)
        # Beside the folder, which is renamed while it is held.
        lock = FileLock(self.unfinished.with_suffix(".lock"), timeout=0)
        try:
            lock.acquire()
        except Timeout:
            says = "the same run is being done by another process"
            do = "wait until it has ended, or stop it; what it has finished is then used"
            raise InputError([Problem(says, path=str(self.unfinished), do=do)]) from None
        try:
            yield
        finally:
            # Before it is let go: who opened the file meanwhile then finds that it is gone. Deleted
            # after, it could be one that another process holds already.
            with suppress(OSError):
                Path(lock.lock_file).unlink()
            lock.release()

    @contextmanager
    def held_for(self, command: Sequence[str]) -> Iterator[None]:
        """Hold it for a command that goes on when it is typed again, and say so in the folder.

        A question that cannot be put leaves nothing there.

        Raises:
            InputError: it cannot be written to, or another process holds it.
        """
        try:
            self.unfinished.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            says = f"'{self.out}' cannot be written to: {error.strerror}"
            raise InputError([Problem(says, path="--out", do="give another folder")]) from None
        is_mine = False
        try:
            with self.held():
                is_mine = True
                begun = self.unfinished / BEGUN
                begun.write_text(json.dumps({"command": list(command)}) + "\n", encoding="utf-8")
                yield
        except InputError:
            if not is_mine:
                raise
            (self.unfinished / BEGUN).unlink(missing_ok=True)
            for folder in (self.unfinished, self.unfinished.parent):
                if folder.is_dir() and not any(folder.iterdir()):
                    folder.rmdir()
            raise

    def settle(self) -> Path:
        """Give the finished folder its lasting name."""
        for name in (REQUEST, BEGUN):
            (self.unfinished / name).unlink(missing_ok=True)
        self.partial.unlink(missing_ok=True)
        stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
        final = self.out / self.scenario / f"{stamp}-{self.key[:8]}"
        again = 1
        while final.exists():
            again += 1
            final = self.out / self.scenario / f"{stamp}-{self.key[:8]}-{again}"
        self.unfinished.rename(final)
        return final


def write_tables(result: BatchResult, loaded: Loaded, folder: Path) -> None:
    """Everything of a run but its report: scenario, results, checks, events."""
    folder.mkdir(parents=True, exist_ok=True)
    _copy_scenario(loaded, folder)
    write_values(result, folder / "replications.parquet")
    write_csv(result.summary.frame(), folder / "summary.csv")
    write_days(result, folder / "daily.parquet")
    if result.events is not None:
        result.events.to_parquet(folder / "events.parquet", index=False)
    checks = {
        "checks": [_plain(check) for check in result.checks],
        "published": [_plain(each) for each in result.published],
        "not_yet_as_precise_as_asked": [str(each) for each in result.wanting],
    }
    text = json.dumps(checks, indent=1, ensure_ascii=False)
    (folder / "checks.json").write_text(text + "\n", encoding="utf-8")


def _copy_scenario(loaded: Loaded, folder: Path) -> None:
    given = locate(loaded.path)
    if given.exists():
        (folder / "scenario.yaml").write_bytes(given.read_bytes())
    (folder / RESOLVED).write_text(loaded.to_yaml(), encoding="utf-8")


def _plain(record: Any) -> Any:  # records of several kinds, as JSON
    if hasattr(record, "model_dump"):
        return record.model_dump(mode="json", exclude_none=True)
    if hasattr(record, "_asdict"):
        return {k: _plain(v) for k, v in record._asdict().items()}
    if hasattr(record, "__dataclass_fields__"):
        return {name: _plain(getattr(record, name)) for name in record.__dataclass_fields__}
    if isinstance(record, float) and not math.isfinite(record):
        return None
    if isinstance(record, tuple):
        return [_plain(each) for each in record]
    return record


def manifest(
    result: BatchResult,
    loaded: Loaded,
    folder: Folder,
    asked: Mapping[str, Any],
    times: Mapping[str, Any],
) -> dict[str, Any]:
    """What was run, with what, on what; hashes of outputs are added when they are written.

    ``asked``: what was asked, as a ``Request`` gives it.
    """
    return {
        "command": list(asked["command"]),
        "asked": dict(asked),
        "key": folder.key,
        "code_sha256": code.code_hash(),
        **code.commit(),
        "files": {file.path: file.sha256 for file in (*loaded.files, *loaded.data)},
        "versions": code.versions(),
        "hardware": code.hardware(),
        "engine": result.engine,
        "trial": result.is_trial,
        "seed": result.batch.seed,
        "replications_done": len(result.replications),
        "replications_asked": result.batch.replications,
        "precision_asked": result.batch.precision,
        "patients": result.patients,
        "still_there_at_the_end": result.still_there,
        "seconds_by_stage": {name: round(total, 3) for name, total in result.seconds.items()},
        **times,
    }


def write_manifest(plain: Mapping[str, Any], folder: Path) -> None:
    """Write the manifest with the hash of every other file of the folder."""
    outputs = {
        file.name: _sha256(file)
        for file in sorted(folder.iterdir())
        if file.is_file() and file.name not in {MANIFEST, REQUEST, BEGUN}
    }
    text = json.dumps({**plain, "outputs": outputs}, indent=1, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def _sha256(file: Path) -> str:
    """The hash of a file that may not fit in memory."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
