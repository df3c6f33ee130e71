"""Cost per patient as one network grows: 1, 4, 16 and 64 copies of the baseline place.

Every size runs the same few weeks, so that the largest fits in memory; each copy has patients of
its own, and what happens in it is held to what happens in it alone.

    python -m benchmarks growth
"""

from __future__ import annotations

import sys

import numpy as np

from benchmarks.copies import copies_of, together
from benchmarks.rounds import Rounds, processor
from benchmarks.scenario import baseline
from benchmarks.section import Section, Target
from simulator.engine import compiled
from simulator.engine.journeys import Journeys
from simulator.experiment.replication import Setup
from simulator.network.network import Network
from simulator.sampling.patients import Patients

SIZES = (1, 4, 16, 64)
DAYS = 60
QUICK_ROUNDS, FULL_ROUNDS = 5, 15


def grown(setup: Setup, sizes: tuple[int, ...]) -> dict[int, tuple[Network, Patients]]:
    """For each number of copies, a network and its patients."""
    drawn = [setup.sampler.draw(1, number) for number in range(1, max(sizes) + 1)]
    routes = len(setup.network.routes)
    return {
        size: (copies_of(setup.network, size), together(drawn[:size], routes)) for size in sizes
    }


def seen(journeys: Journeys) -> int:
    """How many arrive by the end."""
    return int((journeys.arrived >= 0).sum())


def is_same(setup: Setup, grown_to: tuple[Network, Patients], copies: int) -> bool:
    """Whether the copies together finish exactly as each does by itself."""
    alone = [
        compiled.simulate(setup.network, setup.sampler.draw(1, number)).finished
        for number in range(1, copies + 1)
    ]
    return np.array_equal(
        np.sort(np.concatenate(alone)), np.sort(compiled.simulate(*grown_to).finished)
    )


def measure(
    full: bool = False,
    sizes: tuple[int, ...] = SIZES,
    days: int = DAYS,
    rounds: int = QUICK_ROUNDS,
) -> Section:
    """Processor time per patient, over that of one place."""
    section = Section("growth", f"cost per patient as places are added, {days} days, compiled")
    setup = baseline(warm_up=0, days=days)
    places = grown(setup, sizes)
    section.must(is_same(setup, places[sizes[1]], sizes[1]), "each copy as it is by itself")
    patients = {size: seen(compiled.simulate(*places[size])) for size in sizes}
    programs = {str(size): processor(compiled.simulate, *places[size]) for size in sizes}
    found = Rounds.run(programs, FULL_ROUNDS if full else rounds)
    one = str(sizes[0])
    for size in sizes:
        each = found.ratio(str(size), one)
        part = patients[sizes[0]] / patients[size]
        cost = (each.median * part, each.low * part, each.high * part)
        section.say(
            f"{size:3} places, {patients[size]:9,} patients: "
            f"{cost[0]:.2f} ({cost[1]:.2f} to {cost[2]:.2f}) times the cost of one place"
        )
        section.figures[f"{size} places"] = dict(zip(("median", "low", "high"), cost, strict=True))
    what = f"cost per patient in {sizes[-1]} places over one"
    section.targets.append(
        Target.at_most(what, 1.3, section.figures[f"{sizes[-1]} places"]["median"])
    )
    return section


if __name__ == "__main__":
    made = measure("--full" in sys.argv)
    made.close()
    sys.exit(bool(made.wrong))
