"""Every moment of delay under its one reason (rule 12)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.network.network import NEVER, NONE
from simulator.results.outline import Outline
from simulator.results.run import Integers, Run
from simulator.results.stays import relapses, routes, stays


@dataclass(frozen=True, slots=True)
class DelayParts:
    """Spans ``[begin, finish)`` of delay: one stay's follow one another from ready to left.

    Nothing of it falls between a relapse and ready again.

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
    every, table = run.once(stays), run.fixed(routes)
    stop = np.where(every.left < 0, run.network.end, every.left)
    stay = np.flatnonzero((every.ready >= 0) & (every.ready < stop))
    step, stop, reached = every.route_row[stay], stop[stay], every.ready[stay]
    first = every.row[stay] - every.step[stay]
    pieces: list[tuple[Integers, ...]] = []
    for position, handoff in zip(table.waits_for.T, run.fixed(_waited_for), strict=True):
        row, ended = _ended(run, first, position[step])
        begin = reached[row]
        until = np.minimum(np.maximum(begin, ended), stop[row])
        reached[row] = until
        has_any = np.flatnonzero(until > begin)
        row = row[has_any]
        pieces.append((row, begin[has_any], until[has_any], handoff[step[row]]))
    row = np.flatnonzero(stop > reached)
    nothing = np.full(len(row), NONE, dtype=np.int64)
    pieces.append((row, reached[row], stop[row], nothing))
    row, begin, finish, waited_for = _in_order(pieces, len(stay))
    if len(run.once(relapses).stay):
        kept, begin, finish = _without_relapses(run, stay[row], begin, finish)
        row, waited_for = row[kept], waited_for[kept]
    of_handoff, of_place = run.fixed(_reasons)[waited_for + 1], table.last_reason[step[row]]
    reason = np.where(waited_for == NONE, of_place, of_handoff)
    return DelayParts(stay[row], begin, finish, reason, waited_for)


def _without_relapses(
    run: Run, stay: Integers, begin: Integers, finish: Integers
) -> tuple[Integers, Integers, Integers]:
    """What is left of some spans: which of them each piece is of, and its begin and finish."""
    back, n = run.once(relapses), len(run.once(stays))
    since, until = np.full(n, NEVER), np.full(n, NEVER)
    since[back.stay], until[back.stay] = back.begin, back.finish
    before = begin, np.minimum(finish, since[stay])
    after = np.maximum(begin, until[stay]), finish
    begins, ends = (np.stack(both, axis=-1).ravel() for both in zip(before, after, strict=True))
    kept = np.flatnonzero(begins < ends)
    return kept // 2, begins[kept], ends[kept]


def _waited_for(outline: Outline) -> list[Integers]:
    """The handoff at each position of ``waits_for``, by row of the route table; -1 none."""
    table = outline.once(routes)
    here = np.repeat(table.first[:-1], np.diff(table.first))
    columns = table.waits_for.T
    return [np.where(at >= 0, table.target[here + np.maximum(at, 0)], NONE) for at in columns]


def _reasons(outline: Outline) -> Integers:
    """The reason of each handoff, after that of none."""
    return np.array([NONE, *(handoff.reason for handoff in outline.network.handoffs)])


def _ended(run: Run, first: Integers, position: Integers) -> tuple[Integers, Integers]:
    """Who needs the handoff at a position of his route, and when it was ended.

    ``first``: the first of each patient's rows in the step columns.
    """
    listed = np.flatnonzero(position >= 0)
    row = first[listed] + position[listed]
    is_needed = np.flatnonzero(run.patients.duration[row] >= 0)
    ended = run.journeys.ended[row[is_needed]]
    return listed[is_needed], np.where(ended < 0, NEVER, ended)


def _in_order(pieces: list[tuple[Integers, ...]], n: int) -> tuple[Integers, ...]:
    """Columns of all pieces, by the first column (below ``n``), then in the order given."""
    place = np.zeros(n + 1, dtype=np.int64)
    for row, *_ in pieces:
        place[row + 1] += 1
    place = np.cumsum(place)
    columns = tuple(np.empty(place[-1], dtype=np.int64) for _ in pieces[0])
    for piece in pieces:
        at = place[piece[0]]
        place[piece[0]] += 1
        for column, values in zip(columns, piece, strict=True):
            column[at] = values
    return columns
