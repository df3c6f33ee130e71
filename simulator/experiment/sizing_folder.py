"""The folder of a question of size: candidates, the scenario of the answer, and a manifest."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from simulator.experiment.comparison_folder import Made, folder_of, manifest_of
from simulator.experiment.folder import Folder
from simulator.experiment.sizing import Question, Sizing
from simulator.experiment.sizing_price import TOTAL
from simulator.results.csv_file import write_csv
from simulator.results.intervals import student


def size_folder(question: Question, made: Made, out: Path) -> Folder:
    """Where an answer lands: ``<out>/size-<scenario>/<UTC time>-<hash8>``."""
    return folder_of([next(iter(question.arms.values()))], made, out, "size")


def frame(sizing: Sizing) -> pd.DataFrame:
    """One row a candidate that was run and goal, cheapest candidate first.

    ``mean``, ``half_width``: of what is judged (the figure, or 1 where a run keeps the bound), with
    its own 95 % interval; ``total_cost``: of the whole place, a year.
    """
    rows = []
    for point in sizing.points:
        looked, total = sizing.searched.looked[point], sizing.values(point, TOTAL)
        for goal, values, finding in zip(
            sizing.question.goals, looked.figures, looked.findings, strict=True
        ):
            judged = pd.Series(goal.judged(values)).dropna()
            n = len(judged)
            rows.append(
                {
                    **sizing.question.says(point),
                    "cost_of_what_is_varied": sizing.cost(point),
                    "runs": looked.runs,
                    "goal": goal.text,
                    "n": n,
                    "mean": judged.mean(),
                    "half_width": float(student(n)) * judged.std() / n**0.5 if n > 1 else None,
                    "limit": goal.limit,
                    "finding": finding.value,
                    "finding_on_all": looked.finding.value,
                    "is_answer": point == sizing.searched.best,
                    "total_cost": float(total.mean()),
                }
            )
    return pd.DataFrame(rows)


def write_sizing(sizing: Sizing, folder: Path) -> None:
    """Candidates, the scenario asked about, and that of the answer."""
    folder.mkdir(parents=True, exist_ok=True)
    write_csv(frame(sizing), folder / "candidates.csv")
    (folder / "resolved.yaml").write_text(sizing.question.base.to_yaml(), encoding="utf-8")
    best = sizing.searched.best
    if best is not None:
        text = sizing.question.arm(best).loaded.to_yaml()
        (folder / "answer.yaml").write_text(text, encoding="utf-8")


def manifest_of_sizing(
    sizing: Sizing, made: Made, folder: Folder, times: Mapping[str, Any]
) -> dict[str, Any]:
    """What was asked, with what, on what."""
    question = sizing.question
    arms = [next(iter(question.arms.values()))]
    return {
        **manifest_of(arms, made, folder, sizing.searched.runs, times),
        "scenarios": [Path(question.base.path).stem],
        "confidence": question.confidence,
        "goals": [goal.text for goal in question.goals],
        "varied": {axis.path: list(axis.values) for axis in question.axes},
    }
