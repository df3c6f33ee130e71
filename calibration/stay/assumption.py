"""Assumptions on delays: as somebody types them, as a table shows them, as England publishes them.

A delay is of a lognormal law whose spread is that of England's published delays in 2024-25, by
days after the ready date (1 day 32.9 %, 21 or more 5.7 %): sigma 1.52.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from calibration.stay.banded import Banded
from calibration.stay.delay import Delay
from calibration.stay.recording import Recording
from simulator.errors import InputError, Problem
from simulator.sampling.skewed import Lognormal

Reals = NDArray[np.float64]

SIGMA = 1.52
# Of discharges in England in 2024-25: share after the ready date, and mean days of those.
ENGLAND_SHARE, ENGLAND_DAYS = 0.145, 6.1
ENGLAND = "England's published ready dates 2024-25: 14.5 % of discharges delayed, by 6.1 days"
_LONGEST = 400
_TYPED = re.compile(r"\s*(\d+(?:\.\d+)?)\s*%\s*[:,]\s*(\d+(?:\.\d+)?)\s*(?:days?)?\s*(rising)?\s*")
HOW = "write it like '15%:6 days' (15 % of stays delayed, by 6 days on average), with ' rising' "
HOW += "behind it where long needs are delayed more often"


def assumption(text: str) -> Delay:
    """One typed assumption, like '15%:6 days' or '25%:7 days rising'.

    Raises:
        InputError: it is no such text.
    """
    found = _TYPED.fullmatch(text)
    if found is None:
        raise InputError([Problem(f"'{text}' is no assumption on delays", path="--delay", do=HOW)])
    share, days = float(found[1]) / 100, float(found[2])
    if not (0 <= share < 1 and 1 <= days <= _LONGEST / 4):
        do = f"{HOW}; a share below 100 %, and 1 to {_LONGEST // 4} days"
        raise InputError([Problem(f"'{text}' cannot be", path="--delay", do=do)])
    return delayed(share, days, is_rising=bool(found[3]))


def delayed(share: float, days: float, *, is_rising: bool = False) -> Delay:
    """A share delayed by so many days on average; ``is_rising``: odds in proportion to need."""
    says = f"{share:.3g}".rstrip(".") if share < 0.001 else f"{100 * share:.3g} %"
    name = f"{says} delayed by {days:.3g} days on average"
    name += ", more often after a long need" if is_rising else ""
    return Delay(name, share, _law(days), rises=1.0 if is_rising else 0.0)


def usual() -> tuple[Delay, ...]:
    """Half, once and twice England's share, and once it with odds that rise with the need."""
    share, days = ENGLAND_SHARE, ENGLAND_DAYS
    return (
        delayed(share, days),
        delayed(share / 2, days),
        delayed(share * 2, days),
        delayed(share, days, is_rising=True),
    )


def recorded(delay: Banded) -> tuple[Delay, ...]:
    """The same about a share and mean that ready dates of some stays show; none if too few.

    ``delay``: counts by midnights from ready to leaving, of which the first band is of none.
    """
    late = delay.from_second() if delay.edges else delay
    if not late.edges or late.middle < FEWEST or late.edges[0] != 1:
        return ()
    share = late.middle / delay.middle
    days = _mean(late)
    return (
        delayed(share, days),
        delayed(share / 2, days),
        delayed(min(2 * share, 0.9), days),
        delayed(share, days, is_rising=True),
    )


FEWEST = 30


def mean_delay(delay: Banded) -> float:
    """Mean midnights from ready to leaving, undelayed stays included; 0 where nothing is known."""
    late = delay.from_second() if delay.edges else delay
    return late.middle / delay.middle * _mean(late) if late.edges and late.middle else 0.0


def _mean(late: Banded) -> float:
    """Mean of delays of a day or more: of the lognormal law that meets the counts best."""
    middle = np.array([(low + high) / 2 for low, high in late.ranges])
    _, means, lasts = _scale()
    starts = np.array([min(int(edge), _LONGEST) for edge in late.edges[:-1]])
    at_least = np.column_stack([lasts[:, starts - 1], np.zeros(len(lasts))])
    share = at_least[:, :-1] - at_least[:, 1:]
    logs = np.log(np.maximum(share, 1e-12)) @ middle
    return float(means[int(np.argmax(logs))])


def _law(days: float) -> Lognormal:
    """The law whose delays, of those of a midnight or more, have this mean in midnights."""
    mus, means, _ = _scale()
    return Lognormal(float(np.interp(days, means, mus)), SIGMA)


@lru_cache(maxsize=1)
def _scale() -> tuple[Reals, Reals, Reals]:
    """Logs of medians, (laws,), the means of their delays and shares that last 1, 2 ... or more."""
    mus = np.linspace(-7.0, 6.0, 400)
    count = np.arange(1, _LONGEST + 1, dtype=np.float64)
    rows = np.array([Recording().at_least(Lognormal(float(mu), SIGMA), count) for mu in mus])
    lasts = rows / rows[:, :1]
    return mus, lasts.sum(axis=1), lasts


def named(delays: Sequence[Delay]) -> str:
    """All of them in a sentence."""
    return "; ".join(each.name for each in delays)
