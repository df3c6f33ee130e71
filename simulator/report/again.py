"""Runs that have a folder already: gone on with, added to, made again."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.errors import InputError, Problem
from simulator.experiment.folder import BEGUN, MANIFEST, REQUEST
from simulator.experiment.replication import Setup
from simulator.experiment.request import Request, read_json, request_in
from simulator.report.landing import Asked, Ready
from simulator.scenario.load import Loaded
from simulator.scenario.schema import Batch

UNFINISHED = ".unfinished-"
# What the file of a fit that has begun, and the manifest of a whole one, have and no others.
FIT = "fit"


@dataclass(frozen=True, slots=True, eq=False)
class Waiting:
    """A run to be done, and where it lands. ``more``: a whole run whose replications it uses."""

    ready: Ready
    out: Path
    more: Path | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Unfinished runs that can go on, and those that cannot with what to do about each."""

    waiting: tuple[Waiting, ...]
    problems: tuple[Problem, ...]


def those_that_go_on(folders: Sequence[Path], jobs: int) -> Found:
    """The runs of unfinished folders, and what is wrong with those that cannot go on."""
    waiting, problems = [], []
    for folder in folders:
        try:
            waiting.append(go_on(folder, jobs))
        except InputError as error:
            problems += error.problems
    return Found(tuple(waiting), tuple(problems))


def unfinished(out: Path) -> list[Path]:
    """Folders of runs under ``out`` that were stopped, the oldest first."""
    found = [each for each in out.glob(f"*/{UNFINISHED}*") if each.is_dir()]
    return sorted(found, key=lambda each: (each.stat().st_mtime, each.name))


def go_on(folder: Path, jobs: int) -> Waiting:
    """The run of an unfinished folder.

    Raises:
        InputError: there is none, it is whole, or what it was begun with is not to be had.
    """
    if folder.name.startswith(UNFINISHED) and not (folder / REQUEST).is_file():
        raise InputError([_of_another_command(folder)])
    _refuse_fit(folder)
    request = request_in(folder)
    if (folder / MANIFEST).is_file() and not folder.name.startswith(UNFINISHED):
        do = "to add replications to it: --expand and how many there are to be in all"
        raise InputError([Problem("this run is whole", path=str(folder), do=do)])
    return Waiting(ready_again(request, folder, jobs), folder.parent.parent)


def is_of_a_fit(folder: Path) -> bool:
    """Whether an unfinished folder is one that ``stepdown calibrate`` goes on with."""
    return folder.name.startswith(UNFINISHED) and FIT in _plain(folder / BEGUN)


def _refuse_fit(folder: Path) -> None:
    if FIT in _plain(folder / MANIFEST):
        do = "to fit with other members or another seed: stepdown calibrate"
        raise InputError([Problem("this is a fit, and whole", path=str(folder), do=do)])


def _plain(file: Path) -> dict[str, Any]:
    try:
        return read_json(file)
    except (OSError, ValueError, TypeError):
        return {}


def _of_another_command(folder: Path) -> Problem:
    """What to say of a folder that ``stepdown run`` has not made: how it goes on."""
    try:
        begun = json.loads((folder / BEGUN).read_text(encoding="utf-8"))
        typed = shlex.join(str(word) for word in begun["command"])
    except (OSError, ValueError, KeyError, TypeError):
        says = "was not begun by stepdown run, and does not say by what"
        do = f"type the command again that made {folder.parent.name}, or delete the folder"
        return Problem(says, path=str(folder), do=do)
    says = "was not begun by stepdown run; what it has finished is kept"
    return Problem(says, path=str(folder), do=f"it goes on with the same command again: {typed}")


def to_expand(folder: Path, replications: int, jobs: int) -> Waiting:
    """The run of a whole folder with more replications.

    Raises:
        InputError: there is none, it has as many, or what it was made with is not to be had.
    """
    _refuse_fit(folder)
    request = request_in(folder)
    had = request.batch_asked.replications
    if replications <= had and request.batch_asked.precision is None:
        do = f"--expand {had + 1} or more"
        raise InputError([Problem(f"it has {had} replications", path=str(folder), do=do)])
    batch = request.batch_asked.model_copy(
        update={"replications": replications, "precision": None, "absolute": {}}
    )
    return Waiting(ready_again(request, folder, jobs, batch), folder.parent.parent, folder)


def ready_again(request: Request, folder: Path, jobs: int, batch: Batch | None = None) -> Ready:
    """What was asked, ready to run as then; with another number of replications if given.

    Raises:
        InputError: what it was made with is not to be had: what differs.
    """
    return ready_of(request, request.loaded(folder), jobs, batch)


def ready_of(request: Request, loaded: Loaded, jobs: int, batch: Batch | None = None) -> Ready:
    """A scenario that was read again, ready to run as was asked."""
    asked = Asked(
        jobs=jobs,
        engine=request.engine,
        is_trial=request.is_trial,
        sets=request.sets,
        command=request.command,
    )
    return Ready(loaded, batch or request.batch_asked, Setup.of(loaded.scenario), asked)
