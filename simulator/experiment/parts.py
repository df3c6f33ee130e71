"""Replications on disk: each is written when it ends, so that a killed run loses none."""

from __future__ import annotations

import os
import pickle
import zipfile
from dataclasses import dataclass
from pathlib import Path

from simulator.experiment.replication import Replication


@dataclass(frozen=True, slots=True)
class Parts:
    """The folder of a run's finished replications.

    Files are written under a temporary name and renamed, so that one is either whole or absent.
    They are read back only by the same code, into which the folder's name is keyed.
    """

    folder: Path

    def _file(self, number: int) -> Path:
        return self.folder / f"{number:06d}.part"

    def save(self, replication: Replication) -> None:
        """Write one replication."""
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self._file(replication.number)
        unfinished = file.with_suffix(f".{os.getpid()}.tmp")
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("replication", pickle.dumps(replication))
        unfinished.replace(file)

    def load(self, number: int) -> Replication | None:
        """A replication that was finished before; None if there is none, or it is damaged."""
        file = self._file(number)
        if not file.exists():
            return None
        try:
            with zipfile.ZipFile(file) as packed:
                found = pickle.loads(packed.read("replication"))
        except (zipfile.BadZipFile, KeyError, pickle.UnpicklingError, EOFError, OSError):
            return None
        return found if isinstance(found, Replication) else None
