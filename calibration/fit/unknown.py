"""A value of a scenario that is not known: its prior, and how it is set."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from calibration.ensemble import Unknown
from calibration.fit.ask import Ask, UnknownPart
from simulator.errors import InputError, Problem
from simulator.experiment.span import said, targets
from simulator.scenario.address import AmbiguousError, dotted
from simulator.scenario.change import Change
from simulator.scenario.document import Node
from simulator.scenario.document import Path as At
from simulator.scenario.field import alternatives, type_at
from simulator.scenario.load import Loaded
from simulator.scenario.quantities import Duration

Reals = NDArray[np.float64]

SHARE_OF = "%"
_PERCENT = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*%\s*$")
# Half of a 90 % interval of the normal law, in standard deviations.
_HALF = 1.6448536269514722


@dataclass(frozen=True, slots=True)
class Free:
    """One unknown of a place.

    ``unit``: that of a duration, ``%`` for a share of what the place says, '' for plain numbers.
    ``stands``: what the place says now. ``makes_up``: path of the share that makes up for it;
    ``together``: what the two add up to. ``is_whole``: whether only whole numbers can be set.
    """

    path: str
    family: str
    low: float
    high: float
    unit: str
    stands: str
    source: str
    is_whole: bool = False
    makes_up: str | None = None
    together: float = 0.0

    @property
    def unknown(self) -> Unknown:
        """The same on its unbounded scale."""
        low, high = (float(self.unbounded(np.array(each))) for each in (self.low, self.high))
        return Unknown(self.path, (low + high) / 2, (high - low) / (2 * _HALF))

    def unbounded(self, value: Reals) -> Reals:
        """Values on the unbounded scale."""
        is_log = self.family == "lognormal"
        return np.asarray(np.log(value) if is_log else np.log(value / (1 - value)))

    def value(self, z: Reals) -> Reals:
        """Values from the unbounded scale."""
        is_log = self.family == "lognormal"
        return np.asarray(np.exp(z) if is_log else 1 / (1 + np.exp(-z)))

    def changes(self, value: float, luck: float = 0.5) -> list[Change]:
        """What sets it in the place. ``luck``, 0 to 1: by which whole numbers are rounded."""
        if self.unit == SHARE_OF:
            return [Change(path=self.path, scale=float(f"{value / 100:.6g}"))]
        if self.is_whole:
            whole = int(np.floor(value + luck))
            return [Change(path=self.path, set=whole)]
        number = float(f"{value:.6g}")
        text = said(number, self.unit) if self.unit else number
        found = [Change(path=self.path, set=text)]
        if self.makes_up is not None:
            rest = float(f"{self.together - number:.10g}")
            found.append(Change(path=self.makes_up, set=rest))
        return found

    def between(self, low: float, high: float) -> str:
        """An interval with its unit."""
        return f"{low:.3g} to {self.in_words(high)}"

    def in_words(self, value: float) -> str:
        """A value with its unit."""
        text = f"{value:.3g}"
        if self.unit == SHARE_OF:
            return f"{text} %"
        plural = "s" if self.unit and text != "1" else ""
        return f"{text} {self.unit}{plural}".strip()


def frees_of(ask: Ask, place: Loaded) -> tuple[list[Free], list[Problem]]:
    """The unknowns of a fit file in a place, and what is wrong with those that are none."""
    found: list[Free] = []
    wrong: list[Problem] = []
    for at, each in enumerate(ask.says.unknowns):
        try:
            found.append(_free(ask, each, ("unknowns", at), place))
        except InputError as error:
            wrong += error.problems
    paths = [each.path for each in ask.says.unknowns]
    for at, path in enumerate(paths):
        if path in paths[:at]:
            wrong.append(ask.problem(("unknowns", at, "path"), f"'{path}' is unknown twice"))
    return found, wrong


def _free(ask: Ask, one: UnknownPart, at: At, place: Loaded) -> Free:
    nodes = _nodes(ask, one.path, (*at, "path"), place)
    low, unit = _bound(ask, one.prior.low, (*at, "prior", "low"))
    high, other = _bound(ask, one.prior.high, (*at, "prior", "high"))
    if unit != other:
        _refuse(ask, (*at, "prior", "high"), "low and high have different units", "write one unit")
    _check_bounds(ask, one, at, (low, high, unit))
    stated = [_stated(node) for _, node in nodes]
    if unit != SHARE_OF:
        for each, (_, node) in zip(stated, nodes, strict=True):
            _check_unit(ask, (*at, "prior", "low"), unit, each, node)
    stands = ", ".join(dict.fromkeys(_shown(node) for _, node in nodes))
    free = Free(one.path, one.prior.family, low, high, unit, stands, one.source)
    if one.makes_up is not None:
        where = (*at, "makes_up")
        return _made_up(ask, free, stated, where, _nodes(ask, one.makes_up, where, place))
    kinds = [list(alternatives(type_at(path))) for path, _ in nodes]
    is_whole = all(int in kind and float not in kind for kind in kinds)
    if is_whole and unit == SHARE_OF:
        do = "write the bounds as numbers; they are rounded by chance, up as often as is fair"
        _refuse(ask, (*at, "prior", "low"), "a share of a whole number is mostly none", do)
    if is_whole:
        return replace(free, is_whole=True)
    return free


def _made_up(
    ask: Ask,
    free: Free,
    stated: Sequence[tuple[float, str]],
    where: At,
    nodes: Sequence[tuple[At, Node]],
) -> Free:
    other = [_stated(node) for _, node in nodes]
    numbers = [*stated, *other]
    if len(numbers) != 2 or any(unit != "" for _, unit in numbers) or free.unit:
        _refuse(ask, where, "both have to be one plain number each", "name two shares")
    together = float(numbers[0][0] + numbers[1][0])
    return replace(free, makes_up=dotted(nodes[0][0]), together=together)


def _nodes(ask: Ask, path: str, at: At, place: Loaded) -> list[tuple[At, Node]]:
    do = "`stepdown describe` lists the values of a scenario with their paths"
    try:
        found = targets(place, path)
    except AmbiguousError:
        _refuse(ask, at, f"several items have the name in '{path}'", "give its number: units.0")
    except ValueError:
        _refuse(ask, at, f"'{path}' is no path of a value", do)
    if not found:
        _refuse(ask, at, f"the place states no value at '{path}'", do)
    return found


def _bound(ask: Ask, given: float | str, at: At) -> tuple[float, str]:
    if isinstance(given, (int, float)):
        return float(given), ""
    percent = _PERCENT.match(given)
    if percent:
        return float(percent[1]), SHARE_OF
    try:
        duration = Duration.parse(given)
    except ValueError:
        do = "write a number, a duration like 2 working days, or a share like '50 %'"
        _refuse(ask, at, f"'{given}' is no bound", do)
    return duration.amount, duration.unit


def _check_bounds(ask: Ask, one: UnknownPart, at: At, bounds: tuple[float, float, str]) -> None:
    low, high, unit = bounds
    where = (*at, "prior", "low")
    if not 0 < low < high:
        _refuse(ask, where, "low has to be above 0 and below high", "what is known is no unknown")
    if one.prior.family == "logit-normal" and (unit or high >= 1):
        do = "write shares between 0 and 1 without a unit, or make it lognormal"
        _refuse(ask, where, "logit-normal is for shares", do)


def _check_unit(ask: Ask, at: At, unit: str, stated: tuple[float, str], node: Node) -> None:
    if stated[1] == "?" or (unit == "") != (stated[1] == ""):
        do = "write the bounds as the place has the value, or as a share of it like '50 %'"
        _refuse(ask, at, f"the place states {_shown(node)} there", do)
    if unit and Duration(1, unit).is_working != Duration(1, stated[1]).is_working:
        do = "write working days for working days, and days for days"
        _refuse(ask, at, f"the place states {_shown(node)} there", do)


def _stated(node: Node) -> tuple[float, str]:
    """A number or duration with its unit; unit '?' where it is neither."""
    value = node.value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value), ""
    try:
        duration = Duration.parse(str(value))
    except ValueError:
        return float("nan"), "?"
    return duration.amount, duration.unit


def _shown(node: Node) -> str:
    plain = node.plain()
    if isinstance(plain, dict):
        return ", ".join(f"{name} {each}" for name, each in plain.items())[:80]
    return str(plain)


def _refuse(ask: Ask, at: At, says: str, do: str) -> NoReturn:
    raise InputError([ask.problem(at, says, do)])
