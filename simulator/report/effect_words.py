"""A difference between two scenarios in words and figures."""

from __future__ import annotations

import math

from simulator.report.estimate import (
    FIGURES_WITHOUT_INTERVAL,
    MINUS,
    NOTHING,
    ROUNDING,
    decimals,
    plain,
    rounded,
)
from simulator.report.table import Unit, unit_of
from simulator.results.direction import better
from simulator.results.paired import Effect
from simulator.results.verdict import Verdict

MOST_DECIMALS = 4


def signed(effect: Effect, scale: float | None = None) -> str:
    """A difference with its sign and half-width, like ``+1.3 ± 0.2``; ``the same`` if it is."""
    if effect.verdict is Verdict.ABSENT:
        return NOTHING
    if effect.verdict is Verdict.SAME:
        return "the same"
    value, half, digits = _scaled(effect, scale)
    return f"{_sign(value, digits)}{_width(half, digits)}"


def amount(effect: Effect) -> str:
    """The size of a difference with its half-width, like ``1.3 ± 0.2``."""
    value, half, digits = _scaled(effect, None)
    return f"{_to(abs(value), digits)}{_width(half, digits)}"


def reach(effect: Effect) -> str:
    """The ends of a difference's interval, lower first."""
    value, half, digits = _scaled(effect, None)
    if math.isnan(half):
        return "no interval"
    return f"{_sign(value - half, digits)} to {_sign(value + half, digits)}"


def farthest(effect: Effect) -> float:
    """How far from 0 the interval of a difference reaches, in the unit it is shown in."""
    value, half, _ = _scaled(effect, None)
    return 0.0 if effect.verdict is Verdict.SAME else abs(value) + half


def level(value: float, effect: Effect, scale: float | None = None) -> str:
    """A figure of one scenario, rounded to its own half-width but to three figures at least.

    So it is the same beside every difference, however sure that is; and with fewer figures two of
    them could seem to differ by much more than their paired difference.
    """
    if math.isnan(value):
        return NOTHING
    factor = unit_of(effect.key).scale if scale is None else scale
    is_other = value == effect.other
    half = factor * (effect.other_half_width if is_other else effect.reference_half_width)
    shown = value * factor
    if not half > ROUNDING * abs(shown):
        return plain(shown)
    least = FIGURES_WITHOUT_INTERVAL - 1
    third = least - math.floor(math.log10(abs(shown))) if shown else 0
    return rounded(shown, min(max(decimals(half), third), MOST_DECIMALS))


def how_often(effect: Effect) -> str:
    """In how many replications it is better, or lower or higher where neither is better."""
    if effect.verdict in {Verdict.SAME, Verdict.ABSENT}:
        return ""
    way = better(effect.key)
    lower, higher = round(effect.lower * effect.n), round(effect.higher * effect.n)
    if way:
        good = lower if way == "lower" else higher
        return f"better in {good} of {effect.n}"
    if higher > lower:
        return f"higher in {higher} of {effect.n}"
    return f"lower in {lower} of {effect.n}"


def narrower(effect: Effect) -> str:
    """How many times narrower than with patients drawn apart; '' where neither varies."""
    times = effect.times_narrower
    if math.isnan(times):
        return ""
    return f"{times:.1f} times" if times < 100 else "over 100 times"


def said(effect: Effect) -> str:
    """The verdict for a table."""
    if effect.verdict is Verdict.LOWER or effect.verdict is Verdict.HIGHER:
        way = better(effect.key)
        judged = f", {'better' if way == effect.verdict.value else 'worse'}" if way else ""
        return f"{effect.verdict.value}{judged}"
    if effect.verdict is Verdict.CANNOT_TELL:
        return f"cannot tell: {reach(effect)}"
    if effect.verdict is Verdict.NOTHING:
        return f"moves nothing: {reach(effect)}"
    return effect.verdict.value


def unit_name(effect: Effect) -> str:
    """The unit of the figures as they are shown."""
    return unit_of(effect.key).name


def unit_in_words(unit: Unit) -> str:
    """The unit of a difference."""
    return "percentage points" if unit.name == "%" else unit.name


def _scaled(effect: Effect, scale: float | None) -> tuple[float, float, int | None]:
    """Difference, half-width and decimals; no decimals where the interval has no width."""
    factor = unit_of(effect.key).scale if scale is None else scale
    value, half = effect.difference * factor, effect.half_width * factor
    return value, half, decimals(half) if half > 0 else None


def _to(value: float, digits: int | None) -> str:
    return plain(value) if digits is None else rounded(value, digits)


def _sign(value: float, digits: int | None) -> str:
    text = _to(value, digits)
    return text if text.startswith(MINUS) or value == 0 else f"+{text}"


def _width(half: float, digits: int | None) -> str:
    if math.isnan(half):
        return " (no interval)"
    return f" ± {rounded(half, digits)}" if digits is not None else ""
