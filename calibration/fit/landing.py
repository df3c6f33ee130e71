"""A fit from its question to its folder: the whole of the command."""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calibration.fit.bank import Bank, Runs, Told
from calibration.fit.fitted import Fitted, fit
from calibration.fit.fitted_scenario import write_fitted
from calibration.fit.question import Question
from simulator.errors import InputError, Problem
from simulator.experiment import code
from simulator.experiment.folder import Folder, write_manifest

PAGE, BANK = "fit.html", "bank.jsonl"


@dataclass(frozen=True, slots=True, eq=False)
class LandedFit:
    """A finished fit and its folder."""

    folder: Path
    fitted: Fitted

    @property
    def report(self) -> Path:
        """The page to open."""
        return self.folder / PAGE

    @property
    def scenario(self) -> Path:
        """The scenario that it ends as."""
        return self.folder / "fitted.yaml"


def folder_of(question: Question, out: Path) -> Folder:
    """Where a fit lands: ``<out>/calibrate-<place>/<UTC time>-<hash8>``."""
    return Folder(out, f"calibrate-{Path(question.place.path).stem}", question.key)


def fit_to_folder(
    question: Question,
    out: Path,
    *,
    jobs: int = 0,
    command: Sequence[str] = (),
    told: Told | None = None,
) -> LandedFit:
    """Run a fit and land it in a folder of its own under ``out``.

    Every finished run is kept; the same fit goes on from there if it was killed, and comes to the
    same. ``jobs``: workers, 0 for all processors. ``told``: called with (done, planned).

    Raises:
        InputError: ``out`` cannot be written to, another process does the same fit, or (as
            StoppedError) the prior cannot produce a target, or too many runs fail.
    """
    folder = folder_of(question, out)
    begun, since = dt.datetime.now(dt.UTC), time.perf_counter()
    try:
        with folder.held():
            workers = jobs or os.cpu_count() or 1
            bank = Bank.at(folder.unfinished / BANK)
            found = fit(question, Runs(question.base, bank, workers, question.runs, told))
            times = {
                "begun": begun.isoformat(timespec="seconds"),
                "seconds": round(time.perf_counter() - since, 3),
            }
            _write(found, folder, _manifest(found, folder, command, times))
            return LandedFit(folder.settle(), found)
    except OSError as error:
        says = f"'{out}' cannot be written to: {error.strerror}"
        raise InputError([Problem(says, path="--out", do="give another folder")]) from None


def _write(found: Fitted, folder: Folder, plain: dict[str, Any]) -> None:
    from calibration.fit.page import write_page

    place = folder.unfinished
    found.bank().to_parquet(place / "bank.parquet", index=False)
    found.draws.to_parquet(place / "draws.parquet", index=False)
    found.parameters().to_csv(place / "parameters.csv", index=False)
    found.targets().to_csv(place / "targets.csv", index=False)
    found.question.left_out.to_csv(place / "left_out.csv", index=False)
    shown = {
        "tied": [list(each) for each in found.ensemble.tied],
        "failed": dict(found.failures),
        "cautions": found.question.cautions,
    }
    text = json.dumps(shown, indent=1, ensure_ascii=False)
    (place / "diagnosis.json").write_text(text + "\n", encoding="utf-8")
    write_fitted(found, place)
    write_page(found, plain, place / PAGE)
    # The same runs as in bank.parquet; the manifest has a hash of every file that stays.
    (place / BANK).unlink(missing_ok=True)
    write_manifest(plain, place)


def _manifest(
    found: Fitted, folder: Folder, command: Sequence[str], times: dict[str, Any]
) -> dict[str, Any]:
    """What was fitted to what, with what, on what."""
    question = found.question
    return {
        "command": list(command),
        "key": folder.key,
        "scenarios": [Path(question.place.path).stem],
        "targets": question.targets_file,
        "code_sha256": code.code_hash(),
        **code.commit(),
        "files": {each.path: each.sha256 for each in question.files},
        "versions": code.versions(),
        "hardware": code.hardware(),
        "engine": "compiled",
        "method": "ensemble smoother, multiple data assimilation, smoothed outputs, four steps",
        "seed": question.seed,
        "members": question.members,
        "runs": sum(len(step.z) for step in found.steps),
        "runs_failed": sum(found.failures.values()),
        **times,
    }
