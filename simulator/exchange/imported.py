"""What an importer makes of another model's files: a scenario, and all that it left behind."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from simulator.errors import InputError, Problem
from simulator.exchange.written_together import is_there, write_together
from simulator.exchange.yaml_text import scenario_text
from simulator.scenario.load import Loaded, load_text

_WIDTH = 96


@dataclass(frozen=True, slots=True)
class Imported:
    """A scenario made of another model's files.

    ``plain``: the scenario as mappings and lists. ``data``: text of the data files that it names,
    by name. ``not_carried``: what of those files is not in it. ``differs``: where a run of it will
    differ from the other model, and why.
    """

    plain: dict[str, Any]
    not_carried: tuple[str, ...]
    differs: tuple[str, ...]
    data: dict[str, str] = field(default_factory=dict)

    def save(self, target: FilePath) -> Loaded:
        """Write the scenario and its data files; nothing that is there is written over.

        Raises InputError, also when the scenario could not be run.
        """
        folder = target.parent
        files = [target, *(folder / name for name in self.data)]
        if there := [each.as_posix() for each in files if is_there(each)]:
            says = f"{', '.join(there)}: is there already; nothing was written"
            raise InputError([Problem(says, do="name another file with -o")])
        text = scenario_text(self.plain, folder, self._head())
        contents = {folder / name: content.encode() for name, content in self.data.items()}
        return write_together(
            {**contents, target: text.encode()}, lambda: load_text(text, str(target), "")
        )

    def _head(self) -> str:
        """Lines of comment: what was not carried over, and what will differ."""
        lines = [*_commented("Not carried over:", self.not_carried)]
        lines += _commented("Will differ from the model it comes from:", self.differs)
        return "".join(f"{line}\n" for line in lines)


def _commented(head: str, items: tuple[str, ...]) -> list[str]:
    if not items:
        return []
    lines = [f"# {head}"]
    for item in items:
        lines += textwrap.wrap(
            item, _WIDTH, initial_indent="# - ", subsequent_indent="#   ", break_on_hyphens=False
        )
    return lines
