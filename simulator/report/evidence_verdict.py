"""Whether what the model predicts agrees with what was published: the rule, and nothing else."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from simulator.report.estimate import Estimate

# A level predicted within more than this share of the published one, all told, says too little.
WIDEST = 0.5
RULE = (
    "The range of a prediction runs from the lowest end to the highest end of the 95 % intervals "
    "over all ways tried. **Cannot tell**: the figure was put in, or set by hand, or published in "
    "prices of another year, or nothing in the model could give it, or no figure was published; or "
    "no interval is known; or the range of "
    "a change holds both the published change and none; or the range of a level is wider than half "
    "the published level. **Agree**: otherwise, where the range and the published figure (or its "
    "own range) have a value in common. **Differ**: otherwise, where they have none."
)


class Judged(StrEnum):
    """What may be said of a prediction beside a published figure."""

    AGREE = "agree"
    DIFFER = "differ"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict and what in the rule led to it; ``low`` to ``high``: the range of the prediction.

    NaN where there is no prediction.
    """

    verdict: Judged
    why: str
    low: float
    high: float


WHY_NOT = {
    "input": "this was put in, so that meeting it is no evidence",
    "set_by_hand": "parameters were set by hand with it, or the like of it, in sight: no evidence",
    "other_prices": "it was published in prices of another year",
    "no_mechanism": "nothing in the model could give it",
    "not_published": "no figure was published",
}


def judge(
    standing: str, published: tuple[float, float] | None, ways: Sequence[Estimate], is_change: bool
) -> Judgement:
    """Judge the predictions of all ways by a published figure, or its range, by ``RULE``.

    ``is_change``: 0 would mean that nothing happened.
    """
    low, high = span(ways)
    if standing in WHY_NOT:
        return Judgement(
            Judged.CANNOT_TELL, _no_evidence(standing, published, low, high), low, high
        )
    if published is None or math.isnan(low) or math.isnan(high):
        return Judgement(Judged.CANNOT_TELL, _unknown(published, ways), low, high)
    if high < published[0] or low > published[1]:
        said = _how_far(published, ways, low, high) if is_change else "the range leaves it out"
        return Judgement(Judged.DIFFER, said, low, high)
    if is_change and low <= 0 <= high:
        both = "the range holds both the published change and none at all"
        return Judgement(Judged.CANNOT_TELL, both, low, high)
    if not is_change and high - low > WIDEST * abs(_finite(published)):
        return Judgement(Judged.CANNOT_TELL, "the range is too wide to say", low, high)
    return Judgement(Judged.AGREE, "the range holds it", low, high)


def span(ways: Sequence[Estimate]) -> tuple[float, float]:
    """The lowest and highest end of the intervals; NaN where one of them is not known."""
    if not ways:
        return math.nan, math.nan
    lows = [each.mean - each.half_width for each in ways]
    highs = [each.mean + each.half_width for each in ways]
    if any(map(math.isnan, (*lows, *highs))):
        return math.nan, math.nan
    return min(lows), max(highs)


def _no_evidence(
    standing: str, published: tuple[float, float] | None, low: float, high: float
) -> str:
    """Why a figure is no evidence; a miss in spite of being set by hand is told too."""
    is_missed = published is not None and (high < published[0] or low > published[1])
    if standing == "set_by_hand" and is_missed:
        return f"{WHY_NOT[standing]}, and even so the range leaves it out"
    return WHY_NOT[standing]


def _unknown(published: tuple[float, float] | None, ways: Sequence[Estimate]) -> str:
    if published is None:
        return "no figure was published"
    if not any(each.is_known for each in ways):
        return "the model gives no such figure"
    return "too few replications for an interval"


def _finite(published: tuple[float, float]) -> float:
    """The end of a published range that the width of a prediction is held against."""
    return published[0] if math.isfinite(published[0]) else published[1]


def _how_far(
    published: tuple[float, float], ways: Sequence[Estimate], low: float, high: float
) -> str:
    """How a predicted change that differs from the published one compares with it."""
    if low <= 0 <= high:
        return "a change cannot be told from none, and so large a one is left out"
    nearest = _finite(published) if low > published[1] else published[-1]
    whole = nearest if math.isfinite(nearest) and nearest else _finite(published)
    if not whole or (low > 0) != (whole > 0):
        return "it goes the other way"
    shares = sorted(100 * each.mean / whole for each in ways)
    size = f"{shares[0]:.0f}"
    if f"{shares[-1]:.0f}" != size:
        size += f" to {shares[-1]:.0f}"
    return f"the same way, {size} % of the published size"
