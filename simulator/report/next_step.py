"""The one line that ends a command: what is useful next, as it is typed."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.experiment.comparison import Comparison
from simulator.experiment.grid import Grid
from simulator.experiment.sizing import Sizing
from simulator.results.measure import DIMENSIONS
from simulator.results.measures import Key
from simulator.scenario.partly import Partly

if TYPE_CHECKING:
    from simulator.report.landing import Landed


def after_run(landed: Sequence[Landed]) -> str:
    """What the runs differ in; of one alone, what it changes or the document of it."""
    paths = [str(each.ready.loaded.path) for each in landed]
    files = landed[0].ready.loaded.files
    # What was fitted against what it was fitted from is no question of anybody.
    if len(paths) == 1 and len(files) > 1 and "posterior" not in Partly.of(paths[0]).document:
        paths = [str(files[1].path), *paths]
    if len(paths) > 1:
        words = shlex.join(["stepdown", "compare", *paths])
        return f"next: {words} says what differs, on the same patients"
    words = shlex.join(["stepdown", "document", landed[0].folder.as_posix()])
    return f"next: {words} writes down what was done"


def after_comparison(comparison: Comparison, command: Sequence[str], *, is_explained: bool) -> str:
    """What each change did, where there are changes; else what the decision rests on."""
    paths = [str(arm.loaded.path) for arm in comparison.arms[:2]]
    if not is_explained and any(Partly.of(arm.loaded.path).changes for arm in comparison.others):
        return f"next: {shlex.join([*command, '--explain'])} says what each change did"
    return (
        f"next: {shlex.join(['stepdown', 'sensitivity', *paths])} --vary PATH=LOW..HIGH says "
        "whether it holds for other values of an input"
    )


def after_grid(grid: Grid, keys: Sequence[tuple[str, Key]]) -> str:
    """The least that is enough, along the same values."""
    path = str(grid.arms[grid.points[0]].loaded.path)
    axis, key = grid.axes[0], keys[0][1]
    where = [f"{n}={v}" for n, v in zip(DIMENSIONS, key.where, strict=True) if v]
    goal = f"{key.measure}[{', '.join(where)}] <= NUMBER"
    vary = f"{axis.path}={axis.values[0]}..{axis.values[-1]}"
    words = ["stepdown", "size", path, "--vary", vary, "--goal", goal]
    return f"next: {shlex.join(words)} finds the least that is enough"


def after_size(sizing: Sizing, folder: Path) -> str:
    """A run of the answer; without one, what may give it."""
    found = sizing.searched
    if found.best is not None:
        answer = (folder / "answer.yaml").as_posix()
        return f"next: {shlex.join(['stepdown', 'run', answer])} runs the answer in full"
    if found.untold:
        return "next: the same command with more runs (-r) may tell"
    return "next: the same command with a wider range, or another --vary or --goal"


def after_pair(command: str, paths: Sequence[Path]) -> str:
    """A comparison of two scenarios, after a command on both."""
    words = ["stepdown", "compare", *map(str, paths)]
    return f"next: {shlex.join(words)} {command}"
