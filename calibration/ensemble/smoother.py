"""Fit unknowns to targets by an ensemble smoother with multiple data assimilation.

A. A. Emerick and A. C. Reynolds, "Ensemble smoother with multiple data assimilation", Computers &
Geosciences 55, 2013. The ensemble begins as the prior and is moved four times towards the
observed figures, each time by a quarter of what they say, with new seeds. From where it ends the
posterior is drawn, with a surface through all of its runs. Two humps are smeared into one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from calibration.ensemble.bracket import check_bracket
from calibration.ensemble.posterior import drawn
from calibration.ensemble.prior import Prior
from calibration.ensemble.smoothed import moved
from calibration.ensemble.target import Target, check_targets
from calibration.ensemble.uneven import uneven
from simulator.errors import InputError, Problem, StoppedError

Reals = NDArray[np.float64]
Seeds = NDArray[np.int64]

STEPS, ALPHA = 4, 4.0
FEWEST, PER_UNKNOWN = 100, 25
# More failed runs than this share, and what is left is no sample of the prior.
MOST_FAILED = 0.05
_SEEDS = 2**62


class Simulate(Protocol):
    """A simulator: unknowns (members, unknowns) and a seed for each to outputs (members, targets).

    A run that fails is a row of nan. A member's outputs must depend on its own row and seed only.
    """

    def __call__(self, z: Reals, seeds: Seeds) -> Reals:
        """Outputs on the scales of the targets."""


@dataclass(frozen=True, slots=True, eq=False)
class Ensemble:
    """What a fit ends as.

    ``steps``: z, (members, unknowns), and outputs, (members, targets), of the runs of each step,
    the first of them of the prior. ``z``: draws of the posterior. ``runs``: how many there were;
    ``failed``: of these.
    """

    prior: Prior
    targets: tuple[Target, ...]
    steps: tuple[tuple[Reals, Reals], ...]
    z: Reals
    runs: int
    failed: int

    @property
    def prior_z(self) -> Reals:
        """The ensemble at the first, (members, unknowns)."""
        return self.steps[0][0]

    @property
    def prior_outputs(self) -> Reals:
        """Outputs of the runs at the first, (members, targets)."""
        return self.steps[0][1]

    @property
    def contraction(self) -> dict[str, float]:
        """By unknown, the posterior sd over the prior's: 1 is nothing learnt, 0 is all known."""
        found = self.z.std(axis=0, ddof=1) / self.prior.sd
        names = (each.name for each in self.prior.unknowns)
        return dict(zip(names, found.tolist(), strict=True))

    def interval(self, share: float = 0.9) -> Reals:
        """Lower and upper ends, (2, unknowns), that hold the next draw as often as ``share`` says.

        The usual quantiles of 100 draws hold it 88 times in 100 where 90 are asked for.
        """
        ends = ((1 - share) / 2, (1 + share) / 2)
        return np.asarray(np.quantile(self.z, ends, axis=0, method="weibull"))

    @property
    def tied(self) -> tuple[tuple[str, str, float], ...]:
        """Pairs of unknowns whose correlation is beyond 0.7: only a combination is known."""
        names = [each.name for each in self.prior.unknowns]
        if len(names) < 2:
            return ()
        found: Reals = np.atleast_2d(np.corrcoef(self.z.T))
        return tuple(
            (names[i], names[j], float(found[i, j]))
            for i in range(len(names))
            for j in range(i)
            if abs(found[i, j]) > 0.7
        )


def members_for(unknowns: int) -> int:
    """How many members are enough: 25 an unknown and 100 at least."""
    return max(FEWEST, PER_UNKNOWN * unknowns)


def fit_ensemble(
    simulate: Simulate,
    prior: Prior,
    targets: Sequence[Target],
    *,
    seed: int,
    members: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Ensemble:
    """Fit; costs four runs a member.

    Args:
        simulate: the simulator, or something that stands for it.
        prior: what is believed of the unknowns beforehand.
        targets: what was observed, with the model's own discrepancy.
        seed: of the ensemble, the noise and every run; the same seed gives the same fit.
        members: ``members_for(prior.size)`` where not said.
        progress: told the runs done and those in all, after each step.

    Raises:
        InputError: targets that cannot be used, too few members, or outputs of a wrong shape.
        StoppedError: the prior does not bracket a target, which is named, or too many runs failed.
    """
    check_targets(targets)
    count = members or members_for(prior.size)
    _check_members(count, prior, targets)
    rng = np.random.default_rng(seed)
    observed = np.array([target.observed for target in targets])
    discrepancy = np.array([target.discrepancy for target in targets])
    z = prior.drawn(count, rng)
    found = []
    for step in range(STEPS):
        z, outputs = _run(simulate, z, rng, len(targets))
        if step == 0:
            check_bracket(targets, outputs)
        found.append((z, outputs))
        noise = rng.standard_normal(outputs.shape)
        runs = _together(found)
        z = moved(z, runs, observed=observed, discrepancy=discrepancy, alpha=ALPHA, noise=noise)
        if progress is not None:
            progress((step + 1) * count, STEPS * count)
    whole = uneven(*runs, near=z)
    z = drawn(z, whole, prior, observed=observed, discrepancy=discrepancy, rng=rng)
    return Ensemble(prior, tuple(targets), tuple(found), z, STEPS * count, count - len(z))


def _together(steps: Sequence[tuple[Reals, Reals]]) -> tuple[Reals, Reals]:
    """The runs of several steps: z and outputs."""
    z, outputs = zip(*steps, strict=True)
    return np.concatenate(z), np.concatenate(outputs)


def _check_members(members: int, prior: Prior, targets: Sequence[Target]) -> None:
    least = 2 * prior.size + 2
    if members <= max(least, len(targets)):
        do = f"leave it out, which gives {members_for(prior.size)}"
        says = f"{members} for {prior.size} unknowns and {len(targets)} targets"
        raise InputError([Problem(says, path="members", do=do)])


def _run(
    simulate: Simulate, z: Reals, rng: np.random.Generator, targets: int
) -> tuple[Reals, Reals]:
    """Members whose runs did not fail, and their outputs."""
    seeds = rng.integers(0, _SEEDS, size=len(z), dtype=np.int64)
    outputs = np.asarray(simulate(z, seeds), dtype=np.float64)
    if outputs.shape != (len(z), targets):
        says = f"outputs are of shape {outputs.shape}, not {(len(z), targets)}"
        do = "give a row for each member and a column for each target"
        raise InputError([Problem(says, path="simulate", do=do)])
    is_whole = np.isfinite(outputs).all(axis=1)
    failed = float(1 - is_whole.mean())
    if failed > MOST_FAILED:
        do = "look at one of them, or narrow the prior to what can be run"
        raise StoppedError([Problem(f"{failed:.0%} of the runs failed", path="simulate", do=do)])
    return z[is_whole], outputs[is_whole]
