"""What an answer to a question of size says on the terminal, and to programs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from simulator.experiment.goal import Goal
from simulator.experiment.grid import Point
from simulator.experiment.judgement import METHOD
from simulator.experiment.sizing import Sizing
from simulator.experiment.sizing_price import TOTAL
from simulator.report.draws_words import averaged
from simulator.report.estimate import Estimate
from simulator.report.size_answer import answer_in_words, cost_in_words, sureness_in_words
from simulator.report.size_caution import warnings_of
from simulator.report.size_queue import queues_at
from simulator.report.size_words import (
    figure_in_words,
    goal_in_words,
    level_in_words,
    names_of,
    point_in_words,
)

TRIAL = "TRIAL: too few runs to decide on"


def lines_of(sizing: Sizing, is_trial: bool) -> Iterator[str]:
    """The answer, a line a candidate, how sure, and warnings."""
    yield f"{answer_in_words(sizing)}."
    points = [point_in_words(sizing, point) for point in sizing.points]
    width = max(len(each) for each in points)
    for point, said in zip(sizing.points, points, strict=True):
        yield f"  {said:<{width}}  {_figures(sizing, point)}"
    yield f"{cost_in_words(sizing)}."
    trial = f"  {TRIAL}" if is_trial else ""
    held = averaged(sizing.question.base.scenario)
    held = f"{held[:1].upper()}{held[1:]}"
    yield f"{sureness_in_words(sizing)}. {held}, not what is unknown about the inputs{trial}"
    for each in warnings_of(sizing):
        yield f"warning: {each}"


def _figures(sizing: Sizing, point: Point) -> str:
    looked, names = sizing.searched.looked[point], names_of(sizing)
    parts = [
        f"{figure_in_words(goal, names)} {level_in_words(goal, values)}: {finding.value}"
        for goal, values, finding in zip(
            sizing.question.goals, looked.figures, looked.findings, strict=True
        )
    ]
    return f"{'; '.join(parts)} ({looked.runs} runs)"


def outcome_of(sizing: Sizing) -> str:
    """What the search came to, in a word: found, smallest, undecided, cannot tell, or none."""
    found = sizing.searched
    if found.best is None:
        return "cannot tell" if found.untold else "none"
    if found.best == sizing.bottom:
        return "smallest"
    return "undecided" if found.untold else "found"


def as_plain(sizing: Sizing) -> dict[str, Any]:
    """The same as plain values."""
    question, found, names = sizing.question, sizing.searched, names_of(sizing)
    return {
        "outcome": outcome_of(sizing),
        "says": answer_in_words(sizing),
        "answer": question.says(found.best) if found.best is not None else None,
        "may_also_meet": [question.says(point) for point in found.untold],
        "goals": [
            {"goal": goal.text, "says": goal_in_words(goal, names), "of": _basis(goal)}
            for goal in question.goals
        ],
        "confidence": question.confidence,
        "error_at_most_per_candidate": question.rule.error,
        "rule": METHOD,
        "looks_at_runs": list(question.rule.looks),
        "runs": found.runs,
        "runs_to_price": sizing.runs_to_price,
        "candidates_in_all": question.rule.candidates,
        "left_out": [question.says(point) for point in found.left_out],
        "ordered_by": sizing.pricing.basis,
        "candidates": [_candidate(sizing, point) for point in sizing.points],
        "people_wait_at_the_greatest": [
            {"says": each.says, "patients": each.estimate.mean}
            for each in queues_at(sizing, sizing.top)
        ],
        "warnings": list(warnings_of(sizing)),
    }


def _basis(goal: Goal) -> str:
    return "long-run mean" if goal.share_of_runs is None else "share of runs"


def _candidate(sizing: Sizing, point: Point) -> dict[str, Any]:
    looked = sizing.searched.looked[point]
    total = Estimate.of([float(each) for each in sizing.values(point, TOTAL)])
    return {
        "values": sizing.question.says(point),
        "cost_of_what_is_varied": sizing.cost(point),
        "cost_of_the_whole_place": _number(total.mean),
        "cost_of_the_whole_place_half_width": _number(total.half_width),
        "runs": looked.runs,
        "finding": looked.finding.value,
        "goals": [
            {
                "goal": goal.text,
                "finding": finding.value,
                **_known(Estimate.of([float(each) for each in goal.judged(values)])),
            }
            for goal, values, finding in zip(
                sizing.question.goals, looked.figures, looked.findings, strict=True
            )
        ],
    }


def _known(estimate: Estimate) -> dict[str, float | None]:
    return {"mean": _number(estimate.mean), "half_width": _number(estimate.half_width)}


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None
