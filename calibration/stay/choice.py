"""Fit every family, show all, and choose by how well each tells data it was not fitted to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from calibration.stay.evidence import Evidence
from calibration.stay.family import FAMILIES, family
from calibration.stay.fit import BOOTSTRAPS, SEED, Fit, fit, sets_of
from calibration.stay.goodness import bootstrap
from calibration.stay.search import Peak
from calibration.stay.tail import tail
from simulator.errors import InputError, Problem

# Families whose criterion is nearer than this to the best are not told from it by the data.
NEAR = 4.0


@dataclass(frozen=True, slots=True)
class Ranked:
    """One family's place: differences from the best are 0 for the best, otherwise above.

    ``held_out_behind`` and its standard error: a patient, over the same parts; None where the data
    cannot be divided. ``is_near``: whether the data do not tell it from the one chosen.
    """

    fit: Fit
    aic_behind: float
    held_out_behind: float | None
    held_out_error: float | None
    is_near: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """All families, best first, and the ``chosen`` one with its verdict.

    ``left_out``: families with more numbers than there are figures to fit them to.
    """

    chosen: Fit
    ranked: tuple[Ranked, ...]
    left_out: tuple[str, ...]

    def across(self, figure: str) -> tuple[float, float]:
        """Least and greatest of a figure over the families that the data do not tell apart.

        What the interval of any one family leaves out; ``figure`` is one of ``Fit.estimates``.
        """
        values = [each.fit.estimates[figure].value for each in self.ranked if each.is_near]
        return min(values), max(values)

    @property
    def says(self) -> str:
        """The choice and how much hangs on it, in words."""
        near = [each.fit.family.title for each in self.ranked if each.is_near]
        others = [title for title in near if title != self.chosen.family.title]
        mean, long = self.across("mean_days"), self.across("share_21_midnights_or_more")
        words = f"{self.chosen.family.title}: {self.chosen.estimates['mean_days']} days on average"
        if others:
            words += (
                f". The data do not tell it from {', '.join(others)}; over these the mean is "
                f"{mean[0]:.3g} to {mean[1]:.3g} days and {long[0]:.2%} to {long[1]:.2%} stay 21 "
                "midnights or more"
            )
        return f"{words}. Tail: {self.chosen.tail.verdict}."

    def lines(self) -> list[str]:
        """A table of all families, best first: a head and one line each."""
        found = [
            f"{'family':32}{'numbers':>8}{'AIC behind':>12}{'held out behind':>22}"
            f"{'mean days':>30}{'21 midnights or more':>32}"
        ]
        for each in self.ranked:
            own = each.fit.estimates
            held = "cannot be divided"
            if each.held_out_behind is not None:
                held = f"{each.held_out_behind:.4f} +- {each.held_out_error:.4f}"
            found.append(
                f"{each.fit.family.title:32}{each.fit.family.size:8}{each.aic_behind:12.1f}"
                f"{held:>22}{own['mean_days']!s:>30}{own['share_21_midnights_or_more']!s:>32}"
            )
        return found


def choose(
    data: Evidence | Sequence[Evidence],
    names: Sequence[str] = tuple(FAMILIES),
    *,
    bootstraps: int = BOOTSTRAPS,
    seed: int = SEED,
    is_possible: Callable[[Fit], bool] = lambda _: True,
) -> Choice:
    """Fit families to data and choose one; arguments as of ``fit``.

    ``is_possible``: a family of which it is not so comes after all others, however well it fits.

    Chosen is the family with the least criterion of Akaike among those whose held-out score is
    within one standard error of the best. Only the chosen one is held against drawn data.

    Raises:
        InputError: no data, an unknown family, or none with few enough numbers for the data.
    """
    sets = sets_of(data)
    figures = sum(each.figures for each in sets)
    kept = [name for name in names if family(name).size <= figures]
    if not kept:
        says = f"{figures} figures cannot fix any of {', '.join(names) or 'no families'}"
        raise InputError([Problem(says, path="data", do="give more figures, or a simpler family")])
    fits = [fit(sets, name, bootstraps=0, seed=seed) for name in kept]
    ranked = _ranked(fits, is_possible)
    best = _judged(ranked[0].fit, bootstraps, seed)
    ranked = (replace(ranked[0], fit=best), *ranked[1:])
    return Choice(best, ranked, tuple(name for name in names if name not in kept))


def _ranked(fits: Sequence[Fit], is_possible: Callable[[Fit], bool]) -> tuple[Ranked, ...]:
    aic = min(each.aic for each in fits)
    rows = [Ranked(each, each.aic - aic, *_behind(each, fits), is_near=False) for each in fits]
    can_be = {id(each): is_possible(each) for each in fits}
    rows.sort(key=lambda one: (not can_be[id(one.fit)], not _keeps_up(one), one.fit.aic))
    first = rows[0].fit
    return tuple(
        replace(
            each,
            is_near=each.fit is first
            or (can_be[id(each.fit)] and _keeps_up(each) and each.fit.aic - first.aic < NEAR),
        )
        for each in rows
    )


def _behind(own: Fit, fits: Sequence[Fit]) -> tuple[float | None, float | None]:
    scores = [each.held_out for each in fits if each.held_out is not None]
    if own.held_out is None or not scores:
        return None, None
    return own.held_out.behind(max(scores, key=lambda each: each.mean))


def _keeps_up(each: Ranked) -> bool:
    """Whether its held-out score is within a standard error of the best, or there is none."""
    if each.held_out_behind is None or each.held_out_error is None:
        return True
    return each.held_out_behind <= each.held_out_error


def _judged(own: Fit, bootstraps: int, seed: int) -> Fit:
    if not bootstraps:
        return own
    peak = Peak(own.z, own.covariance, own.log_likelihood)
    drawn = bootstrap(own.data, own.family, peak, bootstraps, seed)
    return replace(own, bootstrap=drawn, tail=tail(own.data, own.law, own.family.size, drawn))
