"""The canonical work on one sampled input, by several programs: ratios of processor time.

A two-stage ward: a Poisson 100 a day to 700 acute beds, a lognormal stay (mean 6 d, sd 8 d); then
15 % need one of some step-down beds (lognormal, mean 20 d, sd 15 d) and 10 % one of 150 places with
a home team (lognormal, mean 14 d, sd 7 d), and keep the acute bed until they have it; 730 days.
With 120 step-down beds (A) it is overloaded and tens of thousands wait in front; with 330 (B) not.

    python -m benchmarks.canonical
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.plain_simpy import plain_simpy
from simulator.engine import compiled, reference
from simulator.engine.journeys import Journeys
from simulator.network.network import (
    DAY,
    NONE,
    CapacityPath,
    CareSetting,
    Choice,
    Network,
    Reason,
    Route,
    Step,
    StepKind,
    Unit,
)
from simulator.sampling.patients import Patients

HERE = Path(__file__).parent
DAYS, PER_DAY, ACUTE, HOME = 730, 100, 700, 150
STEP_DOWN = {"A": 120, "B": 330}
# Mean and standard deviation of the stays, in days, and who needs which second stay.
STAYS = ((6, 8), (20, 15), (14, 7))
NEEDS = (0.75, 0.15, 0.10)
ROUNDS = 5


def place(step_down: int) -> Network:
    """The wards, and a route for each second stay or none."""
    beds = (ACUTE, step_down, HOME)

    def stay(s: int, after: tuple[int, ...]) -> Step:
        return Step(StepKind.STAY, s, after, choices=((Choice(s, 0),),))

    def route(second: int) -> Route:
        stays = [stay(0, ())] + ([stay(second, (0,))] if second else [])
        leave = Step(StepKind.LEAVE, 0, (len(stays) - 1,))
        return Route(0, "way", (), (*stays, leave))

    return Network(
        end=DAYS * DAY,
        groups=("all",),
        localities=("all",),
        care_settings=tuple(
            CareSetting(f"s{s}", "beds", s == 0, "nhs", (s,), 0, 0) for s in range(len(beds))
        ),
        units=tuple(
            Unit(f"u{s}", s, None, CapacityPath((0,), (n,)), None, None, None, None, 0)
            for s, n in enumerate(beds)
        ),
        handoffs=(),
        destinations=("home",),
        reasons=(Reason("O", "nhs"),),
        routes=tuple(route(second) for second in range(len(beds))),
    )


def people(seed: int) -> Patients:
    """Everybody who comes, and how long they stay."""
    rng = np.random.default_rng(seed)
    arrives = np.rint(np.cumsum(rng.exponential(DAY / PER_DAY, 2 * DAYS * PER_DAY))).astype(int)
    arrives = arrives[arrives < DAYS * DAY]
    n = len(arrives)
    second = rng.choice(len(NEEDS), n, p=NEEDS)
    stays = np.zeros((n, 3), dtype=np.int64)
    for s, (mean, sd) in enumerate(STAYS):
        spread = np.log1p((sd / mean) ** 2)
        law = rng.lognormal(np.log(mean) - spread / 2, np.sqrt(spread), n)
        where = np.full(n, 0 if s == 0 else 1)
        who = np.flatnonzero((second == s) | (s == 0))
        stays[who, where[who]] = np.rint(law[who] * DAY)
    lengths = np.where(second > 0, 3, 2)
    first = np.concatenate([[0], np.cumsum(lengths)])
    used = np.arange(3) < lengths[:, None]
    nothing, none = np.zeros(first[-1], dtype=np.int64), np.full(first[-1], NONE)
    return Patients(
        group=np.zeros(n, np.int32),
        locality=np.zeros(n, np.int32),
        route=second.astype(np.int32),
        arrives=arrives,
        returns_as=np.full(n, NONE),
        returns_after=np.zeros(n, np.int64),
        depth=np.zeros(n, np.int32),
        identity=np.arange(n, dtype=np.uint64),
        first=first,
        duration=stays[used],
        limit=none,
        expected_error=nothing,
        review_level=nothing,
        dies=nothing,
        dies_waiting=none,
    )


def events(journeys: Journeys) -> int:
    """Arrivals, ends of stays, and starts and ends of transfers (a transfer has no length)."""
    arrivals = (journeys.arrived >= 0).sum()
    stays = (journeys.reserved >= 0).sum()
    first_stays = ((journeys.arrived >= 0) & (journeys.finished >= 0)).sum()
    ends = (journeys.ready >= 0).sum()
    return int(arrivals + ends + 2 * max(0, stays - first_stays))


def processor_seconds(run, *args) -> float:
    """Processor time of one run."""
    before = time.process_time()
    run(*args)
    return time.process_time() - before


class PlainC:
    """The same work written in C, on the patients in a file."""

    def __init__(self, folder: Path, patients: Patients) -> None:
        self.program, self.file = folder / "canonical", folder / "patients.bin"
        source = str(HERE / "canonical.c")
        subprocess.run(["gcc", "-O3", "-march=native", "-o", self.program, source], check=True)
        first = patients.first[:-1]
        second = np.where(patients.route > 0, patients.duration[first + 1], 0)
        table = [patients.arrives, patients.route, patients.duration[first], second]
        np.stack(table).astype(np.int64).tofile(self.file)

    def run(self, step_down: int) -> tuple[float, int]:
        """Processor seconds of the engine alone, and a checksum of all times."""
        command = [self.program, self.file, str(step_down)]
        seconds, total = subprocess.check_output(command, text=True).split()
        return float(seconds), int(total)


def checksum(patients: Patients, journeys: Journeys) -> int:
    """The sum of when stays started and when people left."""
    started = journeys.started[journeys.started >= 0].sum()
    return int(started + journeys.finished[journeys.finished >= 0].sum())


def main() -> None:
    """Print processor time of each program, and how many times plain SimPy each is."""
    patients = people(1)
    with tempfile.TemporaryDirectory() as folder:
        in_c = PlainC(Path(folder), patients)
        for setting, step_down in STEP_DOWN.items():
            network = place(step_down)
            ours = compiled.simulate(network, patients)
            total = checksum(patients, ours)
            same = [total == in_c.run(step_down)[1]]
            seconds: dict[str, list[float]] = {"compiled": [], "plain C": [], "reference": []}
            for _ in range(ROUNDS):
                for _ in range(10):
                    seconds["compiled"].append(
                        processor_seconds(compiled.simulate, network, patients)
                    )
                    seconds["plain C"].append(in_c.run(step_down)[0])
            if "--quick" not in sys.argv:
                seconds["reference"].append(
                    processor_seconds(reference.simulate, network, patients)
                )
                seconds["plain SimPy"] = []
                before = time.process_time()
                same.append(total == plain_simpy(patients, DAYS * DAY, (ACUTE, step_down, HOME)))
                seconds["plain SimPy"].append(time.process_time() - before)
            print(f"setting {setting}: {events(ours):,} events, all the same: {all(same)}")
            show(seconds)


def show(seconds: dict[str, list[float]]) -> None:
    """One line a program."""
    slowest = np.median(seconds.get("plain SimPy", [np.nan]))
    for name, each in seconds.items():
        if each:
            took = float(np.median(each))
            print(
                f"  {name:12} {1000 * took:9.1f} ms  {slowest / took:6.1f} times plain SimPy",
                end="",
            )
            print(f", least {1000 * min(each):.1f} ms")


if __name__ == "__main__":
    main()
