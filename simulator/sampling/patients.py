"""The patient table: who comes, and every draw that their journeys will need."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


_IF_NOT_GIVEN = {
    "relapses_after": -1,
    "relapse_lasts": 0,
    "instead_as": -1,
    "begins_at": -1,
    "begins_in": -1,
    "spent": 0,
}


def _not_given() -> Integers:
    return np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Patients:
    """All patients of one replication and all their draws (rule 2: nothing else is random).

    A patient's number is his row. Rows are sorted by (arrives, group, identity), rows that come
    only as returns last. ``first`` (n + 1) cuts the columns of step draws: step ``k`` of patient
    ``p``'s route has its draws at ``first[p] + k``. Times and durations are whole microseconds,
    -1 means none.

    Per patient: ``group``, ``locality``, ``route`` (indices in the network), ``arrives`` (-1 for a
    row that is activated by a departure), ``returns_as`` (row activated by his departure, or -1),
    ``returns_after`` (gap from departure to that return), ``depth`` (how many times he has already
    returned), ``identity`` (unsigned, the same in every scenario that reveals the patient),
    ``instead_as`` (row activated when a limit leads elsewhere, or -1), ``begins_at`` (position of
    the step at which he is when the run begins, or -1 for an ordinary arrival), ``begins_in``
    (the unit he is in then, or -1 when he waits for that step) and ``spent`` (how long he had been
    in it, or had waited, by then; only for results: no engine reads it).

    Per step: ``duration`` (stay: medical need; handoff: task or lead time on its clock, or -1 when
    this patient does not need the handoff; leave: 0), ``limit`` (asked to started, -1 none),
    ``expected_error`` (stay: expected end of need minus true end, may be negative),
    ``review_level`` (stay: 0 to 999,999), ``dies`` (stay: 1 when he dies at the end of need),
    ``dies_waiting`` (stay: dies this long after ready if the wait has not ended by then, -1 never),
    ``relapses_after`` (stay: need comes back this long after ready if he still waits there, -1
    never) and ``relapse_lasts`` (how long it then lasts).

    The columns with defaults may be left out, and are then read-only: nobody relapses, is sent
    elsewhere or is in when the run begins.
    """

    group: NDArray[np.int32]
    locality: NDArray[np.int32]
    route: NDArray[np.int32]
    arrives: Integers
    returns_as: Integers
    returns_after: Integers
    depth: NDArray[np.int32]
    identity: NDArray[np.uint64]
    first: Integers
    duration: Integers
    limit: Integers
    expected_error: Integers
    review_level: Integers
    dies: Integers
    dies_waiting: Integers
    relapses_after: Integers = field(default_factory=_not_given)
    relapse_lasts: Integers = field(default_factory=_not_given)
    instead_as: Integers = field(default_factory=_not_given)
    begins_at: Integers = field(default_factory=_not_given)
    begins_in: Integers = field(default_factory=_not_given)
    spent: Integers = field(default_factory=_not_given)

    def __post_init__(self) -> None:
        for name, nothing in _IF_NOT_GIVEN.items():
            if not len(getattr(self, name)):
                rows = len(self.duration if name.startswith("relapse") else self.group)
                object.__setattr__(self, name, np.broadcast_to(np.int64(nothing), rows))

    def __len__(self) -> int:
        """Number of rows, returns included."""
        return len(self.group)
