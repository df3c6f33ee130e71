"""A value of a scenario that is not known: its prior, and how it is set."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from calibration.ensemble import Unknown
from calibration.fit import beta
from calibration.fit.ask import Ask, UnknownPart
from calibration.fit.stands import shown, stands_at, stated
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
class Recorded:
    """Which delays are recorded under which other reason, by their codes."""

    reason: str
    under: str

    def __str__(self) -> str:
        return f"{self.reason} recorded as {self.under}"


@dataclass(frozen=True, slots=True)
class Free:
    """One unknown of a place, or of how its delays are recorded.

    ``unit``: that of a duration, ``%`` for a share of what the place says, '' for plain numbers.
    ``stands``: what the place says now. ``makes_up``: path of the share that makes up for it;
    ``together``: what the two add up to. ``is_whole``: whether only whole numbers can be set.
    ``recorded``: of which delays it is the share recorded elsewhere; it then sets nothing in the
    place, and its path is a name.
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
    recorded: Recorded | None = None

    @property
    def unknown(self) -> Unknown:
        """The same on its unbounded scale."""
        low, high = (float(self.unbounded(np.array(each))) for each in (self.low, self.high))
        return Unknown(self.path, (low + high) / 2, (high - low) / (2 * _HALF))

    def unbounded(self, value: Reals) -> Reals:
        """Values on the unbounded scale."""
        if self.family == "beta":
            return beta.unbounded(value, self.low, self.high)
        return np.asarray(
            np.log(value) if self.family == "lognormal" else np.log(value / (1 - value))
        )

    def value(self, z: Reals) -> Reals:
        """Values from the unbounded scale."""
        if self.family == "beta":
            return beta.share_of(z, self.low, self.high)
        return np.asarray(np.exp(z) if self.family == "lognormal" else 1 / (1 + np.exp(-z)))

    def changes(self, value: float, luck: float = 0.5) -> list[Change]:
        """What sets it in the place. ``luck``, 0 to 1: by which whole numbers are rounded."""
        if self.recorded is not None:
            return []
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

    @property
    def of_what(self) -> str:
        """What a share is of; '' where the value is no share of another."""
        return " of what the place says" if self.unit == SHARE_OF else ""

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
            made = _free if each.recorded is None else _share_recorded
            found.append(made(ask, each, ("unknowns", at), place))
        except InputError as error:
            wrong += error.problems
    names = [_name(each) for each in ask.says.unknowns]
    for at, name in enumerate(names):
        if name in names[:at]:
            wrong.append(ask.problem(("unknowns", at), f"'{name}' is unknown twice"))
    return found, wrong


def _name(one: UnknownPart) -> str:
    return one.path or str(one.recorded and Recorded(one.recorded.reason, one.recorded.under))


def _share_recorded(ask: Ask, one: UnknownPart, at: At, place: Loaded) -> Free:
    """A share of delays that is recorded under another reason."""
    assert one.recorded is not None
    if one.path is not None or one.makes_up is not None:
        do = "write it as an unknown of its own"
        _refuse(ask, (*at, "recorded"), "it goes with neither path nor makes_up", do)
    known = place.scenario.delay_reasons
    for name in ("reason", "under"):
        if getattr(one.recorded, name) not in known:
            says = f"'{getattr(one.recorded, name)}' is no reason of delay here"
            _refuse(ask, (*at, "recorded", name), says, f"one of {', '.join(known)}")
    way = Recorded(one.recorded.reason, one.recorded.under)
    if way.reason == way.under:
        _refuse(ask, (*at, "recorded", "under"), "both are the same reason", "name another")
    low, high = one.prior.low, one.prior.high
    if isinstance(low, str) or isinstance(high, str) or one.prior.family == "lognormal":
        do = "family beta (or logit-normal), low and high between 0 and 1"
        _refuse(ask, (*at, "prior", "low"), "a share that is recorded elsewhere is a share", do)
    _check_bounds(ask, one, at, (low, high, ""))
    stands = "all recorded as it is"
    return Free(str(way), one.prior.family, low, high, "", stands, one.source, recorded=way)


def _free(ask: Ask, one: UnknownPart, at: At, place: Loaded) -> Free:
    if one.path is None:
        do = "write path: of a value of the place, or recorded: with reason and under"
        _refuse(ask, at, "it does not say what is unknown", do)
    nodes = _nodes(ask, one.path, (*at, "path"), place)
    low, unit = _bound(ask, one.prior.low, (*at, "prior", "low"))
    high, other = _bound(ask, one.prior.high, (*at, "prior", "high"))
    if unit != other:
        _refuse(ask, (*at, "prior", "high"), "low and high have different units", "write one unit")
    _check_bounds(ask, one, at, (low, high, unit))
    amounts = [stated(node) for _, node in nodes]
    if unit != SHARE_OF:
        for each, (_, node) in zip(amounts, nodes, strict=True):
            _check_unit(ask, (*at, "prior", "low"), unit, each, node)
    stands = stands_at([node for _, node in nodes])
    free = Free(one.path, one.prior.family, low, high, unit, stands, one.source)
    if one.makes_up is not None:
        where = (*at, "makes_up")
        return _made_up(ask, free, amounts, where, _nodes(ask, one.makes_up, where, place))
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
    amounts: Sequence[tuple[float, str]],
    where: At,
    nodes: Sequence[tuple[At, Node]],
) -> Free:
    other = [stated(node) for _, node in nodes]
    numbers = [*amounts, *other]
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
    if one.prior.family != "lognormal" and (unit or high >= 1):
        do = "write shares between 0 and 1 without a unit, or make it lognormal"
        _refuse(ask, where, f"{one.prior.family} is for shares", do)
    if one.prior.family == "beta":
        try:
            beta.beta_of(low, high)
        except ValueError as error:
            _refuse(ask, where, str(error), "write bounds farther apart, or make it logit-normal")


def _check_unit(ask: Ask, at: At, unit: str, stated: tuple[float, str], node: Node) -> None:
    if stated[1] == "?" or (unit == "") != (stated[1] == ""):
        do = "write the bounds as the place has the value, or as a share of it like '50 %'"
        _refuse(ask, at, f"the place states {shown(node)} there", do)
    if unit and Duration(1, unit).is_working != Duration(1, stated[1]).is_working:
        do = "write working days for working days, and days for days"
        _refuse(ask, at, f"the place states {shown(node)} there", do)


def _refuse(ask: Ask, at: At, says: str, do: str) -> NoReturn:
    raise InputError([ask.problem(at, says, do)])
