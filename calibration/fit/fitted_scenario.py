"""The scenario that a fit ends as: a file that extends the place, each value with its interval."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from calibration.fit.fitted import CANNOT_TELL, Fitted
from calibration.fit.unknown import SHARE_OF
from simulator.errors import InputError, Place
from simulator.experiment.prepare import prepare
from simulator.scenario.load import dump
from simulator.scenario.source_file import within

FITTED, PLACE = "fitted.yaml", "place.yaml"
HEAD = (
    "# Fitted by stepdown calibrate. One point in the middle of what is still possible: intervals\n"
    "# of a run of it are of chance only. What is not known is in draws.parquet beside it.\n"
)


def write_fitted(found: Fitted, folder: Path) -> Path:
    """Write it into a folder, and check that it can be run.

    It extends the place where it lies; where that cannot be reached from the folder, a copy of the
    whole place is written beside it.

    Raises:
        InputError: it does not pass the checks of a scenario.
    """
    file = folder / FITTED
    file.write_text(HEAD + dump(as_plain(found, _parent(found, folder))), encoding="utf-8")
    prepare(file)
    return file


def _parent(found: Fitted, folder: Path) -> str:
    place = Path(found.question.place.path)
    name = Path(os.path.relpath(place.resolve(), folder.resolve())).as_posix()
    try:
        within(name, folder / FITTED, Place(FITTED, 1, 1))
    except InputError:
        text = found.question.place.to_yaml()
        (folder / PLACE).write_text(text, encoding="utf-8")
        return PLACE
    return name


def as_plain(found: Fitted, parent: str) -> dict[str, Any]:
    """The file as plain mappings and lists."""
    question = found.question
    n = len(question.observed)
    about = f"calibrated to {n} target{'s' if n != 1 else ''} ({question.targets_file})"
    title = " ".join(question.place.scenario.title.split())
    return {
        "extends": parent,
        "title": f"{title}, fitted",
        "source": about,
        "confidence": "C",
        "changes": _changes(found, about),
    }


def _changes(found: Fitted, about: str) -> list[dict[str, Any]]:
    changes = []
    rows = found.parameters().to_dict("records")
    for free, row in zip(found.question.frees, rows, strict=True):
        of = " of what the place states" if free.unit == SHARE_OF else ""
        source = f"{about}; 90 % interval {free.between(row['low'], row['high'])}{of}"
        why = (
            f"prior {free.between(free.low, free.high)} ({free.source}); contraction "
            f"{row['contraction']:.2f}"
        )
        if row["verdict"] == CANNOT_TELL:
            source += "; cannot tell: the interval is little narrower than the prior"
        for change in free.changes(float(f"{row['median']:.4g}")):
            how = {"path": change.path, change.way: getattr(change, change.way)}
            is_own = change.path == free.path
            told = source if is_own else f"{about}; makes up for {free.path}"
            changes.append({**how, "source": told, **({"why": why} if is_own else {})})
    return changes
