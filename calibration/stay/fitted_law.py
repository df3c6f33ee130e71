"""The scenario that fitted lengths of stay end as; or, without a place, laws to paste."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from calibration.stay.group_fit import LONG, MEAN, GroupFit
from calibration.stay.question import Question
from simulator.errors import InputError, Place, Problem
from simulator.experiment.prepare import prepare
from simulator.scenario.data_reading import PUT_BACK
from simulator.scenario.load import dump
from simulator.scenario.source_file import within

SCENARIO, PLACE = "stays.yaml", "place.yaml"
HEAD = (
    "# Lengths of stay fitted by stepdown stays. Each law is of the need: the wait after being\n"
    "# ready is made by the model and is not in it. Read the note of each before it is used.\n"
)
PASTE = (
    "# Laws fitted by stepdown stays, by group: paste each where it belongs, like\n"
    "# patient_groups.NAME.length_of_stay.SETTING. This file is no scenario; with --place and\n"
    "# --into it would be one. Each law is of the need: the wait after being ready is not in it.\n"
)
_CONFIDENCE = {"need": "B", "totals": "C", "figures": "C"}


def law_of(found: GroupFit) -> dict[str, Any]:
    """A group's law as a scenario writes it, with where it comes from and what it hangs on.

    Raises:
        InputError: no family has a tail that a scenario can have.
    """
    try:
        entry = found.chosen.as_law()
    except ValueError:
        says = f"'{found.group.name}': every family that was tried has stays of decades"
        do = "look at its longest bands, or put it together with another group"
        raise InputError([Problem(says, path="--group", do=do)]) from None
    own = found.chosen.estimates
    low, high = found.across()
    note = (
        f"mean {own[MEAN].value:.3g} days (95 % interval {own[MEAN].low:.3g} to "
        f"{own[MEAN].high:.3g}, if family and reading of the records are right; over those and "
        f"assumptions {low:.3g} to {high:.3g}); 21 midnights or more {own[LONG].value:.2%}."
    )
    if found.span is not None:
        note += f" Need is told from delay by assumption only: {found.basis.delays[0].name}."
    note += f" Shape of what was counted: {found.choice.chosen.tail.verdict}."
    if found.without_night and not found.basis.overnight:
        note += (
            f" {found.without_night:.0%} of these stays passed no midnight: arrivals of the group "
            "must count them too."
        )
    if found.basis.overnight and found.zero_day:
        note += (
            f" {found.zero_day:.1%} of stays by this law pass no midnight and were not counted: "
            f"multiply overnight admissions by {1 / (1 - found.zero_day):.3f}."
        )
    entry["source"] = f"{found.group.says}; {entry['source']}"
    return {**entry, "confidence": _CONFIDENCE[found.basis.kind], "note": note}


def write_laws(question: Question, fits: tuple[GroupFit, ...], folder: Path) -> Path:
    """Write ``stays.yaml`` into a folder; a scenario is checked to be one that can be run.

    Raises:
        InputError: it does not pass the checks of a scenario.
    """
    file = folder / SCENARIO
    laws = {found.group.name: law_of(found) for found in fits}
    if not question.into or question.place is None:
        file.write_text(PASTE + dump(laws), encoding="utf-8", newline="\n")
        return file
    title = " ".join(question.place.scenario.title.split())
    plain = {
        "extends": _parent(question, folder),
        "title": f"{title}, lengths of stay fitted",
        "changes": [
            {
                "path": each.path,
                "set": laws[each.group],
                "why": f"fitted to '{each.group}' of {question.source.organisation}",
            }
            for each in question.into
        ],
    }
    file.write_text(HEAD + dump(plain), encoding="utf-8", newline="\n")
    try:
        prepare(file)
    except InputError as error:
        # Files of people are not copied: it can be run once they are put beside it.
        if any(each.do != PUT_BACK for each in error.problems):
            raise
    return file


def _parent(question: Question, folder: Path) -> str:
    """The place as named from the folder; where that may not be read, a copy beside the file."""
    assert question.place is not None
    place = Path(question.place.path)
    try:
        name = Path(os.path.relpath(place.resolve(), folder.resolve())).as_posix()
        within(name, folder / SCENARIO, Place(SCENARIO, 1, 1))
    except (InputError, ValueError):
        text = question.place.to_yaml()
        (folder / PLACE).write_text(text, encoding="utf-8", newline="\n")
        return PLACE
    return name
