"""A line of progress where somebody is looking."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TypeVar

Done = TypeVar("Done")
Told = Callable[[int, int], None]


def shown(
    work: Callable[[Told | None], Done], what: str, quiet: bool, *, compiles: bool = True
) -> Done:
    """Do work that tells how far it is as (done, planned), and show it on standard error.

    ``what``: what is counted. Nothing is shown if ``quiet``; where no terminal is, only that the
    engine will be compiled first, if it will (``compiles``: whether it is used).
    """
    if compiles and not quiet:
        tell_compiling()
    if quiet or not sys.stderr.isatty():
        return work(None)
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=None)
        return work(lambda done, total: progress.update(task, completed=done, total=total))


def tell_compiling() -> None:
    """Say on standard error that the engine is not compiled yet, where it is not."""
    from simulator.engine.compiled_cache import cache_folder

    folder = cache_folder()
    if folder is None:
        said = "compiling the engine, about a minute; stepdown doctor says why it is not kept"
    elif any(folder.rglob("*.nbi")):
        return
    else:
        said = "compiling the engine, about a minute; it is kept, so this once"
    print(said, file=sys.stderr, flush=True)
