"""Replications on disk: each is written when it ends, so that a killed run loses none."""

from __future__ import annotations

import os
import pickle
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from simulator.experiment.packing import Packing
from simulator.experiment.replication import Replication

DAMAGED = (zipfile.BadZipFile, zlib.error, KeyError, pickle.UnpicklingError, EOFError, OSError)


@dataclass(frozen=True, slots=True)
class Parts:
    """The folder of a run's finished replications.

    Files are written under a temporary name and renamed, so that one is either whole or absent.
    They are read back only by the same code, into which the folder's name is keyed.
    """

    folder: Path
    _packing: Packing = field(default_factory=Packing, repr=False, compare=False)

    def _file(self, number: int) -> Path:
        return self.folder / f"{number:06d}.part"

    def save(self, replication: Replication) -> None:
        """Write one replication."""
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self._file(replication.number)
        unfinished = file.with_suffix(f".{os.getpid()}.tmp")
        keys, rest = self._packing.pack(replication)
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_STORED) as packed:
            packed.writestr("keys", keys)
            packed.writestr("replication", rest)
        unfinished.replace(file)

    def load(self, number: int) -> Replication | None:
        """A replication that was finished before; None if there is none, or it is damaged."""
        file = self._file(number)
        if not file.exists():
            return None
        try:
            with zipfile.ZipFile(file) as packed:
                return self._packing.unpack(packed.read("keys"), packed.read("replication"))
        except DAMAGED:
            return None
