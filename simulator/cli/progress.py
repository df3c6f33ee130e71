"""A line of progress where somebody is looking."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TypeVar

Done = TypeVar("Done")
Told = Callable[[int, int], None]


def shown(work: Callable[[Told | None], Done], what: str, quiet: bool) -> Done:
    """Do work that tells how far it is as (done, planned), and show it on standard error.

    ``what``: what is counted. Nothing is shown if ``quiet``, or where no terminal is.
    """
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
