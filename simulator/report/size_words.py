"""The parts of a question of size in words: what is varied, goals, and levels of their figures."""

from __future__ import annotations

from simulator.experiment.goal import Goal
from simulator.experiment.grid import Axis, Point
from simulator.experiment.sizing import Sizing
from simulator.report.estimate import Estimate, plain
from simulator.report.names import Names
from simulator.report.table import unit_of
from simulator.results.measure import DIMENSIONS
from simulator.results.measures import REGISTRY
from simulator.results.run import Floats
from simulator.scenario.address import parse


def names_of(sizing: Sizing) -> Names:
    """Titles of the things of the scenario."""
    return Names(sizing.question.base.scenario)


def axis_in_words(axis: Axis, names: Names) -> str:
    """What is varied: a unit or handoff, and which amount of it."""
    words = [word.text for word in parse(axis.path)]
    thing = words[-2] if len(words) > 1 else ""
    if "units" in words[:-2]:
        thing = words[words.index("units") + 1]
    elif words[0] == "handoffs" and len(words) > 2:
        thing = names.handoff(words[1])
    amount = words[-1].replace("_", " ").replace("wte", "WTE")
    return f"{thing} {amount}".strip()


def point_in_words(sizing: Sizing, point: Point) -> str:
    """The values at a point; of one capacity its value alone."""
    axes, names = sizing.question.axes, names_of(sizing)
    if len(axes) == 1:
        return axes[0].values[point[0]]
    pairs = zip(axes, point, strict=True)
    return ", ".join(f"{axis_in_words(axis, names)} {axis.values[at]}" for axis, at in pairs)


def figure_in_words(goal: Goal, names: Names) -> str:
    """What a goal's figure is of."""
    told = {n: v for n, v in zip(DIMENSIONS, goal.key.where, strict=True) if v}
    standard = told.pop("standard", None)
    title = names.standard(standard) if standard else REGISTRY[goal.key.measure].title
    named = {
        "care_setting": names.place,
        "group": names.group,
        "pathway": names.pathway,
        "handoff": names.handoff,
        "locality": names.locality,
    }
    rest = [named[name](value) if name in named else value for name, value in told.items()]
    if standard and goal.key.measure != "standard_met":
        rest.insert(0, REGISTRY[goal.key.measure].title.lower())
    first = REGISTRY[goal.key.measure].statistics[0]
    rest += [goal.key.statistic] if goal.key.statistic != first else []
    return f"{title} ({', '.join(rest)})" if rest else title


def bound_in_words(goal: Goal) -> str:
    """What a goal asks of its figure, and whether of the mean or of a share of runs."""
    unit = unit_of(goal.key)
    sign = " %" if unit.name == "%" else f" {unit.name}" if unit.name else ""
    way = "at least" if goal.is_at_least else "at most"
    asked = f"{way} {plain(goal.bound * unit.scale)}{sign}"
    if goal.share_of_runs is None:
        return f"{asked} in the long-run mean"
    return f"{asked} in at least {plain(goal.share_of_runs * 100)} % of runs"


def goal_in_words(goal: Goal, names: Names) -> str:
    """A goal in full."""
    return f"“{figure_in_words(goal, names)}” {bound_in_words(goal)}"


def level_in_words(goal: Goal, values: Floats) -> str:
    """What is judged of a goal in some runs, with its 95 % interval."""
    unit = unit_of(goal.key)
    if goal.share_of_runs is not None:
        known = Estimate.of([float(each) for each in goal.judged(values)])
        return f"{plain(round(known.mean * known.n))} of {known.n} runs" if known.n else "–"
    said = Estimate.of([float(each) for each in values]).text(unit.scale)
    return f"{said} %" if unit.name == "%" else said
