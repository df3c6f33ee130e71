"""A comparison from its scenario files to its folder: the whole of ``stepdown compare``."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from simulator.errors import InputError, Problem
from simulator.experiment.arm import Arm, arms_of, prepare_all
from simulator.experiment.attribution import Attribution, attribute
from simulator.experiment.averages import Average, averages
from simulator.experiment.batch import Told
from simulator.experiment.comparison import Comparison, batch_given, compare_arms
from simulator.experiment.comparison_folder import (
    Made,
    folder_of,
    manifest_of,
    write_comparison,
    write_grid,
)
from simulator.experiment.folder import Folder, write_manifest
from simulator.experiment.grid import Grid, Point, arms_of_grid, axes_of, run_grid
from simulator.experiment.lean import Lean, taken
from simulator.experiment.prepare import batch_of, known_engine
from simulator.experiment.promises import measured_alike
from simulator.experiment.store import Store, forget_other_code, store_of
from simulator.experiment.workers import Jobs
from simulator.report.landing import Asked
from simulator.results.measures import REGISTRY, Key, unknown_measure
from simulator.scenario.partly import Partly
from simulator.scenario.schema import Batch

PAGE = "compare.html"


@dataclass(frozen=True, slots=True, eq=False)
class ReadyComparison:
    """Scenarios ready to be compared: ``arms`` by name, or by point where a value is varied."""

    arms: tuple[Arm, ...]
    points: tuple[Point, ...]
    vary: tuple[str, ...]
    measures: tuple[str, ...]
    explain: bool
    batch: Batch
    asked: Asked

    @property
    def jobs(self) -> Jobs:
        """Workers."""
        return self.asked.workers

    @property
    def made(self) -> Made:
        """What its folder and manifest say of it."""
        more = (*self.vary, *self.measures, *(["explain"] if self.explain else []))
        return Made(self.asked.command, self.batch, self.asked.engine, self.asked.is_trial, more)


@dataclass(frozen=True, slots=True, eq=False)
class LandedComparison:
    """A finished comparison, or grid, and its folder."""

    folder: Path
    comparison: Comparison | None = None
    averages: tuple[Average, ...] = ()
    explained: tuple[Attribution, ...] = ()
    grid: Grid | None = None
    keys: tuple[tuple[str, Key], ...] = ()

    @property
    def report(self) -> Path:
        """The page to open."""
        return self.folder / PAGE


def make_ready(
    paths: Sequence[str | Path],
    asked: Asked,
    *,
    vary: Sequence[str] = (),
    measures: Sequence[str] = (),
    explain: bool = False,
) -> ReadyComparison:
    """Read, check and build scenarios, or every point of one of which values are varied.

    The batch is that of the first scenario with what was asked instead.

    Raises:
        InputError: they cannot be compared; all problems at once.
    """
    known_engine(asked.engine)
    unknown = [unknown_measure(name, "--measure") for name in measures if name not in REGISTRY]
    unknown += [
        Problem(f"{name} is not split by care setting", path="--measure", do="name another")
        for name in measures
        if name in REGISTRY and "care_setting" not in REGISTRY[name].by
    ]
    if unknown:
        raise InputError(unknown)
    if vary:
        arms, points = _varied(paths, asked, vary, explain)
        given = arms[0].loaded.scenario.batch
    else:
        arms, points = (
            arms_of(measured_alike(prepare_all([(path, asked.sets) for path in paths]))),
            (),
        )
        given = batch_given(arms)
        if explain and not any(map(_own_changes, arms[1:])):
            says = "none of the scenarios but the reference has `changes`: nothing to be explained"
            raise InputError([Problem(says, path="--explain", do="compare without --explain")])
    batch = batch_of(
        given,
        replications=asked.replications,
        precision=asked.precision,
        seed=asked.seed,
        is_trial=asked.is_trial,
    )
    if vary:
        batch = batch.model_copy(update={"headline": (*batch.headline, *measures)})
    return ReadyComparison(arms, points, tuple(vary), tuple(measures), explain, batch, asked)


def _own_changes(arm: Arm) -> bool:
    """Whether a scenario's own file has changes."""
    return bool(Partly.of(arm.loaded.path).changes)


def _varied(
    paths: Sequence[str | Path], asked: Asked, vary: Sequence[str], explain: bool
) -> tuple[tuple[Arm, ...], tuple[Point, ...]]:
    if len(paths) != 1:
        says = f"--vary is of one scenario, and {len(paths)} are named"
        raise InputError([Problem(says, path="--vary", do="name one scenario")])
    if explain:
        says = "--explain is of scenarios side by side, not of a value varied"
        raise InputError([Problem(says, path="--explain", do="leave out --vary or --explain")])
    found = arms_of_grid(paths[0], asked.sets, axes_of(vary))
    return tuple(found.values()), tuple(found)


def run_comparison(ready: ReadyComparison, out: Path, told: Told | None = None) -> LandedComparison:
    """Run what was asked and land it in a folder of its own under ``out``.

    Finished replications are kept under ``out`` and used again by later comparisons.
    """
    folder = folder_of(ready.arms, ready.made, out, "vary" if ready.vary else "compare")
    forget_other_code(out)
    begun, since = dt.datetime.now(dt.UTC), time.perf_counter()

    def times() -> dict[str, Any]:
        return {
            "begun": begun.isoformat(timespec="seconds"),
            "seconds": round(time.perf_counter() - since, 3),
        }

    with folder.held_for(ready.asked.command):
        if ready.vary:
            landed = _run_grid(ready, out, told, folder, times)
        else:
            landed = _run_arms(ready, out, told, folder, times)
        return replace(landed, folder=folder.settle())


def _run_arms(
    ready: ReadyComparison,
    out: Path,
    told: Told | None,
    folder: Folder,
    times: Callable[[], Mapping[str, Any]],
) -> LandedComparison:
    from simulator.report.comparison_page import view_of, write_page
    from simulator.report.comparison_workbook import TABLES, write_comparison_workbook

    engine, is_trial = ready.asked.engine, ready.asked.is_trial
    comparison = compare_arms(
        ready.arms,
        ready.batch,
        jobs=ready.jobs,
        engine=engine,
        is_trial=is_trial,
        stores=[
            store_of(arm.loaded, ready.batch, engine, out, is_trial=is_trial) for arm in ready.arms
        ],
        told=told,
    )
    explained = tuple(_explained(ready, comparison, out, told)) if ready.explain else ()
    rows = tuple(averages(comparison))
    place = folder.unfinished
    write_comparison(comparison, rows, explained, place)
    plain = manifest_of(ready.arms, ready.made, folder, comparison.replications, times())
    view = view_of(comparison, rows, explained)
    write_page(view, plain, place / PAGE)
    write_comparison_workbook(view, comparison, place / TABLES)
    write_manifest(plain, place)
    return LandedComparison(place, comparison, rows, explained)


def _explained(
    ready: ReadyComparison, comparison: Comparison, out: Path, told: Told | None
) -> list[Attribution]:
    lean, store = _lean(ready, out, told)
    arms = [arm for arm in comparison.others if _own_changes(arm)]
    return [attribute(comparison, arm, ready.asked.sets, lean, store) for arm in arms]


def _lean(
    ready: ReadyComparison, out: Path, told: Told | None
) -> tuple[Lean, Callable[[Arm], Store]]:
    lean = Lean(ready.batch, ready.jobs, ready.asked.engine, told)
    names = taken(ready.batch)

    def store(arm: Arm) -> Store:
        return store_of(arm.loaded, ready.batch, ready.asked.engine, out, measures=names)

    return lean, store


def _run_grid(
    ready: ReadyComparison,
    out: Path,
    told: Told | None,
    folder: Folder,
    times: Callable[[], Mapping[str, Any]],
) -> LandedComparison:
    from simulator.report.comparison_page import grid_keys, view_of_grid, write_page
    from simulator.report.comparison_workbook import TABLES, write_comparison_workbook

    lean, store = _lean(ready, out, told)
    arms = dict(zip(ready.points, ready.arms, strict=True))
    grid = run_grid(axes_of(ready.vary), arms, lean, store)
    keys = grid_keys(grid, ready.measures)
    if not keys:
        says = f"{', '.join(ready.measures)}: nothing of it is of a care setting as a whole"
        raise InputError([Problem(says, path="--measure", do="name another measure")])
    place = folder.unfinished
    write_grid(grid, place)
    plain = manifest_of(ready.arms[:1], ready.made, folder, grid.replications, times())
    view = view_of_grid(grid, keys, ready.asked.is_trial)
    write_page(view, plain, place / PAGE)
    write_comparison_workbook(view, None, place / TABLES)
    write_manifest(plain, place)
    return LandedComparison(place, grid=grid, keys=tuple(keys))
