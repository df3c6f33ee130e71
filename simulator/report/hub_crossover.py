"""How far apart must units be before a hub in their place loses?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from simulator.report.estimate import Estimate
from simulator.report.hub_exchange import Exchange
from simulator.report.hub_figure import Values
from simulator.results.intervals import CONFIDENCE
from simulator.results.measure import ALL_ACUTE
from simulator.results.outline import Floats

DAYS_A_YEAR, MINUTES_AN_HOUR = 365, 60
MEASURES = ("travel_minutes", "travel_of_visitors", "cost", "delayed_patients")
AHEAD, BEHIND, CANNOT_TELL = "the hub", "the small units", "cannot tell"


@dataclass(frozen=True, slots=True, eq=False)
class Gain:
    """What a hub saves and takes a year at one distance, one value a replication.

    ``money`` saved in the care setting; acute ``bed_days`` saved that people ready to leave hold;
    ``hours`` more on the way. ``farthest``: minutes to the hub from the locality farthest from it.
    """

    factor: float
    farthest: float
    money: Floats
    bed_days: Floats
    hours: Floats

    def worth(self, hour: float, bed_day: float) -> Floats:
        """What all of it is worth a year; above 0 the hub is ahead."""
        return self.money + bed_day * self.bed_days - hour * self.hours

    @property
    def without_money(self) -> Gain:
        """The same with no money saved, as where what is saved is spent again."""
        return replace(self, money=np.zeros_like(self.money))


def gain(
    before: Values,
    after: Values,
    care_setting: str,
    days: float,
    exchange: Exchange,
    *,
    factor: float = 1.0,
    farthest: float = math.nan,
) -> Gain:
    """What a hub saves and takes, from the figures of both scenarios over ``days``."""
    where = {"care_setting": care_setting}
    money = before.get("cost", "per_year", **where) - after.get("cost", "per_year", **where)
    acute = [
        each.get("delayed_patients", "mean", care_setting=ALL_ACUTE) for each in (before, after)
    ]
    here, there = (_hours(each, care_setting, days, exchange) for each in (before, after))
    # A place without acute beds has none to save.
    saved = np.nan_to_num(acute[0] - acute[1], nan=0.0) * DAYS_A_YEAR
    return Gain(factor, farthest, money, saved, there - here)


def _hours(values: Values, care_setting: str, days: float, exchange: Exchange) -> Floats:
    """Hours on the way a year, of patients and visitors, there and back."""
    stays, mean = (
        values.get("travel_minutes", name, care_setting=care_setting) for name in ("n", "mean")
    )
    patients = np.where(stays > 0, stays * mean, 0.0) / days
    visitors = values.get("travel_of_visitors", "per_day", care_setting=care_setting)
    a_day = patients + exchange.visits_per_day * visitors
    return 2 * a_day * DAYS_A_YEAR / MINUTES_AN_HOUR


def joint(values: Floats, together: int) -> Estimate:
    """Mean with an interval that holds together with those of so many figures (Bonferroni)."""
    one = Estimate.of(values.tolist())
    if not one.half_width > 0:
        return one
    return replace(one, half_width=one.half_width * _quantile(one.n, together) / _quantile(one.n))


def _quantile(n: int, together: int = 1) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(n - 1, 1 - (1 - CONFIDENCE) / (2 * together)))


def who_leads(one: Estimate) -> str:
    """Who is ahead by the sign of what a hub is worth; cannot tell where its interval holds 0."""
    if math.isnan(one.half_width) or not one.differs_from(0):
        return CANNOT_TELL
    return AHEAD if one.mean > 0 else BEHIND


@dataclass(frozen=True, slots=True)
class Span:
    """A value, and the interval in which it lies; infinite ends have no bound."""

    value: float
    low: float
    high: float

    def times(self, factor: float) -> Span:
        """The same in another unit."""
        return Span(self.value * factor, self.low * factor, self.high * factor)


def even_hour(one: Gain, bed_day: float) -> Span | None:
    """The value of an hour at which a hub is worth nothing: Fieller's interval of a ratio.

    None where it cannot be told whether there are more hours on the way at all.
    """
    saved, hours = one.money + bed_day * one.bed_days, one.hours
    n = len(hours)
    if n < 2:
        return None
    t = _quantile(n)
    a, b = float(saved.mean()), float(hours.mean())
    cov = np.cov(saved, hours, ddof=1) * (t * t / n)
    # Values r for which 0 lies in the interval of the mean of saved - r * hours.
    square, cross, rest = b * b - cov[1, 1], a * b - cov[0, 1], a * a - cov[0, 0]
    if square <= 0 or b <= 0:
        return None
    root = math.sqrt(max(cross * cross - square * rest, 0.0))
    return Span(a / b, (cross - root) / square, (cross + root) / square)


def even_factor(one: Gain, hour: float, bed_day: float) -> Span | None:
    """The factor on all travel at which a hub is worth nothing, if journeys are all that changes.

    So it is where limits of travel stretch as travel does: then nobody goes elsewhere.
    """
    even = even_hour(one, bed_day)
    return None if even is None else even.times(one.factor / hour)


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where a hub stops being ahead as all travel grows, between the distances that were run.

    ``at`` and ``low`` to ``high``: factors, NaN where it is not within what was run. ``leads``: who
    is ahead at each distance.
    """

    leads: tuple[str, ...]
    at: float
    low: float
    high: float

    @property
    def is_within(self) -> bool:
        """Whether any distance that was run leaves the hub not certainly ahead."""
        return any(each != AHEAD for each in self.leads)


def crossing(gains: Sequence[Gain], hour: float, bed_day: float) -> Crossing:
    """Where a hub stops being ahead; straight lines between the distances, which are in order."""
    found = [joint(one.worth(hour, bed_day), len(gains)) for one in gains]
    factors = [one.factor for one in gains]
    half = [0.0 if math.isnan(one.half_width) else one.half_width for one in found]
    means = [one.mean for one in found]
    lows = [mean - each for mean, each in zip(means, half, strict=True)]
    highs = [mean + each for mean, each in zip(means, half, strict=True)]
    return Crossing(
        tuple(who_leads(one) for one in found),
        *(_falls_to_zero(factors, each) for each in (means, lows, highs)),
    )


def _falls_to_zero(factors: Sequence[float], values: Sequence[float]) -> float:
    """Where a broken line first falls to 0; its start if it is not above there, NaN if never."""
    if values[0] <= 0:
        return factors[0]
    for (x, y), (further, then) in pairwise(zip(factors, values, strict=True)):
        if then <= 0:
            return x + (further - x) * y / (y - then)
    return math.nan
