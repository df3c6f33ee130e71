"""A scenario of one's own, which says only what differs from the one it starts from."""

from __future__ import annotations

import json
import os
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath

from simulator.errors import InputError, Problem
from simulator.exchange.question import Figure, Question
from simulator.exchange.written_together import is_there, write_together
from simulator.exchange.yaml_text import schema_line
from simulator.scenario.bundled import PREFIX, bundled_as, known_as
from simulator.scenario.load import Loaded, load
from simulator.scenario.source_file import SUFFIXES

PLACE, BASELINE = "place.yaml", "baseline"
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


def start_named(name: str | None, folder: FilePath) -> str:
    """The scenario to start from, as it is read: by its file or as a bundled one.

    Where none is named it is the baseline of the project around a folder, else the bundled one.
    """
    if name is not None:
        return known_as(name)
    around = folder.resolve()
    found = (top / "scenarios" / f"{BASELINE}.yaml" for top in (around, *around.parents))
    near = next((each for each in found if each.is_file()), None)
    return near.as_posix() if near is not None else bundled_as(BASELINE)


def write_place(
    file: FilePath, title: str, start: str, answers: Sequence[Answered]
) -> tuple[Loaded, list[FilePath]]:
    """Write a scenario that extends another; the scenario, and the files written.

    Where that lies too far outside to be extended, it is copied with all that it reads. Nothing
    that is there is written over, and nothing is left of what cannot be finished. Raises
    InputError.
    """
    refuse_existing(file)
    way, copies = _way_to(file, start)
    contents = {copy: source.read_bytes() for copy, source in copies.items()}
    contents[file] = _text(file, title, way, answers).encode()
    return write_together(contents, lambda: load(file)), list(contents)


def refuse_existing(file: FilePath) -> None:
    """Raise InputError when a file is there, or can have no such name."""
    if is_there(file):
        says = f"'{file.as_posix()}' is there already; nothing was written"
        raise InputError([Problem(says, do="choose another name")])


def _way_to(file: FilePath, start: str) -> tuple[str, dict[FilePath, FilePath]]:
    """What a file says that it extends, and files to be copied for it: from where, by where to."""
    if start.startswith(PREFIX):
        return start.removeprefix(PREFIX).removesuffix(".yaml"), {}
    baseline = FilePath(start)
    if _is_near(file, baseline):
        way = os.path.relpath(baseline.resolve(), file.parent.resolve())
        return way.replace(os.sep, "/"), {}
    copies = _copies(file.parent, baseline)
    if file in copies:
        says = f"a copy of '{start}' is to lie beside yours, which has the same name"
        do = f"name your file too, like {(file.parent / 'ours.yaml').as_posix()}"
        raise InputError([Problem(f"{says}; nothing was written", do=do)])
    for copy in copies:
        refuse_existing(copy)
    return baseline.name, copies


def _copies(folder: FilePath, baseline: FilePath) -> dict[FilePath, FilePath]:
    """All that a scenario reads, as it is to lie in another folder; bundled ones stay put."""
    loaded = load(baseline)
    found = {}
    for read in (*loaded.files, *loaded.data):
        if read.path.startswith(PREFIX):
            continue
        way = FilePath(os.path.relpath(read.path, baseline.parent))
        if ".." in way.parts:
            says = f"'{baseline.as_posix()}' reads '{read.path}', which lies outside its folder"
            top = baseline.resolve().parent.parent.name
            do = f"make yours in the same project (below '{top}'), or start from another scenario"
            raise InputError([Problem(f"{says}; nothing was written", do=do)])
        found[folder / way] = FilePath(read.path)
    return found


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
        f"extends: {_scalar(way)}",
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
        lines += [f"  - path: {_scalar(figure.address)}", f"    set: {value:.12g}"]
    return lines


def _scalar(text: str) -> str:
    """A text as YAML has it on one line: in quotes where a sign in it has a meaning of its own."""
    is_plain = re.fullmatch(r"[A-Za-z_./]([\w./'() \[\]-]*[\w./)\]])?", text) is not None
    return text if is_plain else json.dumps(text, ensure_ascii=False)
