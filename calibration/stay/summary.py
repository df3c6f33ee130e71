"""Summary figures: a mean, a median, other quantiles, shares of long stays, of so many patients.

Each is, or is read off, a mean over patients, so together they are nearly normal about what the
law gives, with the law's own covariance over the number of patients (R. J. Serfling,
"Approximation theorems of mathematical statistics", 1980, chapters 2 and 3). A published figure
is rounded, and rounding is evenly spread: that is added, and does not shrink with the number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from calibration.stay.bins import Counted
from calibration.stay.evidence import LONG, Band, LongStay
from calibration.stay.recording import Recording
from simulator.errors import InputError, Problem
from simulator.sampling.distributions import Distribution

Reals = NDArray[np.float64]

_LEAST_VARIANCE = 1e-12


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure, as published to the nearest ``step``.

    ``kind``: "mean"; "share" of ``days`` or more; "quantile": ``days`` that a share ``value`` is
    below.
    """

    kind: str
    days: float
    value: float
    step: float

    @property
    def label(self) -> str:
        """What it is of."""
        if self.kind == "mean":
            return "mean days"
        if self.kind == "share":
            return f"share of {self.days:g} days or more"
        return f"share below the quantile of {self.days:g} days"


@dataclass(frozen=True, eq=False)
class Summary:
    """Figures of ``patients`` people, made by ``Summary.of``.

    ``counted``: of "admissions", or of a "census": people in bed by midnights so far.
    ``leaves_out_zero_day``: whether stays of no midnight are not in them.
    """

    patients: float
    published: tuple[Figure, ...]
    counted: Counted
    leaves_out_zero_day: bool
    recording: Recording

    @classmethod
    def of(
        cls,
        patients: float,
        *,
        mean: float | None = None,
        median: float | None = None,
        quantiles: Mapping[float, float] | None = None,
        at_least: Mapping[int, float] | None = None,
        mean_step: float = 0.1,
        days_step: float | None = None,
        share_step: float = 0.001,
        counted: Counted = "admissions",
        leaves_out_zero_day: bool = False,
        recording: Recording | None = None,
    ) -> Summary:
        """From any of a mean, a median, quantiles {level: days} and shares {days: share or more}.

        ``patients``: how many they are of; where it is not known, a number that says how far the
        figures are to be trusted, and the answer's width then is yours. ``mean_step``,
        ``days_step`` (of quantiles; 1 for midnights) and ``share_step``: what they are rounded to.

        Raises:
            InputError: no figure, an impossible one, or figures that contradict each other.
        """
        recording = recording or Recording()
        days_step = days_step if days_step is not None else (0.1 if recording.is_exact else 1.0)
        levels = dict(quantiles or {})
        if median is not None:
            levels[0.5] = median
        figures = [Figure("mean", 0, mean, mean_step)] if mean is not None else []
        figures += [Figure("quantile", v, q, days_step) for q, v in sorted(levels.items())]
        shares = sorted((at_least or {}).items())
        figures += [Figure("share", days, share, share_step) for days, share in shares]
        problems = _faults(figures, patients, counted, recording)
        if problems:
            raise InputError(problems)
        return cls(float(patients), tuple(figures), counted, leaves_out_zero_day, recording)

    @property
    def typical(self) -> float:
        """The median if it is given, else half the mean, else five days; half a day at least."""
        for figure in self.published:
            if figure.kind == "quantile" and figure.value == 0.5:
                return max(0.5, figure.days)
        means = [figure.value for figure in self.published if figure.kind == "mean"]
        return max(0.5, means[0] / 2) if means else 5.0

    @property
    def says(self) -> str:
        """What it is, in a few words."""
        what = "stays" if self.counted == "admissions" else "people in bed at a midnight"
        return f"{len(self.published)} figures of {self.patients:,.0f} {what}"

    @property
    def unseen_beyond(self) -> float | None:
        """The longest stay that a share or quantile tells of, unless there is a mean."""
        if any(figure.kind == "mean" for figure in self.published):
            return None
        return max(figure.days for figure in self.published)

    @property
    def figures(self) -> int:
        """How many there are."""
        return len(self.published)

    @property
    def unseen_below(self) -> int:
        """Stays of no midnight may be left out, and are from any census."""
        return int(self.leaves_out_zero_day or self.counted == "census")

    def expected(self, law: Distribution) -> tuple[Reals, Reals]:
        """What the law gives for the figures, (figures,), and their covariance, rounding included.

        A quantile stands as the share below it, half of those at it counted where days are whole;
        its rounding is carried over by the density there.
        """
        days, chance = self._points(law)
        is_whole = not self.recording.is_exact
        rows = [_feature(figure, days, is_whole) for figure in self.published]
        features = np.stack(rows)
        expected = features @ chance
        covariance = (features * chance) @ features.T - np.outer(expected, expected)
        slack = np.array([self._rounding(figure, days, chance) for figure in self.published])
        return expected, covariance / self.patients + np.diag(slack + _LEAST_VARIANCE)

    def _points(self, law: Distribution) -> tuple[Reals, Reals]:
        """Recorded days, and the chance of each in the data."""
        if self.counted == "census":
            days, weight, staying = self.recording.sums(law, 1)
            chance = weight * staying
        else:
            ends = self._ends
            staying = self.recording.at_least(law, ends)
            last = ends[1:] if self.recording.is_exact else ends[1:] - 1
            days = (ends[:-1] + last) / 2
            chance = np.maximum(staying[:-1] - staying[1:], 0.0)
        if self.leaves_out_zero_day:
            chance = np.where(days < 1, 0.0, chance)
        return days, chance / chance.sum()

    @cached_property
    def _ends(self) -> Reals:
        """Ends of cells of days: single midnights first, then ever wider; each figure's own too."""
        if not self.recording.is_exact:
            return np.concatenate(
                [np.arange(401.0), np.unique(np.rint(np.geomspace(401, 1e6, 300)))]
            )
        own = [figure.days for figure in self.published if figure.kind != "mean"]
        return np.unique(np.concatenate([[0.0, 1.0], np.geomspace(1e-3, 1e5, 800), own]))

    def _rounding(self, figure: Figure, days: Reals, chance: Reals) -> float:
        """Variance that rounding adds to a figure."""
        if figure.kind != "quantile":
            return figure.step**2 / 12
        reach = 0.5 if not self.recording.is_exact else max(0.05 * figure.days, figure.step)
        near = chance[np.abs(days - figure.days) <= reach].sum()
        density = near / (1.0 if not self.recording.is_exact else 2 * reach)
        return float((density * figure.step) ** 2 / 12)

    def log_likelihood(self, law: Distribution) -> float:
        """Log of the normal density of the figures about what the law gives."""
        expected, covariance = self.expected(law)
        gap = np.array([figure.value for figure in self.published]) - expected
        _, log_size = np.linalg.slogdet(covariance)
        return float(-(gap @ np.linalg.solve(covariance, gap)) / 2 - log_size / 2)

    def bands(self, law: Distribution) -> tuple[Band, ...]:
        """Each figure; a quantile as the share below it."""
        expected, covariance = self.expected(law)
        return tuple(
            Band(figure.label, figure.value, float(e), float(v))
            for figure, e, v in zip(self.published, expected, np.diag(covariance), strict=True)
        )

    def long_stays(self, law: Distribution) -> tuple[LongStay, ...]:
        """Shares of 7, 14 and 21 days or more, where they are among the figures."""
        expected, _ = self.expected(law)
        return tuple(
            LongStay(int(figure.days), figure.value, float(given))
            for figure, given in zip(self.published, expected, strict=True)
            if figure.kind == "share" and figure.days in LONG
        )

    def drawn(self, law: Distribution, rng: np.random.Generator) -> Summary:
        """Figures as chance might have given them."""
        expected, covariance = self.expected(law)
        root = np.linalg.cholesky(covariance)
        values = expected + root @ rng.standard_normal(len(expected))
        drawn = [
            replace(figure, value=self._possible(figure, float(value)))
            for figure, value in zip(self.published, values, strict=True)
        ]
        return replace(self, published=tuple(drawn))

    @staticmethod
    def _possible(figure: Figure, value: float) -> float:
        return max(value, 1e-3) if figure.kind == "mean" else min(max(value, 1e-6), 1 - 1e-6)

    def folds(self, count: int, rng: np.random.Generator) -> Sequence[tuple[Summary, Summary]]:
        """None: figures cannot be divided among patients."""
        return ()


def _feature(figure: Figure, days: Reals, is_whole: bool) -> Reals:
    """What each recorded length adds to the mean that a figure is."""
    if figure.kind == "mean":
        return days
    if figure.kind == "share":
        return np.where(days >= figure.days, 1.0, 0.0)
    below = np.where(days < figure.days, 1.0, 0.0)
    return below + np.where(days == figure.days, 0.5, 0.0) if is_whole else below


def _faults(
    figures: list[Figure], patients: float, counted: str, recording: Recording
) -> list[Problem]:
    found = []
    if not (np.isfinite(patients) and patients >= 2):
        do = "say how many patients the figures are of, or how many they are worth"
        found.append(Problem(f"figures of {patients} patients", path="patients", do=do))
    if not figures:
        do = "give a mean, a median, quantiles or shares of long stays"
        found.append(Problem("there is no figure", path="summary", do=do))
    if counted not in ("admissions", "census"):
        do = "write 'admissions' or 'census'"
        found.append(Problem(f"{counted!r} are not counted", path="counted", do=do))
    elif counted == "census" and recording.is_exact:
        do = "leave the recording out, which then counts midnights"
        found.append(Problem("a census is of midnights", path="counted", do=do))
    for figure in figures:
        is_mean = figure.kind == "mean"
        most = 1e5 if is_mean else 1.0
        if not (0 < figure.value < most and 0 <= figure.days <= 1e5 and figure.step > 0):
            do = "means are above 0, shares and levels between 0 and 1, as in 0.08 for 8 %"
            found.append(Problem(f"it is {figure.value:g}", path=figure.label, do=do))
        elif not is_mean and not recording.is_exact and figure.days % 1:
            do = "give whole midnights, or say that lengths are exact"
            found.append(Problem(f"{figure.days:g} days", path=figure.label, do=do))
    return found or _contradictions(figures)


def _contradictions(figures: list[Figure]) -> list[Problem]:
    """Quantiles that fall as levels rise, and shares that rise with the days."""
    quantiles = [figure for figure in figures if figure.kind == "quantile"]
    shares = [figure for figure in figures if figure.kind == "share"]
    found = []
    for low, high in pairwise(quantiles):
        if high.days < low.days:
            says = f"{high.days:g} days at {high.value:g}, below {low.days:g} at {low.value:g}"
            found.append(Problem(says, path="quantiles", do="values rise with levels"))
    for low, high in pairwise(shares):
        if high.value > low.value + low.step:
            says = f"{high.value:g} stay {high.days:g} days, more than the {low.value:g} of "
            says += f"{low.days:g}"
            found.append(Problem(says, path="at_least", do="give shares of so many days or more"))
    return found
