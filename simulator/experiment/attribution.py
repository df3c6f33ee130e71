"""What moved it: the effect of each change of a scenario, in the written order and alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.errors import InputError, Problem
from simulator.experiment.arm import Arm
from simulator.experiment.comparison import Comparison
from simulator.experiment.draws_split import paired_over_draws
from simulator.experiment.lean import Lean, aligned
from simulator.experiment.prepare import checked
from simulator.experiment.replication import Setup
from simulator.experiment.store import Store
from simulator.results.measures import Measured
from simulator.results.paired import Paired
from simulator.scenario.load import Loaded
from simulator.scenario.partly import Partly

if TYPE_CHECKING:
    import pandas as pd

BESIDES = "everything that it says besides its changes"
Variant = Callable[[Sequence[int]], Arm]


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One change, or several that only together make a scenario that can be run.

    ``in_order``: the scenario with it and all before it, against that with all before it.
    ``alone``: with nothing but it, against none; None where that cannot be run, ``why_not`` says.
    """

    says: str
    in_order: Paired
    alone: Paired | None
    why_not: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Attribution:
    """The effects of a scenario's changes; they add up, in the written order, to ``together``.

    ``interaction``: all changes together less the sum of each alone; None where one of them
    cannot be run alone. ``besides``: what the scenario says besides its changes, against the
    reference of the comparison; None where that is nothing.
    """

    arm: Arm
    steps: tuple[Step, ...]
    together: Paired
    interaction: Paired | None
    besides: Paired | None

    def frame(self) -> pd.DataFrame:
        """Tidy rows: scenario, part, the change, then the columns of a comparison."""
        import pandas as pd

        parts = [("in the written order", each.says, each.in_order) for each in self.steps]
        parts += [("alone", each.says, each.alone) for each in self.steps if each.alone]
        parts.append(("all changes together", "", self.together))
        if self.interaction is not None:
            parts.append(("interaction", "all together less the sum of each", self.interaction))
        if self.besides is not None:
            parts.append(("besides", BESIDES, self.besides))
        tables = []
        for part, says, paired in parts:
            table = paired.frame()
            table.insert(0, "change", says)
            table.insert(0, "part", part)
            table.insert(0, "scenario", self.arm.label)
            tables.append(table)
        return pd.concat(tables, ignore_index=True)


def attribute(
    comparison: Comparison, arm: Arm, sets: Sequence[str], lean: Lean, store: Callable[[Arm], Store]
) -> Attribution:
    """Run a scenario with each of its changes alone, and with the first 1, 2 … of them.

    On the patients of the comparison, as many replications. ``sets``: as they were given when the
    scenario was loaded.

    Raises:
        InputError: the scenario has no changes, or its file does not say what was loaded.
    """
    partly = Partly.of(arm.loaded.path, sets)
    n = len(partly.changes)
    if not n:
        says = f"{arm.loaded.path} has no `changes`, so there is nothing to be explained"
        raise InputError([Problem(says, path="--explain", do="compare it without --explain")])
    if partly.with_changes(range(n)).resolved != arm.loaded.resolved:
        says = f"{arm.loaded.path} with all its changes is not what was loaded before"
        raise InputError([Problem(says, path="--explain", do="was the file edited meanwhile?")])
    variants: dict[tuple[int, ...], Arm | str] = {}

    def variant(which: Sequence[int]) -> Arm | str:
        key = tuple(which)
        if key not in variants:
            variants[key] = _variant(partly, arm, key)
        return variants[key]

    base = variant(())
    if isinstance(base, str):
        says = f"{arm.loaded.path} without its changes cannot be run: {base}"
        raise InputError([Problem(says, path="--explain", do="compare it without --explain")])
    groups = _groups(n, variant)
    wanted = {(), tuple(range(n)), *(tuple(range(group[-1] + 1)) for group in groups), *groups}
    runs = {key: each for key in wanted if isinstance(each := variant(key), Arm)}
    planned = (len(runs) + 1) * comparison.replications
    measured = {
        key: lean.run(runs[key], comparison.replications, store(runs[key]), planned)
        for key in sorted(runs)
    }
    return _attribution(comparison, arm, partly, groups=groups, variant=variant, measured=measured)


def _variant(partly: Partly, arm: Arm, which: Sequence[int]) -> Arm | str:
    """The scenario with some changes; why it cannot be run, if it cannot."""
    try:
        loaded: Loaded = checked(partly.with_changes(which))
    except InputError as error:
        return "; ".join(problem.says for problem in error.problems)
    return Arm(f"{arm.label} with changes {list(which)}", loaded, Setup.of(loaded.scenario))


def _groups(n: int, variant: Callable[[Sequence[int]], Arm | str]) -> list[tuple[int, ...]]:
    """Changes in order, those after which no scenario can be run joined to the next."""
    groups: list[tuple[int, ...]] = []
    begin = 0
    for end in range(1, n + 1):
        if end == n or isinstance(variant(range(end)), Arm):
            groups.append(tuple(range(begin, end)))
            begin = end
    return groups


def _attribution(
    comparison: Comparison,
    arm: Arm,
    partly: Partly,
    *,
    groups: Sequence[tuple[int, ...]],
    variant: Callable[[Sequence[int]], Arm | str],
    measured: dict[tuple[int, ...], tuple[Measured, ...]],
) -> Attribution:
    scenario, first = arm.loaded.scenario, comparison.arms[0].loaded.scenario

    def told(one: Sequence[Measured], other: Sequence[Measured]) -> Paired:
        return paired_over_draws((scenario, scenario), (one, other))

    base, whole = measured[()], measured[tuple(range(groups[-1][-1] + 1))]
    steps, before = [], base
    for group in groups:
        after = measured[tuple(range(group[-1] + 1))]
        alone, found = measured.get(group), variant(group)
        says = " and ".join(partly.says(at) for at in group)
        why_not = found if isinstance(found, str) else ""
        in_order = told(before, after)
        steps.append(Step(says, in_order, told(base, alone) if alone else None, why_not))
        before = after
    reference = comparison.measured[0]
    is_child = variant(())
    besides = None
    if isinstance(is_child, Arm) and _differs(comparison.arms[0], is_child):
        besides = paired_over_draws((first, scenario), (reference, base))
    both = _interaction(base, whole, groups, measured)
    interaction = told(*both) if both else None
    return Attribution(arm, tuple(steps), told(base, whole), interaction, besides)


def _interaction(
    base: Sequence[Measured],
    whole: Sequence[Measured],
    groups: Sequence[tuple[int, ...]],
    measured: dict[tuple[int, ...], tuple[Measured, ...]],
) -> tuple[list[Measured], list[Measured]] | None:
    """The sum of each alone, and all together; of one change there is none to speak of."""
    if len(groups) < 2 or any(group not in measured for group in groups):
        return None
    start, end, *alone = aligned([base, whole, *(measured[group] for group in groups)])
    summed = []
    for r, first in enumerate(start):
        effects = sum(each[r].values - first.values for each in alone)
        summed.append(Measured(first.keys, first.values + effects))
    return summed, end


def _differs(one: Arm, other: Arm) -> bool:
    """Whether two scenarios differ in more than words about them."""
    words = {"title", "question", "rationale", "analyst", "assurer", "assumptions", "published"}
    words |= {"intended_use", "not_for", "valid_until", "batch", "source", "confidence", "note"}
    words |= {"sources", "decisions", "logic", "sharing", "explained"}
    a, b = one.loaded.resolved, other.loaded.resolved
    return any(a.get(name) != b.get(name) for name in {*a, *b} - words)
