"""Arrivals known beforehand: the times of a file, and bookings of every week.

A patient's identity packs, from the highest bit: 52 bits of microseconds since 1990-01-01, 12 bits
of index among those of his group who arrive at that very time. So another row or booking moves
nobody else, in whatever order the rows stand.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from simulator.network.calendars import SUNDAY, Dates
from simulator.network.network import DAY, MINUTE
from simulator.sampling.streams import Words
from simulator.scenario.demand import Arrivals
from simulator.scenario.demand_file import MOST_AT_ONE_TIME

EPOCH = dt.datetime(1990, 1, 1)
_INDEX_BITS = 12


def is_known(arrivals: Arrivals) -> bool:
    """Whether nothing about when patients arrive is left to chance."""
    return arrivals.times is not None or arrivals.booked is not None


def known(
    arrivals: Arrivals, start: dt.date, end: int, country: str
) -> tuple[Words, NDArray[np.int64]]:
    """Identities, rising, and times in microseconds from the start, those before ``end`` only.

    ``country``: whose bank holidays the bookings know of.

    Raises:
        ValueError: more than 4,096 arrive at one time.
    """
    midnight = dt.datetime.combine(start, dt.time())
    counts = _booked(arrivals, start, end, country) if arrivals.booked else _listed(arrivals)
    origin = _microseconds(midnight - EPOCH)
    at = np.array(sorted(counts), dtype=np.int64) - origin
    often = np.array([counts[time] for time in sorted(counts)], dtype=np.int64)
    if often.max(initial=0) > MOST_AT_ONE_TIME:
        raise ValueError(f"more than {MOST_AT_ONE_TIME:,} patients arrive at one time")
    inside = (at >= 0) & (at < end)
    at, often = at[inside], often[inside]
    times = np.repeat(at, often)
    index = np.arange(len(times)) - np.repeat(np.cumsum(often) - often, often)
    return ((times + origin) << _INDEX_BITS | index).astype(np.uint64), times


def _listed(arrivals: Arrivals) -> Counter[int]:
    """How many of a file arrive at each time, in microseconds since 1990."""
    times = arrivals.times.rows if arrivals.times is not None else ()
    return Counter(_microseconds(time - EPOCH) for time in times)


def _booked(arrivals: Arrivals, start: dt.date, end: int, country: str) -> Counter[int]:
    """How many are booked at each time of the run, in microseconds since 1990."""
    holidays = arrivals.bank_holidays or "as_usual"
    dates = Dates.of(start, end, country)
    counts: Counter[int] = Counter()
    for date in dates:
        is_holiday = date in dates.bank_holidays and holidays != "as_usual"
        if is_holiday and holidays == "none_booked":
            continue
        weekday = SUNDAY if is_holiday else date.weekday()
        midnight = (date - EPOCH.date()).days * DAY
        for booking in arrivals.booked or ():
            for minute in booking.at.minutes[weekday]:
                counts[midnight + minute * MINUTE] += booking.count
    return counts


def _microseconds(span: dt.timedelta) -> int:
    return span // dt.timedelta(microseconds=1)
