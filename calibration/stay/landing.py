"""Fitted lengths of stay from the question to their folder: the whole of the command."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calibration.stay.fitted_law import SCENARIO, write_laws
from calibration.stay.frames import band_frame, family_frame
from calibration.stay.group_fit import GroupFit, Told, fit_groups
from calibration.stay.page import write_page
from calibration.stay.question import Question
from simulator.errors import InputError, Problem
from simulator.experiment import code
from simulator.experiment.file_name import safe_name
from simulator.experiment.folder import Folder, write_manifest
from simulator.results.csv_file import write_csv

PAGE = "stays.html"


@dataclass(frozen=True, slots=True, eq=False)
class LandedStays:
    """Finished fits and their folder."""

    folder: Path
    question: Question
    fits: tuple[GroupFit, ...]
    seconds: float

    @property
    def report(self) -> Path:
        """The page to open."""
        return self.folder / PAGE

    @property
    def scenario(self) -> Path:
        """The laws: a scenario if they go into a place, else to paste."""
        return self.folder / SCENARIO


def stays_to_folder(
    question: Question,
    out: Path,
    *,
    jobs: int = 0,
    command: Sequence[str] = (),
    told: Told | None = None,
) -> LandedStays:
    """Fit every group and land it in a folder of its own under ``out``.

    ``jobs``: workers, 0 for all processors; ``told``: called with (groups done, planned).

    Raises:
        InputError: ``out`` cannot be written to, or a group cannot be fitted.
    """
    folder = Folder(out, f"stays-{safe_name(question.source.organisation)}", question.key)
    begun, since = dt.datetime.now(dt.UTC), time.perf_counter()
    workers = jobs or os.cpu_count() or 1
    fits = fit_groups(
        question.asks, bootstraps=question.bootstraps, seed=question.seed, jobs=workers, told=told
    )
    try:
        with folder.held():
            seconds = round(time.perf_counter() - since, 3)
            times = {"begun": begun.isoformat(timespec="seconds"), "seconds": seconds}
            _write(question, fits, folder, {**_manifest(question, folder, command), **times})
            return LandedStays(folder.settle(), question, fits, seconds)
    except OSError as error:
        says = f"'{out}' cannot be written to: {error.strerror}"
        raise InputError([Problem(says, path="--out", do="give another folder")]) from None


def _write(
    question: Question, fits: tuple[GroupFit, ...], folder: Folder, plain: dict[str, Any]
) -> None:
    place = folder.unfinished
    write_laws(question, fits, place)
    write_csv(family_frame(fits), place / "stays.csv")
    write_csv(band_frame(fits), place / "bands.csv")
    write_page(question, fits, plain, place / PAGE)
    write_manifest(plain, place)


def _manifest(question: Question, folder: Folder, command: Sequence[str]) -> dict[str, Any]:
    """What was fitted to what, with what, on what."""
    place = question.place
    scenario_files = {each.path: each.sha256 for each in place.files} if place else {}
    return {
        "command": list(command),
        "key": folder.key,
        "scenarios": [Path(place.path).stem] if place else [],
        "organisation": question.source.organisation,
        "groups": [group.name for group, _ in question.asks],
        "code_sha256": code.code_hash(),
        **code.commit(),
        "files": {**dict(question.source.files), **scenario_files},
        "versions": code.versions(),
        "hardware": code.hardware(),
        "method": "eight families of laws, small counts as ranges, need apart from delay",
        "seed": question.seed,
        "bootstraps": question.bootstraps,
    }
