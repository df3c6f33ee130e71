"""Replications on disk: each is written when it ends, so that a killed run loses none."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from simulator.experiment.packing import Packing
from simulator.experiment.replication import Replication

LOG = logging.getLogger("stepdown")
SUFFIX = ".part"
_DIGEST = hashlib.sha256().digest_size
_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Parts:
    """The folder of a run's finished replications.

    Files are written under a temporary name, brought to the disk and renamed, so that one is either
    whole or absent. Each begins with the SHA-256 of what follows. They are read back only by the
    same code, into which the folder's name is keyed.
    """

    folder: Path
    _packing: Packing = field(default_factory=Packing, repr=False, compare=False)

    def _file(self, number: int) -> Path:
        return self.folder / f"{number:06d}{SUFFIX}"

    @property
    def beside(self) -> Path | None:
        """Where more of the same run may be put meanwhile; None: nowhere in particular."""
        return self.folder.parent.parent

    def save(self, replication: Replication, packed: tuple[bytes, bytes] | None = None) -> None:
        """Write one replication. ``packed``: if it is packed already."""
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self._file(replication.number)
        keys, rest = packed or self._packing.pack(replication)
        body = len(keys).to_bytes(_LENGTH, "big") + keys + rest
        unfinished = file.with_suffix(f".{os.getpid()}.tmp")
        try:
            with unfinished.open("wb") as written:
                written.write(hashlib.sha256(body).digest() + body)
                written.flush()
                os.fsync(written.fileno())
            unfinished.replace(file)
        except OSError:
            unfinished.unlink(missing_ok=True)
            raise

    def load(self, number: int) -> Replication | None:
        """A replication that was finished before; None if there is none, or it is damaged."""
        file = self._file(number)
        if not file.exists():
            return None
        found = self._read(file)
        if found is None or found.number != number:
            LOG.warning("%s is damaged: that replication is run again", file)
            return None
        return found

    def _read(self, file: Path) -> Replication | None:
        try:
            whole = file.read_bytes()
        except OSError:
            return None
        body = whole[_DIGEST:]
        if len(body) < _LENGTH or hashlib.sha256(body).digest() != whole[:_DIGEST]:
            return None
        split = _LENGTH + int.from_bytes(body[:_LENGTH], "big")
        try:
            return self._packing.unpack(body[_LENGTH:split], body[split:])
        except Exception:  # as it was written, but by something else: it may raise anything
            return None

    def numbers(self) -> list[int]:
        """The numbers of all that are there, in order; some may prove damaged."""
        names = (file.stem for file in self.folder.glob(f"*{SUFFIX}"))
        return sorted(int(name) for name in names if name.isdecimal())

    def unbroken(self) -> Iterator[Replication]:
        """Replications 1, 2 … up to the first that is not there.

        Those that end first are not the first by number, and they tend to be the quicker ones; an
        unbroken row of numbers is a fair sample.
        """
        number = 1
        while (found := self.load(number)) is not None:
            yield found
            number += 1
