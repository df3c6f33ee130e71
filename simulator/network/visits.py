"""Visits that a team can make, day by day."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.network.calendars import Dates
from simulator.network.capacity import Effect, Layer
from simulator.network.network import DAY
from simulator.scenario.part import BankHolidays


def visiting(by_weekday: Sequence[int], dates: Dates, rule: BankHolidays) -> Layer:
    """The layer of a team's visits: ``by_weekday`` (Monday first) on the dates of the run.

    Capacity is in visits a day, so it holds from midnight to midnight.
    """
    midnights = dates.midnights(rule)
    return Layer(
        Effect.BASE,
        tuple(begins for begins, _ in midnights),
        tuple(begins + DAY for begins, _ in midnights),
        tuple(by_weekday[weekday] for _, weekday in midnights),
    )
