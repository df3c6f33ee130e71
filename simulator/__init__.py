"""Simulation of patient flow through an English health and care system.

The promised names: ``load_scenario``, ``run``, ``compare`` and ``size``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.experiment.batch import BatchResult
    from simulator.experiment.comparison import Comparison
    from simulator.experiment.sizing import Sizing
    from simulator.scenario.load import Loaded

__all__ = ["compare", "load_scenario", "run", "size"]
__version__ = "0.1.0"


def load_scenario(path: str | Path, sets: Sequence[str] = ()) -> Loaded:
    """Read and check a scenario file; ``sets`` like ``'care_settings.acute.turnaround=3 hours'``.

    Raises:
        simulator.errors.InputError: it cannot be run; every problem found, with file and line.
    """
    from simulator.experiment.prepare import prepare

    return prepare(path, sets)


def run(
    scenario: Loaded | str | Path,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int = 1,
    precision: Sequence[str] = (),
) -> BatchResult:
    """Run a scenario as a Monte Carlo batch and return its measures, in memory.

    The same scenario, seed and replications give the same result for any number of ``jobs``.
    ``result.summary.frame()`` is a table of every measure with its 95 % half-width;
    ``result.frame()`` has every value of every replication.

    Raises:
        simulator.errors.InputError: the scenario or the precision cannot be used, or (as
            StoppedError) a run stopped because people in full places waited for one another.
    """
    from simulator.experiment.batch import run_batch
    from simulator.experiment.prepare import batch_of, prepare
    from simulator.experiment.replication import Setup

    loaded = prepare(scenario) if isinstance(scenario, (str, Path)) else scenario
    batch = batch_of(
        loaded.scenario.batch, replications=replications, precision=precision, seed=seed
    )
    return run_batch(Setup.of(loaded.scenario), batch, jobs=jobs)


def compare(
    scenarios: Sequence[Loaded | str | Path],
    replications: int | None = None,
    seed: int | None = None,
    jobs: int = 1,
    precision: Sequence[str] = (),
) -> Comparison:
    """Run scenarios on the same patients, in memory; the first is the reference.

    ``result.frame()`` has every difference from the reference with its 95 % half-width, the share
    of replications in which it is higher and lower, and the variance of the difference over that
    without pairing. ``precision`` is that of the differences. The batch is the first scenario's.

    Raises:
        simulator.errors.InputError: fewer than two scenarios, or one cannot be used.
    """
    from simulator.experiment.arm import arms_of
    from simulator.experiment.comparison import batch_given, compare_arms
    from simulator.experiment.prepare import batch_of, prepare

    loaded = [prepare(each) if isinstance(each, (str, Path)) else each for each in scenarios]
    arms = arms_of(loaded)
    batch = batch_of(batch_given(arms), replications=replications, precision=precision, seed=seed)
    return compare_arms(arms, batch, jobs=jobs)


def size(
    scenario: str | Path,
    vary: Sequence[str],
    goals: Sequence[str],
    *,
    confidence: float = 0.95,
    at_most: int = 160,
    prices: Sequence[str] = (),
    every: bool = False,
    sets: Sequence[str] = (),
    seed: int | None = None,
    jobs: int = 1,
) -> Sizing:
    """Find the least capacity, or the cheapest mix, with which goals are met, in memory.

    ``vary``: one to four like ``'care_settings.acute.units.North.beds=20..40:2'``. ``goals``: like
    ``'occupancy[care_setting=acute] <= 92%'`` for the long-run mean, or with ``in 9 of 10 runs``
    for a share of runs; a standard of the scenario may stand by its name. ``at_most``: runs of one
    candidate. ``prices``: what one more of each costs a year, else the scenario's own fixed and
    staffing cost. ``every``: take no order of candidates for granted.
    ``result.searched.best`` is the answer, None where none is shown to meet the goals, and
    ``result.searched.untold`` are cheaper candidates that may meet them.

    Raises:
        simulator.errors.InputError: the question cannot be put; every problem found.
    """
    from simulator.experiment.lean import Lean
    from simulator.experiment.prepare import batch_of
    from simulator.experiment.sizing import answer, question_of
    from simulator.experiment.store import in_memory

    question = question_of(
        scenario,
        vary,
        goals,
        batch_of=lambda batch: batch_of(batch, replications=at_most, seed=seed),
        sets=sets,
        prices=prices,
        confidence=confidence,
        every=every,
    )
    return answer(question, Lean(question.batch, jobs), lambda arm: in_memory())
