"""The compiled engine: the rules of ``docs/contract.md`` over flat arrays, in machine code.

It gives the same journeys as the model in ``reference``, time for time and patient for patient,
and was written from the contract and not from that. Numba is loaded when it first runs; what it
compiles is kept in the user's cache folder under a name that changes with this source.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np

from simulator.engine.compiled_layout import (
    CROWDED,
    DRAWN,
    LOCKED,
    OPENING_COLUMNS,
    PERSON_COLUMNS,
    STEP_COLUMNS,
    TABLES,
    WORLD,
    WRITTEN,
)
from simulator.engine.flat_kept import Flat
from simulator.engine.flat_rows import Table, Tables
from simulator.engine.journeys import Integers, Journeys, PlacesLocked
from simulator.network.network import NONE, AtLoop, Network
from simulator.sampling.patients import Patients

EVENTS_AT_FIRST = 4096
OPENINGS_AT_FIRST = 64
LEAST_BUCKETS_BITS = 6
# Columns of the patients that are left out where the first of them says nothing.
SELDOM = (("relapses_after", "relapse_lasts"), ("instead_as",), ("begins_at", "begins_in"))
# Columns of the record that are written when it happens, and the rest at the end.
AS_IT_HAPPENS = ("relapsed", "ready_again", "moved_back", "away_unit")
# What a run changes in the tables of its place.
CHANGING = (
    *("lines", "services", "to_try", "units", "handoffs", "calendars", "clocks", "triggers"),
    *("components", "dirty", "arrows", "search", "loop"),
)

_lock = threading.Lock()
_compiled: list[Callable[[Table], int]] = []
_flat: list[Flat] = []


def simulate(network: Network, patients: Patients) -> Journeys:
    """Carry out all journeys of the patients through the network.

    Threads may call it at the same time: while it runs, Python's lock is not held.

    Raises:
        ValueError: the patients are not in order of arrival.
        PlacesLocked: people in full places wait for one another, and the network says to stop.
    """
    run = load()
    world = World.of(network, patients)
    while (found := run(world.world)) == CROWDED:
        world.double_room()
    if found == LOCKED:
        raise world.locked
    return world.journeys


def load() -> Callable[[Table], int]:
    """The compiled run; whoever comes first compiles it, or has it read from the cache."""
    with _lock:
        if not _compiled:
            from simulator.engine.compiled_cache import compile_kept
            from simulator.engine.compiled_run import run

            _compiled.append(compile_kept(run, np.zeros(1, dtype=WORLD)))
    return _compiled[0]


class World:
    """All that a run reads and writes: its tables, and the record that says where they are."""

    def __init__(self, tables: Tables) -> None:
        self.tables: Tables = {}
        self.world = np.zeros(1, dtype=WORLD)
        self._put(tables)

    @classmethod
    def of(cls, network: Network, patients: Patients) -> World:
        """A place and its patients before anything has happened."""
        n_arrivals = _in_order(patients.arrives)
        place = {
            name: each.copy() if name in CHANGING else each
            for name, each in _tables(network).items()
        }
        longest = max((len(route.steps) for route in network.routes), default=0)
        drawn = _drawn(patients)
        # Buckets of time for a few events each.
        bits = max(LEAST_BUCKETS_BITS, len(patients).bit_length() - 2)
        shift = max(0, network.end.bit_length() - bits)
        world = cls(
            place
            | drawn
            | _unwritten(len(patients), int(patients.first[-1]))
            | {
                "people": _empty("people", len(patients)),
                "taken": _empty("taken", int(patients.first[-1])),
                "events": _empty("events", EVENTS_AT_FIRST),
                "heap": _empty("heap", EVENTS_AT_FIRST),
                "due": _empty("due", EVENTS_AT_FIRST),
                "asking": _empty("asking", longest + 1),
                "openings": _empty("openings", OPENINGS_AT_FIRST + 2 * len(place["triggers"])),
                "buckets": np.full((network.end >> shift) + 1, NONE, np.int32).view(
                    TABLES["buckets"]
                ),
            }
        )
        world.tables["people"]["arrived"] = NONE
        world._begin(network, n_arrivals, shift, longest)
        return world

    def _begin(self, network: Network, n_arrivals: int, shift: int, longest: int) -> None:
        n_care_settings = len(network.care_settings)
        n_services = n_care_settings + len(network.handoffs)
        self.set(
            now=NONE,
            end=network.end,
            shift=shift,
            present=NONE,
            free=NONE,
            slots=EVENTS_AT_FIRST,
            lowest=n_services,
            n_arrivals=n_arrivals,
            n_care_settings=n_care_settings,
            # No event leads to more than this many new ones.
            room=(8 + 4 * longest + len(self.tables["falls"])) * max(1, len(self.tables["loop"])),
            has_moves_out=any(unit.moves_out is not None for unit in network.units),
            has_relapses=len(self.tables["relapses_after"]) > 0,
            has_begun=len(self.tables["begins_at"]) > 0,
            stops=network.at_loop is AtLoop.STOP,
        )

    def set(self, **numbers: int) -> None:
        """Set numbers of the world by name."""
        for name, number in numbers.items():
            self.world[name] = number

    def _put(self, tables: Tables) -> None:
        for name, each in tables.items():
            assert each.dtype == TABLES[name], name
            assert each.flags.c_contiguous, name
            self.tables[name] = each
            self.set(**{f"at_{name}": each.ctypes.data, f"n_{name}": len(each)})

    def double_room(self) -> None:
        """Make room for twice as many events and openings; those that are known stay."""
        n = 2 * int(self.world["slots"][0])
        self._put({name: np.resize(self.tables[name], n) for name in ("events", "heap", "due")})
        openings = self.tables["openings"]
        self._put({"openings": np.resize(openings, 2 * len(openings))})
        self.set(slots=n)

    @property
    def locked(self) -> PlacesLocked:
        """The loop of full places at which the run stopped."""
        found = self.tables["loop"]["unit"][: int(self.world["loop_length"][0])]
        return PlacesLocked(int(self.world["now"][0]), tuple(found.tolist()))

    @property
    def journeys(self) -> Journeys:
        """The record."""
        columns = {name: self.tables[name].view(np.int64) for name in WRITTEN}
        return Journeys(**columns, **self._openings())

    def _openings(self) -> dict[str, Integers]:
        found = self.tables["openings"][: int(self.world["opened"][0])]
        found = found[np.lexsort((found["unit"], found["opened_at"]))]
        given = zip(OPENING_COLUMNS, ("unit", "opened_at", "shut_at"), strict=True)
        return {name: found[field].astype(np.int64) for name, field in given}


def _in_order(arrives: Integers) -> int:
    """How many come by themselves; those who come only as returns are last."""
    n = int(np.count_nonzero(arrives >= 0))
    if np.any(arrives[:n] < 0) or np.any(np.diff(arrives[:n]) < 0):
        raise ValueError("patients are not in order of arrival, with returns last")
    return n


def _drawn(patients: Patients) -> Tables:
    """The columns of the patients, as they are where possible; without rows if nobody has any."""
    columns = {name: "first" if name == "first_step" else name for name in DRAWN}
    given = {name: getattr(patients, column) for name, column in columns.items()}
    for names in SELDOM:
        if not np.any(given[names[0]] > NONE):
            given |= {name: given[name][:0] for name in names}
    return {
        name: np.require(column, DRAWN[name][0], ["C", "A"]).view(DRAWN[name])
        for name, column in given.items()
    }


def _unwritten(n_people: int, n_steps: int) -> Tables:
    """The columns of the record, for the run to write."""
    # Large arrays, because a system gives those out in larger pages.
    steps = np.empty((len(STEP_COLUMNS), n_steps), dtype=np.int64)
    for name in AS_IT_HAPPENS:
        steps[STEP_COLUMNS.index(name)] = NONE
    people = np.empty((len(PERSON_COLUMNS), n_people), dtype=np.int64)
    return {
        name: column.view(layout)
        for (name, layout), column in zip(WRITTEN.items(), [*steps, *people], strict=True)
    }


def _empty(name: str, rows: int) -> Table:
    return np.empty(rows, dtype=TABLES[name])


def _tables(network: Network) -> Tables:
    """The tables of a network, kept until one comes that differs in more than capacities."""
    for known in _flat:
        if (tables := known.with_capacities(network)) is not None:
            return tables
    flat = Flat.of(network)
    _flat[:] = [flat]
    return flat.tables
