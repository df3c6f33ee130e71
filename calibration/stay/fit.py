"""Fit one family to whatever data there are on a length of stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.stay.evidence import Band, Evidence
from calibration.stay.family import DEFAULT, Family, family
from calibration.stay.figures import Estimate, estimates
from calibration.stay.goodness import Bootstrap, bootstrap
from calibration.stay.held_out import HeldOut, held_out
from calibration.stay.law_text import law_entry
from calibration.stay.posterior import ENOUGH, Posterior, posterior
from calibration.stay.search import Peak, highest
from calibration.stay.tail import Tail, tail
from simulator.errors import InputError, Problem
from simulator.sampling.distributions import Distribution
from simulator.scenario.law import Law

Reals = NDArray[np.float64]

DRAWS = 400
BOOTSTRAPS = 99
SEED = 1


@dataclass(frozen=True, eq=False)
class Fit:
    """A family fitted to data, and what is and is not known after it.

    ``z``: the family's unbounded numbers at the peak of the posterior, (numbers,), and their
    ``covariance``; ``posterior``: weighted draws; ``estimates``: figures with 95 % intervals of
    what is not known, given that the family is right; ``held_out``: None where the data cannot
    be divided; ``bootstrap``: None where none was asked for.
    """

    family: Family
    data: tuple[Evidence, ...]
    z: Reals
    covariance: Reals
    log_likelihood: float
    held_out: HeldOut | None
    bootstrap: Bootstrap | None
    posterior: Posterior
    estimates: dict[str, Estimate]
    tail: Tail

    @property
    def aic(self) -> float:
        """Akaike's criterion; lower is better, between fits to the same data."""
        return 2 * self.family.size - 2 * self.log_likelihood

    @property
    def parameters(self) -> dict[str, float]:
        """The unbounded numbers by name."""
        names = (each.name for each in self.family.coordinates)
        return dict(zip(names, self.z.tolist(), strict=True))

    @cached_property
    def law(self) -> Distribution:
        """The fitted law, as the simulator draws from it."""
        return self.family.law(self.z)

    @property
    def bands(self) -> tuple[tuple[Band, ...], ...]:
        """Observed against expected, for each set of data."""
        return tuple(each.bands(self.law) for each in self.data)

    @property
    def is_sure_of_intervals(self) -> bool:
        """Whether enough draws carry weight; if not, the intervals are rough."""
        return self.posterior.effective >= ENOUGH

    @property
    def unknown(self) -> tuple[str, ...]:
        """Numbers that the data say next to nothing of: as uncertain as before, or nearly."""
        sds = np.sqrt(np.diag(self.covariance))
        each = zip(self.family.coordinates, sds, strict=True)
        return tuple(one.name for one, sd in each if sd > 0.9 * one.sd)

    def draws(self, count: int, seed: int = SEED) -> Reals:
        """Numbers as uncertain as they are, (count, numbers), to carry on into a later fit."""
        return self.posterior.drawn(count, np.random.default_rng(seed))

    def as_law(self) -> dict[str, Any]:
        """The law as an entry of a scenario, its source and interval said.

        It is checked against the scenario's own rules, so it runs as it stands.
        """
        mean = self.estimates["mean_days"]
        long = self.estimates["share_21_midnights_or_more"]
        data = " and ".join(each.says for each in self.data)
        note = (
            f"mean {mean.value:.3g} days (95 % interval {mean.low:.3g} to {mean.high:.3g}), "
            f"21 midnights or more {long.value:.2%} ({long.low:.2%} to {long.high:.2%}), if the "
            f"family is right. Tail: {self.tail.verdict}."
        )
        entry = law_entry(self.law)
        entry |= {"source": f"fitted to {data}: {self.family.title}", "note": note}
        Law.model_validate(entry)
        return entry


def fit(
    data: Evidence | Sequence[Evidence],
    name: str = DEFAULT,
    *,
    bootstraps: int = BOOTSTRAPS,
    seed: int = SEED,
) -> Fit:
    """Fit a family to one or several independent sets of data.

    Args:
        data: made by ``Stays.of``, ``Bins.of``, ``Census.of`` or ``Summary.of``.
        name: of ``FAMILIES``; two lognormals where not said.
        bootstraps: how often data are drawn from the law and fitted again; 0 leaves the verdict on
            the fit out.
        seed: of all draws; the same seed gives the same fit.

    Raises:
        InputError: there are no data, or no family of that name.
    """
    sets = sets_of(data)
    chosen = family(name)
    peak = highest(sets, chosen)
    return described(sets, chosen, peak, bootstraps, seed)


def sets_of(data: Evidence | Sequence[Evidence]) -> tuple[Evidence, ...]:
    """One or several sets of data as several.

    Raises:
        InputError: there is none.
    """
    sets = tuple(data) if isinstance(data, Sequence) else (data,)
    if not sets:
        do = "give Stays, Bins, a Census or a Summary"
        raise InputError([Problem("there are no data to fit to", path="data", do=do)])
    return sets


def described(
    sets: tuple[Evidence, ...], chosen: Family, peak: Peak, bootstraps: int, seed: int
) -> Fit:
    """Everything about a fit whose peak is known; see ``fit``."""
    drawn = bootstrap(sets, chosen, peak, bootstraps, seed) if bootstraps else None
    around = posterior(sets, chosen, peak, DRAWS, seed)
    return Fit(
        chosen,
        sets,
        peak.z,
        peak.covariance,
        peak.log_likelihood,
        held_out(sets, chosen, peak, seed),
        drawn,
        around,
        estimates(chosen, peak.z, around),
        tail(sets, chosen.law(peak.z), chosen.size, drawn),
    )
