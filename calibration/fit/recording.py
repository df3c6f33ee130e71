"""What of a delay is recorded under another reason: of the figures that are seen, not of the place.

A place delays patients for a reason, and somebody writes one down. Where a share of what waits for
one reason is known to be written down under another, the model's figures by reason pass through
that share before they are held to what was published. The simulation is not touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from calibration.fit.unknown import Free, Recorded
from simulator.results.measure import DIMENSIONS
from simulator.results.measures import Key

Reals = NDArray[np.float64]

_REASON = DIMENSIONS.index("reason")
# Measures by reason that add up over reasons.
ADD_UP = frozenset({"delayed_patients", "delayed_bed_days"})


def shares_at(frees: Sequence[Free], z: Reals) -> dict[Recorded, float]:
    """The shares recorded under another reason at a point of the unbounded scale, (unknowns,)."""
    return {
        free.recorded: float(free.value(np.array(at)))
        for free, at in zip(frees, z, strict=True)
        if free.recorded is not None
    }


def seen(
    keys: Iterable[Key], of: Mapping[Key, float], shares: Mapping[Recorded, float]
) -> list[float]:
    """Figures as they are recorded; nan for those that a run has not.

    ``of``: all figures of those measures in a run, as things are.
    """
    return [_seen(key, of, shares) for key in keys]


def _seen(key: Key, of: Mapping[Key, float], shares: Mapping[Recorded, float]) -> float:
    value = of.get(key, np.nan)
    if key.measure not in ADD_UP or not key.where[_REASON]:
        return value
    for way, share in shares.items():
        if key.where[_REASON] == way.reason:
            value -= share * of.get(key, 0.0)
        if key.where[_REASON] == way.under:
            # Nobody waited for it: nothing to be recorded otherwise.
            value += share * of.get(_for_reason(key, way.reason), 0.0)
    return value


def _for_reason(key: Key, reason: str) -> Key:
    where = list(key.where)
    where[_REASON] = reason
    return key._replace(where=tuple(where))
