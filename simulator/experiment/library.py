"""A folder of scenarios, each beside the one that it extends, run on the same patients."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from simulator.errors import InputError, Problem
from simulator.experiment.arm import Arm, arms_of, prepare_all
from simulator.experiment.comparison import Comparison, compare_arms
from simulator.experiment.folder import MANIFEST
from simulator.experiment.prepare import batch_of
from simulator.experiment.replication import DEFAULT_ENGINE
from simulator.experiment.store import Store, forget_other_code, store_of
from simulator.scenario.load import Loaded
from simulator.scenario.partly import Partly
from simulator.scenario.schema import Batch

Reported = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Question:
    """A scenario file and the one that it is set against; None: it extends none."""

    path: Path
    reference: Path | None

    @property
    def name(self) -> str:
        """What it is called: its file without the ending."""
        return self.path.stem


def questions(folder: Path) -> list[Question]:
    """The scenario files of a folder and those below it, by path; each against what it extends.

    Copies that runs have left, and hidden folders, are passed over.

    Raises:
        InputError: there is none, or none that extends another.
    """
    files = [file for file in folder.rglob("*.yaml") if not _is_left_by_a_run(file, folder)]
    files.sort(key=lambda file: (len(file.parts), file.as_posix()))
    if not files:
        raise InputError([Problem(f"'{folder}' has no scenario files", do="name another folder")])
    found = [Question(file, reference_of(file)) for file in files]
    if all(each.reference is None for each in found):
        says = f"no scenario in '{folder}' extends another, so there is nothing to compare"
        raise InputError([Problem(says, do="stepdown run runs scenarios by themselves")])
    return found


def _is_left_by_a_run(file: Path, folder: Path) -> bool:
    above = [each for each in file.relative_to(folder).parents if each != Path()]
    return any(each.name.startswith(".") or (folder / each / MANIFEST).exists() for each in above)


def reference_of(file: Path) -> Path | None:
    """The scenario that a file extends, as it is written from where the file is named."""
    extends = Partly.of(file).document.get("extends")
    return Path(os.path.normpath(file.parent / extends)) if isinstance(extends, str) else None


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs comparisons and keeps finished replications under ``out``, as ``compare`` does.

    ``replications`` None: as many as the reference's own batch says.
    """

    out: Path
    replications: int | None = None
    seed: int | None = None
    jobs: int = 1
    report: Reported = field(default=lambda _: None)

    def batch(self, arm: Arm) -> Batch:
        """How often the scenarios set against one are run."""
        own = arm.loaded.scenario.batch
        # A precision of the scenario's own would stop each comparison at another number.
        n = self.replications or own.replications
        return batch_of(own, replications=n, seed=self.seed)

    def compare(self, arms: Sequence[Arm], kept: Sequence[Store | None] = ()) -> Comparison:
        """Scenarios on the same patients, the first the reference; ``kept``: stores to be used."""
        batch = self.batch(arms[0])
        given = [*kept, *([None] * (len(arms) - len(kept)))]
        stores = [store or self.store(arm, batch) for arm, store in zip(arms, given, strict=True)]
        self.report(" ".join(arm.label for arm in arms[1:]))
        return compare_arms(arms, batch, jobs=self.jobs, stores=stores)

    def store(self, arm: Arm, batch: Batch) -> Store:
        """Where the replications of a scenario are kept."""
        return store_of(arm.loaded, batch, DEFAULT_ENGINE, self.out)

    def against(self, reference: Loaded, others: Sequence[Loaded]) -> Iterator[Comparison]:
        """Each of some scenarios against one reference, whose replications are held meanwhile."""
        (first,) = arms_of([reference])
        store = self.store(first, self.batch(first))
        for each in others:
            yield self.compare((first, *arms_of([each])), [store])


def read_all(asked: Iterable[Question]) -> dict[Path, Loaded]:
    """The scenarios of all questions and what they are set against, read and checked, by file.

    Raises:
        InputError: some cannot be run; the problems of all of them at once.
    """
    files = list(dict.fromkeys(file for each in asked for file in (each.reference, each.path)))
    known = [file for file in files if file is not None]
    return dict(zip(known, prepare_all([(file, ()) for file in known]), strict=True))


def references(asked: Iterable[Question]) -> dict[Path, list[Question]]:
    """Questions by what they are set against, in order of their first."""
    found: dict[Path, list[Question]] = {}
    for each in asked:
        if each.reference is not None:
            found.setdefault(each.reference, []).append(each)
    return found


def clear(out: Path) -> None:
    """Make the folder where replications are kept, and forget those of other code.

    Raises:
        InputError: it cannot be written to.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        says = f"'{out}' cannot be written to: {error.strerror}"
        raise InputError([Problem(says, path="--out", do="give another folder")]) from None
    forget_other_code(out)
