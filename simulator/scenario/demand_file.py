"""Demand that stands in CSV files: a curve of arrivals a day, and the times of arrivals."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

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
from simulator.scenario.instant import has_time, read_time

MOST_A_DAY = 5000
MOST_AT_ONE_TIME = 4096

Step = tuple[dt.datetime, float]


@dataclass(frozen=True, slots=True)
class DemandTable(DataFile):
    """A CSV of a demand curve; ``rows``: from when on, and arrivals a day, in order of time."""

    example: ClassVar[str] = "demand.csv"
    meaning: ClassVar[str] = "a CSV file with columns starts and per_day, a row for each step"

    @classmethod
    def parse(cls, text: str) -> tuple[tuple[Step, ...], tuple[CellFault, ...]]:
        """Steps of the curve."""
        found, faults = read_rows(text, (("starts",), ("per_day",)), _step)
        steps = tuple((time, per_day) for _, time, per_day in found)
        return steps, tuple(faults or _out_of_order(found))


@dataclass(frozen=True, slots=True)
class ArrivalTimes(DataFile):
    """A CSV of arrivals; ``rows``: their times, in the order of the file."""

    example: ClassVar[str] = "arrivals.csv"
    is_of_people: ClassVar[bool] = True
    meaning: ClassVar[str] = "a CSV file with the column arrives, a row for each patient"

    @classmethod
    def parse(cls, text: str) -> tuple[tuple[dt.datetime, ...], tuple[CellFault, ...]]:
        """Times of arrivals."""
        found, faults = read_rows(text, (("arrives",),), _arrival)
        at_once = Counter(time for _, time in found)
        crowded = {time for time, count in at_once.items() if count > MOST_AT_ONE_TIME}
        for cell, time in found:
            if time in crowded:
                crowded.remove(time)
                says = f"{at_once[time]:,} patients arrive at one time, {time}"
                do = f"at most {MOST_AT_ONE_TIME:,}; give the minute of each arrival"
                faults.append(CellFault(cell.line, cell.column, says, do))
        return tuple(time for _, time in found), tuple(faults)


def _step(_: tuple[str, ...], row: Row) -> tuple[Cell, dt.datetime, float]:
    starts, per_day = row
    time = _time(starts)
    if wrong := not_whole_hour(time):
        raise UnreadableCellError(starts, wrong)
    return starts, time, number_in(per_day, MOST_A_DAY, "arrivals a day")


def _arrival(_: tuple[str, ...], row: Row) -> tuple[Cell, dt.datetime]:
    (arrives,) = row
    time = _time(arrives)
    if not has_time(arrives.text):
        says = f"{shown(arrives.text)} has no time of day"
        raise UnreadableCellError(arrives, says, "write it like 2025-04-01 14:30")
    return arrives, time


def _time(cell: Cell) -> dt.datetime:
    time = read_time(cell.text)
    if time is None:
        says = f"{shown(cell.text)} is not a date and time"
        do = "write year, month, day and time like 2025-04-01 14:30, without a time zone"
        raise UnreadableCellError(cell, says, do)
    return time


def not_whole_hour(time: dt.datetime) -> str:
    """What is wrong with a time at which demand cannot change; empty where nothing is."""
    if time == time.replace(minute=0, second=0, microsecond=0):
        return ""
    return f"demand changes only on the hour, and this is {time:%H:%M:%S}"


def _out_of_order(found: list[tuple[Cell, dt.datetime, float]]) -> list[CellFault]:
    return [
        CellFault(
            cell.line,
            cell.column,
            f"{time} does not come after {earlier} of line {before.line}",
            "put the rows in order of time, each time once",
        )
        for (before, earlier, _), (cell, time, _) in pairwise(found)
        if time <= earlier
    ]
