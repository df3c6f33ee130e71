"""A scenario of one's own, which says only what differs from the one it starts from."""

from __future__ import annotations

import json
import os
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath

from simulator.errors import InputError, Problem
from simulator.exchange.question import Figure, Question
from simulator.exchange.yaml_text import schema_line
from simulator.scenario.load import Loaded, load
from simulator.scenario.source_file import SUFFIXES

PLACE = "place.yaml"
_WIDTH = 94
_OWN = "own figures, entered when this file was made; say here where each comes from"


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with the answer given, and the figures that this changes."""

    question: Question
    changed: tuple[tuple[Figure, float], ...]


def file_of(name: str) -> FilePath:
    """The file that a name stands for: a folder's place.yaml, or a scenario file itself."""
    path = FilePath(name)
    return path if path.suffix.lower() in SUFFIXES else path / PLACE


def baseline_near(folder: FilePath) -> FilePath | None:
    """The baseline of the project around a folder, if there is one."""
    around = folder.resolve()
    found = (top / "scenarios" / "baseline.yaml" for top in (around, *around.parents))
    return next((each for each in found if each.is_file()), None)


def write_place(
    file: FilePath, title: str, baseline: FilePath, answers: Sequence[Answered]
) -> tuple[Loaded, list[FilePath]]:
    """Write a scenario that extends the baseline; the scenario, and the files written.

    Where the baseline lies too far outside for that, a copy is put beside it. Nothing that is
    there is written over. Raises InputError.
    """
    copy = file.parent / baseline.name
    is_far = not _is_near(file, baseline)
    there = [each for each in (file, *([copy] if is_far else [])) if each.exists()]
    if there:
        says = f"'{there[0].as_posix()}' is there already; nothing was written"
        raise InputError([Problem(says, do="choose another name")])
    written = []
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if is_far:
            copy.write_bytes(baseline.read_bytes())
            written.append(copy)
        way = copy.name if is_far else os.path.relpath(baseline.resolve(), file.parent.resolve())
        file.write_text(_text(file, title, way, answers), encoding="utf-8", newline="\n")
        written.append(file)
        return load(file), written
    except OSError as error:
        says = f"'{file.as_posix()}' cannot be written: {error.strerror or error}"
        raise InputError([Problem(says)]) from None
    except InputError:
        for each in written:
            each.unlink()
        raise


def _is_near(file: FilePath, baseline: FilePath) -> bool:
    """Whether a file may extend the baseline: both below the folder that holds scenarios."""
    top = baseline.resolve().parent.parent
    around = file.resolve().parent
    nearest = next((x for x in (around, *around.parents) if (x / "scenarios").is_dir()), None)
    return nearest == top


def _text(file: FilePath, title: str, way: str, answers: Sequence[Answered]) -> str:
    changed = [each for each in answers if each.changed]
    kept = [each for each in answers if not each.changed]
    lines = [
        schema_line(file.parent).rstrip("\n") or "# A scenario of stepdown.",
        "# A place of one's own: what is not said here holds as in the scenario it extends.",
        "# docs/data-dictionary.md has every field; stepdown check says what is still inherited.",
        f"extends: {way.replace(os.sep, '/')}",
        f"title: {json.dumps(title, ensure_ascii=False)}",
        "question: Where do our patients wait to leave hospital, and for what?",
        "# Who made this, who checked it, and until when it is to be relied on:",
        "# analyst: your name",
        "# assurer: who checked it",
        "# valid_until: 2027-03-31",
        "# What else you take to be true:",
        "# assumptions:",
        "#   - {says: one sentence, confidence: C}",
    ]
    if changed:
        lines += [f"source: {_OWN}", "confidence: C"]
    lines += ["", "changes:" if changed else "# changes:"]
    for each in changed:
        lines += [*_head(each), *_changes(each.changed)]
    if kept:
        lines += ["", "  # Not your own yet. Take away the # and put your figure:"]
    for each in kept:
        now = [(figure, figure.value) for figure in each.question.figures]
        lines += [*_head(each), *(f"  # {line[2:]}" for line in _changes(now))]
    return "\n".join([*lines, ""])


def _head(answered: Answered) -> list[str]:
    question = answered.question
    unit = f" {question.unit}" if question.unit else ""
    says = f"{question.asks}: {question.value:g}{unit} before ({question.source})"
    if question.caution:
        says += f". Note: {question.caution}"
    return textwrap.wrap(says, _WIDTH, initial_indent="  # ", subsequent_indent="  #   ")


def _changes(changed: Sequence[tuple[Figure, float]]) -> list[str]:
    lines = []
    for figure, value in changed:
        lines += [f"  - path: {figure.address}", f"    set: {value:.12g}"]
    return lines
