"""A small place for the tests of the page to explore."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from simulator.app.exploration import Exploration
from simulator.app.lever import Amount
from simulator.experiment.prepare import prepare
from tests.experiment.compared import child, written

MOST = 5
LIMITED = "{within: 12 hours, then: postponed, by: 2 days, at_most: 1}"
LIMIT = f"{{path: 'pathways.supported.steps[acute].limit', set: {LIMITED}}}"
NAMES = ("id", "name", "care_setting")


def short_place(folder: Path) -> Path:
    """A scenario file of the small place, with few days and a limit on a wait."""
    days = ("warm_up, set: 14 days", "run_for, set: 28 days")
    changes = [*(f"{{path: calendar.{each}}}" for each in days), LIMIT]
    (file,) = written(folder, short=child(*changes, title="A short place"))
    return file


def exploration(folder: Path, jobs: int = 2) -> Exploration:
    """The short place, ready to be explored."""
    loaded = prepare(short_place(folder))
    return Exploration.of(loaded, loaded.scenario.batch, MOST, jobs)


def amounts_of(levers):
    # Demand of everyone would be on top of that of each group.
    return [each for each in levers.values() if isinstance(each, Amount) and "*" not in each.path]


def moved(lever):
    """Another value than the lever's own, between its bounds and on one of its steps."""
    for share in (0.6, 0.7):
        value = lever.low + lever.step * round(share * (lever.high - lever.low) / lever.step)
        if value != lever.given:
            return value
    raise AssertionError(lever)


def value_at(document: Any, path: str) -> Any:
    """What stands at the path of a lever, read by hand: the last word may be in a stay's mapping.

    Items of lists go by position, or by their own name or that of the step that they hold.
    """
    held = document
    for name, item in re.findall(r"([^.\[\]]+)|\[([^\]]+)\]", path):
        held = _item(held, item.strip('"')) if item else held[name]
    return held


def _item(listed: list[Any], name: str) -> Any:
    if name.isdigit():
        return listed[int(name)]
    (found,) = [each for each in listed if name in _called(each)]
    return found


def _called(item: Any) -> list[Any]:
    held = [item, *item.values()]
    return [
        each if isinstance(each, str) else each.get(at)
        for each in held
        for at in NAMES
        if isinstance(each, (str, dict))
    ]
