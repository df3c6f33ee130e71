"""The data dictionary: every field of the scenario format, made from the models."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel

from simulator.scenario.census_file import CensusTable
from simulator.scenario.change import Change
from simulator.scenario.demand_file import ArrivalTimes, DemandTable
from simulator.scenario.field import Field, alternatives, fields, kind_in_words
from simulator.scenario.instant import Instant
from simulator.scenario.length_file import LengthTable
from simulator.scenario.levers import LEVERS
from simulator.scenario.part import Part
from simulator.scenario.quantities import Duration, Moments, WeeklyHours
from simulator.scenario.remaining_file import RemainingTable
from simulator.scenario.schema import Scenario
from simulator.scenario.word import say

FILE = Path("docs") / "data-dictionary.md"
_FILES = """Values may stand in CSV files: text in UTF-8 with the names of the columns in its first
line and commas between them. A file is named as seen from the scenario file that names it, and
lies in the same folder or below. Any file may have columns source and note too; every other column
is a fault. A resolved scenario holds the text of its files, so that it needs none of them."""
_COMMON = tuple(Part.model_fields)
_HEAD = """# Data dictionary

Every field of a scenario file. Made from the models in `simulator/scenario/`; do not edit.

A field with a default may be left out. So may one marked optional: then nothing is said, and its
meaning tells what holds. Every entry may also have these fields:

"""


def entries() -> list[type[BaseModel]]:
    """The kinds of entry of a scenario, each before those that it holds."""
    found: list[type[BaseModel]] = []
    _collect(Scenario, found)
    return [*found, Change, *(kind.told for kind in LEVERS.values())]


def _collect(model: type[BaseModel], found: list[type[BaseModel]]) -> None:
    if model in found:
        return
    found.append(model)
    for info in model.model_fields.values():
        for inner in _models(info.annotation):
            _collect(inner, found)


def _models(annotation: object) -> list[type[BaseModel]]:
    """The models anywhere in a type."""
    found: list[type[BaseModel]] = []
    for each in alternatives(annotation):
        if isinstance(each, type) and issubclass(each, BaseModel):
            found.append(each)
        for inner in getattr(each, "__args__", ()):
            found += _models(inner)
    return found


def dictionary() -> dict[str, list[Field]]:
    """The fields of each kind of entry, without those that all have in common."""
    return {
        kind_in_words(model): [each for name, each in fields(model).items() if name not in _COMMON]
        for model in entries()
    }


def markdown() -> str:
    """The data dictionary as a page, as the committed file has it."""
    common = [each for name, each in fields(Part).items() if name in _COMMON]
    parts = [_HEAD + _table(common), _values()]
    for model in entries():
        known = [each for name, each in fields(model).items() if name not in _COMMON]
        about = " ".join((model.__doc__ or "").split())
        parts.append(f"## {kind_in_words(model).capitalize()}\n\n{about}\n\n{_table(known)}")
    return "\n".join(parts)


def _values() -> str:
    """How durations, hours and moments are written."""
    rows = "".join(
        f"| {_cell(kind.meaning)} | `{kind.example}` | {_cell(kind.more)} |\n"
        for kind in (Duration, WeeklyHours, Moments, Instant)
    )
    files = "".join(
        f"| {_cell(kind.meaning)} | `{kind.example}` |\n"
        for kind in (DemandTable, ArrivalTimes, LengthTable, CensusTable, RemainingTable)
    )
    times = f"## How times are written\n\n| what | like | and |\n|---|---|---|\n{rows}"
    return f"{times}\n## Data files\n\n{_FILES}\n\n| what | like |\n|---|---|\n{files}"


def write_dictionary(root: Path) -> Path:
    """Write the page to its file below the folder of the project, and return that file."""
    path = root / FILE
    path.parent.mkdir(exist_ok=True)
    path.write_text(markdown(), encoding="utf-8", newline="\n")
    return path


def _table(rows: list[Field]) -> str:
    head = "| field | type | unit | bounds | default | meaning |\n|---|---|---|---|---|---|\n"
    return head + "".join(f"| {' | '.join(map(_cell, _cells(row)))} |\n" for row in rows)


def _cells(row: Field) -> tuple[str, ...]:
    bounds = row.bounds.strip("()")
    return (f"`{row.name}`", row.type, row.unit, bounds, default_in_words(row), row.meaning)


def default_in_words(row: Field) -> str:
    """What holds where the field is left out."""
    if row.is_required:
        return "required"
    if isinstance(row.default, BaseModel):
        return "its fields' defaults"
    if isinstance(row.default, dict) and row.default:
        return "the published codes" if row.name == "delay_reasons" else say(row.default)
    return "optional" if row.default in (None, (), {}) else say(row.default)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
