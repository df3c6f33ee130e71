"""The places that stock is counted in: units, care settings, all acute beds, all other beds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from simulator.network.network import CapacityPath, Network
from simulator.results.measure import ALL_ACUTE, ALL_OTHER_BEDS, Where, where
from simulator.results.outline import Integers, Outline

Number = TypeVar("Number", np.int64, np.float64)


@dataclass(frozen=True, slots=True)
class Place:
    """Units counted together; ``unit`` is '' unless it is one unit, named."""

    care_setting: str
    unit: str
    units: tuple[int, ...]

    @property
    def where(self) -> dict[str, str]:
        """Its dimensions in a row."""
        return {"care_setting": self.care_setting, "unit": self.unit}

    def total(self, by_unit: NDArray[Number]) -> NDArray[Number]:
        """Sum of what stands in rows by unit."""
        summed: NDArray[Number] = by_unit[list(self.units)].sum(axis=0)
        return summed


def care_settings(network: Network) -> list[Place]:
    """Each care setting, then all acute beds, then all other beds, where there are any."""
    places = [Place(one.name, "", one.units) for one in network.care_settings]
    acute = [u for one in network.care_settings if one.is_acute for u in one.units]
    other = [
        u
        for one in network.care_settings
        if one.kind == "beds" and not one.is_acute
        for u in one.units
    ]
    sums = [(ALL_ACUTE, acute), (ALL_OTHER_BEDS, other)]
    return [*places, *(Place(name, "", tuple(units)) for name, units in sums if units)]


def units(network: Network) -> list[Place]:
    """Each unit."""
    return [
        Place(network.care_settings[unit.care_setting].name, unit.name, (index,))
        for index, unit in enumerate(network.units)
    ]


def integral(path: CapacityPath, begin: int, end: int) -> int:
    """What a capacity path adds up to over ``[begin, end)``, in places times microseconds."""
    times = np.append(np.asarray(path.times, dtype=np.int64), np.int64(end))
    inside = np.clip(times, begin, end)
    spans = inside[1:] - inside[:-1]
    return int(np.sum(np.asarray(path.values, dtype=np.int64) * spans))


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """A capacity path as columns."""

    times: Integers
    values: Integers

    @classmethod
    def of(cls, path: CapacityPath) -> Path:
        """From a path of the network."""
        times = np.asarray(path.times, dtype=np.int64)
        return cls(times, np.asarray(path.values, dtype=np.int64))

    def level(self, times: Integers) -> Integers:
        """Value at each time."""
        return self.values[np.searchsorted(self.times, times, side="right") - 1]


def level(path: CapacityPath, times: Integers) -> Integers:
    """Value of a capacity path at each time."""
    return Path.of(path).level(times)


def members(outline: Outline) -> list[tuple[Place, NDArray[np.bool_]]]:
    """Each place of ``care_settings``, and which care settings (by index) it counts."""
    owners = np.array([unit.care_setting for unit in outline.network.units], dtype=np.int64)
    settings = np.arange(len(outline.network.care_settings))
    return [
        (place, np.isin(settings, owners[list(place.units)]))
        for place in care_settings(outline.network)
    ]


def member_wheres(outline: Outline) -> tuple[Where, ...]:
    """The dimensions of each place of ``care_settings``."""
    return tuple(where(care_setting=place.care_setting) for place in care_settings(outline.network))
