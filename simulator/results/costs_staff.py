"""What the staff of units and handoffs cost in the results' period, by rule: nothing drawn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simulator.network.calendars import Dates
from simulator.network.capacity import Layer, open_path
from simulator.network.network import HOUR, CapacityPath, Handoff
from simulator.network.plan import UnitDraws
from simulator.network.unit_draws import unit_draws
from simulator.results.outline import Floats, Integers, Outline
from simulator.results.place import Path, integral
from simulator.scenario.prices import Posts, posts

DAYS_A_YEAR = 365


def posts_by_unit(outline: Outline) -> tuple[tuple[Posts, ...], ...]:
    """The sum of each unit's staffing, in the order of the network; () where it has no pay."""
    scenario = outline.scenario
    return tuple(
        posts(scenario.costs, setting.cost, unit)
        for setting in scenario.care_settings.values()
        for unit in setting.units
    )


def staff_cost(outline: Outline) -> Floats:
    """What staff cost in the window, by unit, for the time in which dated changes leave it open."""
    every = outline.once(posts_by_unit)
    cost, years = np.zeros(len(every)), outline.days / DAYS_A_YEAR
    for unit, lines in enumerate(every):
        if lines:
            shares = _shares(outline, unit)
            cost[unit] = sum(line.per_year * shares[line.shift] for line in lines) * years
    return cost


def staff_wte(outline: Outline) -> Floats:
    """Whole-time equivalents by unit, absences that are covered left out."""
    every = outline.once(posts_by_unit)
    return np.array([sum(line.wte for line in lines if line.is_post) for lines in every])


def _shares(outline: Outline, unit: int) -> dict[str, float]:
    """Of each shift ('' for a team), the share of its time in the window with the unit open."""
    draws = _draws(outline, unit)
    path = open_path(draws.layers)
    if draws.roster is None:
        return {"": _share(path, outline, *_worked(draws.layers))}
    return {
        shift.name: _share(path, outline, np.array(shift.begins), np.array(shift.ends))
        for shift in draws.roster.shifts
    }


def _draws(outline: Outline, number: int) -> UnitDraws:
    scenario, network = outline.scenario, outline.network
    setting = network.care_settings[network.units[number].care_setting]
    said = scenario.care_settings[setting.name]
    unit = said.units[setting.units.index(number)]
    calendar = scenario.calendar
    dates = Dates.of(calendar.start, network.end, calendar.bank_holidays)
    return unit_draws(setting.name, number, unit, dates, said.bank_holidays)


def _worked(layers: tuple[Layer, ...]) -> tuple[Integers, Integers]:
    """When a team works: the first of its layers is what is there without dated changes."""
    base = Path.of(open_path(layers[:1]))
    ends = np.append(base.times[1:], np.iinfo(np.int64).max)
    works = base.values > 0
    return base.times[works], ends[works]


def _share(path: CapacityPath, outline: Outline, begins: Integers, ends: Integers) -> float:
    first, last = (np.clip(each, *outline.window) for each in (begins, ends))
    worked = int((last - first).sum())
    if not worked:
        return 1.0
    until = _open_until(path, last) - _open_until(path, first)
    return int(until.sum()) / worked


def _open_until(path: CapacityPath, times: Integers) -> Integers:
    """Time from 0 to each of some times in which anything is open."""
    column = Path.of(path)
    is_open = column.values > 0
    before = np.append(0, np.cumsum(np.diff(column.times) * is_open[:-1]))
    at = np.searchsorted(column.times, times, side="right") - 1
    found: Integers = before[at] + (times - column.times[at]) * is_open[at]
    return found


def staff_hours(outline: Outline) -> Floats:
    """Hours of staff on duty in the window, by handoff; 0 where it has no staff."""
    return np.array([_hours(outline, each) for each in outline.network.handoffs])


def _hours(outline: Outline, handoff: Handoff) -> float:
    staff, said = handoff.staff, outline.scenario.handoffs[handoff.name].staff
    if staff is None:
        return 0.0
    # A number of staff is on duty in the handoff's hours; shifts have hours of their own.
    if handoff.hours is None or not isinstance(said, int):
        return integral(staff, *outline.window) / HOUR
    spans = zip(handoff.hours.opens, handoff.hours.closes, strict=True)
    return sum(integral(staff, *span) for span in _within(spans, outline.window)) / HOUR


def _within(spans: Iterator[tuple[int, int]], window: tuple[int, int]) -> Iterator[tuple[int, int]]:
    for begins, ends in spans:
        inside = max(begins, window[0]), min(ends, window[1])
        if inside[0] < inside[1]:
            yield inside
