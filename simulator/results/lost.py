"""Bed-days lost, by unit and cause: planned capacity less open capacity, each day once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from simulator.network.calendars import Dates
from simulator.network.network import DAY, CapacityPath, CareSetting
from simulator.network.unit_draws import planned, unit_draws
from simulator.results.measure import Measure, Row, spread
from simulator.results.opening import openings, while_open
from simulator.results.outline import Outline
from simulator.results.place import integral
from simulator.results.run import Run
from simulator.scenario.care_setting import CapacityChange

PLANNED_CHANGES = "planned changes"
DAYS_A_YEAR = 365

# Places times microseconds, so that sums are exact.
Lost = dict[str, int]


def lost(run: Run) -> dict[int, tuple[Lost, int]]:
    """Of each unit to which chance does anything: what is lost by cause, and what was planned.

    In places times microseconds of the window. In the order of ``UnitState.causes``.
    """
    found = {}
    for state in run.states:
        sizes = [integral(_used(run, state.unit, path), *run.window) for path in state.stages()]
        by_cause = {
            cause: before - after
            for cause, (before, after) in zip(state.causes, pairwise(sizes), strict=True)
        }
        found[state.unit] = by_cause, sizes[0]
    return found


def _used(run: Run, unit: int, path: CapacityPath) -> CapacityPath:
    """A unit that a queue opens loses nothing while it is shut."""
    if run.network.units[unit].trigger is None:
        return path
    return while_open(path, openings(run, unit))


def _reduced(outline: Outline) -> dict[int, tuple[CapacityPath, CapacityPath]]:
    """Units with dated changes that take away: planned capacity without these, and with them."""
    scenario, end = outline.scenario, outline.network.end
    calendar = scenario.calendar
    said = [(n, s, u) for n, s in scenario.care_settings.items() for u in s.units]
    found = {}
    for number, (name, setting, unit) in enumerate(said):
        kept = tuple(each for each in unit.capacity_changes if not _takes(each))
        if len(kept) < len(unit.capacity_changes):
            dates = Dates.of(calendar.start, end, calendar.bank_holidays)
            without = unit.model_copy(update={"capacity_changes": kept})
            both = (
                unit_draws(name, number, each, dates, setting.bank_holidays)
                for each in (without, unit)
            )
            full, less = (planned(draws) for draws in both)
            found[number] = full, less
    return found


def _takes(change: CapacityChange) -> bool:
    return change.add is None


def _taken(outline: Outline) -> dict[int, int]:
    """What dated changes take of units that no queue opens, which is the same in all runs."""
    return {
        unit: integral(full, *outline.window) - integral(less, *outline.window)
        for unit, (full, less) in outline.once(_reduced).items()
        if outline.network.units[unit].trigger is None
    }


def taken_as_planned(run: Run) -> dict[int, int]:
    """What dated changes take of each unit, in places times microseconds of the window."""
    taken = dict(run.fixed(_taken))
    for unit, both in run.fixed(_reduced).items():
        if unit not in taken:
            full, less = (integral(_used(run, unit, path), *run.window) for path in both)
            taken[unit] = full - less
    return taken


def lost_bed_days(run: Run) -> list[Row]:
    """By care setting and unit, and by cause; without a cause: all by chance."""
    by_chance, as_planned = run.once(lost), run.once(taken_as_planned)
    rows: list[Row] = []
    for setting in run.network.care_settings:
        rows += _of_setting(run, setting, by_chance, as_planned)
    return rows


def _of_setting(
    run: Run,
    setting: CareSetting,
    by_chance: dict[int, tuple[Lost, int]],
    as_planned: dict[int, int],
) -> Iterator[Row]:
    groups = [("", list(setting.units))]
    groups += [(run.network.units[unit].name, [unit]) for unit in setting.units]
    for name, units in groups:
        where = {"care_setting": setting.name, "unit": name}
        chanced = [by_chance[unit] for unit in units if unit in by_chance]
        if chanced:
            yield from _by_cause(run, chanced, where)
        dated = [as_planned[unit] for unit in units if unit in as_planned]
        if dated:
            yield from spread(_days(run, sum(dated)), **where, band=PLANNED_CHANGES)


def _by_cause(run: Run, units: list[tuple[Lost, int]], where: dict[str, str]) -> Iterator[Row]:
    """All causes together, then each."""
    every = dict.fromkeys(cause for by_cause, _ in units for cause in by_cause)
    sums = {cause: sum(by_cause.get(cause, 0) for by_cause, _ in units) for cause in every}
    there = sum(size for _, size in units)
    for band, amount in {"": sum(sums.values()), **sums}.items():
        share = amount / there if there else float("nan")
        yield from spread({**_days(run, amount), "share": share}, **where, band=band)


def _days(run: Run, amount: int) -> dict[str, float]:
    per_day = amount / DAY / run.days
    return {"per_year": per_day * DAYS_A_YEAR, "per_day": per_day}


MEASURES = (
    Measure(
        "lost_bed_days",
        "Bed-days lost",
        "bed-days a day",
        "Within the window, of units with closures or absence by chance: planned capacity less "
        "open capacity, places and visits like beds. Each lost bed-day counts once: to closures in "
        "the order of the scenario, then to want of staff; the causes add up to the whole. planned "
        "changes: what dated changes of capacity that take away take off what would else be "
        "planned; not part of the whole. Hours, bank holidays and shifts rostered for fewer beds "
        "are no loss, nor is time in which a queue has a unit shut. share: of what was planned.",
        ("care_setting", "unit", "band"),
        ("per_year", "per_day", "share"),
        lost_bed_days,
    ),
)
