"""The baseline place by stage of a replication: sample, run, measure, write; and memory.

python -m benchmarks baseline
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import numpy as np

from benchmarks.rounds import Spread
from benchmarks.scenario import ROOT, baseline
from benchmarks.section import Section, Target
from simulator.engine import compiled, reference
from simulator.experiment.parts import Parts
from simulator.experiment.replication import Order, Setup, replicate

STAGES = ("sample", "run", "measure", "write")
QUICK_ROUNDS, FULL_ROUNDS = 3, 9
# The engine alone is quick, so it is run this often in each round.
REPEATED = 5


def stages(setup: Setup, engine: str, number: int, folder: Path) -> dict[str, float]:
    """Processor seconds of each stage of one replication, written as a batch keeps it."""
    # Its own stopwatch counts wall time, which other work on the machine adds to.
    clock = SimpleNamespace(perf_counter=time.process_time)
    with patch("simulator.experiment.replication.time", clock):
        done = replicate(setup, Order(number, 1, engine))
    before = time.process_time()
    Parts(folder).save(done)
    spent = {name: done.seconds.get(name, 0.0) for name in STAGES}
    return {**spent, "write": time.process_time() - before}


def _repeated(run: Callable[..., Any], *args: Any) -> float:
    """Processor seconds, the median of a few."""
    found = []
    for _ in range(REPEATED):
        before = time.process_time()
        run(*args)
        found.append(time.process_time() - before)
    return Spread.of(found).median


def same_journeys(setup: Setup, number: int = 1) -> bool:
    """Whether both engines record exactly the same."""
    patients = setup.sampler.draw(1, number)
    found = [engine.simulate(setup.network, patients) for engine in (compiled, reference)]
    columns = list(type(found[0]).__dataclass_fields__)
    return all(np.array_equal(getattr(found[0], name), getattr(found[1], name)) for name in columns)


@dataclass(frozen=True, slots=True)
class Measured:
    """Processor seconds by round: of each stage by engine, and of the compiled engine alone."""

    spent: Mapping[str, Sequence[Mapping[str, float]]]
    alone: Sequence[float]

    @classmethod
    def of(cls, setup: Setup, rounds: int, folder: Path) -> Measured:
        """Each round is another replication."""
        # Libraries are loaded, and what is the same in all replications made, before.
        stages(setup, "compiled", 1, folder)
        spent: dict[str, list[dict[str, float]]] = {"compiled": [], "simpy": []}
        alone = []
        for number in range(1, rounds + 1):
            for engine, found in spent.items():
                found.append(stages(setup, engine, number, folder))
            patients = setup.sampler.draw(1, number)
            alone.append(_repeated(compiled.simulate, setup.network, patients))
        return cls(spent, alone)

    def over_alone(self, engine: str, *stage: str) -> Spread:
        """Some stages together, as multiples of the compiled engine alone."""
        pairs = zip(self.spent[engine], self.alone, strict=True)
        return Spread.of([sum(row[name] for name in stage) / one for row, one in pairs])

    def seconds(self, engine: str, stage: str) -> float:
        """Median of a stage."""
        return Spread.of([row[stage] for row in self.spent[engine]]).median


def measure(full: bool = False) -> Section:
    """Stages of both engines, as multiples of the compiled engine alone."""
    section = Section("baseline", "a replication of the baseline place by stage")
    setup = baseline()
    section.must(same_journeys(setup), "every record of both engines")
    with tempfile.TemporaryDirectory() as folder:
        found = Measured.of(setup, FULL_ROUNDS if full else QUICK_ROUNDS, Path(folder))
    section.say(f"compiled engine alone: {Spread.of(found.alone).text()} s")
    for engine in found.spent:
        _stages(section, found, engine)
    times = found.over_alone("simpy", "run")
    section.say(f"compiled engine {times.text()} times as fast as our SimPy model")
    section.figures["compiled engine, times our SimPy"] = times.plain()
    whole = found.over_alone("compiled", *STAGES)
    section.targets += [
        Target.at_least("compiled engine, times our SimPy model", 100, times.median),
        Target.at_most("replication end to end over the engine alone", 3, whole.median),
    ]
    _memory(section)
    return section


def _stages(section: Section, found: Measured, engine: str) -> None:
    section.say(f"{engine}, and as multiples of the compiled engine alone")
    for name in STAGES:
        each, seconds = found.over_alone(engine, name), found.seconds(engine, name)
        section.say(f"  {name:8} {seconds:8.3f} s  {each.text():>24}")
        section.figures[f"{engine} {name}"] = {**each.plain(), "seconds": seconds}
    whole = found.over_alone(engine, *STAGES)
    section.say(f"  {'all':8} {'':8}    {whole.text():>24}")
    section.figures[f"{engine} all"] = whole.plain()


def _memory(section: Section) -> None:
    """Memory of one replication, in fresh processes."""
    for engine in ("compiled", "simpy"):
        words = [sys.executable, "-m", "benchmarks.memory", engine]
        said = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        found = json.loads(said)
        if found["bytes"] is None:
            section.say("memory is measured on Linux only")
            return
        each = found["bytes"] / found["patients"]
        section.say(f"{engine:9} memory grows by {each:,.0f} bytes a patient at its peak")
        section.figures[f"{engine} bytes a patient"] = each


if __name__ == "__main__":
    made = measure("--full" in sys.argv)
    made.close()
    sys.exit(bool(made.wrong))
