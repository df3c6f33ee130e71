"""The events to come, in buckets of time; those of the present bucket in a heap.

An event is a key, twice its time plus 0 for a death and 1 for anything else, and what it is: the
step of a patient and the kind of event in one number. The order of other events of one time is
free (rule 4).
"""

from __future__ import annotations

from simulator.engine.compiled_cache import inlined
from simulator.engine.compiled_columns import (
    BUCKET,
    END,
    FREE,
    HEAPED,
    KIND_BITS,
    LAST_DEATH,
    PENDING,
    SHIFT,
    World,
)
from simulator.network.network import NEVER


@inlined
def schedule(w: World, time: int, kind: int, g: int) -> None:
    """Let something happen to a step at a time, unless the run is over by then."""
    tape = w.tape
    if time >= tape[END]:
        return
    key = (time << 1) | (1 if kind > LAST_DEATH else 0)
    what = (g << KIND_BITS) | kind
    bucket = time >> tape[SHIFT]
    tape[PENDING] += 1
    if bucket <= tape[BUCKET]:
        push(w, key, what)
        return
    free = tape[FREE]
    tape[FREE] = w.link[free]
    w.key[free] = key
    w.what[free] = what
    w.link[free] = w.buckets[bucket]
    w.buckets[bucket] = free


@inlined
def next_event(w: World) -> int:
    """Time of the next event, NEVER if there is none."""
    tape = w.tape
    if tape[PENDING] == 0:
        return NEVER
    if tape[HEAPED] == 0:
        fill_heap(w)
    return w.heap_key[0] >> 1


@inlined
def fill_heap(w: World) -> None:
    """Go on to the next bucket that has events."""
    tape = w.tape
    bucket = tape[BUCKET] + 1
    while w.buckets[bucket] < 0:
        bucket += 1
    tape[BUCKET] = bucket
    at = w.buckets[bucket]
    w.buckets[bucket] = -1
    while at >= 0:
        push(w, w.key[at], w.what[at])
        after = w.link[at]
        w.link[at] = tape[FREE]
        tape[FREE] = at
        at = after


@inlined
def push(w: World, key: int, what: int) -> None:
    """Put an event in the heap."""
    at = w.tape[HEAPED]
    w.tape[HEAPED] = at + 1
    while at > 0:
        above = (at - 1) >> 1
        if w.heap_key[above] <= key:
            break
        w.heap_key[at] = w.heap_key[above]
        w.heap_what[at] = w.heap_what[above]
        at = above
    w.heap_key[at] = key
    w.heap_what[at] = what


@inlined
def pop(w: World) -> int:
    """Take the first event out of the heap."""
    found = w.heap_what[0]
    n = w.tape[HEAPED] - 1
    w.tape[HEAPED] = n
    w.tape[PENDING] -= 1
    key = w.heap_key[n]
    what = w.heap_what[n]
    at = 0
    below = 1
    while below < n:
        if below + 1 < n and w.heap_key[below + 1] < w.heap_key[below]:
            below += 1
        if w.heap_key[below] >= key:
            break
        w.heap_key[at] = w.heap_key[below]
        w.heap_what[at] = w.heap_what[below]
        at = below
        below = 2 * at + 1
    w.heap_key[at] = key
    w.heap_what[at] = what
    return found
