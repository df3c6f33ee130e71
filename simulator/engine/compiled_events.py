"""The events to come, in buckets of time; those of the present bucket in a heap.

An event is a key, twice its time plus 0 for a death and 1 for anything else, and what it is: the
step of a patient and the kind of event in one number. The order of other events of one time is
free (rule 4).
"""

from __future__ import annotations

import numpy as np

from simulator.engine.compiled_cache import inlined
from simulator.engine.compiled_columns import (
    ASKED,
    BUCKET,
    BUCKETS,
    DIES_WAITING,
    END,
    EVENT_KEY,
    EVENT_NEXT,
    EVENT_WHAT,
    FREE,
    HEAP_KEY,
    HEAP_WHAT,
    HEAPED,
    KIND_BITS,
    LAST_DEATH,
    LEFT_AT,
    PENDING,
    READY,
    SHIFT,
)
from simulator.engine.compiled_memory import (
    add,
    cell,
    fetch,
    fetch_node,
    get,
    put,
    put_cell,
)
from simulator.network.network import NEVER


@inlined
def schedule(w: int, time: int, kind: np.int64, g: int) -> None:
    """Let something happen to a step at a time, unless the run is over by then."""
    if time >= get(w, END):
        return
    key = (time << 1) | (1 if kind > LAST_DEATH else 0)
    what = (g << KIND_BITS) | int(kind)
    bucket = time >> get(w, SHIFT)
    add(w, PENDING, 1)
    if bucket <= get(w, BUCKET):
        push(w, key, what)
        return
    free = get(w, FREE)
    put(w, FREE, cell(w, EVENT_NEXT, free))
    put_cell(w, EVENT_KEY, free, key)
    put_cell(w, EVENT_WHAT, free, what)
    put_cell(w, EVENT_NEXT, free, cell(w, BUCKETS, bucket))
    put_cell(w, BUCKETS, bucket, free)


@inlined
def next_event(w: int) -> int:
    """Time of the next event, NEVER if there is none."""
    if get(w, PENDING) == 0:
        return NEVER
    if get(w, HEAPED) == 0:
        fill_heap(w)
    return cell(w, HEAP_KEY, 0) >> 1


@inlined
def fill_heap(w: int) -> None:
    """Go on to the next bucket that has events."""
    bucket = get(w, BUCKET) + 1
    while cell(w, BUCKETS, bucket) < 0:
        bucket += 1
    put(w, BUCKET, bucket)
    at = cell(w, BUCKETS, bucket)
    put_cell(w, BUCKETS, bucket, -1)
    while at >= 0:
        push(w, cell(w, EVENT_KEY, at), cell(w, EVENT_WHAT, at))
        fetch_notes(w, cell(w, EVENT_WHAT, at) >> KIND_BITS)
        after = cell(w, EVENT_NEXT, at)
        put_cell(w, EVENT_NEXT, at, get(w, FREE))
        put(w, FREE, at)
        at = after


@inlined
def fetch_notes(w: int, g: int) -> None:
    """Have fetched what most events of a step need."""
    fetch_node(w, g)
    for column in (DIES_WAITING, READY, LEFT_AT, ASKED):
        fetch(w, column, g)


@inlined
def push(w: int, key: int, what: int) -> None:
    """Put an event in the heap."""
    at = get(w, HEAPED)
    put(w, HEAPED, at + 1)
    while at > 0:
        above = (at - 1) >> 1
        if cell(w, HEAP_KEY, above) <= key:
            break
        put_cell(w, HEAP_KEY, at, cell(w, HEAP_KEY, above))
        put_cell(w, HEAP_WHAT, at, cell(w, HEAP_WHAT, above))
        at = above
    put_cell(w, HEAP_KEY, at, key)
    put_cell(w, HEAP_WHAT, at, what)


@inlined
def pop(w: int) -> int:
    """Take the first event out of the heap."""
    found = cell(w, HEAP_WHAT, 0)
    n = get(w, HEAPED) - 1
    put(w, HEAPED, n)
    add(w, PENDING, -1)
    key = cell(w, HEAP_KEY, n)
    what = cell(w, HEAP_WHAT, n)
    at = 0
    below = 1
    while below < n:
        if below + 1 < n and cell(w, HEAP_KEY, below + 1) < cell(w, HEAP_KEY, below):
            below += 1
        if cell(w, HEAP_KEY, below) >= key:
            break
        put_cell(w, HEAP_KEY, at, cell(w, HEAP_KEY, below))
        put_cell(w, HEAP_WHAT, at, cell(w, HEAP_WHAT, below))
        at = below
        below = 2 * at + 1
    put_cell(w, HEAP_KEY, at, key)
    put_cell(w, HEAP_WHAT, at, what)
    return found
