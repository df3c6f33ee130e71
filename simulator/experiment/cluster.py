"""Replications on the workers of a Dask scheduler: many machines, which may come and go."""

from __future__ import annotations

import math
import pickle
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from simulator.errors import InputError, Problem
from simulator.experiment.cluster_chunk import Refused, Standing, packed_as_is, run_chunk
from simulator.experiment.packing import Packing
from simulator.experiment.replication import Order, Setup, replicate
from simulator.experiment.workers import EVERY_TIME, Fresh

LOCAL = "local"
EXTRA = "pip install 'stepdown[cluster]'"
# A task of its own costs a few milliseconds and a chunk that is lost is run again: so long.
SECONDS_A_CHUNK = 2.0
LONGEST_CHUNK = 64
# Tasks that wait at each worker, so that none is idle while an answer travels.
WAITING_EACH = 3


@dataclass(frozen=True, slots=True)
class Address:
    """Where a scheduler is, and the files of an encrypted connection.

    ``scheduler``: tcp://host:port or tls://host:port; or ``local``, which starts one on this
    machine with ``local_workers`` processes. ``ca``, ``cert``, ``key``: with none of them Dask's
    own settings hold.
    """

    scheduler: str
    local_workers: int = 1
    ca: str | None = None
    cert: str | None = None
    key: str | None = None

    def problems(self) -> list[Problem]:
        """What is wrong with it before anything is connected."""
        found = []
        if self.scheduler != LOCAL and not self.scheduler.startswith(("tcp://", "tls://")):
            says = f"'{self.scheduler}' is no address of a Dask scheduler"
            do = "write it like tcp://host:8786 or tls://host:8786; or local for this machine"
            found.append(Problem(says, path="--scheduler", do=do))
        given = [name for name, file in self._files().items() if file]
        if given and not self.scheduler.startswith("tls://"):
            says = f"{', '.join(given)} without an encrypted scheduler"
            found.append(Problem(says, path="--scheduler", do="give a tls:// address"))
        if given and len(given) < len(self._files()):
            lacking = ", ".join(name for name, file in self._files().items() if not file)
            says = f"{', '.join(given)} without {lacking}"
            do = "give all three, or none and set them in Dask's own configuration"
            found.append(Problem(says, path="--scheduler", do=do))
        for name, file in self._files().items():
            if file and not Path(file).is_file():
                do = "name the file, as PEM"
                found.append(Problem(f"'{file}' is not there", path=name, do=do))
        return found

    def _files(self) -> dict[str, str | None]:
        return {"--tls-ca": self.ca, "--tls-cert": self.cert, "--tls-key": self.key}


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
        with _said_plainly(self.address):
            chunks = deque(chunked(orders[1:], seconds, _threads(client)))
            yield from self._spread(client, setup, chunks)

    def _spread(self, client: Any, setup: Setup, chunks: deque[Sequence[Order]]) -> Iterator[Fresh]:
        standing, packing, name = Standing.here(), Packing(), f"setup-{uuid4().hex}"
        # As a task and not as data: what only one worker held could be lost with it.
        place = client.submit(packed_as_is, pickle.dumps(setup, protocol=5), key=name, pure=False)
        running = _dask().as_completed()
        under_way = 0
        try:
            while chunks or under_way:
                while chunks and under_way < WAITING_EACH * max(_threads(client), 1):
                    running.add(_submitted(client, place, name, chunks.popleft(), standing))
                    under_way += 1
                done = next(running)
                under_way -= 1
                yield from _read(done.result(), packing)
                done.release()
        finally:
            with suppress(Exception):
                client.cancel([place, *running.futures])

    def _connected(self) -> Any:
        if self._client is None:
            with _said_plainly(self.address):
                self._local, self._client = _connect(self.address)
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


def chunked(orders: Sequence[Order], seconds: float, threads: int) -> Iterator[Sequence[Order]]:
    """Orders in chunks of about two seconds, and enough chunks for all workers to have some.

    ``seconds``: what a replication takes. ``threads``: of all workers that are there now.
    """
    long = math.ceil(SECONDS_A_CHUNK / max(seconds, 1e-3))
    fair = math.ceil(len(orders) / (WAITING_EACH * max(threads, 1)))
    size = max(1, min(long, fair, LONGEST_CHUNK))
    for first in range(0, len(orders), size):
        yield orders[first : first + size]


def _submitted(
    client: Any, place: Any, name: str, orders: Sequence[Order], standing: Standing
) -> Any:
    return client.submit(run_chunk, place, name, tuple(orders), standing, pure=False)


def _read(found: Refused | list[tuple[bytes, bytes]], packing: Packing) -> Iterator[Fresh]:
    if isinstance(found, Refused):
        raise InputError([found.problem])
    for packed in found:
        replication = packing.unpack(*packed)
        assert replication is not None
        yield replication, packed


def _threads(client: Any) -> int:
    threads: dict[str, int] = client.nthreads()
    return sum(threads.values())


def _dask() -> Any:
    """Dask's module, which says nothing of types."""
    import distributed

    return distributed


def _connect(address: Address) -> tuple[Any, Any]:
    dask = _dask()
    if address.scheduler == LOCAL:
        local = dask.LocalCluster(
            n_workers=address.local_workers,
            threads_per_worker=1,
            dashboard_address=None,
            host="127.0.0.1",
        )
        return local, dask.Client(local)
    security = None
    if address.scheduler.startswith("tls://") and not (address.ca or _has_own_files()):
        says = f"{address.scheduler} is encrypted, and neither options nor Dask name a certificate"
        do = "give --tls-ca, --tls-cert and --tls-key, or set distributed.comm.tls for Dask"
        raise InputError([Problem(says, path="--scheduler", do=do)])
    if address.ca:
        security = dask.Security(
            tls_ca_file=address.ca,
            tls_client_cert=address.cert,
            tls_client_key=address.key,
            require_encryption=True,
        )
    return None, dask.Client(address.scheduler, security=security)


def _has_own_files() -> bool:
    """Whether Dask's own configuration names the files of an encrypted connection."""
    import dask

    return bool(dask.config.get("distributed.comm.tls.ca-file", None))


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
