"""The place run over held-out months with each posterior draw."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from calibration.fit.member import CODE, Base, altered, changes_at
from calibration.fit.recording import seen, shares_at
from simulator.errors import InputError
from simulator.experiment.replication import DEFAULT_ENGINE, ENGINES, Setup
from simulator.experiment.workers import Jobs, workers_of
from simulator.network.network import DAY
from simulator.results.measures import measures
from simulator.results.outline import Outline
from simulator.results.run import Run
from simulator.scenario.change import Change

Reals = NDArray[np.float64]
Spans = Sequence[tuple[dt.date, dt.date]]


@dataclass(frozen=True, slots=True, eq=False)
class Ahead:
    """What is run: a fit's base, and the periods that figures are wanted of."""

    base: Base
    spans: tuple[tuple[dt.date, dt.date], ...]

    @property
    def changes(self) -> list[Change]:
        """The calendar over those periods, as much before them as in the fit."""
        warm_up = self.base.place.scenario.calendar.warm_up.microseconds // DAY
        first = min(begin for begin, _ in self.spans)
        last = max(end for _, end in self.spans)
        start = first - dt.timedelta(days=int(warm_up))
        return [
            Change(path="calendar.start", set=start),
            Change(path="calendar.run_for", set=f"{(last - first).days + 1} days"),
        ]


def predicted(ahead: Ahead, z: Reals, seeds: NDArray[np.int64], jobs: Jobs = 1) -> Reals:
    """Figures by draw, period and key: (draws, periods, keys); nan where a run failed."""
    asked = [(row, int(seed)) for row, seed in zip(z, seeds, strict=True)]
    found = dict(workers_of(jobs).calls(one_draw, ahead, asked, CODE))
    return np.array([found[at] for at in range(len(asked))])


def one_draw(ahead: Ahead, z: Reals, seed: int) -> Reals:
    """Figures of one run, (periods, keys): a pure function of its arguments."""
    base = ahead.base
    wanted = np.full((len(ahead.spans), len(base.keys)), np.nan)
    luck = np.random.default_rng(seed).random(len(base.frees))
    try:
        place = altered(base.place, [*changes_at(base.frees, z, luck), *ahead.changes])
        run = _run(Setup.of(place.scenario), seed)
    except InputError:
        return wanted
    names = sorted({key.measure for key in base.keys})
    for at, (first, last) in enumerate(ahead.spans):
        found = measures(_within(run, first, last), names)
        of = dict(zip(found.keys, found.values.tolist(), strict=True))
        wanted[at] = seen(base.keys, of, shares_at(base.frees, z))
    return wanted


def _run(setup: Setup, seed: int) -> Run:
    simulate = ENGINES[DEFAULT_ENGINE]()
    drawn = setup.conditions.drawn(seed, 1)
    patients = setup.sampler.draw(seed, 1)
    return setup.run(drawn, patients, simulate(drawn.network, patients))


def _within(run: Run, first: dt.date, last: dt.date) -> Run:
    """The same run, read over other days."""
    start = run.scenario.calendar.start
    begin, end = (first - start).days * DAY, ((last - start).days + 1) * DAY
    # Its own outline and nothing derived, which are of the window.
    outline = Outline(run.scenario, run.network, (begin, end))
    return replace(run, window=(begin, end), outline=outline, _kept={})
