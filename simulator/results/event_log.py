"""An event log of one run that opens in vidigi: places and waits for them, not handoffs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush
from typing import TYPE_CHECKING

import numpy as np

from simulator.network.network import MINUTE, NEVER
from simulator.results.hold import holds
from simulator.results.run import Integers, Run
from simulator.results.stays import routes, stays
from simulator.results.there_at_start import is_there_at_start

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "entity_id",
    "event_type",
    "event",
    "time",
    "pathway",
    "run_number",
    "resource_id",
)
LAST = 2**31
# More than a stay has events: asked, and begun and ended in each of two units.
EVENTS = 6

Columns = dict[str, Integers]


def event_log(run: Run, run_number: int = 1) -> pd.DataFrame:
    """Arrivals, waits for places, use of places, and departures, in order of time.

    Of this one run: a batch keeps the log of its first replication only. Handoffs are not in it.
    Use begins when the patient is in the place; until then, from when the place is his, he is on
    the move to it and still shown where he waits. Who is brought back from out of area ends the
    use of a place there and begins that of another.
    ``time`` is in minutes from the start of the run, ``resource_id`` a place in the unit (whole
    numbers from 1), ``pathway`` the scenario's. Deaths and losses depart too. A stay that is
    still open has no end. Who was there at the start is a person of a real place, and not in it.
    """
    import pandas as pd

    kinds, known, names, parts = zip(*_events(run), strict=True)
    patient, time, order, place = (
        np.concatenate([part[name] for part in parts]) for name in parts[0]
    )
    rows = np.lexsort((order, patient, time))
    rows = rows[~is_there_at_start(run)[patient[rows]]]
    patient, time, place = patient[rows], time[rows], place[rows]
    before = np.cumsum([0, *map(len, known)])
    event = np.concatenate([at + n for at, n in zip(names, before, strict=False)])
    kind = np.repeat(np.arange(len(kinds)), list(map(len, names)))
    table = run.fixed(routes)
    first = table.first[run.patients.route[patient]]

    def words(said: Sequence[str], at: Integers) -> pd.api.extensions.ExtensionArray:
        # Taken from a few: to find out that each of a long column is a word takes much longer.
        return pd.Series(said, dtype="str").array.take(at)

    columns = {
        "entity_id": patient,
        "event_type": words(kinds, kind[rows]),
        "event": words([name for some in known for name in some], event[rows]),
        "time": time / MINUTE,
        "pathway": words(table.pathways, table.pathway[first]),
        "run_number": run_number,
        "resource_id": pd.arrays.IntegerArray(place, place <= 0),
    }
    return pd.DataFrame(columns)[list(COLUMNS)]


def _events(run: Run) -> Iterator[tuple[str, Sequence[str], Integers, Columns]]:
    """Kind, possible names, which of them, and columns (patient, time, order, place) of the events.

    Order settles equal times of one patient: a place is given up before the next is used.
    """
    every, held, network, journeys = run.once(stays), run.once(holds), run.network, run.journeys
    came, went = np.flatnonzero(journeys.arrived >= 0), np.flatnonzero(journeys.finished >= 0)
    used = np.flatnonzero(held.started >= 0)
    over, place = used[held.left[used] >= 0], places(run)
    # The second hold of a stay comes after its first.
    order = every.step[held.stay] * EVENTS + 2 * (np.arange(len(held)) >= len(every))
    patient = every.patient[held.stay]
    settings = [setting.name for setting in network.care_settings]
    units = [f"{settings[unit.care_setting]}: {unit.name}" for unit in network.units]
    arrived = _columns(came, journeys.arrived[came], came * 0 - 1)
    departed = _columns(went, journeys.finished[went], went * 0 + LAST)
    yield "arrival_departure", ["arrival"], came * 0, arrived
    yield "arrival_departure", ["depart"], went * 0, departed
    waits = [f"wait for {name}" for name in settings]
    asked = _columns(every.patient, every.asked, every.step * EVENTS)
    yield "queue", waits, every.care_setting, asked
    begun = _columns(patient[used], held.started[used], order[used] + 1, place[used])
    yield "resource_use", units, held.unit[used], begun
    ends = [f"{unit} ends" for unit in units]
    ended = _columns(patient[over], held.left[over], order[over] + 2, place[over])
    yield "resource_use_end", ends, held.unit[over], ended


def _columns(
    patient: Integers, time: Integers, order: Integers, place: Integers | None = None
) -> Columns:
    none = np.zeros_like(patient)
    ids = {"resource_id": none if place is None else place}
    return {"entity_id": patient, "time": time, "order": order, **ids}


def places(run: Run) -> Integers:
    """For each hold, which place of its unit it has (from 1): the lowest free one; -1 none.

    A place is free again when it has been left and turned around.
    """
    every = run.once(holds)
    place = np.full(len(every), -1, dtype=np.int64)
    free: list[list[int]] = [[] for _ in run.network.units]
    most = [0] * len(run.network.units)
    taken: list[list[tuple[int, int]]] = [[] for _ in run.network.units]
    held = np.flatnonzero(every.reserved >= 0)
    for hold in held[np.argsort(every.reserved[held], kind="stable")].tolist():
        unit, now = int(every.unit[hold]), int(every.reserved[hold])
        while taken[unit] and taken[unit][0][0] <= now:
            heappush(free[unit], heappop(taken[unit])[1])
        if free[unit]:
            place[hold] = heappop(free[unit])
        else:
            most[unit] += 1
            place[hold] = most[unit]
        left = int(every.left[hold])
        until = NEVER if left < 0 else left + run.network.units[unit].turnaround
        heappush(taken[unit], (until, int(place[hold])))
    return place
