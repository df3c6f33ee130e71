"""Tables of what moved it: changes one by one, and a value varied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.experiment.attribution import BESIDES, Attribution
from simulator.experiment.comparison import Comparison
from simulator.experiment.grid import Grid
from simulator.report.comparison_cells import FIGURES, PAIRED, difference, told, unit_after
from simulator.report.effect_words import level, signed
from simulator.report.names import Names
from simulator.report.queue_move import queue_key, queue_places
from simulator.report.table import Cell, Column, Said, Table, unit_of
from simulator.results.measures import REGISTRY, Key
from simulator.results.paired import Paired


def changes_table(comparison: Comparison, found: Attribution) -> Table:
    """What moved it: the effect of each change in the written order, alone, and together."""
    keys = [queue_key("delayed_patients", p) for p in queue_places(comparison)[:1]]
    keys += [queue_key("census", p) for p in queue_places(comparison)[:-1]]
    keys = [key for key in keys if found.together.effect(key) is not None]
    names = Names(found.arm.loaded.scenario)
    rows: list[tuple[Cell, ...]] = []
    for key in keys:
        label = f"{REGISTRY[key.measure].title}: {names.place(told(key)['care_setting'])}"
        rows += [(label, *row) for row in _parts(found, key)]
    return Table(
        f"What moved it {found.arm.label}",
        f"What moved it: the changes of “{found.arm.title}”",
        (
            Column("Figure"),
            Column("Change"),
            Column("On top of those before it", FIGURES),
            Column("Alone", FIGURES),
        ),
        tuple(rows),
        f"{PAIRED} The effects in the written order add up to all changes together. Interaction: "
        "all together less the sum of each alone; below 0 they do less together, above 0 more, "
        "than one by one.",
    )


def _parts(found: Attribution, key: Key) -> Iterator[tuple[Cell, Cell, Cell]]:
    if found.besides is not None:
        yield BESIDES, _told_of(found.besides, key), ""
    for step in found.steps:
        alone = _told_of(step.alone, key) if step.alone else f"cannot be run: {step.why_not}"
        yield step.says, _told_of(step.in_order, key), alone
    yield "All changes together", _told_of(found.together, key), ""
    if found.interaction is not None:
        yield "Interaction", "", _told_of(found.interaction, key)


def _told_of(paired: Paired, key: Key) -> Cell:
    effect = paired.effect(key)
    return "" if effect is None else difference(effect)


def grid_table(grid: Grid, keys: Sequence[tuple[str, Key]]) -> Table:
    """Every point: the figures, and their difference from the first point."""
    first = grid.points[0]
    rows = []
    for point in grid.points:
        cells: list[Cell] = list(grid.says(point).values())
        for _, key in keys:
            effect = grid.against_first[point].effect(key)
            assert effect is not None
            cells.append(Said(f"{level(effect.other, effect)}{unit_after(key)}", effect.other))
            cells.append("" if point == first else difference(effect))
        rows.append(tuple(cells))
    heads = [Column(axis.path) for axis in grid.axes]
    for label, _ in keys:
        heads += [Column(label, FIGURES), Column("Against the first", FIGURES)]
    return Table("Grid", "Every combination", tuple(heads), tuple(rows), PAIRED, is_open=True)


def steps_table(grid: Grid, keys: Sequence[tuple[str, Key]]) -> Table:
    """What each step along an axis does."""
    rows = []
    for each in grid.marginals:
        axis, numbers = grid.axes[each.axis], grid.axes[each.axis].numbers
        before, after = each.before[each.axis], each.after[each.axis]
        others = [v for p, v in grid.says(each.before).items() if p != axis.path]
        cells: list[Cell] = [axis.path, f"{axis.values[before]} to {axis.values[after]}"]
        cells.append("; ".join(others))
        for _, key in keys:
            effect = each.paired.effect(key)
            assert effect is not None
            cells.append(difference(effect))
            unit = None if numbers is None else 1 / (numbers[after] - numbers[before])
            scale = unit_of(key).scale
            cells.append("" if unit is None else Said(signed(effect, scale * unit), None))
        rows.append(tuple(cells))
    heads = [Column("Varied"), Column("Step"), Column("The other at")]
    for label, _ in keys:
        heads += [Column(label, FIGURES), Column("For each 1", FIGURES)]
    note = f"{PAIRED} For each 1: the same for one more of what is varied (durations: a day)."
    return Table("Steps", "What each step does (marginal effect)", tuple(heads), tuple(rows), note)
