"""An input that is varied between two bounds, and how it is set in a scenario."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NoReturn

from simulator.errors import InputError, Problem
from simulator.scenario.address import AmbiguousError, dotted, find, parse
from simulator.scenario.document import Node, Path
from simulator.scenario.field import alternatives, type_at
from simulator.scenario.law_unit import AMOUNTS
from simulator.scenario.load import Loaded
from simulator.scenario.provenance import assumptions
from simulator.scenario.quantities import Duration

FORM = "care_settings.acute.units.North.beds=20..40, or =±20% of what each scenario says"
MOST_SPANS = 16
_AMOUNT = re.compile(r"^\s*([-+]?\d+(?:\.\d+)?)\s*(.*?)\s*$")
_AROUND = re.compile(r"^\s*(?:±|\+-|\+/-)\s*(\d+(?:\.\d+)?)\s*%\s*$")


@dataclass(frozen=True, slots=True)
class Span:
    """An input between two bounds.

    ``unit``: that of a duration, ``%`` where the bounds are shares of what each scenario says, ''
    for plain numbers. ``given``: what the scenarios say, in the same unit; None where they say
    different things. ``in_first``, ``in_second``: whether it is set in the reference and in the
    scenario. ``is_whole``: whether only whole numbers can be set.
    """

    path: str
    low: float
    high: float
    unit: str
    given: float | None
    in_first: bool
    in_second: bool
    is_whole: bool

    @property
    def is_relative(self) -> bool:
        """Whether the bounds are shares of what each scenario says."""
        return self.unit == "%"

    @property
    def points(self) -> list[float]:
        """The bounds, and between them what the scenarios say."""
        inside = (
            [self.given] if self.given is not None and self.low < self.given < self.high else []
        )
        return [self.low, *inside, self.high]

    def nearest(self, at: float) -> float:
        """The nearest value that can be set."""
        return float(round(at)) if self.is_whole and not self.is_relative else float(f"{at:.6g}")

    def sets(self, loaded: Loaded, at: float) -> tuple[str, ...]:
        """What sets it in a scenario to a value; nothing where the scenario says that already.

        A whole number times a share is rounded.
        """
        if at == self.given:
            return ()
        if not self.is_relative:
            return (f"{self.path}={said(at, self.unit)}",)
        found = []
        for path, node in _parts(targets(loaded, self.path)):
            number, unit = _read(node.value) or (0.0, "")
            scaled = number * at / 100
            if _is_whole(path):
                scaled = float(round(scaled))
            found.append(f"{dotted(path, loaded.document)}={said(scaled, unit)}")
        return tuple(found)


def said(number: float, unit: str) -> str:
    """A value as it is written in a scenario."""
    text = f"{number:.10g}"
    return f"{text} {unit}" if unit and unit != "%" else text


def targets(loaded: Loaded, path: str) -> list[tuple[Path, Node]]:
    """The values of a scenario that a path means; none where it has none."""
    found: list[tuple[Path, Node]] = [((), loaded.document)]
    for word in parse(path):
        found = [((*at, *more), inner) for at, node in found for more, inner in find(node, word)]
    return found


def spans_of(texts: Sequence[str], first: Loaded, second: Loaded) -> tuple[Span, ...]:
    """Inputs from texts like ``handoffs.equipment.lead_time.mean=1 working day..4 working days``.

    A value that both scenarios state alike is set in both; one that they state differently, or that
    one of them lacks, only in the second if it has it, since setting it in both would undo what is
    compared. As a share (``±20%``) it is taken of what each says, in both.

    Raises:
        InputError: some cannot be read or name nothing that can be varied; all problems at once.
    """
    problems: list[Problem] = []
    found: list[Span] = []
    for text in texts:
        try:
            found.append(_span(text, first, second))
        except InputError as error:
            problems += error.problems
    paths = [span.path for span in found]
    problems += [
        Problem(f"{path} is varied twice", path="--vary")
        for path in dict.fromkeys(paths)
        if paths.count(path) > 1
    ]
    if len(texts) > MOST_SPANS:
        problems.append(Problem(f"{len(texts)} inputs are varied; at most {MOST_SPANS} can be"))
    if problems:
        raise InputError(problems)
    return tuple(found)


def _span(text: str, first: Loaded, second: Loaded) -> Span:
    path, _, bounds = text.partition("=")
    path = path.strip()
    low, high, unit = _bounds(text, bounds)
    sides = [_parts(_targets(path, loaded)) for loaded in (first, second)]
    if not any(sides):
        _refuse(text, "neither scenario states a value there", "`stepdown describe` lists them")
    numbers = [[_of_node(text, path, node) for path, node in side] for side in sides]
    is_whole = all(_is_whole(at) for side in sides for at, _ in side)
    if unit == "%":
        return Span(path, low, high, unit, 100.0, bool(sides[0]), bool(sides[1]), is_whole)
    stated = [sorted({(number, of) for number, of in each}) for each in numbers]
    if len(stated[0]) > 1 or len(stated[1]) > 1:
        do = "name one of them, or vary all by a share: =±20%"
        _refuse(text, "it names values that are not the same", do)
    given = (stated[1] or stated[0])[0]
    _check_units(text, unit, given[1])
    if is_whole and not (low.is_integer() and high.is_integer()):
        _refuse(text, "it has to be a whole number", "give whole bounds")
    in_first = bool(stated[0]) and (stated[0] == stated[1] or not stated[1])
    return Span(path, low, high, unit, given[0], in_first, bool(stated[1]), is_whole)


def _targets(path: str, loaded: Loaded) -> list[tuple[Path, Node]]:
    try:
        return targets(loaded, path)
    except AmbiguousError:
        _refuse(path, "several items have that name", "name one by its number: units[0]")
    except ValueError:
        _refuse(path, "this is no path of a value", f"write it like {FORM}")


def _bounds(text: str, bounds: str) -> tuple[float, float, str]:
    """Low, high and their unit."""
    around = _AROUND.match(bounds)
    if around is not None:
        share = float(around[1])
        if not 0 < share <= 100:
            _refuse(text, "the share has to be above 0 and at most 100 %", f"write {FORM}")
        return 100 - share, 100 + share, "%"
    low, dots, high = bounds.partition("..")
    ends = [_AMOUNT.match(low), _AMOUNT.match(high)]
    if not dots or ends[0] is None or ends[1] is None:
        _refuse(text, "it does not say between which two values", f"write {FORM}")
    units = [_unit(text, end[2]) for end in ends if end is not None]
    # 1..4 working days: the first takes the unit of the second.
    units[0] = units[0] or units[1]
    if units[0] != units[1]:
        _refuse(text, "its two ends have different units", "write both in one unit")
    a, b = float(ends[0][1]), float(ends[1][1])
    if a >= b:
        _refuse(text, "the lower end comes first, and has to be lower", f"write {FORM}")
    return a, b, units[0]


def _unit(text: str, word: str) -> str:
    if word in {"", "%"}:
        return word
    try:
        return Duration.parse(f"1 {word}").unit
    except ValueError:
        _refuse(text, f"'{word}' is no unit of time", "write a number, a duration, or a share in %")


def _check_units(text: str, unit: str, given: str) -> None:
    if unit != given:
        says = f"it is stated in {given or 'plain numbers'}, and the bounds in {unit or 'numbers'}"
        _refuse(text, says, "write the bounds as the scenario has the value")


def _parts(found: Sequence[tuple[Path, Node]]) -> list[tuple[Path, Node]]:
    """The values themselves; of a law, its amounts, so that its shape stays."""
    parts: list[tuple[Path, Node]] = []
    for path, node in found:
        law = node.value if isinstance(node.value, dict) and "family" in node.value else {}
        amounts = [((*path, name), law[name]) for name in AMOUNTS if name in law]
        parts += amounts or [(path, node)]
    return parts


def _of_node(text: str, path: Path, node: Node) -> tuple[float, str]:
    found = _read(node.value)
    if found is None:
        what = "a list or mapping" if isinstance(node.value, (dict, list)) else repr(node.value)
        where = node.place
        says = f"{dotted(path)} is {what}, and only numbers, durations and laws can be varied"
        raise InputError([Problem(says, where, "--vary", "name a number in it")])
    return found


def _read(value: object) -> tuple[float, str] | None:
    """A number or duration, with its unit."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return float(value), ""
    if not isinstance(value, str):
        return None
    try:
        duration = Duration.parse(value)
    except ValueError:
        return None
    return duration.amount, duration.unit


def _is_whole(path: Path) -> bool:
    """Whether a field takes whole numbers only."""
    kinds = list(alternatives(type_at(path)))
    return int in kinds and float not in kinds


def _refuse(text: str, says: str, do: str) -> NoReturn:
    raise InputError([Problem(f"'{text}': {says}", path="--vary", do=do)])


def assumed(loaded: Loaded, share: float = 20.0) -> Iterator[str]:
    """What is varied where nothing is named: how long handoffs take, where that is assumed.

    The lead time or task of every handoff, as a whole law, by so many percent, where the
    confidence stated is C; laws that are no amounts (mixtures, tables) are left out.
    """
    for each in assumptions(loaded):
        is_time = len(each.path) == 3 and each.path[2] in {"lead_time", "task"}
        if not is_time or each.path[0] != "handoffs" or each.confidence != "C":
            continue
        path = dotted(each.path, loaded.document)
        if all(_read(node.value) for _, node in _parts(targets(loaded, path))):
            yield f"{path}=±{share:g}%"
