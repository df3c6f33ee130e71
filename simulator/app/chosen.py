"""What was moved on the page, as the scenario file that the command line runs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.app.lever import Entry, Lever, Setting
from simulator.errors import InputError, Problem
from simulator.experiment.prepare import checked
from simulator.scenario.load import Loaded, dump, load_text

NAME = re.compile(r"[a-z][a-z0-9_-]{0,59}")
SCHEMA_LINE = "# yaml-language-server: $schema="
UNTITLED = "Tried on the page"


@dataclass(frozen=True, slots=True)
class Chosen:
    """Levers with their values, each other than the scenario's own."""

    moved: tuple[tuple[Lever, Setting], ...]

    @classmethod
    def of(cls, levers: Mapping[str, Lever], asked: Mapping[str, Any]) -> Chosen:
        """From values by the name of a lever; those not named are as given.

        Raises:
            InputError: some cannot be set; all problems at once.
        """
        moved, problems = [], []
        for name, given in asked.items():
            if name not in levers:
                problems.append(Problem(f"there is no lever '{name}'", do="load the page anew"))
                continue
            try:
                value = levers[name].value(given)
            except ValueError as error:
                problems.append(Problem(str(error)))
                continue
            if value != levers[name].given:
                moved.append((levers[name], value))
        if problems:
            raise InputError(problems)
        order = {name: at for at, name in enumerate(levers)}
        return cls(tuple(sorted(moved, key=lambda pair: order[pair[0].name])))

    @property
    def changes(self) -> list[Entry]:
        """Entries of ``changes``; named levers last, which move what is set before."""
        found = [entry for lever, value in self.moved for entry in lever.entries(value)]
        return sorted(found, key=lambda entry: "lever" in entry)

    def text(self, base: str, title: str = UNTITLED) -> str:
        """The scenario file: ``base`` is the file that it extends, as seen from it."""
        plain: dict[str, Any] = {
            "extends": base,
            "title": title,
            "source": "moved by hand on the page to explore",
            "confidence": "C",
        }
        if self.changes:
            plain["changes"] = self.changes
        return dump(plain)

    def loaded(self, base: Path, title: str = UNTITLED) -> Loaded:
        """The scenario, checked against every rule.

        Raises:
            InputError: it cannot be run; all problems at once.
        """
        text = self.text(base.name, title)
        return checked(load_text(text, "the page", str(base.parent)))


def save(chosen: Chosen, base: Path, name: str, title: str) -> Path:
    """Write what was chosen beside the scenario that it changes, never over another file.

    Raises:
        InputError: the name cannot be a file's, is taken, or the file cannot be run or written.
    """
    if not NAME.fullmatch(name):
        do = "small letters, digits, - and _, a letter first, like more_step_down_2"
        raise InputError([Problem(f"'{name}' cannot be the name of a scenario", do=do)])
    kept = chosen.loaded(base, title)
    file = base.parent / f"{name}.yaml"
    try:
        with file.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(chosen.text(base.name, title))
    except FileExistsError:
        raise InputError(
            [Problem("is there already", path=str(file), do="choose another name")]
        ) from None
    except OSError as error:
        raise InputError(
            [Problem(f"cannot be written: {error.strerror}", path=str(file))]
        ) from None
    assert kept.resolved["title"] == title
    return file
