"""What each target is worth: the spread it leaves of each unknown, without a further run.

The runs of the first ensemble, of the priors, hold how outputs follow unknowns. A linear update
with some of the targets gives the spread that these would leave; it holds where outputs are near to
linear on the scale of the fit, as the fit itself takes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.fit.fitted import Fitted

Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Worth:
    """Spread left of each unknown, over the prior's: rows are targets in the order of the file.

    ``in_turn``: with this target and all before it. ``alone``: with this one only. ``without``:
    with all but this one.
    """

    targets: tuple[str, ...]
    unknowns: tuple[str, ...]
    in_turn: Reals
    alone: Reals
    without: Reals


def worth_of(found: Fitted) -> Worth:
    """The worth of the targets of a fit."""
    step = found.steps[0]
    observed = found.question.observed
    figures = step.figures[step.is_whole]
    scaled = np.column_stack([one.scaled(figures[:, at]) for at, one in enumerate(observed)])
    z, errors = step.z[step.is_whole], np.array([one.spread for one in observed])
    many = range(len(observed))

    def left(kept: Sequence[int]) -> Reals:
        return spread_left(z, scaled[:, list(kept)], errors[list(kept)])

    return Worth(
        tuple(one.name for one in observed),
        tuple(free.path for free in found.question.frees),
        np.array([left(range(at + 1)) for at in many]),
        np.array([left([at]) for at in many]),
        np.array([left([other for other in many if other != at]) for at in many]),
    )


def spread_left(z: Reals, outputs: Reals, errors: Reals) -> Reals:
    """Spread of each unknown once outputs are observed, over its spread before, (unknowns,).

    ``z``: (members, unknowns); ``outputs``: (members, figures), each of one run; ``errors``:
    standard deviations of what is observed beside the luck of a run, (figures,). No figures leave
    all. A spread that chance makes larger than before is 1.
    """
    if not outputs.shape[1]:
        return np.ones(z.shape[1])
    fitted, luck = _smoothed(z, outputs)
    noise = luck + np.diag(errors**2)
    noise += 1e-9 * np.diag(np.diag(noise) + 1e-9)
    away, apart = fitted - fitted.mean(axis=0), z - z.mean(axis=0)
    freedom = len(z) - 1
    within, across = away.T @ away / freedom, apart.T @ away / freedom
    before = (apart**2).sum(axis=0) / freedom
    taken = np.einsum("ij,ji->i", across, np.linalg.solve(within + noise, across.T))
    return np.asarray(np.sqrt(np.clip(1 - taken / before, 0.0, 1.0)))


def _smoothed(z: Reals, outputs: Reals) -> tuple[Reals, Reals]:
    """Outputs without the luck of a run, by a regression on 1, z and its squares; and that luck."""
    width = z.std(axis=0)
    scaled = (z - z.mean(axis=0)) / np.where(width > 0, width, 1.0)
    terms = np.column_stack([np.ones(len(z)), scaled, scaled**2])
    fitted = terms @ np.linalg.lstsq(terms, outputs, rcond=None)[0]
    away = outputs - fitted
    return fitted, away.T @ away / max(1, len(z) - terms.shape[1])
