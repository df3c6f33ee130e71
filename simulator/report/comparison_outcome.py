"""What a comparison says on the terminal: where the queue went, then a line a figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from simulator.experiment.attribution import Attribution
from simulator.experiment.averages import Average
from simulator.experiment.comparison import Comparison
from simulator.experiment.grid import Grid
from simulator.report.comparison_answer import sentences, warnings_of
from simulator.report.comparison_cells import effects_of
from simulator.report.comparison_tables import headline_keys
from simulator.report.draws_words import held_by_grid, held_in_words
from simulator.report.effect_words import how_often, level, narrower, said, signed, unit_in_words
from simulator.report.estimate import Estimate, plain
from simulator.report.outcome import LINES
from simulator.report.queue_move import queue_figures, queue_key
from simulator.report.table import unit_of
from simulator.results.measures import Key
from simulator.results.paired import Effect, Paired
from simulator.results.verdict import Verdict

TRIAL = "TRIAL: too few replications to decide on"


def lines_of(
    comparison: Comparison, averages: Sequence[Average], explained: Sequence[Attribution]
) -> list[str]:
    """Six to ten lines for each scenario against the reference, the first where the queue went."""
    lines: list[str] = []
    keys = headline_keys(comparison)[: len(LINES)]
    together = len(comparison.others)
    for at, (sentence, arm) in enumerate(
        zip(sentences(comparison), comparison.others, strict=True)
    ):
        lines.append(sentence)
        for label, key in keys:
            for other, effect in effects_of(comparison, key, together):
                if other is arm:
                    lines.append(f"  {label:<32} {figure_line(effect)}")
        lines += _averages_line(comparison, averages, at)
        lines += [line for each in explained if each.arm is arm for line in changes_lines(each)]
    n = comparison.replications
    held = "" if together == 1 else f", together for {together} scenarios"
    trial = f"  {TRIAL}" if any(one.is_trial for one in comparison.results) else ""
    lines.append(
        f"{n} replications on the same patients; 95 % intervals{held}; those of the line on the "
        f"queue are wider: together for all {queue_figures(comparison)} of its figures. "
        f"{held_in_words(comparison)}{trial}"
    )
    return [*lines, *(f"warning: {each}" for each in warnings_of(comparison))]


def figure_line(effect: Effect) -> str:
    """One figure: before, after, difference, in how many replications, how much narrower."""
    unit = unit_of(effect.key)
    sign = "%" if unit.name == "%" else ""
    before, after = level(effect.reference, effect), level(effect.other, effect)
    if effect.verdict is Verdict.SAME:
        return f"{before}{sign}, the same in all {effect.n} replications"
    points = " points" if sign else ""
    parts = [f"{before}{sign} to {after}{sign}: {signed(effect)}{points}", said(effect)]
    often, times = how_often(effect), narrower(effect)
    parts += [often] if often else []
    parts += [f"{times} narrower than unpaired"] if times else []
    return "; ".join(parts)


def _averages_line(comparison: Comparison, rows: Sequence[Average], at: int) -> Iterator[str]:
    """What averages say of the place in focus, beside what was simulated."""
    arm, reference = comparison.others[at], comparison.arms[0]
    acute = [each.name for each in arm.setup.network.care_settings if each.is_acute]
    by = {(row.scenario, row.care_setting): row for row in rows}
    for name in acute[:1]:
        before, after = by.get((reference.label, name)), by.get((arm.label, name))
        if before is None or after is None:
            continue
        n = comparison.replications
        was, now = (_simulated(each, n) for each in (before, after))
        yield (
            f"  {'averages would say, ' + name:<32} {plain(before.by_averages)} to "
            f"{plain(after.by_averages)} patients; simulated {was} to {now} (why they differ: "
            "the report, “What averages would have said”)"
        )


def _simulated(row: Average, n: int) -> str:
    return Estimate(row.simulated, row.half_width, n, n).text()


def changes_lines(found: Attribution) -> Iterator[str]:
    """What each change did to patients ready to leave anywhere."""
    key = queue_key("delayed_patients", "everywhere")

    def told(paired: Paired | None) -> str:
        effect = paired.effect(key) if paired is not None else None
        return signed(effect) if effect is not None else "not known"

    yield "  what moved it (patients ready to leave, all places together):"
    if found.besides is not None:
        yield f"    besides its changes: {told(found.besides)}"
    for step in found.steps:
        alone = told(step.alone) if step.alone is not None else f"cannot be run ({step.why_not})"
        yield f"    {step.says}: {told(step.in_order)}; alone {alone}"
    if found.interaction is not None:
        yield f"    all together {told(found.together)}; interaction {told(found.interaction)}"


def grid_lines(grid: Grid, keys: Sequence[tuple[str, Key]], is_trial: bool) -> list[str]:
    """A line a point: each figure, and its difference from the first point."""
    lines = []
    width = max(len(_point_text(grid, point)) for point in grid.points)
    for point in grid.points:
        parts = []
        for label, key in keys[:2]:
            effect = grid.against_first[point].effect(key)
            assert effect is not None
            unit = unit_of(key)
            sign = "%" if unit.name == "%" else ""
            moved = "" if point == grid.points[0] else f" ({signed(effect)})"
            parts.append(f"{label} {level(effect.other, effect)}{sign}{moved}")
        lines.append(f"  {_point_text(grid, point):<{width}}  {'; '.join(parts)}")
    trial = f"  {TRIAL}" if is_trial else ""
    lines.append(
        f"{grid.replications} replications on the same patients; in brackets: against the first "
        f"line, 95 % intervals, {held_by_grid(grid)}{trial}"
    )
    return [*lines, *(f"warning: not as sure as asked: {each}" for each in grid.wanting)]


def _point_text(grid: Grid, point: tuple[int, ...]) -> str:
    pairs = zip(grid.axes, point, strict=True)
    return ", ".join(f"{axis.short}={axis.values[at]}" for axis, at in pairs)


def as_plain(comparison: Comparison) -> dict[str, Any]:
    """The same as plain values, for programs."""
    figures = [
        {
            "scenario": arm.label,
            "figure": label,
            "measure": key.measure,
            "reference": effect.reference,
            "other": effect.other,
            "difference": effect.difference,
            "half_width": effect.half_width,
            "higher_in": effect.higher,
            "lower_in": effect.lower,
            "variance_ratio": effect.variance_ratio,
            "unit": unit_in_words(unit_of(key)) if unit_of(key).scale == 1 else "share",
            "says": effect.verdict.value,
        }
        for label, key in headline_keys(comparison)
        for arm, effect in effects_of(comparison, key, len(comparison.others))
    ]
    return {
        "reference": comparison.arms[0].label,
        "scenarios": [arm.label for arm in comparison.others],
        "replications": comparison.replications,
        "where_the_queue_went": list(sentences(comparison)),
        "figures": figures,
        "warnings": warnings_of(comparison),
    }
