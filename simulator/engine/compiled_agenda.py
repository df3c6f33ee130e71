"""The events to come, in buckets of time; those of the present bucket in a heap.

An event has a key, four times its time plus 0 for a death, 1 for a relapse and 2 for anything else,
and tells what it is: the step of a patient and the kind of event in one number. The order of other
events of one time is free (rule 4).
"""

from __future__ import annotations

from typing import Any

from simulator.engine.compiled_cache import called, inlined
from simulator.engine.compiled_records import bucket, event, heap
from simulator.network.network import NEVER

# Deaths are lowest, because they come first, and relapses after them; from PLAN on events matter to
# those who have left, too, because handoffs may go on.
(
    DEATH,
    DEATH_WAITING,
    RELAPSE,
    READY,
    READY_AGAIN,
    MOVED,
    GIVE_UP,
    LEAVE,
    TASK_END,
    NEED_ENDS,
    FREE,
    FREE_AWAY,
    FALL,
    OPENS,
    HAS_STAYED_OPEN,
    ARRIVE,
    PLAN,
    LIMIT,
    REBOOK,
    WIDEN,
) = range(20)
KIND_BITS = 5
KINDS = (1 << KIND_BITS) - 1


@called
def schedule(w: Any, time: int, kind: int, g: int) -> None:
    """Let something happen to a step at a time, unless the run is over by then."""
    if time >= w.end:
        return
    key = (time << 2) | (2 if kind > RELAPSE else kind == RELAPSE)
    what = (g << KIND_BITS) | kind
    w.pending += 1
    if time >> w.shift <= w.present:
        push(w, key, what)
        return
    at = new_event(w)
    coming = event(w, at)
    first = bucket(w, time >> w.shift)
    coming.key = key
    coming.what = what
    coming.next = first.row
    first.row = at


@inlined
def new_event(w: Any) -> int:
    """A row for an event: one that has served before, or a fresh one."""
    at = w.free
    if at < 0:
        w.fresh += 1
        return w.fresh - 1
    w.free = event(w, at).next
    return at


@inlined
def next_event(w: Any) -> int:
    """Time of the next event, NEVER if there is none."""
    if w.pending == 0:
        return NEVER
    if w.heaped == 0:
        fill_heap(w)
    return heap(w, 0).key >> 2


@inlined
def fill_heap(w: Any) -> None:
    """Go on to the next bucket that has events."""
    w.present += 1
    while bucket(w, w.present).row < 0:
        w.present += 1
    at = bucket(w, w.present).row
    bucket(w, w.present).row = -1
    while at >= 0:
        coming = event(w, at)
        push(w, coming.key, coming.what)
        after = coming.next
        coming.next = w.free
        w.free = at
        at = after


@inlined
def push(w: Any, key: int, what: int) -> None:
    """Put an event in the heap."""
    at = w.heaped
    w.heaped += 1
    while at > 0 and heap(w, (at - 1) >> 1).key > key:
        set_heap(w, at, heap(w, (at - 1) >> 1).key, heap(w, (at - 1) >> 1).what)
        at = (at - 1) >> 1
    set_heap(w, at, key, what)


@inlined
def pop(w: Any) -> int:
    """Take the first event out of the heap."""
    found = heap(w, 0).what
    w.heaped -= 1
    w.pending -= 1
    n = w.heaped
    key = heap(w, n).key
    what = heap(w, n).what
    at = 0
    below = 1
    while below < n:
        if below + 1 < n and heap(w, below + 1).key < heap(w, below).key:
            below += 1
        if heap(w, below).key >= key:
            break
        set_heap(w, at, heap(w, below).key, heap(w, below).what)
        at = below
        below = 2 * at + 1
    set_heap(w, at, key, what)
    return found


@inlined
def set_heap(w: Any, at: int, key: int, what: int) -> None:
    """Set an entry of the heap."""
    entry = heap(w, at)
    entry.key = key
    entry.what = what
