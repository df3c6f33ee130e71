"""Monte Carlo batches: replications over worker processes, until there are enough."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulator.experiment.draws_achieved import together
from simulator.experiment.draws_split import Split, of_chance, split_of, widened
from simulator.experiment.parts import Parts
from simulator.experiment.precision import Wanting, is_headline, next_number, wanting
from simulator.experiment.replication import DEFAULT_ENGINE, Order, Replication, Setup
from simulator.experiment.streaming import Left, Stream, column_of, counts_of, in_turn, series_of
from simulator.experiment.streaming_checks import means_achieved
from simulator.experiment.workers import Jobs, workers_of
from simulator.results.checks import Check
from simulator.results.daily import Days
from simulator.results.intervals import Summary
from simulator.results.published import Compared, compare_published
from simulator.results.run import Floats
from simulator.results.settling import warm_up_by_mser
from simulator.results.sureness import check_summary
from simulator.sampling.achieved import Achieved
from simulator.scenario.schema import Batch

if TYPE_CHECKING:
    import pandas as pd

TRIAL_REPLICATIONS = 2
CHECK_ONE_IN = 10

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, eq=False)
class BatchResult:
    """What a batch has shown.

    ``replications``: what each has left, in order of their numbers; each is read from disk when it
    is asked for, so that their number may be any. ``achieved``: over all replications. ``wanting``:
    headline figures less precise than asked when the batch stopped. ``planned``: how many
    replications were to be run; more than there are where the batch was stopped. ``events``: the
    event log of the first. ``mean_days``: daily series, means over the replications. ``seconds``:
    wall time by stage, of all of them. ``split``: what is not known and what is luck, where each
    replication took a draw.
    """

    setup: Setup
    batch: Batch
    engine: str
    is_trial: bool
    replications: Sequence[Left]
    summary: Summary
    checks: tuple[Check, ...]
    achieved: tuple[Achieved, ...]
    published: tuple[Compared, ...]
    wanting: tuple[Wanting, ...]
    planned: int = 0
    events: pd.DataFrame | None = None
    mean_days: Days | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)
    split: Split | None = None

    @property
    def is_partial(self) -> bool:
        """Whether the batch was stopped before it was whole."""
        return len(self.replications) < self.planned

    @property
    def daily(self) -> list[pd.DataFrame]:
        """Daily series of each replication, one table each: all of them in memory."""
        return [each.daily for each in self.replications]

    @property
    def patients(self) -> list[int]:
        """Patients of each replication."""
        return counts_of(self.replications)[0]

    @property
    def still_there(self) -> list[int]:
        """Journeys open at the end of each replication."""
        return counts_of(self.replications)[1]

    def values(self, at: int) -> list[float]:
        """The measure of ``summary.keys[at]`` in each replication."""
        return column_of(self.replications, at)

    def series(self, series: str, of: str) -> Floats:
        """A daily series in each replication: replications x days."""
        return series_of(self.replications, (series, of))

    def frame(self) -> pd.DataFrame:
        """Every value of every replication: tidy rows, all of them in memory."""
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
    jobs: Jobs = 1,
    engine: str = DEFAULT_ENGINE,
    is_trial: bool = False,
    parts: Parts | None = None,
    told: Told | None = None,
) -> BatchResult:
    """Run until there are enough replications; the same result for any number of workers.

    ``told``: called with (done, planned) whenever a replication ends. ``parts``: where finished
    replications are kept and looked for.
    """
    growing = Growing.of(setup, batch, jobs=jobs, engine=engine, is_trial=is_trial, parts=parts)
    stream = growing.stream
    while (goal := next_number(len(stream), _headlines(stream, batch), batch)) > len(stream):
        growing.grow(goal, told)
    return growing.result(batch)


def _headlines(stream: Stream, batch: Batch) -> Summary | None:
    """What precision is asked of, so far."""
    if not len(stream):
        return None
    keys = stream.replications.keys
    return stream.summary_of(at for at, key in enumerate(keys) if is_headline(key, batch))


@dataclass(frozen=True, slots=True, eq=False)
class Growing:
    """A batch to which replications are added until there are enough."""

    setup: Setup
    batch: Batch
    jobs: Jobs
    engine: str
    is_trial: bool
    parts: Parts | None
    stream: Stream

    @classmethod
    def of(
        cls,
        setup: Setup,
        batch: Batch,
        *,
        jobs: Jobs = 1,
        engine: str = DEFAULT_ENGINE,
        is_trial: bool = False,
        parts: Parts | None = None,
    ) -> Growing:
        """Of none yet. What replications leave is put beside where their parts are kept."""
        stream = Stream(parts, None if parts is None else parts.beside)
        return cls(setup, batch, jobs, engine, is_trial, parts, stream)

    def grow(self, goal: int, told: Told | None = None) -> None:
        """Run the replications that there are to be up to this number."""
        before = len(self.stream)
        numbers = range(before + 1, goal + 1)
        orders = orders_of(self.batch, numbers, self.engine, self.is_trial)
        for ended in in_turn(self.stream, replications(self.setup, orders, self.jobs, self.parts)):
            if told is not None:
                told(before + ended, goal)

    def result(self, batch: Batch) -> BatchResult:
        """What they have shown, which was all that was asked."""
        return result_of(
            self.setup,
            batch,
            self.stream,
            engine=self.engine,
            is_trial=self.is_trial,
            planned=len(self.stream),
        )


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
    done: Stream,
    *,
    engine: str = DEFAULT_ENGINE,
    is_trial: bool = False,
    planned: int = 0,
) -> BatchResult:
    """What replications have shown together.

    Raises:
        ValueError: there are none.
    """
    summary, drawn, days = done.summary(), done.drawn.all(), done.mean_days
    found = split_of(setup.scenario, done.replications.values)
    if found is not None:
        drawn = together(drawn)
    # More replications make chance smaller, and nothing else.
    chance = summary if found is None else of_chance(summary, found)
    summary = summary if found is None else widened(summary, found)
    checks = [
        done.checks.journeys_obey(),
        means_achieved(drawn),
        *done.checks.all(),
        *check_summary(chance, setup.scenario),
        warm_up_by_mser([] if days is None else [days], setup.scenario),
    ]
    return BatchResult(
        setup=setup,
        batch=batch,
        engine=engine,
        is_trial=is_trial,
        replications=done.replications,
        summary=summary,
        checks=tuple(checks),
        achieved=tuple(drawn),
        published=tuple(compare_published(setup.scenario.published, summary)),
        wanting=tuple(wanting(chance, batch)),
        planned=planned,
        events=done.events,
        mean_days=days,
        seconds=done.seconds,
        split=found,
    )


def replications(
    setup: Setup, orders: Sequence[Order], jobs: Jobs, parts: Parts | None
) -> Iterator[Replication]:
    """Replications as they end: those kept from before first."""
    missing = []
    for order in orders:
        kept = parts.load(order.number) if parts is not None else None
        if kept is None:
            missing.append(order)
        else:
            yield kept
    for each, packed in workers_of(jobs).fresh(setup, missing):
        if parts is not None:
            parts.save(each, packed)
        yield each
