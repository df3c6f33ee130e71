"""How long a run takes to settle from its start, by MSER-5, against the warm-up it was given."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.results.checks import Check
from simulator.results.daily import Days
from simulator.results.measure import ALL_ACUTE
from simulator.results.mser import mser5
from simulator.results.run import Floats
from simulator.results.sureness import has_seasons
from simulator.scenario.schema import LONGEST_RUN_DAYS, Scenario

WEEK = 7
YEARS_TO_SEE = 4 * 365 + 1
NAME = "warm_up_by_mser"


@dataclass(frozen=True, slots=True)
class Settled:
    """A series of midnight counts, and the days that MSER-5 leaves out at its start.

    ``of``: measure, and the care setting or sum of beds, '' for all places. ``days`` None: it
    cannot be told. ``level``: mean of the days after those (of all days where it cannot be told).
    """

    measure: str
    of: str
    days: int | None
    level: float

    def __str__(self) -> str:
        return f"{self.measure} of {self.of}" if self.of else self.measure


def settled(days: Sequence[Days], scenario: Scenario) -> list[Settled]:
    """The headline stocks from the first day on, means over the replications, slowest first.

    Patients in all acute beds, delayed there, waiting for any place, and in every care setting
    that is not acute. Those of which it cannot be told come first.
    """
    if not days:
        return []
    means = np.mean([each.values for each in days], axis=0)
    at = {column: number for number, column in enumerate(days[0].columns)}
    found = [
        _settled(measure, of, means[:, [at[column] for column in columns]].sum(axis=1))
        for measure, of, columns in _stocks(at, scenario)
    ]
    return sorted(found, key=lambda one: math.inf if one.days is None else one.days, reverse=True)


def _settled(measure: str, of: str, series: Floats) -> Settled:
    cut = mser5(series)
    return Settled(measure, of, cut, float(series[cut or 0 :].mean()) if len(series) else math.nan)


def _stocks(
    known: dict[tuple[str, str], int], scenario: Scenario
) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Measure, of what, and the columns of the daily series that add up to it."""
    found = []
    if ("census", ALL_ACUTE) in known:
        delayed = [column for column in known if column[0] == "delayed"]
        found += [
            ("census", ALL_ACUTE, [("census", ALL_ACUTE)]),
            ("delayed_patients", ALL_ACUTE, delayed),
        ]
    settings = scenario.care_settings
    found.append(("waiting_for_place", "", [("waiting", name) for name in settings]))
    other = [name for name, setting in settings.items() if not setting.acute]
    return [*found, *(("census", name, [("census", name)]) for name in other)]


def warm_up_by_mser(days: Sequence[Days], scenario: Scenario) -> Check:
    """Whether the warm-up is as long as the slowest headline stock takes to settle."""
    calendar, found = scenario.calendar, settled(days, scenario)
    if scenario.starts_full is not None:
        says = "The run starts full, with the people of a census, and needs no warm-up"
        n = len(scenario.starts_full.file.rows)
        figure = f"warm-up {calendar.warm_up.days:g} days; {n} people there at the start"
        return Check(NAME, says, True, figure)
    says = (
        "The warm-up is as long as MSER-5 finds that the slowest stock takes to settle (midnight "
        "counts from the first day, means over the replications)"
    )
    given = f"warm-up {calendar.warm_up.days:g} days"
    known = [one for one in found if one.days is not None]
    if not found:
        return Check(NAME, says, None, f"{given}; no daily counts were kept")
    if known and int(known[0].days or 0) > calendar.warm_up.days:
        return Check(NAME, says, *_too_short(known[0], given, scenario))
    unsure = [str(one) for one in found if one.days is None]
    told = f"{given}; MSER-5 found {known[0].days} days on {known[0]}" if known else given
    if not unsure:
        return Check(NAME, says, True, f"{told}: long enough")
    figure = (
        f"{told}; it cannot tell on {' and '.join(unsure)}, where the best cut lies in the second "
        f"half of the run: {_why(scenario)}. {_look(scenario)}"
    )
    return Check(NAME, says, None, figure)


def _too_short(slowest: Settled, given: str, scenario: Scenario) -> tuple[bool | None, str]:
    """What to say where the slowest stock settles after the warm-up is over."""
    days = int(slowest.days or 0)
    enough = f"calendar.warm_up='{-(-days // WEEK) * WEEK} days'"
    told = f"{given}; MSER-5 found {days} days on {slowest}"
    if has_seasons(scenario):
        says = f"{told}: more, though it may have taken seasons or growth of demand for settling"
        return None, f"{says}. {_look(scenario)}, or to be safe set {enough}"
    return False, f"{told}: too short. Set {enough} or more"


def _why(scenario: Scenario) -> str:
    if has_seasons(scenario):
        return "seasons or growth of demand, not settled, or too short a run to see"
    return "not settled, or too short a run to see"


def _look(scenario: Scenario) -> str:
    """A run long enough to tell, in which whole years of seasons come round."""
    calendar = scenario.calendar
    longer = math.ceil(2 * calendar.run_for.days)
    if has_seasons(scenario):
        longer = max(longer, YEARS_TO_SEE)
    most = math.floor(LONGEST_RUN_DAYS - calendar.warm_up.days)
    return f"To see, run once with calendar.run_for='{min(longer, most)} days'"
