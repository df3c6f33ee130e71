"""Units that a scenario merges: which close, and which one takes their place."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from simulator.errors import Place
from simulator.experiment.arm import Arm
from simulator.scenario.load import Loaded

HOW = "lever merge_units"


@dataclass(frozen=True, slots=True)
class Merger:
    """Small units of a care setting, and the hub in their place.

    ``closes``: the first day on which the last of them takes nobody. ``is_over``: whether that is
    before the results' period begins.
    """

    care_setting: str
    small: tuple[str, ...]
    hub: str
    closes: dt.date
    is_over: bool


@dataclass(slots=True)
class _Seen:
    """What one lever has moved: the unit that it made, and those it closes by index and day."""

    hub: int = -1
    closed: dict[int, dt.date] = field(default_factory=dict)


def mergers(reference: Arm, other: Arm) -> tuple[Merger, ...]:
    """The mergers of one scenario whose small units are open in the reference, without the hub."""
    there = {
        name: {unit.name for unit in setting.units}
        for name, setting in reference.loaded.scenario.care_settings.items()
    }
    before = {(each.care_setting, each.hub) for each in merged(reference.loaded)}
    return tuple(
        each
        for each in merged(other.loaded)
        if (each.care_setting, each.hub) not in before
        and there.get(each.care_setting, set()).issuperset(each.small)
    )


def merged(loaded: Loaded) -> Iterator[Merger]:
    """Everything that the lever has merged in a scenario."""
    calendar = loaded.scenario.calendar
    begins = calendar.start + dt.timedelta(days=calendar.warm_up.days)
    for (_, name), seen in _by_lever(loaded).items():
        setting = loaded.scenario.care_settings[name]
        if seen.hub < 0 or not seen.closed:
            continue
        closes = max(seen.closed.values())
        small = tuple(setting.units[at].name for at in seen.closed)
        yield Merger(name, small, setting.units[seen.hub].name, closes, closes <= begins)


def _by_lever(loaded: Loaded) -> dict[tuple[Place, str], _Seen]:
    """By where a lever is written, and care setting."""
    found: dict[tuple[Place, str], _Seen] = defaultdict(_Seen)
    for path, node in loaded.document.walk():
        if node.changed is None or node.changed.how != HOW or path[0] != "care_settings":
            continue
        seen, unit = found[node.changed.place, str(path[1])], int(path[3])
        if len(path) == 4:
            seen.hub = unit
        else:
            said = loaded.scenario.care_settings[str(path[1])].units[unit]
            seen.closed[unit] = said.capacity_changes[-1].starts
    return found
