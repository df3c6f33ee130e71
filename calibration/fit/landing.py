"""A fit from its question to its folder: the whole of the command."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

import calibration
from calibration.fit.again import AskedFit
from calibration.fit.bank import Bank, Runs, Told
from calibration.fit.belief import (
    WIDER,
    Belief,
    asked_frame,
    belief_of,
    more_runs,
    worth_frame,
)
from calibration.fit.belief_difference import differences, extends_the_place
from calibration.fit.fitted import Fitted, fit
from calibration.fit.fitted_scenario import write_fitted
from calibration.fit.question import Question
from calibration.fit.twice import FitTwice, fit_question_twice
from simulator.errors import IncompleteError, InputError, Problem
from simulator.experiment import code
from simulator.experiment.file_name import name_of
from simulator.experiment.folder import Folder, write_manifest
from simulator.experiment.workers import Jobs
from simulator.report.again import FIT
from simulator.report.landing import why_stopped
from simulator.results.csv_file import write_csv

if TYPE_CHECKING:
    from calibration.fit.held_out import HeldOut

PAGE, BANK, MARK = "fit.html", "bank.jsonl", ".code"


@dataclass(frozen=True, slots=True, eq=False)
class LandedFit:
    """A finished fit and its folder."""

    folder: Path
    fitted: Fitted
    belief: Belief
    seconds: float = 0.0

    @property
    def runs(self) -> int:
        """How many runs there were in all."""
        return self.belief.runs_in_all

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
    return Folder(out, f"calibrate-{name_of(question.place.path)}", question.key)


def fit_to_folder(
    question: Question,
    out: Path,
    *,
    jobs: Jobs = 0,
    command: Sequence[str] = (),
    told: Told | None = None,
    scenarios: Sequence[Path] = (),
    targets: Path | None = None,
    is_twice: bool = False,
) -> LandedFit:
    """Run a fit and land it in a folder of its own under ``out``.

    Every finished run is kept; the same fit goes on from there if it was killed, and comes to the
    same. ``jobs``: workers, 0 for all processors; or those of a cluster. ``told``: called with
    (done, planned). ``scenarios``: that extend the place; their differences are set beside what is
    left open. ``targets``: the table of published figures, of which months may be held out.
    ``is_twice``: with two seeds, whose draws are put together where they do not agree.

    Raises:
        InputError: ``out`` cannot be written to, another process does the same fit, or (as
            StoppedError) the prior cannot produce a target, or too many runs fail.
        IncompleteError: no room on the disk or in memory, workers that died, a scheduler that is
            gone.
    """
    folder = folder_of(question, out)
    for each in scenarios:
        extends_the_place(each, Path(question.place.path))
    asked = AskedFit.of(question, scenarios, is_twice=is_twice, command=command)
    workers = jobs or os.cpu_count() or 1
    _check_writable(folder)
    with folder.held(), _incomplete_if_stopped(folder):
        forget_other_code(folder)
        asked.begin(folder.unfinished)
        begun, since = dt.datetime.now(dt.UTC), time.perf_counter()
        belief = _believed(question, folder, asked, workers, told)
        belief = replace(belief, held_out=_held_out(belief.found, targets, workers))
        seconds = round(time.perf_counter() - since, 3)
        times = {"begun": begun.isoformat(timespec="seconds"), "seconds": seconds}
        _write(belief, folder, _manifest(belief.found, asked, times))
        return LandedFit(folder.settle(), belief.found, belief, seconds)


def _believed(
    question: Question, folder: Folder, asked: AskedFit, jobs: Jobs, told: Told | None
) -> Belief:
    """The fit, and what may be believed of it."""
    place = folder.unfinished
    found, twice = _fitted(question, Bank.at(place / BANK), jobs, told, asked.is_twice)
    belief = belief_of(found, place, jobs, _after(told, found, twice))
    write_fitted(found, place)
    across = differences(found, place, [Path(each) for each in asked.scenarios], jobs)
    return replace(belief, across=tuple(across), twice=twice)


def _check_writable(folder: Folder) -> None:
    try:
        folder.unfinished.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        says = f"'{folder.out}' cannot be written to: {error.strerror}"
        raise InputError([Problem(says, path="--out", do="give another folder")]) from None


@contextmanager
def _incomplete_if_stopped(folder: Folder) -> Iterator[None]:
    """Say why a fit could not go on, what is kept of it, and how it goes on."""
    try:
        yield
    except (OSError, MemoryError, BrokenExecutor) as error:
        says, do = why_stopped(error)
        go_on = f"{do}stepdown resume {folder.unfinished.as_posix()}"
        raise IncompleteError(says, f"{kept_of(folder)} runs kept", go_on) from error


def kept_of(folder: Folder) -> int:
    """How many runs of an unfinished fit are kept."""
    files = (folder.unfinished / name for name in (BANK, WIDER))
    return sum(file.read_bytes().count(b"\n") for file in files if file.exists())


def _fitted(
    question: Question, bank: Bank, jobs: Jobs, told: Told | None, is_twice: bool
) -> tuple[Fitted, FitTwice | None]:
    """The fit; with two seeds, the draws of both where they do not agree."""
    if not is_twice:
        planned = question.runs + more_runs(question)
        return fit(question, Runs(question.base, bank, jobs, planned, told)), None
    both = fit_question_twice(question, bank, jobs=jobs, told=told)
    if both.agreement.is_converged:
        return both.first, both
    ensemble = replace(both.first.ensemble, z=both.agreement.z)
    return replace(both.first, ensemble=ensemble), both


def _after(told: Told | None, found: Fitted, twice: FitTwice | None) -> Told | None:
    """Progress of what comes after the fit, counted on."""
    if told is None:
        return None
    before = found.question.runs * (1 if twice is None else 2)
    planned = before + more_runs(found.question)
    return lambda done, _: told(before + done, planned)


def _held_out(found: Fitted, targets: Path | None, jobs: Jobs) -> HeldOut | None:
    """What the fit predicts of months that it held out, if it did."""
    if targets is None or found.question.ask.says.held_out is None:
        return None
    from calibration.fit.held_out import held_out

    return held_out(found, targets, jobs=jobs)


def forget_other_code(folder: Folder) -> None:
    """Delete fits of this place that another version of the code left unfinished.

    Nothing can go on with them. Those of this version are left: the command that began them goes
    on with them.
    """
    mark = _code()
    around = folder.unfinished.parent
    for each in around.glob(".unfinished-*"):
        if each.is_dir() and each != folder.unfinished and _text(each / MARK) != mark:
            _forget(replace(folder, key=each.name.rpartition("-")[2]))
    (folder.unfinished / MARK).write_text(mark, encoding="utf-8")


def _forget(folder: Folder) -> None:
    """Delete an unfinished fit unless another process is at it."""
    try:
        with folder.held():
            shutil.rmtree(folder.unfinished, ignore_errors=True)
    except InputError:
        pass


def _code() -> str:
    """SHA-256 of the code that a fit goes through."""
    total = hashlib.sha256(code.code_hash().encode())
    for file in sorted(Path(calibration.__file__).parent.rglob("*.py")):
        total.update(file.name.encode() + file.read_bytes())
    return total.hexdigest()


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError:
        return ""


def _write(belief: Belief, folder: Folder, plain: dict[str, Any]) -> None:
    from calibration.fit.page import write_page

    found, place = belief.found, folder.unfinished
    found.bank().to_parquet(place / "bank.parquet", index=False)
    found.draws.to_parquet(place / "draws.parquet", index=False)
    write_csv(found.parameters(), place / "parameters.csv")
    write_csv(found.targets(), place / "targets.csv")
    write_csv(found.question.left_out, place / "left_out.csv")
    shown = {
        "tied": [list(each) for each in found.ensemble.tied],
        "failed": dict(found.failures),
        "cautions": found.question.cautions,
    }
    text = json.dumps(shown, indent=1, ensure_ascii=False)
    (place / "diagnosis.json").write_text(text + "\n", encoding="utf-8")
    write_csv(worth_frame(belief.worth), place / "worth.csv")
    unknowns = [free.path for free in found.question.frees]
    write_csv(asked_frame(belief.asked, unknowns), place / "ask_next.csv")
    if len(belief.unused):
        write_csv(belief.unused, place / "unused.csv")
    if belief.across:
        write_csv(pd.DataFrame(map(asdict, belief.across)), place / "differences.csv")
    if belief.held_out is not None:
        write_csv(pd.DataFrame(belief.held_out.records()), place / "held_out.csv")
    write_page(belief, plain, place / PAGE)
    # The same runs as in bank.parquet; the manifest has a hash of every file that stays.
    for name in (BANK, WIDER, MARK):
        (place / name).unlink(missing_ok=True)
    write_manifest(plain, place)


def _manifest(found: Fitted, asked: AskedFit, times: dict[str, Any]) -> dict[str, Any]:
    """What was fitted to what, with what, on what."""
    question = found.question
    return {
        "command": list(asked.command),
        FIT: asked.plain(),
        "key": asked.key,
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
