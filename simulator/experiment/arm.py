"""One of several scenarios that are set side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from simulator.errors import InputError
from simulator.experiment.file_name import name_of
from simulator.experiment.prepare import prepare
from simulator.experiment.replication import Setup
from simulator.scenario.load import Loaded


@dataclass(frozen=True, slots=True, eq=False)
class Arm:
    """A scenario made ready to run. ``label`` is its own among those it is compared with."""

    label: str
    loaded: Loaded
    setup: Setup

    @property
    def title(self) -> str:
        """The scenario's title in one line."""
        return " ".join(self.loaded.scenario.title.split())


def arms_of(loaded: Sequence[Loaded]) -> tuple[Arm, ...]:
    """Scenarios made ready; labels are names of files, numbered where they would be the same."""
    labels: list[str] = []
    for each in loaded:
        stem, again = name_of(str(each.path)), 1
        label = stem
        while label in labels:
            again += 1
            label = f"{stem}-{again}"
        labels.append(label)
    return tuple(
        Arm(label, each, Setup.of(each.scenario))
        for label, each in zip(labels, loaded, strict=True)
    )


def prepare_all(asked: Sequence[tuple[str | Path, Sequence[str]]]) -> list[Loaded]:
    """Read and check several scenarios, each with what is set on the command line.

    Raises:
        InputError: some cannot be run; the problems of all of them at once, each once.
    """
    loaded, problems = [], []
    for path, sets in asked:
        try:
            loaded.append(prepare(path, sets))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(list(dict.fromkeys(problems)))
    return loaded
