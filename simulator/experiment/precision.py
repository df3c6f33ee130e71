"""When enough replications have been run."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.results.intervals import Summary
from simulator.results.measures import REGISTRY, Key
from simulator.scenario.schema import Batch

FIRST_LOOK = 5
STEP = 5
WHOLE_SETTING = ("care_setting",)


@dataclass(frozen=True, slots=True)
class Wanting:
    """A figure that is not yet known as precisely as was asked."""

    key: Key
    half_width: float
    allowed: float

    def __str__(self) -> str:
        where = ", ".join(name for name in self.key.where if name)
        return f"{self.key.measure} ({where}): ± {self.half_width:.3g}, asked ± {self.allowed:.3g}"


def wanting(summary: Summary, batch: Batch) -> list[Wanting]:
    """Headline figures whose 95 % half-width is wider than asked, by care setting.

    A measure in ``batch.absolute`` has to reach that half-width in its own unit; any other
    headline measure, ``batch.precision`` of its mean.
    """
    found = []
    for at, key in enumerate(summary.keys):
        if not is_headline(key, batch):
            continue
        allowed = batch.absolute.get(key.measure)
        if allowed is None:
            if batch.precision is None:
                continue
            allowed = batch.precision * abs(float(summary.mean[at]))
        half_width = float(summary.half_width[at])
        if half_width > allowed:
            found.append(Wanting(key, half_width, allowed))
    return found


def is_headline(key: Key, batch: Batch) -> bool:
    """The first statistic of a headline measure, for a whole care setting."""
    if key.measure not in batch.headline and key.measure not in batch.absolute:
        return False
    setting, *rest = key.where
    is_first = key.statistic == REGISTRY[key.measure].statistics[0]
    return bool(setting) and not any(rest) and is_first


def next_number(done: int, summary: Summary | None, batch: Batch) -> int:
    """How many replications to have before looking again; ``done`` when enough.

    The looks are at fixed numbers, so the answer does not depend on the number of workers.
    """
    if batch.precision is None and not batch.absolute:
        return max(done, batch.replications)
    if summary is None:
        return max(done, min(FIRST_LOOK, batch.at_most))
    if not wanting(summary, batch):
        return done
    return max(done, min(done + STEP, batch.at_most))
