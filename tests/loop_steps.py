"""Loops of full places found again in a record: starts that nobody had room for but in a loop.

Only what is certain is found. A unit counts as full at a time if as much was in use just before as
it has, and all that was given up in it then was given up by people who moved into full units. Who
starts in such a unit moves in a loop.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np

from simulator.engine.journeys import Exit
from tests.journey_steps import Record
from tests.step_functions import Flags, Integers, key
from tests.switch_counts import weight_when

LOOKED_AT = 200


@dataclass(frozen=True)
class Loop:
    """Units in the order of the loop, the lowest first, and by unit the row that moved out."""

    time: int
    units: tuple[int, ...]
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Moves:
    """Starts of people who hold a place: row, from which unit, into which, when, what it frees."""

    row: Integers
    source: Integers
    unit: Integers
    time: Integers
    frees: Integers

    @property
    def out_of(self) -> Integers:
        return key(self.source, self.time)

    @property
    def into(self) -> Integers:
        return key(self.unit, self.time)

    def only(self, which: Flags) -> Moves:
        return Moves(*(getattr(self, column.name)[which] for column in fields(self)))


def moves(r: Record) -> Moves:
    """Every start from a place, and every return from out of area."""
    turnaround = np.array([*r.units("turnaround"), 0], np.int64)
    stay = r.last_stay
    onward = np.flatnonzero(r.is_stay & (r.reserved > 0) & r.holds(stay, r.reserved) & ~r.is_in)
    back = np.flatnonzero(r.moved_back > 0)
    row = np.concatenate([onward, back])
    source = np.concatenate([r.unit[stay[onward]], r.away_unit[back]])
    time = np.concatenate([r.reserved[onward], r.moved_back[back]])
    left = np.concatenate([r.left[stay[onward]], r.moved_back[back]])
    unit = np.concatenate([r.unit_taken[onward], r.unit[back]])
    return Moves(row, source, unit, time, (left + turnaround[source] == time).astype(np.int64))


def given_up(r: Record, nodes: Integers) -> Integers:
    """By (unit, time): how much came free in the unit at that time."""
    at, by = [], []
    for number, (begin, until, weight) in enumerate(r.place_spans):
        is_fall = weight < 0
        at += [key(np.int64(number), until[~is_fall]), key(np.int64(number), begin[is_fall])]
        by += [weight[~is_fall], -weight[is_fall]]
    times, place = np.unique(np.concatenate(at), return_inverse=True)
    total = np.append(np.bincount(place, np.concatenate(by), len(times)), 0)
    found = np.minimum(np.searchsorted(times, nodes), len(times) - 1)
    return np.where(times[found] == nodes, total[found], 0) if len(times) else nodes * 0


def in_loops(r: Record) -> Moves:
    """The moves of loops, as far as they are certain."""
    found = moves(r)
    full = r.beds_in_use.at(found.unit, found.time - 1) >= r.beds_during.at(found.unit, found.time)
    found = found.only(full & (r.weight[found.row] == 1))
    while len(found.row):
        nodes, at = np.unique(found.out_of, return_inverse=True)
        mine = np.bincount(at, found.frees, len(nodes))
        closed = nodes[given_up(r, nodes) <= mine]
        keep = np.isin(found.into, closed)
        keep &= np.isin(found.out_of, np.intersect1d(closed, found.into))
        if keep.all():
            break
        found = found.only(keep)
    return found


@lru_cache(maxsize=1)
def loops(r: Record) -> list[Loop]:
    """Loops of which each unit is in no other at that time, but of itself alone."""
    found = in_loops(r)
    order = np.argsort(found.time, kind="stable")
    edges: dict[int, list[tuple[int, int, int]]] = {}
    columns = (found.time, found.source, found.unit, found.row)
    for time, source, unit, row in zip(*(c[order].tolist() for c in columns), strict=True):
        edges.setdefault(time, []).append((source, unit, row))
    return [loop for time, mine in edges.items() for loop in loops_at(time, mine)]


def loops_at(time: int, edges: list[tuple[int, int, int]]) -> Iterator[Loop]:
    """The loops that these moves (from, to, row) make up at one time."""
    yield from (Loop(time, (u,), (row,)) for u, v, row in edges if u == v)
    onward = [(u, v, row) for u, v, row in edges if u != v]
    sources, units = [u for u, _, _ in onward], [v for _, v, _ in onward]
    nexts = {u: (v, row) for u, v, row in onward if sources.count(u) == 1 == units.count(u)}
    for first in sorted(nexts):
        chain, rows, at = [], [], first
        while at in nexts and at not in chain and at >= first:
            chain.append(at)
            at, row = nexts[at]
            rows.append(row)
        if chain and at == first:
            yield Loop(time, tuple(chain), tuple(rows))


@dataclass(frozen=True)
class Standby:
    """Who might have moved besides a loop: pairs of units, and how many weights kept out."""

    pairs: set[tuple[int, int]]
    too_heavy: int


def standby(r: Record, loop: Loop) -> Standby:
    """Those of a loop, and others in full places who had asked before for places in full units."""
    mine = np.zeros(len(r.asked), bool)
    mine[list(loop.rows)] = True
    now = loop.time
    away = np.append(r.units("away"), False)
    is_away = away[r.unit_taken] & (r.started >= 0) & (r.started < now)
    is_away &= np.where(r.moved_back >= 0, r.moved_back > now, (r.ended < 0) | (r.ended > now)) | (
        mine & (r.moved_back == now)
    )
    waits = (r.asked >= 0) & (r.asked < now) & (r.since < now) & (r.until >= now)
    waits &= (r.reserved != now) & ~((r.ill <= now) & (now < r.well)) & r.is_stay & ~r.is_in
    waits &= ~is_away & r.holds(r.last_stay, np.full_like(r.asked, now + 1))
    waits |= mine & ~is_away
    alive = (r.stopped > now) | ((r.stopped == now) & (r.exit != Exit.DIED))
    rows = np.flatnonzero((waits | is_away) & alive)
    source = np.where(is_away, r.unit_taken, r.unit[r.last_stay])[rows]
    times = np.full_like(r.asked, now)
    held = np.where(is_away, r.weight, weight_when(r, times)[r.last_stay])[rows]
    may_go = r.hours["moves_out"].is_open(source, times[rows])
    rows, source, held, is_away = rows[may_go], source[may_go], held[may_go], is_away[rows][may_go]
    units, after = (column[rows] for column in r.choices)
    is_open = (units >= 0) & (r.asked[rows][:, None] + after <= now)
    is_open &= ~(is_away[:, None] & away[units])
    is_open &= np.isin(units, full_units(r, loop))
    i, j = np.nonzero(is_open)
    is_one = (held[i] == 1) & (r.weight[rows[i]] == 1)
    pairs = list(zip(source[i].tolist(), units[i, j].tolist(), strict=True))
    mine_pairs = set(zip(loop.units, [*loop.units[1:], loop.units[0]], strict=True))
    others = {pair for pair, one in zip(pairs, is_one.tolist(), strict=True) if one}
    heavy = [pair for pair, one in zip(pairs, is_one.tolist(), strict=True) if not one]
    return Standby(others | mine_pairs, sum(pair in mine_pairs for pair in heavy))


@lru_cache(maxsize=1)
def standbys(r: Record) -> list[Standby]:
    """Of the first loops of a run."""
    return [standby(r, loop) for loop in loops(r)[:LOOKED_AT]]


def full_units(r: Record, loop: Loop) -> list[int]:
    """Units exactly full before a loop and open for starts: those of the loop among them."""
    units = np.arange(len(r.network.units))
    now = np.full_like(units, loop.time)
    room = r.beds_during.at(units, now)
    is_full = (r.beds_in_use.at(units, now - 1) == room) & (r.beds_in_use.at(units, now) == room)
    is_full &= r.hours["admits"].is_open(units, now)
    return sorted({*units[is_full].tolist(), *loop.units})


def is_among_several(loop: Loop, pairs: set[tuple[int, int]]) -> bool:
    """Whether these pairs of units make up another loop as well, which lacks a pair of this one."""
    mine = zip(loop.units, [*loop.units[1:], loop.units[0]], strict=True)
    return any(goes_round(pairs - {pair}) for pair in mine)


def goes_round(pairs: set[tuple[int, int]]) -> bool:
    """Whether some of these pairs of units make up a loop."""
    left = set(pairs)
    while left:
        sources, units = {u for u, _ in left}, {v for _, v in left}
        kept = {(u, v) for u, v in left if v in sources and u in units}
        if kept == left:
            return True
        left = kept
    return False
