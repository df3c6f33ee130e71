"""New values from old ones: a number, a duration or a law scaled, or added to."""

from __future__ import annotations

import math
from typing import Any

from simulator.errors import Place
from simulator.scenario.document import Node
from simulator.scenario.fault import shown
from simulator.scenario.law_unit import AMOUNTS
from simulator.scenario.quantities import Duration


def scaled(node: Node, factor: float, place: Place, is_whole: bool = False) -> Node:
    """A number, a duration, or every duration of a law, times a factor; ``place`` says so.

    A whole number stays whole, half rounded up. Raises ValueError, which says why, where that
    would change nothing and for anything else.
    """
    if _is_number(node.value):
        return Node(_scaled_number(node.value, factor, is_whole), place)
    if isinstance(node.value, str) and Duration.reads(node.value):
        return Node(str(_times(Duration.parse(node.value), factor)), place)
    if isinstance(node.value, dict) and "family" in node.value:
        law = Node(node.copy().value, place)
        _scale_law(law, factor, place)
        return law
    raise ValueError(f"{shown(node.plain())} cannot be scaled: it is no number, duration or law")


def added(node: Node, more: Any, place: Place) -> Node:
    """A number plus a number, or a duration plus a duration; ``place`` says so.

    The unit of the old value is kept. Raises ValueError, which says why, for anything else.
    """
    if _is_number(node.value) and _is_number(more):
        return Node(_clean(node.value + more), place)
    if isinstance(node.value, dict):
        raise ValueError("to a law nothing can be added; add to its mean, or scale it")
    if not isinstance(node.value, str):
        raise ValueError(f"{shown(more)} cannot be added to {shown(node.plain())}")
    return Node(str(sum_of(_duration(node.value), _duration(more))), place)


def sum_of(old: Duration, new: Duration) -> Duration:
    """Two durations together, in the unit of the first; raises ValueError for kinds that differ."""
    if old.unit != new.unit and (old.is_working or new.is_working):
        raise ValueError(f"{new} cannot be added to {old}: the units must be the same")
    if old.unit == new.unit:
        return Duration(_clean(old.amount + new.amount), old.unit)
    return Duration(_clean(old.amount + new.days / Duration(1, old.unit).days), old.unit)


def multiplied(value: float, factor: float, is_whole: bool = False) -> float:
    """A number times a factor, without the digits that only show that computers count in twos.

    With ``is_whole`` half is rounded up. A factor of 1 leaves the value as it is.
    """
    if factor == 1:
        return value
    return math.floor(_clean(value * factor) + 0.5) if is_whole else _clean(value * factor)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _clean(value: float) -> float:
    """Without the last digits, which only show that computers count in twos."""
    return value if isinstance(value, int) else float(f"{value:.12g}")


def _scaled_number(value: Any, factor: float, is_whole: bool) -> float:
    if not is_whole:
        return _clean(value * factor)
    result = math.floor(_clean(value * factor) + 0.5)
    if result == value != 0 and factor != 1:
        raise ValueError(f"{value} times {factor:g} rounds to {value} again: nothing would change")
    return result


def _times(duration: Duration, factor: float) -> Duration:
    return Duration(float(_clean(duration.amount * factor)), duration.unit)


def _duration(given: Any) -> Duration:
    if isinstance(given, str) and Duration.reads(given):
        return Duration.parse(given)
    raise ValueError(f"{shown(given)} is not a duration; write it like '{Duration.example}'")


def _scale_law(law: Node, factor: float, place: Place) -> None:
    """Scale, in place, every duration of a law; shares, levels and weights stay."""
    assert isinstance(law.value, dict)
    held = law.value
    if "file" in held:
        raise ValueError("a law that stands in a file cannot be scaled; name another file")
    for name in AMOUNTS:
        if name in held and held[name].value is not None:
            held[name] = scaled(held[name], factor, place)
    for name in ("quantiles", "values", "components"):
        many = held[name].value if name in held else None
        if isinstance(many, dict):
            many.update({key: scaled(node, factor, place) for key, node in many.items()})
        elif isinstance(many, list):
            many[:] = [scaled(node, factor, place) for node in many]
    phases = held["phases"].value if "phases" in held else None
    for phase in phases if isinstance(phases, list) else ():
        if isinstance(phase.value, dict):
            _scale_phase(phase.value, factor, place)


def _scale_phase(phase: dict[str, Node], factor: float, place: Place) -> None:
    """Scale, in place, the time of one phase: its mean, or one over its rate."""
    if "mean" in phase:
        phase["mean"] = scaled(phase["mean"], factor, place)
    if "rate_per_day" in phase and _is_number(phase["rate_per_day"].value):
        if factor == 0:
            raise ValueError("a phase with a rate cannot be scaled to nothing")
        phase["rate_per_day"] = scaled(phase["rate_per_day"], 1 / factor, place)
