"""What 64 workers would gain, by a model whose parameters are measured here.

python -m benchmarks scaling
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.scenario import baseline
from benchmarks.section import Section
from simulator.experiment.cluster import SECONDS_A_CHUNK, Cluster
from simulator.experiment.cluster_address import LOCAL, Address
from simulator.experiment.cluster_chunk import Standing, run_chunk
from simulator.experiment.packing import Packing
from simulator.experiment.parts import Parts
from simulator.experiment.replication import Order, replicate
from simulator.experiment.streaming import Stream

QUICK, FULL = 6, 30
TASKS = 60
# A network of a gigabit a second, in bytes.
NETWORK = 1e9 / 8
WORKERS = (1, 2, 8, 16, 32, 64, 128)


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds and bytes: of a replication, of a task, and of what the one who asks does itself.

    ``each``: a worker runs and packs a replication. ``task``: a chunk costs on top. ``serial``: the
    asking process unpacks, writes and folds a replication. ``size``: of a packed replication.
    """

    each: float
    task: float
    serial: float
    size: float

    def seconds(self, replications: int, workers: int) -> float:
        """Of a batch: workers share replications and tasks, what is serial they cannot share."""
        chunk = max(1.0, SECONDS_A_CHUNK / self.each)
        shared = replications * (self.each + self.task / chunk) / workers
        return self.each + max(shared, replications * (self.serial + self.size / NETWORK))

    def gain(self, replications: int, workers: int) -> float:
        """How many times as fast as one worker."""
        return self.seconds(replications, 1) / self.seconds(replications, workers)

    @property
    def most(self) -> float:
        """Workers beyond which another gains nothing: the asking process has no time left."""
        return self.each / (self.serial + self.size / NETWORK)


def measure(full: bool = False) -> Section:
    """The costs, one by one, and the gain that follows from them."""
    section = Section("scaling", "what many workers would gain, by a model")
    costs = measured(FULL if full else QUICK)
    section.say(
        f"a replication {1000 * costs.each:.0f} ms, a task {1000 * costs.task:.1f} ms, serial "
        f"{1000 * costs.serial:.1f} ms a replication, {costs.size / 1000:.0f} kB each"
    )
    for workers in WORKERS:
        section.say(f"{workers:4} workers: {costs.gain(1000, workers):.1f} times as fast as one")
        section.figures[f"gain of {workers}"] = costs.gain(1000, workers)
    section.say(f"at most {costs.most:.0f} workers are of use")
    section.figures["most workers"] = costs.most
    return section


def measured(number: int) -> Costs:
    """The costs on the baseline place; medians of processor time, which others do not lengthen."""
    setup, packing, there = baseline(), Packing(), Packing()
    done = [replicate(setup, Order(number=at, seed=1)) for at in range(1, number + 2)][1:]
    packed = [packing.pack(one) for one in done]
    each = middle(lambda at: packing.pack(replicate(setup, Order(number=at + 2, seed=1))), number)
    with tempfile.TemporaryDirectory() as folder:
        parts, stream = Parts(Path(folder) / "run" / "parts"), Stream()

        def serial(at: int) -> None:
            found = there.unpack(*packed[at])
            assert found is not None
            parts.save(found, packed[at])
            stream.take(type(found)(**{**fields(found), "number": at + 1}))

        one = middle(serial, number)
    return Costs(each, of_a_task(), one, statistics.median(len(rest) for _, rest in packed))


def fields(record: object) -> dict[str, object]:
    """The fields of a record by name."""
    return {name: getattr(record, name) for name in type(record).__slots__}  # type: ignore[attr-defined]


def middle(work: Callable[[int], object], number: int) -> float:
    """The median processor time of work done so often."""
    taken = []
    for at in range(number):
        begun = time.process_time()
        work(at)
        taken.append(time.process_time() - begun)
    return statistics.median(taken)


def of_a_task() -> float:
    """Wall time of a task that does nothing, by a scheduler and a worker on this machine."""
    cluster, standing = Cluster(Address(LOCAL)), Standing.here()
    try:
        client = cluster._connected()
        client.submit(run_chunk, EMPTY, "empty", (), standing, pure=False).result()
        begun = time.perf_counter()
        for _ in range(TASKS):
            client.submit(run_chunk, EMPTY, "empty", (), standing, pure=False).result()
        return (time.perf_counter() - begun) / TASKS
    finally:
        cluster.close()


# A pickled None: what no order asks for is never used.
EMPTY = b"N."

if __name__ == "__main__":
    measure("--full" in sys.argv).close()
