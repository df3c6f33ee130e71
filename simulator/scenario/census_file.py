"""Who is there when the run begins, in a CSV file: a row for each person who is in or waits."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, TypeVar

from pydantic_core import PydanticCustomError

from simulator.scenario.csv_text import (
    Cell,
    CellFault,
    Row,
    UnreadableCellError,
    number_in,
    read_rows,
    shown,
)
from simulator.scenario.data_file import DataFile
from simulator.scenario.instant import read_time
from simulator.scenario.quantities import LONGEST_DAYS, Duration

IN_NEED, READY, WAITING = "in need", "ready", "waiting"
_NEEDED = (("patient_group",), ("care_setting",), ("unit",), ("status",), ("since",))
_OPTIONAL = (
    *("pathway", "branches", "locality"),
    *("ready_since", "remaining_days", "done", "person"),
)
_STATUS = re.compile(rf"({IN_NEED}|{READY}|{WAITING})(?:\s+for\s+(.+))?", re.IGNORECASE)
_ALLOWED = "allowed: in need, ready, or waiting for a step, like 'waiting for assessment'"
_TIMES = "write a date and time like 2025-03-28 14:30, or the time spent like 3.5 days or 36 hours"

Since = dt.datetime | Duration
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Present:
    """One person who is in, or waits, when the run begins.

    ``status``: ``IN_NEED``, ``READY`` or ``WAITING``; ``waits_for``: the step he then waits for
    ('': a place in ``care_setting``). ``unit`` '': he is in none. ``since``: in a unit, when he
    came there or how long ago; otherwise the same of asking for the step. ``ready_since``
    likewise. ``branches``: (branch, option) pairs. ``done``: handoffs that are over. ``person``:
    what his chance goes by, if said. ``cells``: where each column of his row stands.
    """

    patient_group: str
    care_setting: str
    unit: str
    status: str
    waits_for: str
    since: Since
    pathway: str
    branches: tuple[tuple[str, str], ...]
    locality: str
    ready_since: Since | None
    remaining: float | None
    done: tuple[str, ...]
    person: str
    cells: Mapping[str, Cell] = field(repr=False, compare=False)

    def cell(self, column: str) -> Cell:
        """Where a column of his row stands; the first one where the file leaves it out."""
        return self.cells.get(column) or self.cells["patient_group"]

    def spent(self, start: dt.date) -> float:
        """Days from since when to the start of the run; below 0 if that comes later."""
        return _days(self.since, start)

    def order(self, start: dt.date) -> float:
        """Days before the start at which he took his place in the order of those who wait."""
        return _days(self.since if self.ready_since is None else self.ready_since, start)


def _days(since: Since, start: dt.date) -> float:
    if isinstance(since, Duration):
        return since.days
    return (dt.datetime.combine(start, dt.time()) - since) / dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CensusTable(DataFile):
    """A CSV of the people there at the start; ``rows``: ``Present``, in the order of the file."""

    example: ClassVar[str] = "census.csv"
    is_of_people: ClassVar[bool] = True
    meaning: ClassVar[str] = (
        "a CSV file with columns patient_group, care_setting, unit (empty: waits outside), status "
        "(in need, ready, or waiting for a step) and since, and if wanted pathway, branches, "
        "locality, ready_since, remaining_days, done and person: a row for each person who is in "
        "or waiting when the run begins"
    )

    @classmethod
    def parse(cls, text: str) -> tuple[tuple[Present, ...], tuple[CellFault, ...]]:
        """People there, and everything wrong with each row by itself."""
        found, faults = read_rows(text, _NEEDED, _person, _OPTIONAL)
        people = [each for each in found if isinstance(each, Present)]
        wrong = [fault for each in found if not isinstance(each, Present) for fault in each]
        faults = [*faults, *wrong, *_twice(people)]
        return tuple(people), tuple(sorted(faults, key=lambda one: (one.line, one.column)))


def _person(columns: tuple[str, ...], row: Row) -> Present | list[CellFault]:
    cells = dict(zip(columns, row, strict=True))
    faults: list[CellFault] = []

    def read(column: str, how: Callable[[Cell], Found], otherwise: Found) -> Found:
        cell = cells.get(column)
        if cell is None or not cell.text.strip():
            return otherwise
        try:
            return how(cell)
        except UnreadableCellError as error:
            faults.append(error.fault)
            return otherwise

    status, waits_for = read("status", _status, ("", ""))
    since = read("since", _since, None)
    person = Present(
        patient_group=read("patient_group", _text, ""),
        care_setting=read("care_setting", _text, ""),
        unit=read("unit", _text, ""),
        status=status,
        waits_for=waits_for,
        since=since or Duration(0, "day"),
        pathway=read("pathway", _text, ""),
        branches=read("branches", _branches, ()),
        locality=read("locality", _text, ""),
        ready_since=read("ready_since", _since, None),
        remaining=read("remaining_days", _remaining, None),
        done=read("done", _names, ()),
        person=read("person", _text, ""),
        cells=cells,
    )
    faults += _left_out(person) or _contradictions(person)
    return faults or person


def _left_out(person: Present) -> list[CellFault]:
    """Columns that must say something and do not."""
    allowed = {"patient_group": "name his patient group", "status": _ALLOWED, "since": _TIMES}
    return [
        CellFault(cell.line, cell.column, f"{column} is empty", do)
        for column, do in allowed.items()
        if not (cell := person.cells[column]).text.strip()
    ]


def _contradictions(person: Present) -> list[CellFault]:
    """Where two columns of a row do not go together."""
    said = {name for name, cell in person.cells.items() if cell.text.strip()}
    return [
        CellFault(person.cell(column).line, person.cell(column).column, says, do)
        for is_wrong, column, says, do in _clashes(person, said)
        if is_wrong
    ]


def _clashes(person: Present, said: set[str]) -> Iterator[tuple[bool, str, str, str]]:
    is_out, status = "unit" not in said, person.status
    in_place = status in (IN_NEED, READY)
    yield (
        is_out and in_place,
        "unit",
        f"he is {status}, and no unit is given",
        "name the unit that he is in; who is in none is waiting for a step",
    )
    yield (
        not is_out and "care_setting" not in said,
        "care_setting",
        "a unit without its care setting",
        "name the care setting of the unit",
    )
    yield (
        status == WAITING and not person.waits_for and not (is_out and "care_setting" in said),
        "status",
        "it is not said what he waits for",
        "write the step, like 'waiting for assessment'",
    )
    yield (
        "remaining_days" in said and status in (READY, WAITING),
        "remaining_days",
        f"remaining_days of somebody who is {status}",
        "leave it empty: it is how long need still lasts of somebody in need",
    )
    yield (
        "ready_since" in said and (is_out or status == IN_NEED),
        "ready_since",
        "ready_since of somebody who is not ready in a unit",
        "leave it empty",
    )


def _twice(people: list[Present]) -> list[CellFault]:
    seen: dict[str, int] = {}
    faults = []
    for each in people:
        cell = each.cell("person")
        if each.person and each.person in seen:
            says = f"person {shown(each.person)} stands in line {seen[each.person]} too"
            faults.append(CellFault(cell.line, cell.column, says, "give each a name of his own"))
        seen.setdefault(each.person, cell.line)
    return faults


def _text(cell: Cell) -> str:
    return cell.text.strip()


def _status(cell: Cell) -> tuple[str, str]:
    match = _STATUS.fullmatch(" ".join(cell.text.split()))
    status = match[1].lower() if match else ""
    if match is None or (match[2] and status != WAITING):
        raise UnreadableCellError(cell, f"{shown(cell.text)} is no status", _ALLOWED)
    return status, match[2] or ""


def _since(cell: Cell) -> Since:
    text = cell.text.strip()
    time = read_time(text)
    if time is not None:
        return time
    try:
        spent = Duration.parse(text if re.search("[a-z]", text.lower()) else f"{text} days")
    except PydanticCustomError:
        says = f"{shown(text)} is neither a time nor a length of time"
        raise UnreadableCellError(cell, says, _TIMES) from None
    if spent.is_working:
        raise UnreadableCellError(cell, f"{shown(text)} is in working time", _TIMES)
    return spent


def _remaining(cell: Cell) -> float:
    return number_in(cell, LONGEST_DAYS, "days that need still lasts")


def _names(cell: Cell) -> tuple[str, ...]:
    return tuple(name.strip() for name in cell.text.split(";") if name.strip())


def _branches(cell: Cell) -> tuple[tuple[str, str], ...]:
    pairs = [tuple(part.strip() for part in each.split("=")) for each in _names(cell)]
    if any(len(pair) != 2 or not all(pair) for pair in pairs):
        says = f"{shown(cell.text)} does not say which way he goes"
        raise UnreadableCellError(cell, says, "write branch=option, with ; between several")
    if len({name for name, *_ in pairs}) < len(pairs):
        raise UnreadableCellError(cell, f"{shown(cell.text)} names a branch twice", "once each")
    return tuple((name, option) for name, option in pairs)
