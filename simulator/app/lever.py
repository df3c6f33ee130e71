"""One thing that can be moved on the page, and what it writes into a scenario."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any

from simulator.scenario.quantities import Duration

Entry = dict[str, Any]
Setting = float | str
PERCENT = "% of now"


@dataclass(frozen=True, slots=True)
class Lever:
    """What every lever has.

    ``name``: its own among all on the page. ``panel``: the heading it stands under. ``given``:
    what the scenario says. ``means``: what moving it does, where its panel does not say that.
    """

    name: str
    panel: str
    label: str
    given: Setting
    means: str = field(default="", kw_only=True)

    def value(self, asked: Any) -> Setting:
        """A value from the page.

        Raises:
            ValueError: it cannot be set; says why.
        """
        raise NotImplementedError

    def entries(self, value: Setting) -> list[Entry]:
        """Entries of ``changes`` that set it; none where it is as given."""
        raise NotImplementedError

    def plain(self) -> dict[str, Any]:
        """What the page needs to show it."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Amount(Lever):
    """A number between two bounds.

    ``unit``: in words; that of a duration is written with it. ``way``: ``set``, or ``scale`` where
    the number is a percentage of what the scenario says.
    """

    low: float
    high: float
    step: float
    unit: str
    path: str
    way: str = "set"

    @property
    def is_whole(self) -> bool:
        """Whether only whole numbers can be set."""
        return self.step.is_integer() and self.way == "set" and not self.is_duration

    @property
    def is_duration(self) -> bool:
        """Whether the number is written with its unit."""
        return Duration.reads(f"1 {self.unit}")

    def value(self, asked: Any) -> float:
        """A number from the page.

        Raises:
            ValueError: it cannot be set; says why.
        """
        if isinstance(asked, bool) or not isinstance(asked, (int, float)):
            raise ValueError(f"{self.label}: {asked!r} is not a number")
        if not self.low <= asked <= self.high:
            bounds = f"from {self.low:g} to {self.high:g} {self.unit}"
            raise ValueError(f"{self.label}: {asked:g} is not {bounds}")
        if self.is_whole and not float(asked).is_integer():
            raise ValueError(f"{self.label}: {asked:g} is not a whole number")
        return float(asked)

    def entries(self, value: Setting) -> list[Entry]:
        """Entries of ``changes`` that set it; none where it is as given."""
        if value == self.given:
            return []
        assert isinstance(value, float)
        if self.way == "scale":
            return [{"path": self.path, "scale": float(f"{value / 100:.6g}")}]
        if self.is_duration:
            return [{"path": self.path, "set": f"{value:.6g} {self.unit}"}]
        return [{"path": self.path, "set": int(value) if self.is_whole else float(f"{value:.6g}")}]

    def plain(self) -> dict[str, Any]:
        """What the page needs to show it."""
        told = ("name", "panel", "label", "given", "means", "low", "high", "step", "unit")
        return {name: getattr(self, name) for name in told}


@dataclass(frozen=True, slots=True)
class Promise(Amount):
    """A response time that is promised; its title, which mostly says the time, says the new one."""

    title_path: str = ""

    def entries(self, value: Setting) -> list[Entry]:
        """Entries of ``changes`` that set it; none where it is as given."""
        found = Amount.entries(self, value)
        title = f"{self.label}: here within {value:g} {self.unit}"
        return [*found, {"path": self.title_path, "set": title}] if found else []


@dataclass(frozen=True, slots=True)
class Choice(Lever):
    """One of several things; ``ways``: each with its words and the entries that set it."""

    ways: tuple[tuple[str, str, tuple[Entry, ...]], ...]

    def value(self, asked: Any) -> str:
        """A choice from the page.

        Raises:
            ValueError: there is no such choice.
        """
        known = [name for name, _, _ in self.ways]
        if asked not in known:
            raise ValueError(f"{self.label}: {asked!r} is none of {', '.join(known)}")
        return str(asked)

    def entries(self, value: Setting) -> list[Entry]:
        """Entries of ``changes`` that set it; none where it is as given."""
        return [entry for name, _, entries in self.ways if name == value for entry in entries]

    def plain(self) -> dict[str, Any]:
        """What the page needs to show it."""
        shown = [{"value": name, "says": says} for name, says, _ in self.ways]
        return {
            "name": self.name,
            "panel": self.panel,
            "label": self.label,
            "given": self.given,
            "means": self.means,
            "choices": shown,
        }


def around(given: float, step: float) -> tuple[float, float]:
    """Bounds to move a number between: from none to twice, and at least ten steps more."""
    return 0.0, math.ceil(max(2 * given, given + 10 * step) / step) * step


def amount(
    panel: str,
    label: str,
    path: str,
    given: float,
    *,
    bounds: tuple[float, float, float],
    unit: str,
) -> Amount:
    """A number that is yet to be named; ``bounds``: lowest, highest and step."""
    low, high, step = bounds
    return Amount("", panel, label, given, low=low, high=high, step=step, unit=unit, path=path)


def whole(panel: str, label: str, path: str, given: int, unit: str) -> Amount:
    """A whole number, from none to twice what is there."""
    bounds = (*around(given, 1.0), 1.0)
    return amount(panel, label, path, float(given), bounds=bounds, unit=unit)


def percent(panel: str, label: str, path: str, low: float, step: float = 5.0) -> Amount:
    """A percentage of what the scenario says, from ``low`` to as far above 100 %."""
    bounds = (low, 200.0 - low, step)
    found = amount(panel, label, path, 100.0, bounds=bounds, unit=PERCENT)
    return replace(found, way="scale")
