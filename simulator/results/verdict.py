"""What a difference with its interval lets one say."""

from __future__ import annotations

import math
from enum import StrEnum

SMALL_SHARE = 0.01
LEAST_PATIENTS, MOST_PATIENTS = 0.1, 1.0


class Verdict(StrEnum):
    """What may be said of a difference between two scenarios."""

    SAME = "the same"
    NOTHING = "moves nothing"
    LOWER = "lower"
    HIGHER = "higher"
    CANNOT_TELL = "cannot tell"
    ABSENT = "nothing to measure"


def matters_from(reference: float, unit: str) -> float:
    """How large a difference has to be to matter: 1 % of the reference's figure.

    Of patients no less than a tenth of one, and no more than one.
    """
    share = SMALL_SHARE * abs(reference)
    if unit == "patients":
        return min(max(share, LEAST_PATIENTS), MOST_PATIENTS)
    return share


def verdict(n: int, difference: float, half_width: float, differs: bool, matters: float) -> Verdict:
    """What may be said of a difference over ``n`` replications.

    ``differs``: whether it is other than 0 in any replication. Nothing moves where the interval
    holds 0 and lies within ``matters`` of it; where it is wider, nothing can be told.
    """
    if n == 0:
        return Verdict.ABSENT
    if not differs:
        return Verdict.SAME if n > 1 else Verdict.CANNOT_TELL
    if math.isnan(half_width):
        return Verdict.CANNOT_TELL
    if abs(difference) > half_width:
        return Verdict.HIGHER if difference > 0 else Verdict.LOWER
    is_narrow = abs(difference) + half_width <= matters
    return Verdict.NOTHING if is_narrow else Verdict.CANNOT_TELL
