"""Two workers over one, and what a worker costs per replication.

python -m benchmarks workers
"""

from __future__ import annotations

import sys
from dataclasses import replace
from unittest.mock import patch

from benchmarks.rounds import Rounds, Spread, wall
from benchmarks.scenario import baseline
from benchmarks.section import Section, Target
from simulator.experiment import replication
from simulator.experiment.batch import BatchResult, run_batch
from simulator.experiment.replication import Order, Replication, Setup

ENGINES = ("compiled", "simpy")
# Days that SimPy runs, so that it takes seconds too.
SIMPY_DAYS = 40
REPLICATIONS, EMPTY_ORDERS = {"compiled": 60, "simpy": 12}, 40
QUICK_ROUNDS, FULL_ROUNDS = 3, 9

_ready: dict[str, Replication] = {}


def ready_made(setup: Setup, order: Order) -> Replication:
    """A replication that costs nothing but the first time in each process."""
    if order.engine not in _ready:
        _ready[order.engine] = replication.replicate(setup, order)
    return replace(_ready[order.engine], number=order.number)


def batch(setup: Setup, engine: str, number: int, jobs: int) -> BatchResult:
    """So many replications by so many workers."""
    wanted = setup.scenario.batch.model_copy(
        update={"replications": number, "precision": None, "absolute": {}}
    )
    return run_batch(setup, wanted, jobs=jobs, engine=engine)


def is_same(setup: Setup, engine: str) -> bool:
    """Whether two workers give what one gives, to the last bit."""
    found = [batch(setup, engine, 2, jobs) for jobs in (1, 2)]
    tables = [[each.measured.values.tobytes() for each in one.replications] for one in found]
    return tables[0] == tables[1]


def measure(full: bool = False) -> Section:
    """Both engines: gain of a second worker, and overhead per replication."""
    section = Section("workers", "two workers over one")
    rounds = FULL_ROUNDS if full else QUICK_ROUNDS
    for engine in ENGINES:
        setup = baseline() if engine == "compiled" else baseline(warm_up=0, days=SIMPY_DAYS)
        # Also starts the workers and compiles, which happens once and is not timed.
        section.must(is_same(setup, engine), f"every measure, one and two workers, {engine}")
        _gain(section, setup, engine, rounds)
        _overhead(section, engine, rounds)
    return section


def _gain(section: Section, setup: Setup, engine: str, rounds: int) -> None:
    number = REPLICATIONS[engine]
    programs = {str(jobs): wall(batch, setup, engine, number, jobs) for jobs in (1, 2)}
    gain = Rounds.run(programs, rounds).ratio("1", "2")
    section.say(f"{engine:9} {gain.text()} times as fast with two ({number} replications)")
    section.figures[f"{engine}, two workers over one"] = gain.plain()
    what = f"{engine}, {number} replications, two workers over one"
    section.targets.append(Target.at_least(what, 1.8, gain.median))


def _overhead(section: Section, engine: str, rounds: int) -> None:
    """A batch of replications made before, by two workers, over the same by a plain loop."""
    setup = baseline(warm_up=0, days=1)
    with patch("simulator.experiment.workers.replicate", ready_made):
        for jobs in (1, 2):
            batch(setup, engine, 4, jobs)
        programs = {str(jobs): wall(batch, setup, engine, EMPTY_ORDERS, jobs) for jobs in (1, 2)}
        found = Rounds.run(programs, rounds).seconds
    pairs = zip(found["2"], found["1"], strict=True)
    each = Spread.of([1000 * (two - one) / EMPTY_ORDERS for two, one in pairs])
    section.say(f"{engine:9} overhead {each.text(2)} ms a replication")
    section.figures[f"{engine}, overhead per replication, ms"] = each.plain()
    what = f"{engine}, overhead per replication"
    section.targets.append(Target.at_most(what, 5, each.median, "ms"))


if __name__ == "__main__":
    made = measure("--full" in sys.argv)
    made.close()
    sys.exit(bool(made.wrong))
