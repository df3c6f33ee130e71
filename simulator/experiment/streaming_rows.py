"""Rows of numbers on disk, one for each replication: read again by row or by column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, overload
from weakref import finalize

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class Rows(Sequence[Array]):
    """Rows of one width and type in a file without a name, which is gone when nobody holds it.

    In memory there is no more than what is asked for, however many rows there are.
    """

    def __init__(self, width: int, dtype: str, folder: Path | None = None) -> None:
        """Begin with none. ``folder``: where the file is; None: where the system has such."""
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        self.width = width
        self._dtype = np.dtype(dtype)
        # Unbuffered, so that what the disk refuses is refused here and not when it is closed.
        self._file = TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115
        finalize(self, self._file.close)
        self._number = 0

    def append(self, row: Array) -> None:
        """Add a row.

        Raises:
            ValueError: it is of another width.
            OSError: the disk has no room for it.
        """
        if row.shape != (self.width,):
            raise ValueError(f"a row of {row.shape} among rows of {self.width}")
        left = memoryview(np.ascontiguousarray(row, dtype=self._dtype).tobytes())
        self._file.seek(self._number * self.width * self._dtype.itemsize)
        while left:
            left = left[self._file.write(left) :]
        self._number += 1

    def __len__(self) -> int:
        return self._number

    @overload
    def __getitem__(self, at: int) -> Array: ...
    @overload
    def __getitem__(self, at: slice) -> list[Array]: ...
    def __getitem__(self, at: int | slice) -> Array | list[Array]:
        if isinstance(at, slice):
            return [self[number] for number in range(*at.indices(len(self)))]
        if not -len(self) <= at < len(self):
            raise IndexError(f"row {at} of {len(self)}")
        return self._read(at % len(self), 0, self.width)

    def __iter__(self) -> Iterator[Array]:
        return (self._read(number, 0, self.width) for number in range(self._number))

    def columns(self, first: int, count: int = 1, of: range | None = None) -> Array:
        """Some columns side by side, rows x columns: of all rows, or of some in turn."""
        chosen = range(self._number) if of is None else of
        found = np.empty((len(chosen), count), dtype=self._dtype)
        for at, number in enumerate(chosen):
            found[at] = self._read(number, first, count)
        return found

    def _read(self, number: int, first: int, count: int) -> Array:
        size = self._dtype.itemsize
        self._file.seek((number * self.width + first) * size)
        found = bytearray()
        while len(found) < count * size:
            more = self._file.read(count * size - len(found))
            if not more:
                raise OSError("a file of results is shorter than it was written")
            found += more
        return np.frombuffer(found, dtype=self._dtype)
