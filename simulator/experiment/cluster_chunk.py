"""What a worker elsewhere does with a chunk of what is asked; it knows nothing of Dask."""

from __future__ import annotations

import pickle
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from simulator.errors import Problem
from simulator.experiment import code
from simulator.experiment.packing import Packing
from simulator.experiment.replication import Order, replicate

Packed = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Standing:
    """All that numbers depend on besides what is asked, on one machine.

    ``beside``: other packages whose code takes part, with its SHA-256.
    """

    code_sha256: str
    versions: tuple[tuple[str, str], ...]
    machine: str
    beside: tuple[tuple[str, str], ...] = ()

    @classmethod
    def here(cls, packages: Iterable[str] = ()) -> Standing:
        """Of this process, where these packages take part beside the simulator."""
        versions = tuple(sorted(code.versions().items()))
        beside = tuple((name, code.hash_of(name)) for name in packages)
        return cls(code.code_hash(), versions, platform.machine(), beside)

    def differs_from(self, other: Standing) -> str:
        """What the other has otherwise; '' if nothing."""
        if (self.code_sha256, self.beside) != (other.code_sha256, other.beside):
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


def packed_as_is(packed: bytes) -> bytes:
    """What many tasks share, as a task whose result workers may hand one another."""
    return packed


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


def run_calls(
    packed: bytes, name: str, asked: Sequence[tuple[Any, ...]], standing: Standing
) -> Refused | list[Any]:
    """Call a function with what all calls share and what each is of.

    ``packed``: the function and what is shared, pickled. ``standing``: as of ``run_chunk``, with
    the package of the function.
    """
    if differs := standing.differs_from(Standing.here(each for each, _ in standing.beside)):
        return Refused(_own_name(), differs)
    (work, shared), _ = _unpacked(_Held(name, packed))
    return [work(shared, *each) for each in asked]


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """What is packed, known by its name, so that megabytes are not compared."""

    name: str
    packed: bytes

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)


@lru_cache(maxsize=2)
def _unpacked(held: _Held) -> tuple[Any, Packing]:
    return pickle.loads(held.packed), Packing()


def _own_name() -> str:
    """The worker's address as the scheduler knows it; its process where there is none."""
    try:
        from distributed import get_worker

        return str(get_worker().address)
    except (ImportError, ValueError):
        return platform.node()
