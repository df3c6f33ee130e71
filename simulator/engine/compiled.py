"""The compiled engine: the rules of ``docs/contract.md`` over flat tables, in machine code.

It gives the same journeys as the model in ``reference``, time for time and patient for patient, and
was written from the contract and not from that. Numba is loaded when it first runs; what it compiles
is kept in the user's cache folder under a name that changes with this source.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np

from simulator.engine.compiled_columns import (
    ARRIVED,
    CROWDED,
    EXIT,
    FREE,
    HAS_MOVES_OUT,
    LOWEST,
    BUCKET,
    N_ARRIVALS,
    N_CARE_SETTINGS,
    NODE_COLUMNS,
    NOW,
    END,
    PATIENT_RECORDS,
    ROOM,
    SHIFT,
    STEP_RECORDS,
    TAPE_COLUMNS,
    Integers,
    World,
)
from simulator.engine.flat import Tables, flatten
from simulator.engine.journeys import Journeys
from simulator.network.network import NONE, Network
from simulator.sampling.patients import Patients

EVENTS_AT_FIRST = 4096
CHANGING = ("line", "service", "changed_units", "unit", "handoff", "calendar", "clock")

_lock = threading.Lock()
_compiled: list[Callable[[World], int]] = []
_flat: list[tuple[Network, Tables]] = []


def simulate(network: Network, patients: Patients) -> Journeys:
    """Carry out all journeys of the patients through the network.

    Threads may call it at the same time: while it runs, Python's lock is not held.
    """
    world = world_of(network, patients)
    run = _run(world)
    while run(world) == CROWDED:
        world = with_more_room(world)
    record, person = world.record, world.patient_record
    return Journeys(*record[:STEP_RECORDS], *person[:PATIENT_RECORDS])


def world_of(network: Network, patients: Patients) -> World:
    """All that a run reads and writes, before anything has happened."""
    tables = _tables(network)
    n, n_steps = len(patients), int(patients.first[-1])
    person = np.full((PATIENT_RECORDS, n), NONE, dtype=np.int64)
    person[EXIT] = 0
    shift = max(0, network.end.bit_length() - max(6, (2 * n).bit_length()))
    link = np.arange(1, EVENTS_AT_FIRST + 1, dtype=np.int32)
    link[-1] = NONE
    longest = max((len(route.steps) for route in network.routes), default=0)
    return World(
        **{name: each.copy() if name in CHANGING else each for name, each in tables.items()},
        first=_whole(patients.first),
        arrives=_whole(patients.arrives),
        patient_route=_small(patients.route),
        locality=_small(patients.locality),
        returns_as=_whole(patients.returns_as),
        returns_after=_whole(patients.returns_after),
        duration=_whole(patients.duration),
        limit=_whole(patients.limit),
        error=_whole(patients.expected_error),
        level=_whole(patients.review_level),
        dies=_whole(patients.dies),
        dies_waiting=_whole(patients.dies_waiting),
        record=np.empty((STEP_RECORDS, n_steps), dtype=np.int64),
        patient_record=person,
        node=np.empty((n_steps, NODE_COLUMNS), dtype=np.int32),
        holds=np.full(n, NONE, dtype=np.int32),
        tape=_tape(network, patients, shift, 2 + 4 * longest),
        asking=np.empty(longest + 1, dtype=np.int64),
        buckets=np.full((network.end >> shift) + 1, NONE, dtype=np.int32),
        key=np.empty(EVENTS_AT_FIRST, dtype=np.int64),
        what=np.empty(EVENTS_AT_FIRST, dtype=np.int64),
        link=link,
        heap_key=np.empty(EVENTS_AT_FIRST, dtype=np.int64),
        heap_what=np.empty(EVENTS_AT_FIRST, dtype=np.int64),
        due=np.empty(EVENTS_AT_FIRST, dtype=np.int64),
    )


def _tape(network: Network, patients: Patients, shift: int, room: int) -> Integers:
    tape = np.zeros(TAPE_COLUMNS, dtype=np.int64)
    tape[NOW] = tape[BUCKET] = NONE
    tape[END], tape[SHIFT], tape[ROOM], tape[FREE] = network.end, shift, room, 0
    tape[N_ARRIVALS] = np.searchsorted(-(patients.arrives >= 0).astype(np.int8), 0)
    tape[N_CARE_SETTINGS] = len(network.care_settings)
    tape[LOWEST] = len(network.care_settings) + len(network.handoffs)
    tape[HAS_MOVES_OUT] = any(unit.moves_out is not None for unit in network.units)
    return tape


def with_more_room(world: World) -> World:
    """The same world at the same moment, with room for twice as many events to come."""
    n = len(world.key)
    more = np.arange(n + 1, 2 * n + 1, dtype=np.int32)
    more[-1] = world.tape[FREE]
    world.tape[FREE] = n
    room = np.empty(n, dtype=np.int64)
    return world._replace(
        link=np.concatenate([world.link, more]),
        **{
            name: np.concatenate([getattr(world, name), room])
            for name in ("key", "what", "heap_key", "heap_what", "due")
        },
    )


def _tables(network: Network) -> Tables:
    """The tables of a network, kept until another one comes."""
    for known, tables in _flat:
        if known is network:
            return tables
    tables = flatten(network)
    _flat[:] = [(network, tables)]
    return tables


def _whole(values: np.ndarray) -> Integers:
    return np.require(values, np.int64, ["C", "W", "A", "E"])


def _small(values: np.ndarray):
    return np.require(values, np.int32, ["C", "W", "A", "E"])


def _run(world: World) -> Callable[[World], int]:
    """The compiled run; whoever comes first compiles it, or has it read from the cache."""
    with _lock:
        if not _compiled:
            from simulator.engine.compiled_cache import compile_kept
            from simulator.engine.compiled_run import run

            _compiled.append(compile_kept(run, world))
    return _compiled[0]
