"""A known place: its unknowns drawn from the prior, one run of it, and what happened day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.fit.member import altered, changes_at
from calibration.fit.unknown import Free
from simulator.engine.compiled import simulate
from simulator.experiment.replication import Setup
from simulator.network.network import DAY
from simulator.results.daily import daily_series
from simulator.results.run import Run
from simulator.results.stays import Stays, is_acute, is_alive, stays
from simulator.scenario.load import Loaded

Reals = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Happened:
    """What happened in acute beds in the window, a value a day.

    ``remaining``, ``occupied``: ready, and all, at midnight. ``left``: who left alive; ``by_way``:
    those of a pathway, by its name. ``share_late`` and ``mean_late`` are by month, in order: of
    discharges that the ready-date publication counts, and days of those late.
    """

    first: dt.date
    remaining: Whole
    occupied: Whole
    left: Whole
    by_way: dict[str, Whole]
    discharged: tuple[int, ...]
    share_late: Reals
    mean_late: Reals

    @property
    def days(self) -> list[dt.date]:
        """Every day of the window."""
        return [self.first + dt.timedelta(days=at) for at in range(len(self.left))]


def run_of(place: Loaded, frees: Sequence[Free], z: Reals, seed: int) -> Run:
    """One run of a place with its unknowns at z, (unknowns,), by the compiled engine."""
    setup = Setup.of(altered(place, changes_at(frees, z)).scenario)
    drawn = setup.conditions.drawn(seed, 1)
    patients = setup.sampler.draw(seed, 1)
    return setup.run(drawn, patients, simulate(drawn.network, patients))


def happened(run: Run) -> Happened:
    """The days of a run's window, counted from its stays."""
    begin, end = (int(each // DAY) for each in run.window)
    first = run.scenario.calendar.start + dt.timedelta(days=begin)
    every, days = run.once(stays), end - begin
    day = every.left // DAY - begin
    is_out = run.once(is_acute) & run.once(is_alive) & (day >= 0) & (day < days)
    routes = run.network.routes
    names = np.array([route.pathway for route in routes])[every.route]
    series = daily_series(run)
    at = {name: column for column, name in enumerate(series.columns)}
    months = [(first + dt.timedelta(days=each)).month for each in range(days)]
    return Happened(
        first,
        series.values[begin:end, at["nctr", "acute"]].astype(np.int64),
        series.values[begin:end, at["census", "acute"]].astype(np.int64),
        np.bincount(day[is_out], minlength=days),
        {
            name: np.bincount(day[is_out & (names == name)], minlength=days)
            for name in dict.fromkeys(route.pathway for route in routes)
        },
        *_late(every, is_out, np.array(months)[np.clip(day, 0, days - 1)]),
    )


def _late(
    every: Stays, is_out: NDArray[np.bool_], month: Whole
) -> tuple[tuple[int, ...], Reals, Reals]:
    """By month: discharges of a night or more, the share late, and the mean days of the late."""
    last = every.left // DAY
    chosen = is_out & (last > every.started // DAY) & (every.ready >= 0)
    days = last - np.maximum(every.ready, every.ready_again) // DAY
    parts = [days[chosen & (month == each)] for each in sorted(set(month[chosen].tolist()))]
    share = np.array([np.mean(part > 0) for part in parts])
    mean = np.array([part[part > 0].mean() for part in parts])
    return tuple(map(len, parts)), share, mean
