"""What a field of a scenario may be, read off the models: type, unit, bounds, default, meaning."""

from __future__ import annotations

import datetime as dt
import re
import types
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, Discriminator, Tag
from pydantic.fields import FieldInfo

from simulator.scenario.census_file import CensusTable
from simulator.scenario.demand_file import ArrivalTimes, DemandTable
from simulator.scenario.document import Path
from simulator.scenario.instant import Instant
from simulator.scenario.law import Law
from simulator.scenario.length_file import LengthTable
from simulator.scenario.posterior import DrawsTable
from simulator.scenario.quantities import Duration, Moments, WeeklyHours
from simulator.scenario.remaining_file import RemainingTable
from simulator.scenario.schema import Scenario

_TYPES: dict[Any, tuple[str, str]] = {
    str: ("text", "texts"),
    int: ("whole number", "whole numbers"),
    float: ("number", "numbers"),
    bool: ("true or false", "true or false"),
    dt.date: ("date", "dates"),
    Duration: ("duration", "durations"),
    WeeklyHours: ("weekly hours", "weekly hours"),
    Moments: ("moments of the week", "moments of the week"),
    Instant: ("date or date and time", "dates or dates and times"),
    DemandTable: ("CSV file", "CSV files"),
    ArrivalTimes: ("CSV file", "CSV files"),
    LengthTable: ("CSV file", "CSV files"),
    CensusTable: ("CSV file", "CSV files"),
    RemainingTable: ("CSV file", "CSV files"),
    DrawsTable: ("CSV file", "CSV files"),
    Law: ("duration or law", "durations or laws"),
    Any: ("anything", "anything"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of one kind of entry.

    ``kind`` names its entry, ``type`` is in words, ``bounds`` like ``0 or more``; ``default`` is
    None where there is none, and where leaving the field out means that nothing is said.
    """

    kind: str
    name: str
    type: str
    unit: str
    bounds: str
    choices: tuple[str, ...]
    is_required: bool
    default: Any
    meaning: str

    @property
    def allowed(self) -> str:
        """What may be given, in words."""
        if self.choices:
            return " or ".join(self.choices)
        unit = f" ({self.unit})" if self.unit and self.unit not in self.bounds else ""
        return f"{self.type} {self.bounds}".strip() + unit


@cache
def fields(model: type[BaseModel]) -> dict[str, Field]:
    """The fields of a kind of entry, by name."""
    return {name: _field(model, name, info) for name, info in model.model_fields.items()}


def _field(model: type[BaseModel], name: str, info: FieldInfo) -> Field:
    annotation, metadata = _unwrap(_annotation(info), [])
    return Field(
        kind=kind_in_words(model),
        name=name,
        type=type_in_words(annotation),
        unit=_unit(metadata),
        bounds=_bounds(metadata),
        choices=_choices(annotation),
        is_required=info.is_required(),
        default=None if info.is_required() else info.get_default(call_default_factory=True),
        meaning=info.description or "",
    )


def _annotation(info: FieldInfo) -> Any:
    return Annotated[info.annotation, info, *info.metadata]


def _unit(metadata: list[Any]) -> str:
    extras = (each.json_schema_extra for each in metadata if isinstance(each, FieldInfo))
    units = (each["unit"] for each in extras if isinstance(each, dict) and "unit" in each)
    return str(next(units, ""))


def _unwrap(annotation: Any, metadata: list[Any]) -> tuple[Any, list[Any]]:
    """An annotation without Annotated and None, and all that was said beside it."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *said = get_args(annotation)
            metadata = [*metadata, *said]
            continue
        if get_origin(annotation) in (Union, types.UnionType):
            some = [each for each in get_args(annotation) if each is not type(None)]
            if len(some) == 1:
                annotation = some[0]
                continue
        return annotation, [each for said in metadata for each in _inner(said)]


def _inner(said: Any) -> Iterator[Any]:
    yield said
    if isinstance(said, FieldInfo):
        yield from said.metadata


def alternatives(annotation: Any) -> list[Any]:
    """The types that an annotation allows, None left out."""
    annotation, _ = _unwrap(annotation, [])
    if get_origin(annotation) in (Union, types.UnionType):
        return [_unwrap(each, [])[0] for each in get_args(annotation) if each is not type(None)]
    return [annotation]


def type_in_words(annotation: Any, many: bool = False) -> str:
    """A type as a planner would say it."""
    return " or ".join(_one_in_words(each, many) for each in alternatives(annotation))


def _one_in_words(annotation: Any, many: bool) -> str:
    origin, inner = get_origin(annotation), get_args(annotation)
    if annotation in _TYPES:
        return _TYPES[annotation][many]
    if origin is Literal:
        return " or ".join(map(str, inner))
    if origin is dict:
        return f"{type_in_words(inner[1], many=True)} by name"
    if origin is tuple:
        return f"list{'s' if many else ''} of {type_in_words(inner[0], many=True)}"
    return kind_in_words(annotation, many)


def kind_in_words(model: type[Any], many: bool = False) -> str:
    """The name of a kind of entry as a planner would say it, like ``care setting``."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", model.__name__).lower()
    if not many or name.endswith(("s", "ed")):
        return name
    return re.sub(r"(?<=[^aeiou])y$", "ie", name) + "s"


def _choices(annotation: Any) -> tuple[str, ...]:
    return tuple(map(str, get_args(annotation))) if get_origin(annotation) is Literal else ()


def _bounds(metadata: list[Any]) -> str:
    """Bounds of a number, or of the length of a list, in words."""
    said: dict[str, Any] = {}
    for each in metadata:
        if isinstance(each, (Tag, Discriminator, FieldInfo)):
            continue
        for name in ("ge", "gt", "le", "lt", "min_length", "max_length"):
            if (bound := getattr(each, name, None)) is not None:
                said.setdefault(name, bound)
    shortest, longest = said.get("min_length"), said.get("max_length")
    if longest is not None:
        return f"({longest} of them)" if shortest == longest else f"(at most {longest} of them)"
    if shortest is not None:
        return "(not empty)" if shortest == 1 else f"(at least {shortest})"
    return _range(said)


def _range(said: dict[str, Any]) -> str:
    low, high = said.get("ge", said.get("gt")), said.get("le", said.get("lt"))
    if low is None and high is None:
        return ""
    if "ge" in said and "le" in said:
        return f"from {low:,} to {high:,}"
    words = [f"{low:,} or more"] if "ge" in said else []
    words += [f"above {low:,}"] if "gt" in said else []
    words += [f"at most {high:,}"] if "le" in said else []
    words += [f"below {high:,}"] if "lt" in said else []
    return " and ".join(words)


@lru_cache(maxsize=65_536)
def type_at(path: Path, model: type[BaseModel] = Scenario) -> Any:
    """The type that the models give the value at a path; None where they know none."""
    if not path:
        return model
    kinds = alternatives(type_at(path[:-1], model))
    return next((inner for kind in kinds if (inner := _child(kind, path[-1]))), None)


def _child(kind: Any, key: str | int) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        info = kind.model_fields.get(str(key))
        return _annotation(info) if info else None
    if origin is dict and isinstance(key, str):
        return inner[1]
    if origin is tuple and isinstance(key, int):
        return inner[0]
    return None


def model_at(path: Path, model: type[BaseModel] = Scenario) -> type[BaseModel] | None:
    """The model of the entry at a path; None where there is no entry with fields."""
    kinds = alternatives(type_at(path, model))
    return next((k for k in kinds if isinstance(k, type) and issubclass(k, BaseModel)), None)


def field_at(path: Path, model: type[BaseModel] = Scenario) -> Field | None:
    """The field that the value at a path is; None where there is none.

    For an item of a field, the field with the item's type and bounds.
    """
    if type_at(path, model) is None:
        return None
    for length in range(len(path), 0, -1):
        entry = model_at(path[: length - 1], model)
        if entry is None:
            continue
        field = fields(entry).get(str(path[length - 1]))
        return field if field is None or length == len(path) else _item(field, path, model)
    return None


def _item(field: Field, path: Path, model: type[BaseModel]) -> Field:
    annotation, metadata = _unwrap(type_at(path, model), [])
    return replace(
        field,
        type=type_in_words(annotation),
        unit=_unit(metadata) or field.unit,
        bounds=_bounds(metadata),
        choices=_choices(annotation),
    )
