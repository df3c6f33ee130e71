"""Figures that nobody gave: what each kind of them would tell, if it were asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.fit.fitted import Fitted
from calibration.fit.member import Base, measured_once
from calibration.fit.observed import DISCREPANCY, Observed, kind_of, monthly_by_default, name_of
from calibration.fit.question import Question
from calibration.fit.worth import spread_left
from simulator.results.measure import DIMENSIONS
from simulator.results.measures import REGISTRY, Key

Reals = NDArray[np.float64]

ACUTE, OTHER = True, False
# What a place may be able to give: name, measure, statistic, what it is split by, and whether of
# acute beds or of other places.
_KINDS: tuple[tuple[str, str, str, tuple[str, ...], bool | None], ...] = (
    ("Discharges a day by pathway", "discharges", "per_day", ("care_setting", "pathway"), ACUTE),
    ("Occupancy downstream", "midnight_occupancy", "mean", ("care_setting",), OTHER),
    ("Length of stay downstream", "length_of_stay", "mean", ("care_setting",), OTHER),
    ("Waiting for each place", "waiting_for_place", "mean", ("care_setting",), OTHER),
    ("Caseload waiting for each team", "waiting_for_handoff", "mean", ("handoff",), None),
    ("Delayed patients by reason", "delayed_patients", "mean", ("care_setting", "reason"), ACUTE),
    ("Days from discharge-ready", "days_after_ready_date", "mean", ("care_setting",), ACUTE),
    ("Share after the ready date", "after_ready_date", "share", ("care_setting",), ACUTE),
    ("Stays of 7, 14 and 21 days", "long_stays", "share", ("care_setting", "band"), ACUTE),
    (
        "Acute discharges by destination",
        "discharge_destinations",
        "per_day",
        ("care_setting", "destination"),
        ACUTE,
    ),
)
# A figure that hardly any run has, or that does not move, tells nothing.
_MOST_MISSING = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What one kind of figures would leave of each unknown's spread, over the prior's.

    ``figures``: how many there are of it. ``left``: as it would be, (unknowns,).
    """

    title: str
    figures: int
    left: Reals


def keys_to_ask(question: Question) -> dict[str, tuple[Key, ...]]:
    """Figures that are no targets, by kind, as a run of the place has them."""
    probe = [Key(measure, (), statistic) for _, measure, statistic, _, _ in _KINDS]
    measured = measured_once(question.place, probe, question.seed)
    is_acute = {name: each.acute for name, each in question.place.scenario.care_settings.items()}
    taken = {each.key for each in question.observed}
    found = {}
    for title, measure, statistic, by, of in _KINDS:
        keys = tuple(
            key
            for key in measured.keys
            if (key.measure, key.statistic) == (measure, statistic)
            and _split(key) == by
            and key not in taken
            and (of is None or is_acute.get(key.where[DIMENSIONS.index("care_setting")]) == of)
        )
        if keys:
            found[title] = keys
    return found


def base_to_ask(question: Question, kinds: Mapping[str, Sequence[Key]]) -> Base:
    """What runs measure of them."""
    keys = tuple(key for each in kinds.values() for key in each)
    return Base(question.place, question.frees, keys)


def asked_of(
    found: Fitted, kinds: Mapping[str, Sequence[Key]], z: Reals, figures: Reals
) -> tuple[Asked, ...]:
    """What each kind would tell on top of the targets, the one that tells most first.

    ``z``: posterior draws; ``figures``: (draws, keys in the order of the kinds), a run of each.
    """
    before = found.left
    told, at = [], 0
    for title, keys in kinds.items():
        columns = figures[:, at : at + len(keys)]
        at += len(keys)
        parts = [_seen(key, columns[:, i]) for i, key in enumerate(keys)]
        usable = [each for each in parts if each is not None]
        if not usable:
            continue
        scaled = np.column_stack([values for values, _ in usable])
        whole = np.isfinite(scaled).all(axis=1)
        errors = np.array([error for _, error in usable])
        left = before * spread_left(z[whole], scaled[whole], errors)
        told.append(Asked(title, len(usable), left))
    return tuple(sorted(told, key=lambda each: float(np.log(np.maximum(each.left, 0.01)).sum())))


def _seen(key: Key, values: Reals) -> tuple[Reals, float] | None:
    """A figure on the scale of a fit, and its error if a year's; None if it tells nothing."""
    known = values[np.isfinite(values)]
    if len(known) < (1 - _MOST_MISSING) * len(values):
        return None
    middle = float(np.median(known))
    is_share = key.statistic.startswith("share") or REGISTRY[key.measure].unit == "share"
    if not 0 < middle < (1.0 if is_share else np.inf) or float(known.std()) <= 1e-9 * middle:
        return None
    one = _as_a_year(key, middle)
    return one.scaled(values), one.spread


def _as_a_year(key: Key, value: float) -> Observed:
    """The figure as a place would give it for twelve months."""
    import datetime as dt

    first, last = dt.date(2025, 1, 1), dt.date(2025, 12, 31)
    monthly = monthly_by_default(first, last)
    discrepancy = DISCREPANCY[kind_of(key.measure)]
    return Observed(name_of(key), key, value, first, last, 0.0, monthly, discrepancy)


def _split(key: Key) -> tuple[str, ...]:
    return tuple(name for name, each in zip(DIMENSIONS, key.where, strict=True) if each)
