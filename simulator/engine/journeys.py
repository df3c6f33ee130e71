"""The record that every engine returns and every result reads."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


class Exit(IntEnum):
    """How a journey ended."""

    OPEN = 0
    LEFT = 1
    DIED = 2
    LOST = 3
    SWITCHED = 4


class PlacesLocked(Exception):
    """A run that ended because people in full places waited for one another (rule 19).

    ``time`` in microseconds since the start; ``units``: indices, in the order of the loop, the
    lowest first.
    """

    def __init__(self, time: int, units: tuple[int, ...]) -> None:
        super().__init__(time, units)
        self.time = time
        self.units = units


@dataclass(frozen=True, slots=True)
class Journeys:
    """What happened, patient by patient and step by step; -1 means it had not happened by the end.

    Step columns are cut by ``Patients.first`` like the draws. Times are whole microseconds.

    ``asked``: when the step was first asked for. ``reserved``: when waiting for it ended (the place
    was his, the work was begun). ``started``: stay: in the place (``reserved`` plus the time of the
    move); handoff: as ``reserved``. ``ended``: stay: end of medical need; handoff: end of the task
    or lead time; a handoff that the patient does not need has no times at all. ``ready``: stay:
    declared ready. ``left``: stay: gave up the place; leave: the moment of leaving. ``unit``: stay:
    index of the unit, from ``reserved`` on. ``postponed``: how often it was booked again.
    ``relapsed``: stay: need came back while he waited. ``ready_again``: stay: declared ready after
    that. ``moved_back``: stay: came back from out of area into ``unit``; ``away_unit``: where he
    was until then.

    Per patient: ``arrived``, ``finished`` (end of the journey by leaving, death or loss), ``exit``.

    Per opening of a unit by a queue, in order of opening: ``opened_unit``, ``opened_at``,
    ``shut_at``.
    """

    asked: Integers
    reserved: Integers
    started: Integers
    ended: Integers
    ready: Integers
    left: Integers
    unit: Integers
    postponed: Integers
    relapsed: Integers
    ready_again: Integers
    moved_back: Integers
    away_unit: Integers
    arrived: Integers
    finished: Integers
    exit: Integers
    opened_unit: Integers
    opened_at: Integers
    shut_at: Integers

    @classmethod
    def empty(cls, n_patients: int, n_steps: int) -> Journeys:
        """Records in which nothing has happened yet."""

        def none(n: int) -> Integers:
            return np.full(n, -1, dtype=np.int64)

        return cls(
            asked=none(n_steps),
            reserved=none(n_steps),
            started=none(n_steps),
            ended=none(n_steps),
            ready=none(n_steps),
            left=none(n_steps),
            unit=none(n_steps),
            postponed=np.zeros(n_steps, dtype=np.int64),
            relapsed=none(n_steps),
            ready_again=none(n_steps),
            moved_back=none(n_steps),
            away_unit=none(n_steps),
            arrived=none(n_patients),
            finished=none(n_patients),
            exit=np.zeros(n_patients, dtype=np.int64),
            opened_unit=none(0),
            opened_at=none(0),
            shut_at=none(0),
        )
