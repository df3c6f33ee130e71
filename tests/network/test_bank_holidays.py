"""England's bank holidays: one file of the library gives what all of the library gives."""

from __future__ import annotations

import datetime as dt

import holidays

from simulator.network.bank_holidays import england


def test_as_the_whole_library_says() -> None:
    years = range(1990, 2060)
    whole = holidays.country_holidays("GB", subdiv="ENG", years=years)
    assert england(1990, 2059) == set(whole)


def test_working_days_off_in_two_years() -> None:
    known = england(2022, 2023)
    jubilee, funeral, coronation = (2022, 6, 3), (2022, 9, 19), (2023, 5, 8)
    assert {dt.date(*day) for day in (jubilee, funeral, coronation)} <= known
    # Eight in an ordinary year; the jubilee and the funeral in 2022, the coronation in 2023.
    assert sum(day.weekday() < 5 for day in known) == 8 + 2 + 8 + 1
