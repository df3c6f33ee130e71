"""What a worker elsewhere does with a chunk of replications; it knows nothing of Dask."""

from __future__ import annotations

import pickle
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from simulator.errors import Problem
from simulator.experiment import code
from simulator.experiment.packing import Packing
from simulator.experiment.replication import Order, Setup, replicate

Packed = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Standing:
    """All that replications depend on besides their scenario, on one machine."""

    code_sha256: str
    versions: tuple[tuple[str, str], ...]
    machine: str

    @classmethod
    def here(cls) -> Standing:
        """Of this process."""
        return cls(code.code_hash(), tuple(sorted(code.versions().items())), platform.machine())

    def differs_from(self, other: Standing) -> str:
        """What the other has otherwise; '' if nothing."""
        if self.code_sha256 != other.code_sha256:
            return "it has another version of stepdown's code"
        mine, theirs = dict(self.versions), dict(other.versions)
        if mine != theirs:
            said = [
                f"{name} {theirs.get(name)}, here {version}"
                for name, version in mine.items()
                if theirs.get(name) != version
            ]
            return f"it has other versions: {', '.join(said)}"
        if self.machine != other.machine:
            return f"it is another kind of machine: {other.machine}, here {self.machine}"
        return ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A worker that may run nothing, since its numbers could be others."""

    worker: str
    differs: str

    @property
    def problem(self) -> Problem:
        """What is said of it."""
        do = "install the same stepdown and requirements.lock there, or take the worker away"
        return Problem(
            f"worker {self.worker} is refused: {self.differs}", path="--scheduler", do=do
        )


def packed_as_is(setup: bytes) -> bytes:
    """A packed setup, as a task whose result workers may hand one another."""
    return setup


def run_chunk(
    setup: bytes, name: str, orders: Sequence[Order], standing: Standing
) -> Refused | list[Packed]:
    """Run replications and pack them. ``name``: of the setup, which is unpacked once a worker.

    ``standing``: of the machine that asks; where it is another nothing is run.
    """
    if differs := standing.differs_from(Standing.here()):
        return Refused(_own_name(), differs)
    place, packing = _unpacked(_Held(name, setup))
    return [packing.pack(replicate(place, order)) for order in orders]


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """A setup known by its name, so that megabytes are not compared."""

    name: str
    setup: bytes

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)


@lru_cache(maxsize=2)
def _unpacked(held: _Held) -> tuple[Setup, Packing]:
    return pickle.loads(held.setup), Packing()


def _own_name() -> str:
    """The worker's address as the scheduler knows it; its process where there is none."""
    try:
        from distributed import get_worker

        return str(get_worker().address)
    except (ImportError, ValueError):
        return platform.node()
