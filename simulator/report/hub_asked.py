"""What is asked of a study of hubs, read and checked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from simulator.errors import InputError, Problem
from simulator.experiment.batch import Told
from simulator.experiment.prepare import batch_of, prepare
from simulator.report.hub_exchange import Exchange
from simulator.report.hub_study import Study, run_study


def numbers_of(text: str, option: str) -> tuple[float, ...]:
    """Numbers above 0 between commas, lowest first.

    Raises:
        InputError: some are not.
    """
    found = []
    for each in text.split(","):
        try:
            found.append(float(each))
        except ValueError:
            found.append(math.nan)
    if not all(0 < each < math.inf for each in found):
        do = "write numbers above 0, like 0.5,1,2"
        raise InputError([Problem(f"'{text}' are not numbers above 0", path=option, do=do)])
    return tuple(sorted(set(found)))


def exchange_of(hours: str, bed_day: float, visits_per_day: float) -> Exchange:
    """The rates asked for.

    Raises:
        InputError: the values of an hour cannot be read.
    """
    return Exchange(bed_day, numbers_of(hours, "--hours"), visits_per_day)


def study_of(
    paths: tuple[Path, Path],
    sets: Sequence[str],
    factors: Sequence[float],
    exchange: Exchange,
    *,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int = 1,
    told: Told | None = None,
) -> Study:
    """Run a study as asked, by the batch of the reference in all else.

    Raises:
        InputError: the scenarios cannot be run, or merge nothing.
    """
    given = prepare(paths[0], sets).scenario.batch
    asked = batch_of(given, replications=replications or given.replications, seed=seed)
    return run_study(paths, sets, factors, asked, exchange, jobs=jobs, told=told)
