"""A change of a scenario: set, scale, add, append or remove, at an address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.errors import Place
from simulator.scenario.address import dotted, parse
from simulator.scenario.part import Confidence, Flag, Number, Part

WAYS = ("set", "scale", "add", "append", "remove")


class Change(Part):
    """A change of one value of the scenario that is extended, or of several at once."""

    path: str = Field(
        description="what is changed, like care_settings.community.units.North.beds; * stands "
        "for any name"
    )
    set: Any = Field(None, description="the new value")
    scale: Number | None = Field(
        None, ge=0, description="factor on a number, a duration, or every duration of a law"
    )
    add: Any = Field(None, description="a number added to a number, a duration to a duration")
    append: Any = Field(None, description="a new item at the end of a list")
    remove: Flag | None = Field(None, description="true: taken out")
    why: str | None = Field(None, description="the reason, for the report")

    @model_validator(mode="after")
    def _reads(self) -> Change:
        given = [way for way in WAYS if way in self.model_fields_set]
        if len(given) != 1:
            raise PydanticCustomError(
                "change",
                "a change is exactly one of set, scale, add, append and remove; this one has "
                "{given}",
                {"given": " and ".join(given) or "none"},
            )
        if given == ["scale"] and self.scale is None:
            raise PydanticCustomError("change", "scale is a number, like 1.1")
        if given == ["remove"] and self.remove is not True:
            raise PydanticCustomError("change", "write remove: true")
        try:
            parse(self.path)
        except ValueError:
            raise PydanticCustomError(
                "change",
                "'{path}' is not a path; write it like care_settings.acute.units.North.beds",
                {"path": self.path},
            ) from None
        return self

    @property
    def way(self) -> str:
        """Which of set, scale, add, append and remove it is."""
        return next(way for way in WAYS if way in self.model_fields_set)


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change did to one value.

    ``path`` and ``how`` are in words; ``before`` and ``after`` are plain values, ``is_new`` says
    that there was none before and ``is_gone`` that there is none after; ``place`` is where the
    change is written. Source and confidence are of the new value.
    """

    path: str
    how: str
    before: Any
    after: Any
    place: Place
    is_new: bool = False
    is_gone: bool = False
    source: str | None = None
    confidence: Confidence | None = None
    why: str | None = None

    def singly(self) -> Iterator[Changed]:
        """What it did to each single value, where it put in, or changed, an entry with fields."""
        before, after = self.before, self.after
        if self.is_gone or not _has_fields(after) or not (self.is_new or _has_fields(before)):
            yield self
            return
        fields = before or {}
        for name, inner in after.items():
            one = replace(
                self,
                path=f"{self.path}.{dotted((name,))}",
                before=fields.get(name),
                after=inner,
                is_new=name not in fields,
            )
            if one.is_new or one.before != inner:
                yield from one.singly()


def _has_fields(plain: Any) -> bool:
    """Whether a plain value holds others by name; a law is one value."""
    return isinstance(plain, dict) and bool(plain) and "family" not in plain
