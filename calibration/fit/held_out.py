"""Months held out of a fit: what it predicts of them, beside naive forecasts.

A fit file names them (``held_out: {from: 2024-04}``); they are never fitted. The page of a fit
takes the result in two lines::

    found = held_out(fitted, targets_file, jobs=jobs)   # None where the file holds none out
    html = part(found) if found is not None else ""     # of calibration.fit.held_out_page

``found.records()`` is a row a month and target, ``found.verdicts()`` a row a target.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.fit.fitted import Fitted
from calibration.fit.held_out_months import NAIVE, Month, Series, months_together, series_of
from calibration.fit.held_out_runs import Ahead, predicted
from calibration.fit.mapped import read_table
from calibration.fit.observed import Observed
from simulator.experiment.workers import Jobs

Reals = NDArray[np.float64]

DRAWS = 50
LEVEL = 0.9
CALIBRATED, CANNOT_TELL = "calibrated", "cannot tell"
# Fewer months than this are no test.
FEWEST = 3
# A cover this unlikely of intervals that hold nine in ten is taken for too narrow.
_UNLIKELY = 0.05
_ENDS = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
# Of what is added to each draw, so that the ends of an interval do not hang on a few.
_REPEATS = 40
_SEEDS = 2**62


@dataclass(frozen=True, slots=True)
class Forecast:
    """One held-out month: what was observed, and the fit's middle with its 90 % interval.

    ``carried``: the middle if what the fit missed in the fitted months is taken to go on.
    """

    month: Month
    low: float
    middle: float
    high: float
    carried: float

    @property
    def holds(self) -> bool:
        """Whether the interval holds what was observed."""
        return self.low <= self.month.observed <= self.high


@dataclass(frozen=True, slots=True)
class Scored:
    """A target's held-out months with forecasts, and what is to be said of them."""

    target: Observed
    series: Series
    forecasts: tuple[Forecast, ...]

    @property
    def mean_observed(self) -> float:
        """Mean of the months."""
        return float(np.mean([each.month.observed for each in self.forecasts]))

    @property
    def error(self) -> float:
        """Mean absolute error of the fit, over the mean observed."""
        away = [abs(each.middle - each.month.observed) for each in self.forecasts]
        return float(np.mean(away)) / self.mean_observed

    @property
    def carried_error(self) -> float:
        """The same if what was missed in the fitted months is taken to go on."""
        away = [abs(each.carried - each.month.observed) for each in self.forecasts]
        return float(np.mean(away)) / self.mean_observed

    @property
    def naive_errors(self) -> dict[str, float]:
        """The same of each naive forecast that is there for every month."""
        found = {}
        for name in NAIVE:
            said = [(each.month.naive.get(name), each.month.observed) for each in self.forecasts]
            away = [abs(one - seen) for one, seen in said if one is not None]
            if said and len(away) == len(said):
                found[name] = float(np.mean(away)) / self.mean_observed
        return found

    @property
    def covered(self) -> int:
        """Months that the interval holds."""
        return sum(each.holds for each in self.forecasts)

    @property
    def worse_than(self) -> list[str]:
        """Naive forecasts that did better."""
        return [name for name, error in self.naive_errors.items() if self.error > error]

    @property
    def is_too_narrow(self) -> bool:
        """Whether so few months covered are unlikely of intervals that hold nine in ten."""
        from scipy.stats import binom

        chance = float(binom.cdf(self.covered, len(self.forecasts), LEVEL))
        return chance < _UNLIKELY

    @property
    def verdict(self) -> str:
        """``calibrated`` only where it is no worse than each naive forecast."""
        if len(self.forecasts) < FEWEST or not self.naive_errors:
            return CANNOT_TELL
        faults = [f"worse than {name}" for name in self.worse_than]
        if self.is_too_narrow:
            faults.append("intervals too narrow")
        return f"not calibrated: {', '.join(faults)}" if faults else CALIBRATED


@dataclass(frozen=True, slots=True, eq=False)
class HeldOut:
    """The held-out months of every target. ``says``: what to know of them."""

    scored: tuple[Scored, ...]
    draws: int
    says: tuple[str, ...] = ()

    @property
    def is_calibrated(self) -> bool:
        """Whether every target that can be told is."""
        told = [one.verdict for one in self.scored if one.verdict != CANNOT_TELL]
        return bool(told) and all(verdict == CALIBRATED for verdict in told)

    def records(self) -> list[dict[str, Any]]:
        """A row a month and target: observed, the fit's forecast, and the naive ones."""
        return [
            {
                "target": one.target.name,
                "first": each.month.first,
                "last": each.month.last,
                "observed": each.month.observed,
                "low": each.low,
                "middle": each.middle,
                "high": each.high,
                "carried": each.carried,
                "is_inside": each.holds,
                "bridge": each.month.bridge.ratio,
                **{name: each.month.naive.get(name, np.nan) for name in NAIVE},
            }
            for one in self.scored
            for each in one.forecasts
        ]

    def verdicts(self) -> list[dict[str, Any]]:
        """A row a target: errors as shares of the mean observed, coverage, verdict."""
        return [
            {
                "target": one.target.name,
                "months": len(one.forecasts),
                "observed": one.mean_observed if one.forecasts else np.nan,
                "error": one.error if one.forecasts else np.nan,
                "carried": one.carried_error if one.forecasts else np.nan,
                **{name: one.naive_errors.get(name, np.nan) for name in NAIVE},
                "covered": one.covered,
                "verdict": one.verdict,
            }
            for one in self.scored
        ]


def held_out(
    fitted: Fitted, targets: Path, *, draws: int = DRAWS, jobs: Jobs = 1
) -> HeldOut | None:
    """Predict what a fit file holds out, from the posterior.

    ``targets``: the table that was fitted to, which has the held-out months too. ``draws``: that
    many of the posterior's, each run once over the months. None where nothing is held out.

    Raises:
        InputError: the table cannot be read.
    """
    ask = fitted.question.ask.says
    if ask.held_out is None or not ask.targets:
        return None
    table = read_table(targets)
    code = _code(table, ask.organisation)
    first = ask.period.first if ask.period else None
    series = [series_of(table, code, one.rows, ask.held_out, first) for one in ask.targets]
    spans = months_together(series)
    says = dict.fromkeys(line for one in series for line in one.says)
    if not spans:
        return HeldOut((), 0, (*says, "the table has no whole month that is held out"))
    z, seeds = draws_of(fitted, draws)
    figures = predicted(Ahead(fitted.question.base, tuple(spans)), z, seeds, jobs)
    scored = [
        _scored(one, of, figures[:, :, at], spans, _missed(fitted, one, at))
        for at, (one, of) in enumerate(zip(fitted.question.observed, series, strict=True))
    ]
    return HeldOut(tuple(scored), len(z), tuple(says))


def _code(table: Any, organisation: str | None) -> str:
    if organisation is None:
        return str(table["organisation"].iloc[0])
    wanted = organisation.lower()
    is_own = (table["organisation"].str.lower() == wanted) | (table["name"].str.lower() == wanted)
    return str(table.loc[is_own, "organisation"].iloc[0])


def draws_of(fitted: Fitted, draws: int) -> tuple[Reals, NDArray[np.int64]]:
    """Draws spread evenly over the posterior's, (draws, unknowns), and seeds of their own."""
    every = fitted.ensemble.z
    at = np.unique(np.linspace(0, len(every) - 1, min(draws, len(every))).round().astype(int))
    rng = np.random.default_rng([fitted.question.seed, 77])
    return every[at], rng.integers(0, _SEEDS, size=len(at), dtype=np.int64)


def _missed(fitted: Fitted, one: Observed, at: int) -> float:
    """What the fit missed of a target, on its scale, so far as it is no chance of months."""
    step = fitted.steps[-1]
    away = one.target.observed - float(np.median(one.scaled(step.figures[step.is_whole, at])))
    standing, passing = one.discrepancy**2, one.monthly**2 + one.sampling**2
    return away * standing / max(standing + passing, 1e-12)


def _scored(
    one: Observed, series: Series, figures: Reals, spans: Sequence[Any], missed: float
) -> Scored:
    """``figures``: (draws, periods) of the target. ``missed``: see ``_missed``."""
    rng = np.random.default_rng(78)
    spare = _spare(series, figures)
    forecasts = []
    for month in series.held:
        of_month = figures[:, spans.index((month.first, month.last))]
        whole = of_month[np.isfinite(of_month)]
        if len(whole) < 2:
            continue
        noisy = replace(one, monthly=float(np.hypot(spare, month.bridge.sd)))
        scaled = one.scaled(whole)
        spread = rng.standard_normal((_REPEATS, len(whole))) * noisy.spread
        ends = np.quantile(scaled + spread, _ENDS)
        middle = float(np.median(scaled))
        points = one.unscaled(np.array([ends[0], middle, ends[1], middle + missed]))
        forecasts.append(Forecast(month, *(points * month.bridge.ratio).tolist()))
    return Scored(one, series, tuple(forecasts))


def _spare(series: Series, figures: Reals) -> float:
    """How months differ beyond what the model's own months do: a share of the figure."""
    seen = np.array(list(series.fitted.values()))
    if len(seen) < FEWEST or seen.mean() <= 0:
        return 0.0
    observed = float(np.var(seen, ddof=1)) / seen.mean() ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        own = np.nanvar(figures, axis=1, ddof=1) / np.nanmean(figures, axis=1) ** 2
    simulated = float(np.nanmean(own)) if figures.shape[1] > 1 else 0.0
    return float(np.sqrt(max(observed - simulated, 0.0)))
