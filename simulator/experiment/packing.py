"""Replications as bytes, to be sent from a worker or kept on disk."""

from __future__ import annotations

import io
import pickle
import zlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from simulator.experiment.replication import Replication
from simulator.experiment.soundness import are_keys, is_sound
from simulator.results.measures import Key

if TYPE_CHECKING:
    import pandas as pd

Keys = tuple[Key, ...]
# More than any replication takes; a small file could unpack to a thousand times its size.
MOST_BYTES = 2 << 30

# All that packed replications are made of. Nothing else is ever called when bytes are read, so that
# a folder from elsewhere can run no code here.
KNOWN = {
    ("datetime", "date"),
    ("numpy", "dtype"),
    ("numpy", "ndarray"),
    ("numpy._core.multiarray", "_reconstruct"),
    ("numpy._core.multiarray", "scalar"),
    ("numpy._core.numeric", "_frombuffer"),
    ("simulator.experiment.replication", "Replication"),
    ("simulator.results.checks", "Check"),
    ("simulator.results.daily", "Days"),
    ("simulator.results.measures", "Key"),
    ("simulator.results.measures", "Measured"),
    ("simulator.sampling.achieved", "Achieved"),
}


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in KNOWN:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a replication")
        return super().find_class(module, name)


def _unpickled(packed: bytes) -> Any:
    inflate = zlib.decompressobj()
    whole = inflate.decompress(packed, MOST_BYTES)
    if inflate.unconsumed_tail or not inflate.eof:
        raise zlib.error("it is cut short, or larger than any replication")
    return _Reader(io.BytesIO(whole)).load()


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
        bare = replace(replication, measured=replace(measured, keys=()), events=None)
        events = replication.events
        whole = bare, None if events is None else _as_parquet(events)
        rest = zlib.compress(pickle.dumps(whole, protocol=5), 1)
        return self._keys_packed(measured.keys), rest

    def unpack(self, keys: bytes, rest: bytes) -> Replication | None:
        """The replication; None if the bytes are of something else.

        Raises:
            zlib.error, pickle.UnpicklingError, EOFError: the bytes are damaged.
        """
        whole = _unpickled(rest)
        found, events = whole if isinstance(whole, tuple) and len(whole) == 2 else (None, None)
        if not isinstance(found, Replication):
            return None
        made = replace(
            found,
            measured=replace(found.measured, keys=self._keys_of(keys)),
            events=None if events is None else _from_parquet(events),
        )
        return made if is_sound(made) else None

    def _keys_packed(self, keys: Keys) -> bytes:
        for kept, packed in self._known:
            if kept is keys or kept == keys:
                return packed
        return self._remember(keys, zlib.compress(pickle.dumps(keys, protocol=5)))[1]

    def _keys_of(self, packed: bytes) -> Keys:
        for keys, kept in self._known:
            if kept == packed:
                return keys
        found = _unpickled(packed)
        if not are_keys(found):
            raise pickle.UnpicklingError("these are no keys")
        return self._remember(found, packed)[0]

    def _remember(self, keys: Keys, packed: bytes) -> tuple[Keys, bytes]:
        self._known[:] = [(keys, packed)]
        return self._known[0]


def _as_parquet(table: pd.DataFrame) -> bytes:
    written = io.BytesIO()
    table.to_parquet(written)
    return written.getvalue()


def _from_parquet(packed: bytes) -> pd.DataFrame:
    import pandas as pd

    return pd.read_parquet(io.BytesIO(packed))
