"""Who runs what is asked: threads or processes of this machine, or workers elsewhere."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol
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
    """Whoever runs replications, and other work that is the same wherever it is done."""

    @property
    def threads(self) -> int:
        """How many they run at a time, as far as is known now; one at least."""

    def fresh(self, setup: Setup, orders: Sequence[Order]) -> Iterator[Fresh]:
        """Run some replications of a place; they come as they end, in any order."""

    def calls(
        self,
        work: Callable[..., Any],
        shared: object,
        asked: Sequence[tuple[Any, ...]],
        packages: Sequence[str] = (),
    ) -> Iterator[tuple[int, Any]]:
        """Call ``work(shared, *each)`` of all that is asked; they come as they end, in any order.

        Gives the place of each in ``asked``, and what came of it. ``work``: a function of a module,
        pure. ``packages``: those beside the simulator whose code takes part.
        """


# So many workers of this machine, or workers of whatever kind.
Jobs = int | Workers


def workers_of(jobs: Jobs) -> Workers:
    """Those of this machine if only their number is said."""
    return Here(jobs) if isinstance(jobs, int) else jobs


@dataclass(frozen=True, slots=True)
class Here:
    """So many workers of this machine."""

    number: int

    @property
    def threads(self) -> int:
        """As many as there are workers."""
        return self.number

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

    def calls(
        self,
        work: Callable[..., Any],
        shared: object,
        asked: Sequence[tuple[Any, ...]],
        packages: Sequence[str] = (),
    ) -> Iterator[tuple[int, Any]]:
        """Call a function by processes, which have the same code as this one."""
        if self.number == 1 or len(asked) < 2:
            yield from ((at, work(shared, *each)) for at, each in enumerate(asked))
            return
        from joblib import Parallel, delayed

        workers = Parallel(self.number, return_as="generator_unordered", batch_size=1)
        with _written((work, shared)) as file:
            numbered = enumerate(asked)
            yield from workers(delayed(_called_from)(file, at, each) for at, each in numbered)

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
def _written(shared: object) -> Iterator[str]:
    """A file with what is shared, which each worker reads once; sent with each order it costs."""
    with TemporaryDirectory(prefix="stepdown-") as folder:
        file = Path(folder) / f"{uuid4().hex}.pickle"
        file.write_bytes(pickle.dumps(shared, protocol=pickle.HIGHEST_PROTOCOL))
        yield str(file)


def _replicate_from(file: str, order: Order) -> tuple[bytes, bytes]:
    setup, packing = _read(file)
    return packing.pack(replicate(setup, order))


def _called_from(file: str, at: int, asked: tuple[Any, ...]) -> tuple[int, Any]:
    (work, shared), _ = _read(file)
    return at, work(shared, *asked)


@lru_cache(maxsize=1)
def _read(file: str) -> tuple[Any, Packing]:
    return pickle.loads(Path(file).read_bytes()), Packing()
