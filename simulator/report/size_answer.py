"""An answer to a question of size in words: what is enough, how sure, and what binds where not."""

from __future__ import annotations

import math

from simulator.experiment.grid import Point
from simulator.experiment.judgement import Finding
from simulator.experiment.sizing import Sizing
from simulator.report.estimate import Estimate, plain
from simulator.report.names import listed
from simulator.report.size_queue import queues_at
from simulator.report.size_words import (
    axis_in_words,
    figure_in_words,
    goal_in_words,
    level_in_words,
    names_of,
    point_in_words,
)
from simulator.results.run import Floats

MOST_NAMED = 6


def answer_in_words(sizing: Sizing) -> str:
    """The answer in a sentence or two."""
    names, question, found = names_of(sizing), sizing.question, sizing.searched
    goals = listed([goal_in_words(goal, names) for goal in question.goals])
    meets = f"with which {goals}" if len(question.goals) == 1 else f"that meets {goals}"
    if found.best is None:
        return _none(sizing, goals)
    chosen = point_in_words(sizing, found.best)
    what = _what(sizing)
    if found.best == sizing.bottom:
        return (
            "The model estimates that even the least that was asked about, "
            f"{what}{chosen}{_today(sizing)}, meets {goals}. "
            "Less may do as well: ask about a lower range"
        )
    kind = "least" if len(question.axes) == 1 else "cheapest mix"
    if found.untold:
        others = _named(sizing, found.untold)
        return (
            f"The model estimates that {what}{chosen}{_today(sizing)} meets {goals}. Whether "
            f"{others} {'does' if len(found.untold) == 1 else 'do'} too cannot be told within "
            f"{question.rule.looks[-1]} runs each, so the {kind} is one of these; "
            "more runs (-r) may tell"
        )
    return (
        f"The model estimates that the {kind} {meets} is {what}{chosen}{_today(sizing)}"
        f"{_one_lower(sizing, found.best)}"
    )


def _one_lower(sizing: Sizing, best: Point) -> str:
    """What the neighbour below has shown, of one capacity."""
    below = (best[0] - 1,)
    looked = sizing.searched.looked.get(below)
    if len(best) > 1 or looked is None:
        return ": every cheaper one misses a goal, or is no better than one that does"
    missed = [
        f"{figure_in_words(goal, names_of(sizing))} {level_in_words(goal, values)}"
        for goal, values, finding in zip(
            sizing.question.goals, looked.figures, looked.findings, strict=True
        )
        if finding is Finding.MISSES
    ]
    return f"; {point_in_words(sizing, below)} does not meet it ({'; '.join(missed)})"


def _what(sizing: Sizing) -> str:
    axes = sizing.question.axes
    return f"{axis_in_words(axes[0], names_of(sizing))} " if len(axes) == 1 else ""


def _today(sizing: Sizing) -> str:
    values = [plain(each) for each in sizing.question.today if each is not None]
    if len(values) < len(sizing.question.axes):
        return ""
    return f" (the scenario as it stands: {', '.join(values)})"


def _named(sizing: Sizing, points: tuple[Point, ...]) -> str:
    """Candidates that may meet the goals: by name where they are few, else the cheapest."""
    said = [point_in_words(sizing, point) for point in points]
    if len(sizing.question.axes) == 1 and len(points) <= MOST_NAMED:
        return listed(said)
    if len(points) == 1:
        return f"({said[0]})"
    return f"{len(points)} others (the first of them {said[0]})"


def _none(sizing: Sizing, goals: str) -> str:
    ranges = listed(
        [
            f"{axis_in_words(axis, names_of(sizing))} from {axis.values[0]} to {axis.values[-1]}"
            for axis in sizing.question.axes
        ]
    )
    found = sizing.searched
    if found.untold:
        runs = sizing.question.rule.looks[-1]
        return (
            f"Cannot tell: within {runs} runs each nothing in {ranges}{_today(sizing)} is shown to "
            f"meet {goals}, and {_named(sizing, found.untold)} may"
        )
    none = f"The model estimates that nothing in {ranges}{_today(sizing)} meets {goals}"
    return f"{none}. {what_binds(sizing)}"


def what_binds(sizing: Sizing) -> str:
    """Which goals are missed wherever they come nearest, and where people wait at the top."""
    names, parts = names_of(sizing), []
    for at, goal in enumerate(sizing.question.goals):
        near, point = _nearest(sizing, at)
        finding = sizing.searched.looked[point].findings[at]
        if finding is not Finding.MEETS:
            where = point_in_words(sizing, point)
            said = "is still missed" if finding is Finding.MISSES else "is not shown to be met"
            parts.append(f"{figure_in_words(goal, names)} {said} at {where}: {near}")
    if not parts:
        parts.append("Each goal is met somewhere, but not all of them by one candidate")
    waits = [f"{each.says} {each.text}" for each in queues_at(sizing, sizing.top)[:3]]
    there = f" At the greatest of all, people wait there: {'; '.join(waits)}" if waits else ""
    return f"{'; '.join(parts)}.{there}"


def _nearest(sizing: Sizing, at: int) -> tuple[str, Point]:
    """The candidate run that comes nearest to a goal, and how near."""
    goal = sizing.question.goals[at]
    looked = sizing.searched.looked.values()
    sign = 1 if goal.is_upward else -1
    best = max(looked, key=lambda each: _height(goal.judged(each.figures[at]), sign))
    return level_in_words(goal, best.figures[at]), best.point


def _height(values: Floats, sign: int) -> float:
    known = Estimate.of([float(each) for each in values])
    return sign * known.mean if known.is_known else -math.inf


def sureness_in_words(sizing: Sizing) -> str:
    """Runs used, and the probability that the answer is right."""
    found, question = sizing.searched, sizing.question
    sure, wrong = plain(question.confidence * 100), plain(question.rule.error * 100)
    besides = sizing.runs_to_price
    more = f", and {besides} more to see what capacity costs" if besides else ""
    said = (
        f"{found.runs} runs of {len(found.looked)} candidates out of "
        f"{question.rule.candidates}, on the same patients{more}. With a probability of at least "
        f"{sure} % every finding on a candidate that was run is right (each one is wrong with at "
        f"most {wrong} %)"
    )
    if found.left_out:
        said += (
            f"; {len(found.left_out)} others were left out, because one that is run misses a goal "
            "on which they are no better"
        )
    return said


def cost_in_words(sizing: Sizing) -> str:
    """What candidates were ordered by."""
    names, axes = names_of(sizing), sizing.question.axes
    if sizing.pricing.basis == "capacity":
        of = "" if len(axes) == 1 else ", added up (of mixes with the same sum one is sought)"
        return (
            f"Ordered by the capacity itself{of}: the scenario has no price for having more of it. "
            "--price gives one"
        )
    said = listed(
        [
            f"{names.money()}{plain(round(price))} a year for one more of "
            f"{axis_in_words(axis, names)}"
            for axis, price in zip(axes, sizing.pricing.per_unit, strict=True)
        ]
    )
    by = "prices given" if sizing.pricing.basis == "given" else "fixed and staffing cost"
    whose = "" if sizing.pricing.basis == "given" else f" in the scenario ({names.price_year})"
    return f"Ordered by the {by}{whose}: {said}, used or not; what it saves elsewhere is left out"
