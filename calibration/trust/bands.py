"""Bands of days after the ready date: never fitted, predicted for the year, beside England's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.fit.fitted import Fitted
from calibration.fit.held_out import draws_of
from calibration.fit.held_out_runs import Ahead, predicted
from calibration.fit.observed import DISCREPANCY, Observed, kind_of
from simulator.results.measure import where
from simulator.results.measures import Key
from simulator.results.ready_date import BANDS

Reals = NDArray[np.float64]

YEAR = (dt.date(2024, 4, 1), dt.date(2025, 3, 31))
MEASURE, STATISTIC, PUBLISHED = "ready_date_bands", "share_of_delayed", "ready_discharges"
LATE = tuple(band for band, first in BANDS.items() if first)
_ENGLAND = "ENGLAND"
_ENDS = (0.05, 0.95)
_REPEATS = 40


@dataclass(frozen=True, slots=True)
class Band:
    """Of discharges after the ready date, the share in a band of days, in a year.

    ``low``, ``middle``, ``high``: what the fit predicts, with its 90 % interval; ``england``: the
    share in all of England, which is what one would say without a model.
    """

    band: str
    observed: float
    low: float
    middle: float
    high: float
    england: float


def bands(
    fitted: Fitted, table: pd.DataFrame, code: str, *, draws: int, jobs: int = 1
) -> list[dict[str, Any]]:
    """Bands of a trust's year, as plain records; none where it or England has not all of them.

    ``table``: published figures, with bands of the year. ``draws``: that many of the posterior's
    are run through the year, once each.
    """
    observed, england = (shares(table, each) for each in (code, _ENGLAND))
    if observed is None or england is None:
        return []
    keys = [Key(MEASURE, where(care_setting="acute", band=band), STATISTIC) for band in LATE]
    base = replace(fitted.question.base, keys=tuple(keys))
    z, seeds = draws_of(fitted, draws)
    found = predicted(Ahead(base, (YEAR,)), z, seeds, jobs)[:, 0]
    ends = [ends_of(*each) for each in zip(keys, observed, found.T, strict=True)]
    return [
        asdict(Band(band, *values))
        for band, *values in zip(LATE, observed, *zip(*ends, strict=True), england, strict=True)
    ]


def shares(table: pd.DataFrame, code: str) -> tuple[float, ...] | None:
    """Of discharges after the ready date, the shares of the bands of the year, shortest first.

    None where a band is not there, or nobody was late.
    """
    first, last = map(pd.Timestamp, YEAR)
    of = table[
        (table["organisation"].str.upper() == code.upper())
        & (table["measure"] == PUBLISHED)
        & (table["start"] == first)
        & (table["end"] == last)
    ]
    counts = of.drop_duplicates("reason").set_index("reason")["value"].reindex(LATE)
    total = float(counts.sum())
    if counts.isna().any() or total <= 0:
        return None
    return tuple((counts / total).tolist())


def missed(bands: Sequence[dict[str, Any]], name: str) -> float:
    """The share of late discharges that a prediction (``middle``, ``england``) puts elsewhere."""
    return float(sum(abs(each[name] - each["observed"]) for each in bands)) / 2


def ends_of(key: Key, value: float, found: Reals) -> tuple[float, float, float]:
    """Low, middle and high of runs, with what the right numbers would still miss.

    ``value``: what was observed, by which shares are scaled; ``found``: of each run, (runs,).
    """
    discrepancy = DISCREPANCY[kind_of(key.measure)]
    one = Observed(MEASURE, key, value, *YEAR, 0.0, 0.0, discrepancy)
    scaled = one.scaled(found[np.isfinite(found)])
    noise = np.random.default_rng(79).standard_normal((_REPEATS, len(scaled))) * one.spread
    low, high = np.quantile(scaled + noise, _ENDS)
    points = one.unscaled(np.array([low, float(np.median(scaled)), high]))
    return float(points[0]), float(points[1]), float(points[2])
