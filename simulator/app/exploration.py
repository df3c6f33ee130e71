"""What is chosen on the page against the scenario as it is, sharpening while it is watched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock

from simulator.app.chosen import Chosen
from simulator.experiment.arm import Arm, arms_of
from simulator.experiment.comparison import Comparison, with_sums
from simulator.experiment.draws_split import split_pair
from simulator.experiment.lean import taken
from simulator.experiment.pairing import cautions
from simulator.experiment.replication import DEFAULT_ENGINE, Order, replicate
from simulator.results.measures import Measured
from simulator.results.paired import pair
from simulator.scenario.load import Loaded
from simulator.scenario.schema import Batch

FIRST_SHOWN = 2
# So that beds are told which no staff are there to open.
OPEN = "open_places"


@dataclass(slots=True, eq=False)
class Exploration:
    """A scenario and the workers that run it against what is moved in it.

    ``most``: replications after which it sharpens no more. Replications of the scenario itself are
    run once and their figures kept.
    """

    base: Arm
    batch: Batch
    most: int
    jobs: int
    _workers: ThreadPoolExecutor = field(init=False, repr=False)
    _kept: dict[int, Measured] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)
    _closing: Event = field(default_factory=Event, repr=False)

    def __post_init__(self) -> None:
        self._workers = ThreadPoolExecutor(self.jobs, "replications")

    @classmethod
    def of(cls, loaded: Loaded, batch: Batch, most: int, jobs: int) -> Exploration:
        """Of a scenario that may be run."""
        (base,) = arms_of([loaded])
        return cls(base, batch, most, jobs)

    @property
    def file(self) -> Path:
        """The scenario's file."""
        return Path(self.base.loaded.path)

    def warm(self) -> None:
        """Load all that a look needs, and run the scenario itself as often as is shown first."""
        stopped = Event()
        for _ in self.looks(Chosen(()), stopped):
            stopped.set()

    def close(self) -> None:
        """Begin no more replications, and let whoever listens go."""
        self._closing.set()
        self._workers.shutdown(wait=False, cancel_futures=True)

    def looks(self, chosen: Chosen, stopped: Event) -> Iterator[Comparison]:
        """What is chosen against the scenario after 2, 3 … replications, until it is stopped.

        The same numbers as of ``stepdown compare`` with as many replications.

        Raises:
            InputError: what is chosen cannot be run.
        """
        (arm,) = arms_of([chosen.loaded(self.file)])
        arm = Arm("chosen", arm.loaded, arm.setup)
        early: dict[int, Measured] = {}
        in_order: list[Measured] = []
        for number, measured in self._pairs(arm, stopped):
            early[number] = measured
            before = len(in_order)
            while len(in_order) + 1 in early:
                in_order.append(early.pop(len(in_order) + 1))
            if len(in_order) > before and len(in_order) >= FIRST_SHOWN:
                yield self._comparison(arm, in_order)

    def _pairs(self, arm: Arm, stopped: Event) -> Iterator[tuple[int, Measured]]:
        """Replications as they end, each after the scenario's own of that number."""
        to_come = iter(range(1, self.most + 1))
        running: dict[Future[Measured], int] = {}

        def begin() -> None:
            number = next(to_come, None)
            if number is not None:
                running[self._workers.submit(self._both, arm, number, stopped)] = number

        try:
            # One more than there are workers, so that none waits for the page.
            for _ in range(self.jobs + 1):
                begin()
            while running and not (stopped.is_set() or self._closing.is_set()):
                done, _ = wait(running, timeout=0.2, return_when=FIRST_COMPLETED)
                for each in done:
                    begin()
                    yield running.pop(each), each.result()
        finally:
            for each in running:
                each.cancel()

    def _both(self, arm: Arm, number: int, stopped: Event) -> Measured:
        measured = self._run(arm, number)
        if not stopped.is_set():
            self._of_base(number)
        return measured

    def _of_base(self, number: int) -> Measured:
        with self._lock:
            kept = self._kept.get(number)
        if kept is None:
            kept = self._run(self.base, number)
            with self._lock:
                self._kept[number] = kept
        return kept

    def _run(self, arm: Arm, number: int) -> Measured:
        order = Order(
            number=number,
            seed=self.batch.seed,
            engine=DEFAULT_ENGINE,
            measures=tuple(dict.fromkeys((*taken(self.batch), OPEN))),
            show_checks=False,
            keep_daily=False,
        )
        return replicate(arm.setup, order).measured

    def _comparison(self, arm: Arm, measured: Sequence[Measured]) -> Comparison:
        numbers = range(1, len(measured) + 1)
        both = (
            with_sums(self.base, [self._of_base(number) for number in numbers]),
            with_sums(arm, measured),
        )
        first, second = self.base.loaded.scenario, arm.loaded.scenario
        paired, split = split_pair(first, second, pair(*both), both)
        return Comparison(
            (self.base, arm),
            self.batch,
            (),
            both,
            (paired,),
            tuple(cautions(self.base, arm)),
            (),
            (split,),
        )
