"""The scenario that a fit ends as: a file that extends the place, each value with its interval."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from calibration.fit.draws import draws_text
from calibration.fit.fitted import CANNOT_TELL, Fitted
from calibration.fit.unknown import SHARE_OF
from simulator.errors import InputError, Place
from simulator.experiment.prepare import prepare
from simulator.scenario.data_reading import PUT_BACK
from simulator.scenario.load import dump
from simulator.scenario.source_file import within

FITTED, PLACE, DRAWS = "fitted.yaml", "place.yaml", "draws.csv"
HEAD = (
    "# Fitted by stepdown calibrate. The values below are the middle of what is still possible;\n"
    "# draws.csv beside it has that whole, and each replication takes one draw of it. To run the\n"
    "# middle alone, with intervals of chance only: stepdown run fitted.yaml -s posterior=none\n"
)
# Twenty draws, two runs of each: with fewer, what is not known and chance are hardly told apart.
REPLICATIONS = 40


def write_fitted(found: Fitted, folder: Path) -> Path:
    """Write it into a folder, and check that it can be run.

    It extends the place where it lies; where that cannot be reached from the folder, a copy of the
    whole place is written beside it.

    Raises:
        InputError: it does not pass the checks of a scenario.
    """
    file = folder / FITTED
    (folder / DRAWS).write_text(draws_text(found), encoding="utf-8", newline="\n")
    file.write_text(
        HEAD + _how_recorded(found) + dump(as_plain(found, _parent(found, folder))),
        encoding="utf-8",
    )
    try:
        prepare(file)
    except InputError as error:
        # Files of people are not copied: it can be run once they are put beside it.
        if any(each.do != PUT_BACK for each in error.problems):
            raise
    return file


def _how_recorded(found: Fitted) -> str:
    """What the fit holds of how delays are recorded, which is nothing of the place: a comment."""
    lines = []
    rows = found.parameters().to_dict("records")
    for free, row in zip(found.question.frees, rows, strict=True):
        if free.recorded is not None:
            told = "" if row["verdict"] != CANNOT_TELL else "; cannot tell"
            lines.append(
                f"#   {free.path}: {free.in_words(row['median'])} (90 % "
                f"{free.between(row['low'], row['high'])}; prior "
                f"{free.between(free.low, free.high)}, {' '.join(free.source.split())}{told})\n"
            )
    if not lines:
        return ""
    head = (
        "# Shares of delays that are recorded under another reason belong to the figures, not to\n"
        "# the place: this scenario shows reasons as they are, not as they are recorded.\n"
    )
    return head + "".join(lines)


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
        "posterior": {
            "source": f"{about}; seed {question.seed}, {len(found.draws)} draws",
            "confidence": "C",
            "table": DRAWS,
            "runs_per_draw": 2,
        },
        "batch": {"replications": max(REPLICATIONS, question.place.scenario.batch.replications)},
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
