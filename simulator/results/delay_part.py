"""Every moment of delay under its one reason (rule 12)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.network.network import NEVER, NONE
from simulator.results.run import Integers, Run
from simulator.results.stays import routes, stays


@dataclass(frozen=True, slots=True)
class DelayParts:
    """Spans ``[begin, finish)`` of delay: one stay's follow one another from ready to left.

    ``stay``: row in the stays. ``reason``: index in the network's reasons. ``handoff``: the one
    waited for, or -1 when all were ended and only a place, or leaving, was waited for. A delay
    that is not over reaches to the end of the run.
    """

    stay: Integers
    begin: Integers
    finish: Integers
    reason: Integers
    handoff: Integers


def delay_parts(run: Run) -> DelayParts:
    """Cut the delay of every stay at the ends of the handoffs that its move waits for.

    Walks down the listed order: what is listed i-th has the time from the latest end of those
    before it until its own end.
    """
    every, table = run.once(stays), run.once(routes)
    stay = np.flatnonzero(every.ready >= 0)
    step = every.route_row[stay]
    stop = np.where(every.left[stay] < 0, run.network.end, every.left[stay])
    reached = np.minimum(every.ready[stay], stop)
    reasons = np.array([NONE, *(handoff.reason for handoff in run.network.handoffs)])
    pieces: list[tuple[Integers, ...]] = []
    for position in table.waits_for[step].T:
        handoff, ended = _ended(run, stay, step, position)
        until = np.minimum(np.maximum(reached, ended), stop)
        pieces.append((stay, reached, until, reasons[handoff + 1], handoff))
        reached = until
    nothing = np.full(len(stay), NONE, dtype=np.int64)
    pieces.append((stay, reached, stop, table.last_reason[step], nothing))
    return _joined(pieces)


def _ended(
    run: Run, stay: Integers, step: Integers, position: Integers
) -> tuple[Integers, Integers]:
    """The handoff at a position of each stay's route, and when it was ended: 0 if not needed."""
    every, table = run.once(stays), run.once(routes)
    there = np.maximum(position, 0)
    row = run.patients.first[every.patient[stay]] + there
    is_needed = (position >= 0) & (run.patients.duration[row] >= 0)
    ended = run.journeys.ended[row]
    handoff = table.target[step - every.step[stay] + there]
    return (
        np.where(is_needed, handoff, NONE),
        np.where(is_needed, np.where(ended < 0, NEVER, ended), 0),
    )


def _joined(pieces: list[tuple[Integers, ...]]) -> DelayParts:
    stay, begin, finish, reason, handoff = (
        np.concatenate(column) for column in zip(*pieces, strict=True)
    )
    # Pieces of no length are dropped; stable order keeps one stay's pieces in time order.
    order = np.argsort(stay, kind="stable")
    kept = order[finish[order] > begin[order]]
    return DelayParts(stay[kept], begin[kept], finish[kept], reason[kept], handoff[kept])
