"""Monte Carlo batches: replications over worker processes, until there are enough."""

from __future__ import annotations

import math
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from uuid import uuid4

from simulator.experiment.packing import Packing
from simulator.experiment.parts import Parts
from simulator.experiment.precision import Wanting, next_number, wanting
from simulator.experiment.replication import (
    DEFAULT_ENGINE,
    IN_THREADS,
    Order,
    Replication,
    Setup,
    replicate,
)
from simulator.results.checks import Check, over_replications
from simulator.results.intervals import Summary, summarise
from simulator.results.published import Compared, compare_published
from simulator.results.settling import warm_up_by_mser
from simulator.results.sureness import check_summary
from simulator.sampling.achieved import Achieved, pooled
from simulator.scenario.schema import Batch

if TYPE_CHECKING:
    import pandas as pd

TRIAL_REPLICATIONS = 2
CHECK_ONE_IN = 10
# Threads take turns at all but the engine, which is a quarter of the work. Processes share all of
# it, but take seconds to start.
WORTH_PROCESSES = 10.0
EVERY_TIME = ("sample", "run", "measure")
MOST_STANDARD_ERRORS = 4.5
MOST_SKEW = 1.0

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, eq=False)
class BatchResult:
    """What a batch has shown; replications in order of their numbers.

    ``daily``: one table per replication, days by series. ``achieved``: over all replications.
    ``wanting``: headline figures less precise than asked when the batch stopped. ``planned``: how
    many replications were to be run; more than there are where the batch was stopped.
    """

    setup: Setup
    batch: Batch
    engine: str
    is_trial: bool
    replications: tuple[Replication, ...]
    summary: Summary
    checks: tuple[Check, ...]
    achieved: tuple[Achieved, ...]
    published: tuple[Compared, ...]
    wanting: tuple[Wanting, ...]
    planned: int = 0

    @property
    def is_partial(self) -> bool:
        """Whether the batch was stopped before it was whole."""
        return len(self.replications) < self.planned

    @property
    def daily(self) -> list[pd.DataFrame]:
        """Daily series of each replication."""
        return [each.daily for each in self.replications]

    def frame(self) -> pd.DataFrame:
        """Every value of every replication: tidy rows."""
        import pandas as pd

        tables = []
        for each in self.replications:
            table = each.measured.frame()
            table.insert(0, "replication", each.number)
            tables.append(table)
        return pd.concat(tables, ignore_index=True)


def run_batch(
    setup: Setup,
    batch: Batch,
    *,
    jobs: int = 1,
    engine: str = DEFAULT_ENGINE,
    is_trial: bool = False,
    parts: Parts | None = None,
    told: Told | None = None,
) -> BatchResult:
    """Run until there are enough replications; the same result for any number of workers.

    ``told``: called with (done, planned) whenever a replication ends. ``parts``: where finished
    replications are kept and looked for.
    """
    done: list[Replication] = []
    summary: Summary | None = None
    while (goal := next_number(len(done), summary, batch)) > len(done):
        orders = orders_of(batch, range(len(done) + 1, goal + 1), engine, is_trial)
        fresh: list[Replication] = []
        for each in replications(setup, orders, jobs, parts):
            fresh.append(each)
            if told is not None:
                told(len(done) + len(fresh), goal)
        done += sorted(fresh, key=lambda each: each.number)
        summary = summarise([each.measured for each in done])
    return result_of(setup, batch, done, engine=engine, is_trial=is_trial, planned=len(done))


def orders_of(
    batch: Batch, numbers: Iterable[int], engine: str = DEFAULT_ENGINE, is_trial: bool = False
) -> list[Order]:
    """What is asked of the replications of these numbers."""
    return [
        Order(
            number=number,
            seed=batch.seed,
            engine=engine,
            check_journeys=is_trial or number % CHECK_ONE_IN == 1,
            keep_events=number == 1,
        )
        for number in numbers
    ]


def result_of(
    setup: Setup,
    batch: Batch,
    done: Sequence[Replication],
    *,
    engine: str = DEFAULT_ENGINE,
    is_trial: bool = False,
    planned: int = 0,
) -> BatchResult:
    """What replications, in order of their numbers, have shown together."""
    summary = summarise([each.measured for each in done])
    drawn = pooled([row for each in done for row in each.achieved])
    checks = [
        _journeys_obey(done),
        _means_achieved(drawn),
        *over_replications([each.checks for each in done]),
        *check_summary(summary, setup.scenario),
        warm_up_by_mser([each.days for each in done if each.days is not None], setup.scenario),
    ]
    return BatchResult(
        setup=setup,
        batch=batch,
        engine=engine,
        is_trial=is_trial,
        replications=tuple(done),
        summary=summary,
        checks=tuple(checks),
        achieved=tuple(drawn),
        published=tuple(compare_published(setup.scenario.published, summary)),
        wanting=tuple(wanting(summary, batch)),
        planned=planned,
    )


def replications(
    setup: Setup, orders: Sequence[Order], jobs: int, parts: Parts | None
) -> Iterator[Replication]:
    """Replications as they end: those kept from before first."""
    missing = []
    for order in orders:
        kept = parts.load(order.number) if parts is not None else None
        if kept is None:
            missing.append(order)
        else:
            yield kept
    for each in _fresh(setup, missing, jobs):
        if parts is not None:
            parts.save(each)
        yield each


def _fresh(setup: Setup, orders: Sequence[Order], jobs: int) -> Iterator[Replication]:
    if jobs == 1 or len(orders) < 2:
        yield from (replicate(setup, order) for order in orders)
    elif orders[0].engine not in IN_THREADS:
        yield from _by_processes(setup, orders, jobs)
    else:
        first = replicate(setup, orders[0])
        yield first
        to_come = sum(first.seconds[stage] for stage in EVERY_TIME) * (len(orders) - 1)
        by = _by_processes if to_come > WORTH_PROCESSES else _by_threads
        yield from by(setup, orders[1:], jobs)


def _by_threads(setup: Setup, orders: Sequence[Order], jobs: int) -> Iterator[Replication]:
    from joblib import Parallel, delayed

    workers = Parallel(n_jobs=jobs, return_as="generator_unordered", prefer="threads")
    yield from workers(delayed(replicate)(setup, order) for order in orders)


def _by_processes(setup: Setup, orders: Sequence[Order], jobs: int) -> Iterator[Replication]:
    from joblib import Parallel, delayed

    workers = Parallel(n_jobs=jobs, return_as="generator_unordered", batch_size=1)
    packing = Packing()
    with _written(setup) as file:
        for packed in workers(delayed(_replicate_from)(file, order) for order in orders):
            found = packing.unpack(*packed)
            assert found is not None
            yield found


@contextmanager
def _written(setup: Setup) -> Iterator[str]:
    """A file with the setup, which each worker reads once; sent with every order it costs more."""
    with TemporaryDirectory(prefix="stepdown-") as folder:
        file = Path(folder) / f"{uuid4().hex}.pickle"
        file.write_bytes(pickle.dumps(setup, protocol=pickle.HIGHEST_PROTOCOL))
        yield str(file)


def _replicate_from(file: str, order: Order) -> tuple[bytes, bytes]:
    setup, packing = _read(file)
    return packing.pack(replicate(setup, order))


@lru_cache(maxsize=1)
def _read(file: str) -> tuple[Setup, Packing]:
    return pickle.loads(Path(file).read_bytes()), Packing()


def _journeys_obey(done: Sequence[Replication]) -> Check:
    """What the journey checker found in the replications that it was shown."""
    shown = [each.violations for each in done if each.violations is not None]
    found = [says for each in shown for says in each]
    figure = f"{len(shown)} of {len(done)} replications read, {len(found)} violations"
    if found:
        figure += f"; the first: {found[0]}"
    says = "Every journey obeys the contract, read by an independent checker"
    return Check("journeys_obey_the_contract", says, not found if shown else None, figure)


def _means_achieved(drawn: Sequence[Achieved]) -> Check:
    """Whether each sampled mean is the one that was typed, within chance.

    The mean of few draws of a skewed law strays farther than the normal law says, so the limit is
    widened by the first term of the Cornish-Fisher expansion; where the draws are too few even
    for that, nothing is said of them.
    """
    says = "The mean of each draw is the mean that was typed, within chance"
    told = [row for row in drawn if row.count > 1 and _skew_of_mean(row) <= MOST_SKEW]
    few = len(drawn) - len(told)
    if not told:
        return Check("means_achieved", says, None, f"too few draws of all {few} kinds to tell")
    worst = max(told, key=lambda row: abs(row.z) / _limit(row))
    figure = (
        f"{len(told)} means, {few} more of too few draws to tell; the farthest: {worst.of}, "
        f"{worst.draw}, {worst.group}: typed {worst.typed_mean:.4g}, drawn {worst.mean:.4g} "
        f"{worst.unit}, {abs(worst.z):.1f} standard errors (limit {_limit(worst):.1f})"
    )
    return Check("means_achieved", says, abs(worst.z) < _limit(worst), figure)


def _limit(row: Achieved) -> float:
    """Standard errors within which a mean lies but for about one in 100,000."""
    z = MOST_STANDARD_ERRORS
    return z + (z**2 - 1) / 6 * _skew_of_mean(row)


def _skew_of_mean(row: Achieved) -> float:
    """Skewness of the mean of the draws: exact for shares, a lognormal's for durations."""
    mean, sd = row.typed_mean, row.typed_sd
    if sd == 0 or row.draw == "expected error":
        return 0.0
    spread = sd / mean
    skew = abs(1 - 2 * mean) / sd if row.unit == "share" else spread**3 + 3 * spread
    return skew / math.sqrt(row.count)
