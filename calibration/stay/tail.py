"""How far the longest stays of a fitted law rest on data, and how far on its family alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from calibration.stay.evidence import Evidence
from calibration.stay.goodness import UNLIKELY, Bootstrap, LongStayCheck
from calibration.stay.law_shape import survival
from calibration.stay.recording import Recording
from simulator.sampling.distributions import Distribution

# Above this share of the mean the family, not the data, decides how long stays are.
_MUCH = 0.1


@dataclass(frozen=True, slots=True)
class Tail:
    """What is known of the longest stays.

    ``seen_to``: days beyond which no data tell lengths apart (nothing: they do everywhere).
    ``beyond``: the share of the fitted mean, which is of bed-days, that lies beyond that.
    ``unseen``: the share of stays by the law that are too short to be in the data. Admissions that
    are counted as the data are must be raised by it, since the law has those stays too.
    ``fits``: whether the bands and the long-stay shares are as chance would have them; None where
    nothing was drawn to say so.
    """

    seen_to: float | None
    beyond: float
    unseen: float
    fits: bool | None
    verdict: str


def tail(data: Sequence[Evidence], law: Distribution, size: int, drawn: Bootstrap | None) -> Tail:
    """The verdict on the tail of a law of ``size`` fitted numbers."""
    ends = [each.unseen_beyond for each in data]
    seen_to = None if any(end is None for end in ends) else max(end for end in ends if end)
    beyond = bed_days_beyond(law, seen_to) if seen_to is not None else 0.0
    fits, words = _met(drawn, sum(each.figures for each in data), size)
    if beyond > _MUCH:
        words.append(
            f"{beyond:.0%} of the fitted bed-days lie beyond {seen_to:g} days, where the data do "
            "not tell lengths apart: the mean rests on the family there"
        )
    unseen = unseen_share(data, law)
    least = min(each.unseen_below for each in data)
    # A law seen from its second midnight on is a guess below that, however few it puts there.
    if unseen > _MUCH or least > 1:
        words.append(
            f"{unseen:.0%} of stays by this law are shorter than {least} midnights, of which the "
            "data hold none: how many there are rests on the family"
        )
    return Tail(seen_to, beyond, unseen, fits, "; ".join(words))


def unseen_share(data: Sequence[Evidence], law: Distribution) -> float:
    """Share of stays by the law that are too short to be in any of the data."""
    least = float(min(each.unseen_below for each in data))
    return 1 - float(Recording().at_least(law, np.array([least]))[0])


def bed_days_beyond(law: Distribution, days: float) -> float:
    """Share of all bed-days that are spent after so many days."""
    points, weights = np.polynomial.legendre.leggauss(16)
    ends = np.concatenate([[0.0], np.geomspace(1e-3, 1.0, 20)]) * days
    half = np.diff(ends)[:, None] / 2
    at = ends[:-1, None] + half * (points + 1)
    within = float((half * weights * survival(law, at)).sum())
    return max(0.0, 1 - within / law.mean())


def _met(drawn: Bootstrap | None, figures: int, size: int) -> tuple[bool | None, list[str]]:
    if drawn is None:
        return None, ["not tried: no data were drawn from the law"]
    if figures <= size:
        return None, [
            f"cannot be told: {size} numbers were fitted to {figures} free figures, which any such "
            "law can meet"
        ]
    missed = [each for each in drawn.long_stays if not each.is_met]
    words = [_miss(each) for each in missed]
    if drawn.chance <= UNLIKELY:
        words.insert(
            0,
            f"the law does not fit: differences from the bands as great as these come by chance in "
            f"{drawn.chance:.2g} of cases",
        )
    if words:
        return False, words
    return True, [f"bands and long stays are as chance would have them (p = {drawn.chance:.2g})"]


def _miss(check: LongStayCheck) -> str:
    expected = check.expected
    return (
        f"{check.observed:.1%} stay {check.days} days or more, where the law has "
        f"{expected.value:.1%} ({expected.low:.1%} to {expected.high:.1%} by chance)"
    )
