"""PathSimR's calendars, which begin again at their end, as a scenario says them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from simulator.exchange.pathsimr_input import PathsimrInput, Piece, said
from simulator.scenario.quantities import DAY_MINUTES, WEEKDAYS

# A Monday, so that a calendar of a week begins where a week does.
START = dt.date(2024, 1, 1)
MOST_STEPS = 3_000
_HOURS = 24


def arrivals(
    read: PathsimrInput, pieces: list[Piece], unit: float, run_days: int
) -> dict[str, Any]:
    """Demand; ``unit``: days in the tool's unit of time."""
    source = said(tuple(piece.cell for piece in pieces))
    if len(pieces) == 1:
        return {"per_day": pieces[0].value / unit, "source": source}
    edges = [round((piece.end or 0) * unit * _HOURS, 6) for piece in pieces]
    if any(not edge.is_integer() for edge in edges):
        read.blame(pieces[0].cell, "arrivals must change on the hour here")
        return {"per_day": 0, "source": source}
    if edges[-1] == _HOURS:
        by_hour: list[float] = []
        for piece, edge in zip(pieces, edges, strict=True):
            by_hour += [piece.value] * (int(edge) - len(by_hour))
        per_day = sum(by_hour) / _HOURS / unit
        return {"per_day": per_day, "by_hour": by_hour, "source": source}
    steps = []
    for hours, piece in _repeated(pieces, unit * _HOURS, run_days * _HOURS):
        at = dt.datetime.combine(START, dt.time()) + dt.timedelta(hours=round(hours))
        steps.append({"starts": f"{at:%Y-%m-%d %H:%M}", "per_day": piece.value / unit})
    if len(steps) > MOST_STEPS:
        says = f"the calendar has {len(steps):,} steps in the run; at most {MOST_STEPS:,}"
        read.blame(pieces[0].cell, says, "a shorter run, or a calendar of a whole day")
        return {"per_day": 0, "source": source}
    return {"curve": steps, "source": source}


def capacity(
    read: PathsimrInput, pieces: list[Piece], unit: float, run_days: int
) -> dict[str, Any]:
    """Beds, and the changes of capacity that limit them."""
    most = max(piece.value for piece in pieces)
    source = said(tuple(piece.cell for piece in pieces))
    for piece in pieces:
        if not piece.value.is_integer():
            read.blame(piece.cell, f"a capacity of {piece.value:g} is not whole")
    found: dict[str, Any] = {"beds": int(most), "source": source}
    lower = [piece for piece in pieces if piece.value < most]
    if lower:
        found["capacity_changes"] = _changes(read, pieces, lower, unit, run_days)
    return found


def _changes(
    read: PathsimrInput, pieces: list[Piece], lower: list[Piece], unit: float, run_days: int
) -> list[dict[str, Any]]:
    length = round((pieces[-1].end or 0) * unit, 6)
    if length in {1, 7}:
        return [
            {
                "starts": START.isoformat(),
                "on": _weekly(piece, unit, int(length)),
                "limit_to": int(piece.value),
            }
            for piece in lower
        ]
    if any(not round((piece.end or 0) * unit, 6).is_integer() for piece in pieces):
        do = "a calendar of one day or of a week, or one that changes at midnight"
        read.blame(pieces[0].cell, "this calendar of capacity cannot be said here", do)
        return []
    found: list[dict[str, Any]] = []
    for day, piece in _repeated(pieces, unit, run_days):
        if piece in lower and len(found) < MOST_STEPS:
            starts = START + dt.timedelta(days=round(day))
            ends = starts + dt.timedelta(days=round(((piece.end or 0) - piece.start) * unit) - 1)
            change = {"starts": starts.isoformat(), "ends": ends.isoformat()}
            found.append({**change, "limit_to": int(piece.value)})
    return found


def _repeated(pieces: list[Piece], scale: float, until: float) -> list[tuple[float, Piece]]:
    """When each piece begins, again and again until the end of the run."""
    length = (pieces[-1].end or 0) * scale
    found: list[tuple[float, Piece]] = []
    begins = 0.0
    while begins < until and len(found) <= MOST_STEPS:
        found += [(begins + piece.start * scale, piece) for piece in pieces]
        begins += length
    return [(at, piece) for at, piece in found if at < until]


def _weekly(piece: Piece, unit: float, days: int) -> str:
    """The hours of the week that a piece holds in."""
    first = round(piece.start * unit * DAY_MINUTES)
    last = round((piece.end or 0) * unit * DAY_MINUTES)
    if days == 1:
        return f"mon-sun {_clock(first)}-{_clock(last)}"
    windows = []
    for day in range(first // DAY_MINUTES, 7):
        opens = max(first - day * DAY_MINUTES, 0)
        closes = min(last - day * DAY_MINUTES, DAY_MINUTES)
        if closes > opens:
            windows.append(f"{WEEKDAYS[day]} {_clock(opens)}-{_clock(closes)}")
    return ", ".join(windows)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
