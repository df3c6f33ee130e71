"""Programs side by side: a round runs each of them, so that a busy machine slows all alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.section import in_digits

Seconds = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of some figures, and the least and the greatest of them."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, figures: Sequence[float]) -> Spread:
        """Of at least one figure."""
        return cls(statistics.median(figures), min(figures), max(figures))

    def text(self, digits: int = 3) -> str:
        """Like ``155 (148 to 163)``."""
        middle, low, high = (in_digits(x, digits) for x in (self.median, self.low, self.high))
        return f"{middle} ({low} to {high})"

    def plain(self) -> dict[str, float]:
        """For a file."""
        return {"median": self.median, "low": self.low, "high": self.high}


@dataclass(frozen=True, slots=True)
class Rounds:
    """Seconds of each program in each round."""

    seconds: Mapping[str, Sequence[float]]

    @classmethod
    def run(cls, programs: Mapping[str, Seconds], rounds: int, most: float = 0.3) -> Rounds:
        """Run every program in every round, the order turned each time.

        Quick ones are repeated within a round, for up to ``most`` seconds, and their median taken.
        """
        names = list(programs)
        found: dict[str, list[float]] = {name: [] for name in names}
        for number in range(rounds):
            turn = number % len(names)
            for name in names[turn:] + names[:turn]:
                found[name].append(_repeated(programs[name], most))
        return cls(found)

    def of(self, name: str) -> Spread:
        """Seconds of a program."""
        return Spread.of(self.seconds[name])

    def ratio(self, name: str, to: str) -> Spread:
        """Seconds of a program over those of another in the same round."""
        pairs = zip(self.seconds[name], self.seconds[to], strict=True)
        return Spread.of([one / other for one, other in pairs])


def _repeated(program: Seconds, most: float) -> float:
    since, found = time.perf_counter(), [program()]
    while time.perf_counter() - since < most:
        found.append(program())
    return statistics.median(found)


def processor(run: Callable[..., Any], *args: Any) -> Seconds:
    """Processor seconds of a function, the collection of what ran before left out."""

    def seconds() -> float:
        gc.collect()
        before = time.process_time()
        run(*args)
        return time.process_time() - before

    return seconds


def wall(run: Callable[..., Any], *args: Any) -> Seconds:
    """Wall seconds of a function: for what runs on several processors."""

    def seconds() -> float:
        gc.collect()
        before = time.perf_counter()
        run(*args)
        return time.perf_counter() - before

    return seconds
