"""Cells that tables of scenarios side by side share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.experiment.arm import Arm
from simulator.experiment.comparison import Comparison
from simulator.report.effect_words import level, signed, unit_in_words
from simulator.report.estimate import Estimate
from simulator.report.names import Names
from simulator.report.table import Column, Said, Unit, unit_of
from simulator.results.measure import DIMENSIONS
from simulator.results.measures import Key
from simulator.results.paired import Effect
from simulator.results.verdict import Verdict

PAIRED = (
    "Difference: mean over the replications, each on the same patients, ± half-width of its 95 % "
    "interval: simulation noise, and, where draws of a fit were run, what they leave open."
)
MONEY = "the scenario's currency"
FIGURES = Unit("", raw="as measured")


def difference_columns(heads: Sequence[str]) -> tuple[Column, ...]:
    """Columns of words, then of the reference, the scenario and the difference."""
    figures = ("Reference", "Here", "Difference")
    return (*map(Column, heads), *(Column(head, FIGURES) for head in figures))


def before_after(effect: Effect) -> tuple[Said, Said]:
    """A figure in the reference and in the scenario."""
    return (
        Said(f"{level(effect.reference, effect)}{unit_after(effect.key)}", effect.reference),
        Said(f"{level(effect.other, effect)}{unit_after(effect.key)}", effect.other),
    )


def unit_after(key: Key) -> str:
    """The unit of a figure, to stand after it; money's stands in the name of the figure."""
    name = unit_of(key).name
    return "" if name.startswith(MONEY) else f" {name}"


def difference(effect: Effect) -> Said:
    """A difference with its sign and half-width; of a share, with its unit."""
    unit, bare = unit_of(effect.key), bare_difference(effect)
    is_points = unit.name == "%" and effect.verdict not in {Verdict.SAME, Verdict.ABSENT}
    words = f" {unit_in_words(unit)}" if is_points else ""
    return Said(f"{bare.text}{words}", bare.figure)


def bare_difference(effect: Effect) -> Said:
    """A difference with its sign and half-width, for a column that has the unit."""
    figure = Estimate(effect.difference, effect.half_width, effect.n, effect.n)
    return Said(signed(effect), figure)


def in_its_unit(effect: Effect) -> Said:
    """A difference with its unit, for a column whose units differ by row."""
    shown = difference(effect)
    is_bare = effect.verdict not in {Verdict.SAME, Verdict.ABSENT}
    unit = unit_after(effect.key) if is_bare and unit_of(effect.key).name != "%" else ""
    return Said(f"{shown.text}{unit}", shown.figure)


def effects_of(comparison: Comparison, key: Key, together: int) -> Iterator[tuple[Arm, Effect]]:
    """Every other scenario with its effect on a figure, where there is one."""
    for arm, effect in zip(comparison.others, comparison.effects(key, together), strict=True):
        if effect is not None and effect.verdict is not Verdict.ABSENT:
            yield arm, effect


def is_known(comparison: Comparison, key: Key) -> bool:
    """Whether any scenario has something to measure."""
    return any(
        effect is not None and effect.verdict is not Verdict.ABSENT
        for effect in comparison.effects(key)
    )


def is_any(comparison: Comparison, key: Key) -> bool:
    """Whether anyone waits there in any scenario."""
    found = [each for each in comparison.effects(key) if each is not None]
    return any(each.reference > 0 or each.other > 0 for each in found)


def names_of(comparison: Comparison) -> Names:
    """Names of the scenario that has most care settings, so that none goes without its title."""
    most = max(comparison.arms, key=lambda arm: len(arm.loaded.scenario.care_settings))
    return Names(most.loaded.scenario)


def told(key: Key) -> dict[str, str]:
    """The dimensions that a key has."""
    return {name: given for name, given in zip(DIMENSIONS, key.where, strict=True) if given}
