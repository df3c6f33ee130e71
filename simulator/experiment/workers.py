"""Who runs replications: threads or processes of this machine, or workers elsewhere."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol
from uuid import uuid4

from simulator.experiment.packing import Packing
from simulator.experiment.replication import IN_THREADS, Order, Replication, Setup, replicate

# Threads take turns at all but the engine, which is a quarter of the work. Processes share all of
# it, but take seconds to start.
WORTH_PROCESSES = 10.0
EVERY_TIME = ("sample", "run", "measure")


# A replication, and how it was packed where it has travelled.
Fresh = tuple[Replication, tuple[bytes, bytes] | None]


class Workers(Protocol):
    """Whoever runs replications."""

    def fresh(self, setup: Setup, orders: Sequence[Order]) -> Iterator[Fresh]:
        """Run some replications of a place; they come as they end, in any order."""


# So many workers of this machine, or workers of whatever kind.
Jobs = int | Workers


def workers_of(jobs: Jobs) -> Workers:
    """Those of this machine if only their number is said."""
    return Here(jobs) if isinstance(jobs, int) else jobs


@dataclass(frozen=True, slots=True)
class Here:
    """So many workers of this machine."""

    number: int

    def fresh(self, setup: Setup, orders: Sequence[Order]) -> Iterator[Fresh]:
        """Run some replications of a place; they come as they end, in any order."""
        if self.number == 1 or len(orders) < 2:
            yield from ((replicate(setup, order), None) for order in orders)
        elif orders[0].engine not in IN_THREADS:
            yield from self._by_processes(setup, orders)
        else:
            first = replicate(setup, orders[0])
            yield first, None
            to_come = sum(first.seconds[stage] for stage in EVERY_TIME) * (len(orders) - 1)
            by = self._by_processes if to_come > WORTH_PROCESSES else self._by_threads
            yield from by(setup, orders[1:])

    def _by_threads(self, setup: Setup, orders: Sequence[Order]) -> Iterator[Fresh]:
        from joblib import Parallel, delayed

        workers = Parallel(self.number, return_as="generator_unordered", prefer="threads")
        for found in workers(delayed(replicate)(setup, order) for order in orders):
            yield found, None

    def _by_processes(self, setup: Setup, orders: Sequence[Order]) -> Iterator[Fresh]:
        from joblib import Parallel, delayed

        workers = Parallel(self.number, return_as="generator_unordered", batch_size=1)
        packing = Packing()
        with _written(setup) as file:
            for packed in workers(delayed(_replicate_from)(file, order) for order in orders):
                found = packing.unpack(*packed)
                assert found is not None
                yield found, packed


@contextmanager
def _written(setup: Setup) -> Iterator[str]:
    """A file with the setup, which each worker reads once; sent with every order it costs more."""
    with TemporaryDirectory(prefix="stepdown-") as folder:
        file = Path(folder) / f"{uuid4().hex}.pickle"
        file.write_bytes(pickle.dumps(setup, protocol=pickle.HIGHEST_PROTOCOL))
        yield str(file)


def _replicate_from(file: str, order: Order) -> tuple[bytes, bytes]:
    setup, packing = _read(file)
    return packing.pack(replicate(setup, order))


@lru_cache(maxsize=1)
def _read(file: str) -> tuple[Setup, Packing]:
    return pickle.loads(Path(file).read_bytes()), Packing()
