"""The compiled engine: the rules of ``docs/contract.md`` over flat arrays, in machine code.

It gives the same journeys as the model in ``reference``, time for time and patient for patient,
and was written from the contract and not from that. Numba is loaded when it first runs; what it
compiles is kept in the user's cache folder under a name that changes with this source.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from simulator.engine import compiled_columns as place_of
from simulator.engine.flat import Tables, flatten
from simulator.engine.journeys import Integers, Journeys
from simulator.network.network import NONE, Network
from simulator.sampling.patients import Patients

Array = NDArray[np.int64] | NDArray[np.int32]

EVENTS_AT_FIRST = 4096
LEAST_BUCKETS_BITS = 6
# What a run changes in the tables of its place.
CHANGING = ("lines", "services", "changed_unit", "units", "handoffs", "calendars", "clocks")
STEP_RECORD = ("asked", "reserved", "started", "ended", "ready", "left_at", "in_unit", "postponed")
EVENT_LISTS = ("event_key", "event_what", "event_next", "heap_key", "heap_what", "due_step")

_lock = threading.Lock()
_compiled: list[Callable[[int], int]] = []
_flat: list[tuple[Network, Tables]] = []


def simulate(network: Network, patients: Patients) -> Journeys:
    """Carry out all journeys of the patients through the network.

    Threads may call it at the same time: while it runs, Python's lock is not held.

    Raises:
        ValueError: the patients are not in order of arrival.
    """
    run = _run()
    world = World.of(network, patients)
    while run(world.address) == place_of.CROWDED:
        world.double_events()
    return world.journeys


class World:
    """All that a run reads and writes: the arrays, and the header that says where they are."""

    def __init__(self, arrays: dict[str, Array]) -> None:
        self.arrays = arrays
        self.header = np.zeros(place_of.HEADER, dtype=np.int64)
        self._put(arrays)

    @classmethod
    def of(cls, network: Network, patients: Patients) -> World:
        """A place and its patients before anything has happened."""
        n_arrivals = _in_order(patients.arrives)
        tables = {
            name: each.copy() if name in CHANGING else each
            for name, each in _tables(network).items()
        }
        longest = max((len(route.steps) for route in network.routes), default=0)
        # Buckets of time for a few events each.
        bits = max(LEAST_BUCKETS_BITS, len(patients).bit_length() - 2)
        shift = max(0, network.end.bit_length() - bits)
        world = cls(
            tables
            | _drawn(patients)
            | _empty_record(len(patients), int(patients.first[-1]))
            | _empty_agenda((network.end >> shift) + 1)
            | {"asking_step": np.empty(longest + 1, dtype=np.int64)}
        )
        world._begin(network, n_arrivals, shift, longest)
        return world

    def _begin(self, network: Network, n_arrivals: int, shift: int, longest: int) -> None:
        n_care_settings = len(network.care_settings)
        n_services = n_care_settings + len(network.handoffs)
        self.set(
            now=NONE,
            end=network.end,
            shift=shift,
            bucket=NONE,
            slots=EVENTS_AT_FIRST,
            lowest=n_services,
            n_turns=len(self.arrays["turn_time"]),
            n_arrivals=n_arrivals,
            n_patients=len(self.arrays["arrives"]),
            n_care_settings=n_care_settings,
            n_services=n_services,
            # No event leads to more than this many new ones.
            room=8 + 4 * longest,
            has_moves_out=int(any(unit.moves_out is not None for unit in network.units)),
        )

    def set(self, **numbers: int) -> None:
        """Set numbers of the header by name."""
        for name, number in numbers.items():
            self.header[getattr(place_of, name.upper())] = number

    def _put(self, arrays: dict[str, Array]) -> None:
        self.set(**{name: array.ctypes.data for name, array in arrays.items()})

    @property
    def address(self) -> int:
        """Where the header is."""
        return int(self.header.ctypes.data)

    def double_events(self) -> None:
        """Make room for twice as many events to come; those that are known stay as they are."""
        n = int(self.header[place_of.SLOTS])
        free = np.arange(n + 1, 2 * n + 1)
        free[-1] = self.header[place_of.FREE]
        more = {
            name: np.concatenate([self.arrays[name], free if name == "event_next" else free * 0])
            for name in EVENT_LISTS
        }
        self.arrays |= more
        self._put(more)
        self.set(slots=2 * n, free=n)

    @property
    def journeys(self) -> Journeys:
        """The record."""
        names = (*STEP_RECORD, "arrived", "finished", "exit")
        return Journeys(*(self.arrays[name].astype(np.int64, copy=False) for name in names))


def _in_order(arrives: Integers) -> int:
    """How many come by themselves; those who come only as returns are last."""
    n = int(np.count_nonzero(arrives >= 0))
    if np.any(arrives[:n] < 0) or np.any(np.diff(arrives[:n]) < 0):
        raise ValueError("patients are not in order of arrival, with returns last")
    return n


def _drawn(patients: Patients) -> dict[str, Array]:
    """The columns of the patients, as they are where possible."""
    given = {
        "first_step": patients.first,
        "arrives": patients.arrives,
        "patient_route": patients.route,
        "locality": patients.locality,
        "returns_as": patients.returns_as,
        "returns_after": patients.returns_after,
        "duration": patients.duration,
        "limit": patients.limit,
        "error": patients.expected_error,
        "level": patients.review_level,
        "dies": patients.dies,
        "dies_waiting": patients.dies_waiting,
    }
    return {name: np.require(each, np.int64, ["C", "A"]) for name, each in given.items()}


def _empty_record(n_patients: int, n_steps: int) -> dict[str, Array]:
    """The record, of which the run fills in the steps, and notes beside it."""
    # One large array, because a system gives out large ones in larger pages.
    steps = np.empty((len(STEP_RECORD), n_steps), dtype=np.int64)
    return {
        **dict(zip(STEP_RECORD, steps, strict=True)),
        "arrived": np.full(n_patients, NONE, dtype=np.int64),
        "finished": np.full(n_patients, NONE, dtype=np.int64),
        "exit": np.zeros(n_patients, dtype=np.int64),
        "node": np.empty((n_steps, place_of.NODE_ROW), dtype=np.int32),
    }


def _empty_agenda(n_buckets: int) -> dict[str, Array]:
    """No events to come."""
    lists: dict[str, Array] = {name: np.zeros(EVENTS_AT_FIRST, np.int64) for name in EVENT_LISTS}
    lists["event_next"] = np.arange(1, EVENTS_AT_FIRST + 1, dtype=np.int64)
    return {**lists, "buckets": np.full(n_buckets, NONE, dtype=np.int64)}


def _tables(network: Network) -> Tables:
    """The tables of a network, kept until another one comes."""
    for known, tables in _flat:
        if known is network:
            return tables
    tables = flatten(network)
    _flat[:] = [(network, tables)]
    return tables


def _run() -> Callable[[int], int]:
    """The compiled run; whoever comes first compiles it, or has it read from the cache."""
    with _lock:
        if not _compiled:
            from simulator.engine.compiled_cache import compile_kept
            from simulator.engine.compiled_run import run

            _compiled.append(compile_kept(run))
    return _compiled[0]
