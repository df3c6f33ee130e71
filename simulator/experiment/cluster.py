"""The workers of a Dask scheduler: many machines, which may come and go."""

from __future__ import annotations

import math
import pickle
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import uuid4

from simulator.errors import InputError, Problem
from simulator.experiment.cluster_address import Address
from simulator.experiment.cluster_chunk import (
    Refused,
    Standing,
    packed_as_is,
    run_calls,
    run_chunk,
)
from simulator.experiment.packing import Packing
from simulator.experiment.replication import Order, Setup, replicate
from simulator.experiment.workers import EVERY_TIME, Fresh

Each = TypeVar("Each")

EXTRA = "pip install 'stepdown[cluster]'"
# A task of its own costs a few milliseconds and a chunk that is lost is run again: so long.
SECONDS_A_CHUNK = 2.0
LONGEST_CHUNK = 64
# Tasks that wait at each worker, so that none is idle while an answer travels.
WAITING_EACH = 3


@dataclass(slots=True, eq=False)
class Cluster:
    """The workers of a scheduler; connected when they are first needed."""

    address: Address
    _client: Any = field(default=None, repr=False)
    _local: Any = field(default=None, repr=False)

    def fresh(self, setup: Setup, orders: Sequence[Order]) -> Iterator[Fresh]:
        """Run some replications; they come as their chunks end, in any order.

        The first is run here, to see how long one takes.

        Raises:
            InputError: a worker has another code or other versions, or the scenario stops the run.
            OSError: the scheduler is gone, or tasks were lost with their workers again and again.
        """
        if not orders:
            return
        client = self._connected()
        first = replicate(setup, orders[0])
        yield first, None
        seconds = sum(first.seconds[stage] for stage in EVERY_TIME)
        standing, packing = Standing.here(), Packing()
        chunks = deque(chunked(orders[1:], seconds, _threads(client)))
        for found in self._spread(client, run_chunk, setup, chunks, standing):
            for packed in found:
                replication = packing.unpack(*packed)
                assert replication is not None
                yield replication, packed

    def calls(
        self,
        work: Callable[..., Any],
        shared: object,
        asked: Sequence[tuple[Any, ...]],
        packages: Sequence[str] = (),
    ) -> Iterator[tuple[int, Any]]:
        """Call a function as ``Workers.calls`` says; the first is called here, to time it.

        Raises:
            InputError, OSError: as of ``fresh``.
        """
        if not asked:
            return
        client = self._connected()
        since = time.perf_counter()
        yield 0, work(shared, *asked[0])
        seconds = time.perf_counter() - since
        numbered = [(at, each) for at, each in enumerate(asked)][1:]
        chunks = deque(chunked(numbered, seconds, _threads(client)))
        standing = Standing.here(packages)
        for found in self._spread(client, run_calls, (_numbered, (work, shared)), chunks, standing):
            yield from found

    @property
    def threads(self) -> int:
        """How many calls the workers that are there now do at a time, one at least.

        Raises:
            InputError, OSError: as of ``fresh``.
        """
        return max(1, _threads(self._connected()))

    def _spread(
        self,
        client: Any,
        task: Callable[..., Any],
        shared: object,
        chunks: deque[Sequence[Any]],
        standing: Standing,
    ) -> Iterator[Any]:
        """What a task gives for each chunk, as they end."""
        name, running, under_way = f"shared-{uuid4().hex}", _dask().as_completed(), 0
        with _said_plainly(self.address):
            # As a task and not as data: what only one worker held could be lost with it.
            packed = pickle.dumps(shared, protocol=5)
            place = client.submit(packed_as_is, packed, key=name, pure=False)
            try:
                while chunks or under_way:
                    while chunks and under_way < WAITING_EACH * max(_threads(client), 1):
                        chunk = tuple(chunks.popleft())
                        asked = client.submit(task, place, name, chunk, standing, pure=False)
                        running.add(asked)
                        under_way += 1
                    done = next(running)
                    under_way -= 1
                    yield _taken(done.result())
                    done.release()
            finally:
                with suppress(Exception):
                    client.cancel([place, *running.futures])

    def _connected(self) -> Any:
        if self._client is None:
            with _said_plainly(self.address):
                self._local, self._client = self.address.connected()
                _refuse_foreign(self._client)
        return self._client

    def close(self) -> None:
        """Let the scheduler go; end those that were started here."""
        for each in (self._client, self._local):
            if each is not None:
                with suppress(Exception):
                    each.close()
        self._client = self._local = None


@contextmanager
def cluster_of(address: Address | None) -> Iterator[Cluster | None]:
    """The workers at an address as long as they are needed; None without one.

    Raises:
        InputError: the address cannot be one, or Dask is not installed.
    """
    if address is None:
        yield None
        return
    if found := address.problems():
        raise InputError(found)
    try:
        import distributed  # noqa: F401
    except ImportError:
        says = "clusters need the extra 'cluster', which is not installed"
        raise InputError([Problem(says, path="--scheduler", do=EXTRA)]) from None
    cluster = Cluster(address)
    try:
        yield cluster
    finally:
        cluster.close()


def chunked(orders: Sequence[Each], seconds: float, threads: int) -> Iterator[Sequence[Each]]:
    """Orders in chunks of about two seconds, and enough chunks for all workers to have some.

    ``seconds``: what one takes. ``threads``: of all workers that are there now.
    """
    long = math.ceil(SECONDS_A_CHUNK / max(seconds, 1e-3))
    fair = math.ceil(len(orders) / (WAITING_EACH * max(threads, 1)))
    size = max(1, min(long, fair, LONGEST_CHUNK))
    for first in range(0, len(orders), size):
        yield orders[first : first + size]


def _numbered(shared: tuple[Callable[..., Any], Any], at: int, asked: Sequence[Any]) -> Any:
    work, of = shared
    return at, work(of, *asked)


def _taken(found: Refused | list[Any]) -> list[Any]:
    if isinstance(found, Refused):
        raise InputError([found.problem])
    return found


def _threads(client: Any) -> int:
    threads: dict[str, int] = client.nthreads()
    return sum(threads.values())


def _dask() -> Any:
    """Dask's module, which says nothing of types."""
    import distributed

    return distributed


def _refuse_foreign(client: Any) -> None:
    """Ask each worker that is there for its code; those that come later are asked with a chunk."""
    mine, problems = Standing.here(), []
    answers = client.run(Standing.here, on_error="return")
    for worker, theirs in answers.items():
        if isinstance(theirs, Standing):
            if differs := mine.differs_from(theirs):
                problems.append(Refused(worker, differs).problem)
        else:
            problems.append(Refused(worker, f"it cannot run stepdown ({theirs})").problem)
    if problems:
        raise InputError(problems)


@contextmanager
def _said_plainly(address: Address) -> Iterator[None]:
    """What a scheduler may do to a run, as an error of the system that says what happened."""
    from concurrent.futures import CancelledError

    from distributed.scheduler import KilledWorker

    begun = time.monotonic()
    try:
        yield
    except InputError:
        raise
    except KilledWorker as error:
        says = "workers died again and again with the same replications, most often for want of "
        raise OSError(f"{says}memory ({error.last_worker})") from error
    except (OSError, CancelledError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        waited = f" in {time.monotonic() - begun:.0f} s" if isinstance(error, TimeoutError) else ""
        says = f"the scheduler {address.scheduler} does not answer{waited}"
        raise OSError(f"{says}: {type(error).__name__} {error}".rstrip(": ")) from error
