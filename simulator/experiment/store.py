"""Replications that several comparisons may use: in memory, and on disk where there is a place."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from simulator.experiment.code import code_hash
from simulator.experiment.folder import Folder
from simulator.experiment.parts import Parts
from simulator.experiment.replication import Replication
from simulator.scenario.load import Loaded
from simulator.scenario.schema import Batch

KEPT = ".parts"


@dataclass(frozen=True, slots=True)
class Store(Parts):
    """Parts held in memory too. ``also``: another folder of parts of the same run to look in.

    Without ``is_on_disk`` the folder is neither read nor written. With ``is_held`` replications are
    held in memory, as those are that take few measures.
    """

    also: Path | None = None
    is_on_disk: bool = True
    is_held: bool = True
    held: dict[int, Replication] = field(default_factory=dict, repr=False, compare=False)

    @property
    def beside(self) -> Path | None:
        """Where more may be put meanwhile; None: nowhere in particular."""
        return self.folder if self.is_on_disk else None

    def save(self, replication: Replication, packed: tuple[bytes, bytes] | None = None) -> None:
        """Keep one replication."""
        if self.is_held:
            self.held[replication.number] = replication
        if self.is_on_disk:
            Parts.save(self, replication, packed)

    def load(self, number: int) -> Replication | None:
        """A replication that was kept, by this or by the run of the same scenario."""
        found = self.held.get(number)
        if found is None and self.is_on_disk:
            found = Parts.load(self, number)
            if found is None and self.also is not None:
                found = Parts(self.also, self._packing).load(number)
        if found is not None and self.is_held:
            self.held[number] = found
        return found


def in_memory() -> Store:
    """A store that ends with the program."""
    return Store(Path(), is_on_disk=False)


def store_of(
    loaded: Loaded,
    batch: Batch,
    engine: str,
    out: Path,
    *,
    is_trial: bool = False,
    measures: Sequence[str] = (),
) -> Store:
    """Where replications of a scenario are kept under ``out``, by all that they depend on.

    ``measures``: those that are taken; none: everything that a run takes, as ``stepdown run`` does,
    whose unfinished runs are looked in as well.
    """
    folder = Folder.of(loaded, batch, engine, is_trial, out)
    also = None if measures else folder.parts.folder
    key = hashlib.sha256(json.dumps([folder.key, *measures]).encode()).hexdigest()
    place = out / KEPT / f"{code_hash()[:8]}-{key[:16]}"
    return Store(place, also=also, is_held=bool(measures))


def forget_other_code(out: Path) -> None:
    """Delete what other versions of the code have kept: nothing can read it any more."""
    if (out / KEPT).is_dir():
        for folder in (out / KEPT).iterdir():
            if not folder.name.startswith(code_hash()[:8]):
                shutil.rmtree(folder, ignore_errors=True)
