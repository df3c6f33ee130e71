"""Demand in words, as a planner would say it."""

from __future__ import annotations

from simulator.scenario.demand import Arrivals
from simulator.scenario.word import percent, say

_HOLIDAYS = {
    "as_sunday": ", on bank holidays as on Sundays",
    "none_booked": ", none on bank holidays",
}


def demand_in_words(arrivals: Arrivals) -> str:
    """Who arrives when; the shape of demand within weeks and years is left out."""
    words = [_level(arrivals)]
    if arrivals.growth_per_year:
        words.append(f"growing by {percent(arrivals.growth_per_year)} a year")
    if arrivals.varies_by_day:
        words.append(f"the mean varying by {percent(arrivals.varies_by_day)} from date to date")
    return ", ".join(words)


def _level(arrivals: Arrivals) -> str:
    if arrivals.per_day is not None:
        return f"{say(arrivals.per_day)} a day"
    if arrivals.by_weekday_and_hour is not None:
        each = sum(map(sum, arrivals.by_weekday_and_hour)) / 7
        return f"{each:.6g} a day, by weekday and hour"
    if arrivals.times is not None:
        count = len(arrivals.times.rows)
        return f"exactly at the {count:,} times in {arrivals.times.file}"
    if arrivals.booked is not None:
        each_time = " and ".join(f"{each.count} at {each.at}" for each in arrivals.booked)
        return f"booked, {each_time}{_HOLIDAYS.get(arrivals.bank_holidays or '', '')}"
    return _curve(arrivals)


def _curve(arrivals: Arrivals) -> str:
    a_day = [per_day for _, per_day in arrivals.steps]
    least, most = say(min(a_day)), say(max(a_day))
    amount = f"{least} a day" if least == most else f"{least} to {most} a day"
    where = f" of {arrivals.table.file}" if arrivals.table is not None else ""
    count = len(a_day)
    steps = f"{count:,} step{'s' if count > 1 else ''}{where}"
    return f"{amount} in {steps} from {arrivals.steps[0][0]:%Y-%m-%d}"
