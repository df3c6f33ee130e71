"""Tables of what moved it: changes one by one, and a value varied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from simulator.experiment.attribution import BESIDES, Attribution
from simulator.experiment.comparison import Comparison
from simulator.experiment.grid import Grid
from simulator.report.comparison_cells import FIGURES, PAIRED, bare_difference, difference, told
from simulator.report.effect_words import level, signed, unit_in_words
from simulator.report.grid_words import varied_in_words
from simulator.report.names import Names
from simulator.report.queue_move import queue_key, queue_places
from simulator.report.table import Cell, Column, Said, Table, Unit, unit_of
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
            cells.append(Said(level(effect.other, effect), effect.other))
            cells.append("" if point == first else bare_difference(effect))
        rows.append(tuple(cells))
    varied = varied_in_words(grid)
    heads = [Column(each.head) for each in varied]
    for label, key in keys:
        heads += [Column(label, unit_of(key)), Column("Against the first", _moved(key))]
    paths = " ".join(f"{each.text} is {each.path} in the scenario file." for each in varied)
    note = f"{PAIRED} {paths}"
    return Table("Grid", "Every combination", tuple(heads), tuple(rows), note, is_open=True)


def _moved(key: Key) -> Unit:
    """The unit of a difference of a figure."""
    unit = unit_of(key)
    return replace(unit, name=unit_in_words(unit))


def steps_table(grid: Grid, keys: Sequence[tuple[str, Key]]) -> Table:
    """What each step along an axis does."""
    rows, varied = [], varied_in_words(grid)
    for each in grid.marginals:
        axis, numbers = grid.axes[each.axis], grid.axes[each.axis].numbers
        before, after = each.before[each.axis], each.after[each.axis]
        others = [v for p, v in grid.says(each.before).items() if p != axis.path]
        cells: list[Cell] = [
            varied[each.axis].text,
            f"{axis.values[before]} to {axis.values[after]}",
        ]
        cells.append("; ".join(others))
        for _, key in keys:
            effect = each.paired.effect(key)
            assert effect is not None
            cells.append(bare_difference(effect))
            unit = None if numbers is None else 1 / (numbers[after] - numbers[before])
            scale = unit_of(key).scale
            cells.append("" if unit is None else Said(signed(effect, scale * unit), None))
        rows.append(tuple(cells))
    heads = [Column("Varied"), Column("Step"), Column("The other at")]
    for label, key in keys:
        heads += [Column(label, _moved(key)), Column("For each 1", _moved(key))]
    note = f"{PAIRED} For each 1: the same for one more of what is varied (durations: a day)."
    return Table("Steps", "What each step does (marginal effect)", tuple(heads), tuple(rows), note)
