"""Promises of response that scenarios make, and whether they keep them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from simulator.experiment.arm import Arm
from simulator.experiment.comparison import Comparison
from simulator.report.estimate import Estimate
from simulator.results.measure import where
from simulator.results.measures import Key
from simulator.scenario.standard import Standard

WORDS = {"title", "source", "confidence", "note"}


class Kept(StrEnum):
    """Whether a promise is kept, as far as chance lets one say."""

    KEPT = "kept"
    MISSED = "missed"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Promise:
    """A standard that all scenarios are measured by. ``by``: labels of those that make it.

    Standards that say the same under several names are one promise, under the first.
    """

    name: str
    standard: Standard
    title: str
    by: tuple[str, ...]

    def key(self, measure: str, statistic: str, weekday: str = "") -> Key:
        """Where a measure of it stands."""
        return Key(measure, where(standard=self.name, weekday=weekday), statistic)


def promises(comparison: Comparison) -> list[Promise]:
    """The standards that every scenario has, those of the reference first; each said once.

    A scenario makes those that its file or what it extends states and the reference does not, and
    those of the reference that say the same.
    """
    today = set(_stated(comparison.arms[0]))
    found: dict[str, Promise] = {}
    for arm in comparison.arms:
        for name, standard in arm.loaded.scenario.standards.items():
            same = str(standard.model_dump(exclude=WORDS))
            is_own = name in _stated(arm) and name not in today
            known = found.get(same)
            by = known.by if known else ()
            own = (arm.label,) if is_own and arm.label not in by else ()
            first = known.name if known else name
            title = (known.title if known else standard.title) or name
            found[same] = Promise(first, standard, title, (*by, *own))
    every = [set(arm.loaded.scenario.standards) for arm in comparison.arms]
    return [each for each in found.values() if all(each.name in names for names in every)]


def _stated(arm: Arm) -> Sequence[str]:
    """The standards that a scenario states, those lent by others for measuring left out."""
    value = arm.loaded.document.value
    node = value.get("standards") if isinstance(value, dict) else None
    return list(node.value) if node is not None and isinstance(node.value, dict) else []


def met(comparison: Comparison, promise: Promise, arm: int, weekday: str = "") -> Estimate:
    """The share that meets a promise in a scenario, in all or of referrals on a day."""
    return figure(comparison, promise.key("standard_met", "share", weekday), arm)


def figure(comparison: Comparison, key: Key, arm: int) -> Estimate:
    """Any figure of a scenario, over its replications; not known where it has none."""
    measured = comparison.measured[arm]
    if key not in measured[0].keys:
        return Estimate(float("nan"), float("nan"), 0, len(measured))
    at = measured[0].keys.index(key)
    return Estimate.of([float(each.values[at]) for each in measured])


def kept(share: Estimate, target: float) -> Kept:
    """Kept where the interval of the share lies at or above its target, missed where below."""
    low, high = share.mean - share.half_width, share.mean + share.half_width
    if low >= target:
        return Kept.KEPT
    return Kept.MISSED if high < target else Kept.CANNOT_TELL
