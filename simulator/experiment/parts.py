"""Replications on disk: each is written when it ends, so that a killed run loses none."""

from __future__ import annotations

import os
import pickle
import zipfile
import zlib
from dataclasses import dataclass, field, replace
from pathlib import Path

from simulator.experiment.replication import Replication
from simulator.results.measures import Key

Keys = tuple[Key, ...]
DAMAGED = (zipfile.BadZipFile, zlib.error, KeyError, pickle.UnpicklingError, EOFError, OSError)


@dataclass(frozen=True, slots=True)
class Parts:
    """The folder of a run's finished replications.

    Files are written under a temporary name and renamed, so that one is either whole or absent.
    They are read back only by the same code, into which the folder's name is keyed. Each has the
    keys of its measures beside the rest, since these are mostly the same and slow to pack.
    """

    folder: Path
    _packed: list[tuple[Keys, bytes]] = field(default_factory=list, repr=False, compare=False)

    def _file(self, number: int) -> Path:
        return self.folder / f"{number:06d}.part"

    def save(self, replication: Replication) -> None:
        """Write one replication."""
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self._file(replication.number)
        unfinished = file.with_suffix(f".{os.getpid()}.tmp")
        measured = replication.measured
        bare = replace(replication, measured=replace(measured, keys=()))
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_STORED) as packed:
            packed.writestr("keys", self._pack(measured.keys))
            packed.writestr("replication", zlib.compress(pickle.dumps(bare, protocol=5), 1))
        unfinished.replace(file)

    def load(self, number: int) -> Replication | None:
        """A replication that was finished before; None if there is none, or it is damaged."""
        file = self._file(number)
        if not file.exists():
            return None
        try:
            with zipfile.ZipFile(file) as packed:
                keys = self._unpack(packed.read("keys"))
                found = pickle.loads(zlib.decompress(packed.read("replication")))
        except DAMAGED:
            return None
        if not isinstance(found, Replication):
            return None
        return replace(found, measured=replace(found.measured, keys=keys))

    def _pack(self, keys: Keys) -> bytes:
        for kept, packed in self._packed:
            if kept is keys or kept == keys:
                return packed
        return self._keep(keys, zlib.compress(pickle.dumps(keys, protocol=5)))[1]

    def _unpack(self, packed: bytes) -> Keys:
        for keys, kept in self._packed:
            if kept == packed:
                return keys
        return self._keep(pickle.loads(zlib.decompress(packed)), packed)[0]

    def _keep(self, keys: Keys, packed: bytes) -> tuple[Keys, bytes]:
        """The last ones are enough: all replications of a run have the same."""
        self._packed[:] = [(keys, packed)]
        return self._packed[0]
