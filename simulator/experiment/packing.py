"""Replications as bytes, to be sent from a worker or kept on disk."""

from __future__ import annotations

import pickle
import zlib
from dataclasses import dataclass, field, replace

from simulator.experiment.replication import Replication
from simulator.results.measures import Key

Keys = tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Packing:
    """Packs and unpacks replications of a run.

    Each is packed as the keys of its measures and the rest apart, since the keys of all of them are
    mostly the same and slow to pack: the last ones are remembered.
    """

    _known: list[tuple[Keys, bytes]] = field(default_factory=list, repr=False, compare=False)

    def pack(self, replication: Replication) -> tuple[bytes, bytes]:
        """Keys, and everything else."""
        measured = replication.measured
        bare = replace(replication, measured=replace(measured, keys=()))
        rest = zlib.compress(pickle.dumps(bare, protocol=5), 1)
        return self._keys_packed(measured.keys), rest

    def unpack(self, keys: bytes, rest: bytes) -> Replication | None:
        """The replication; None if the bytes are of something else.

        Raises:
            zlib.error, pickle.UnpicklingError, EOFError: the bytes are damaged.
        """
        found = pickle.loads(zlib.decompress(rest))
        if not isinstance(found, Replication):
            return None
        return replace(found, measured=replace(found.measured, keys=self._keys_of(keys)))

    def _keys_packed(self, keys: Keys) -> bytes:
        for kept, packed in self._known:
            if kept is keys or kept == keys:
                return packed
        return self._remember(keys, zlib.compress(pickle.dumps(keys, protocol=5)))[1]

    def _keys_of(self, packed: bytes) -> Keys:
        for keys, kept in self._known:
            if kept == packed:
                return keys
        return self._remember(pickle.loads(zlib.decompress(packed)), packed)[0]

    def _remember(self, keys: Keys, packed: bytes) -> tuple[Keys, bytes]:
        self._known[:] = [(keys, packed)]
        return self._known[0]
