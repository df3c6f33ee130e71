"""What may stand in a cell, from the models of a scenario: its words, and its drop-down."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic.fields import FieldInfo

from simulator.scenario.document import Path
from simulator.scenario.extends import Extension
from simulator.scenario.field import Field, field_at, type_at
from simulator.scenario.schema import Scenario

_COMPARED = {
    ("ge", "le"): "between",
    ("ge", None): ">=",
    ("gt", None): ">",
    (None, "le"): "<=",
    (None, "lt"): "<",
}
_LONGEST_LIST = 255
_LONGEST_MESSAGE = 250
# Excel holds whole numbers of a rule in 32 bits.
_LARGEST = 2_000_000_000


def field_of(path: Path) -> Field | None:
    """The field that the value at a path is, with its unit, bounds and meaning."""
    if path[:1] == ("changes",) or path == ("extends",):
        return field_at(path, Extension)
    return field_at(path)


def takes_number(path: Path) -> bool:
    """Whether nothing but a number can stand at a path."""
    field = field_of(path)
    return field is not None and field.type in {"number", "whole number"}


def drop_down(path: Path) -> dict[str, Any] | None:
    """The rule of a spreadsheet for a cell, in XlsxWriter's words; None where there is none."""
    field = field_of(path)
    if field is None:
        return None
    rule: dict[str, Any] | None = None
    if field.choices and len(",".join(field.choices)) <= _LONGEST_LIST:
        rule = {"validate": "list", "source": list(field.choices)}
    elif field.type == "true or false":
        rule = {"validate": "list", "source": ["TRUE", "FALSE"]}
    elif field.type in {"number", "whole number"}:
        rule = _bounded(path, "decimal" if field.type == "number" else "integer")
    if rule is None:
        return None
    says = f"allowed: {field.allowed}"[:_LONGEST_MESSAGE]
    return {**rule, "error_title": field.name[:32], "error_message": says}


def _bounded(path: Path, kind: str) -> dict[str, Any] | None:
    limits: dict[str, float] = {}
    model = Extension if path[:1] == ("changes",) else Scenario
    for each in _said(type_at(path, model)):
        for name in ("ge", "gt", "le", "lt"):
            if (bound := getattr(each, name, None)) is not None:
                limits.setdefault(name, bound)
    low = next((name for name in ("ge", "gt") if name in limits), None)
    high = next((name for name in ("le", "lt") if name in limits), None)
    if any(abs(bound) > _LARGEST for bound in limits.values()):
        high = None
    if (low, high) in _COMPARED and _COMPARED[low, high] == "between":
        both = {"minimum": limits["ge"], "maximum": limits["le"]}
        return {"validate": kind, "criteria": "between", **both}
    # Of two bounds of which one is open, a spreadsheet can hold one: the lower.
    kept = (low, None) if low else (None, high)
    if kept not in _COMPARED:
        return None
    return {"validate": kind, "criteria": _COMPARED[kept], "value": limits[str(low or high)]}


def _said(annotation: Any) -> Iterator[Any]:
    """All that is said beside a type, at any depth."""
    yield annotation
    if isinstance(annotation, FieldInfo):
        yield from annotation.metadata
    for inner in get_args(annotation):
        yield from _said(inner)
    for each in getattr(annotation, "__metadata__", ()):
        yield from _said(each)
