"""A lever: a named change of several values together, and the single values it moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from simulator.scenario.document import Path
from simulator.scenario.fault import nearest
from simulator.scenario.part import Part

Document = dict[str, Any]


class Lever(Part):
    """What every lever says, beside what it is told itself."""

    lever: str = Field(description="which lever")
    why: str | None = Field(None, description="the reason, for the report")

    @property
    def is_neutral(self) -> bool:
        """Whether it is told to change nothing."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Move:
    """One value that a lever moves: where it stands in a scenario, and the new value, plain."""

    path: Path
    value: Any


class RefusedError(Exception):
    """A lever that cannot be pulled: why, at which of its own fields, and what to do."""

    def __init__(self, says: str, at: Path = (), do: str = "") -> None:
        super().__init__(says)
        self.says, self.at, self.do = says, at, do


def entries(document: Document, *path: str | int) -> dict[str, Any]:
    """The mapping at a path of a scenario; empty where there is none."""
    held = inside(document, path)
    return held if isinstance(held, dict) else {}


def inside(held: Any, path: Path) -> Any:
    """The plain value at a path; None where there is none."""
    for key in path:
        if isinstance(held, dict):
            held = held.get(key)
        elif isinstance(held, list) and isinstance(key, int) and key < len(held):
            held = held[key]
        else:
            return None
    return held


def units(document: Document, care_setting: str) -> list[tuple[Path, dict[str, Any]]]:
    """The units of a care setting, each with its path."""
    found = inside(document, ("care_settings", care_setting, "units"))
    listed = enumerate(found) if isinstance(found, list) else ()
    around: Path = ("care_settings", care_setting, "units")
    return [((*around, index), unit) for index, unit in listed if isinstance(unit, dict)]


def known(name: str, names: Any, what: str, at: Path) -> str:
    """The name, if it is one of those there are; raises RefusedError with all of them."""
    if name in names:
        return name
    raise RefusedError(f"there is no {what} '{name}'", at, nearest(name, names, "known"))


def steps(document: Document, pathway: str) -> Iterator[tuple[Path, list[Any]]]:
    """Every list of steps of a pathway, those of branches included, with its path."""
    path: Path = ("pathways", pathway, "steps")
    yield from _lists(path, inside(document, path))


def _lists(path: Path, listed: Any) -> Iterator[tuple[Path, list[Any]]]:
    if not isinstance(listed, list):
        return
    yield path, listed
    for index, step in enumerate(listed):
        options = inside(step, ("branch", "options"))
        for name, option in (options if isinstance(options, dict) else {}).items():
            inner = (*path, index, "branch", "options", name, "steps")
            yield from _lists(inner, inside(option, ("steps",)))
