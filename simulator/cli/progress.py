"""A line of progress where somebody is looking."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.progress import Task
    from rich.text import Text

Done = TypeVar("Done")
Told = Callable[[int, int], None]
Begin = Callable[[str], None]


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


@contextmanager
def stages(planned: Mapping[str, float], quiet: bool = False) -> Iterator[Begin]:
    """Show which stage of some work is under way, and about how long the rest takes.

    ``planned``: by stage, the seconds that it takes of the baseline. The time left is what the
    stages to come take, as much longer or shorter as those before them were. Yields what is called
    with a stage's name when it begins. Nothing is shown if ``quiet``, or where no terminal is.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda name: None
        return
    from rich.console import Console
    from rich.progress import Progress, ProgressColumn, SpinnerColumn, TextColumn
    from rich.text import Text

    clock = StageClock(planned)

    class Left(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(clock.left())

    columns = (SpinnerColumn(), TextColumn("{task.description} …"), Left())
    console = Console(stderr=True)
    # What is printed meanwhile on standard output would go to standard error with it.
    with Progress(*columns, console=console, transient=True, redirect_stdout=False) as progress:
        task = progress.add_task(next(iter(planned)), total=None)

        def begin(name: str) -> None:
            clock.begin(name)
            progress.update(task, description=name)

        yield begin


class StageClock:
    """How long is left of stages of which it is known about how long each takes."""

    def __init__(
        self, planned: Mapping[str, float], now: Callable[[], float] = time.monotonic
    ) -> None:
        self._planned, self._now = dict(planned), now
        self._begun = self._stage_begun = now()
        self._stage = next(iter(planned))

    def begin(self, name: str) -> None:
        """A stage begins, and the one before it is over; raises KeyError for one not planned."""
        self._planned[name]
        self._stage, self._stage_begun = name, self._now()

    def seconds(self) -> float:
        """Seconds left, as far as can be told; 0 where all that was planned has passed."""
        names = list(self._planned)
        at = names.index(self._stage)
        before = sum(self._planned[name] for name in names[:at])
        pace = (self._stage_begun - self._begun) / before if before else 1.0
        rest = sum(self._planned[name] for name in names[at:]) * pace
        return max(0.0, rest - (self._now() - self._stage_begun))

    def left(self) -> str:
        """The time left in words."""
        seconds = self.seconds()
        return f"about {seconds:.0f} s left" if seconds >= 0.5 else "nearly done"


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
