"""A scenario with some of its changes only, to see what each of them does."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from simulator.scenario.bundled import known_as, locate
from simulator.scenario.change import WAYS
from simulator.scenario.load import Loaded, dump, load_text

_SAID = {"set": "set to", "scale": "times", "add": "plus", "append": "with one more", "remove": ""}


@dataclass(frozen=True, slots=True)
class Partly:
    """The file of a scenario that extends another, whose changes may be taken in part.

    ``sets``: what the command line sets, which is there whatever changes are.
    """

    path: str
    sets: tuple[str, ...]
    document: dict[str, Any]

    @classmethod
    def of(cls, path: str | Path, sets: Sequence[str] = ()) -> Partly:
        """From a file that has been loaded before without a problem."""
        text = locate(known_as(str(path))).read_text(encoding="utf-8-sig")
        return cls(str(path), tuple(sets), YAML(typ="safe", pure=True).load(text) or {})

    @property
    def changes(self) -> list[dict[str, Any]]:
        """The changes as they are written."""
        return list(self.document.get("changes") or ())

    def says(self, at: int) -> str:
        """One change in a few words."""
        change = self.changes[at]
        if "lever" in change:
            return f"the lever {change['lever']}"
        way = next(way for way in WAYS if way in change)
        if way == "remove":
            return f"{change['path']} removed"
        value = change[way]
        said = "a new entry" if isinstance(value, (dict, list)) else value
        return f"{change['path']} {_SAID[way]} {said}"

    def with_changes(self, which: Collection[int]) -> Loaded:
        """The scenario with those of its changes, in their written order.

        Raises:
            InputError: that is no scenario that can be read.
        """
        kept = [change for at, change in enumerate(self.changes) if at in which]
        document = {name: value for name, value in self.document.items() if name != "changes"}
        if kept:
            document["changes"] = kept
        return load_text(dump(document), self.path, ".", self.sets)
