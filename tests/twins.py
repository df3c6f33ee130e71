"""Long runs of random places through every engine: the same journeys, and the checker content.

``python dev.py twins --networks 2000`` prints how often each rule acted; a rule that acted too
seldom fails the run, since nothing was learned about it, and so does a pair of features of a place
that never met in one. A place in which loops of full places moved is run again to be stopped at the
first. The smallest place on which two witnesses differ is saved under ``tests/engine/cases`` and is
a test from then on.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields, replace
from pathlib import Path
from random import Random

import numpy as np

from simulator.engine.checker import check
from simulator.engine.journeys import Journeys, PlacesLocked
from simulator.network import network as parts
from simulator.network.network import AtLoop, Network
from simulator.sampling.patients import Patients
from tests.engines import ENGINES, Engine
from tests.feature_counts import feature_counts
from tests.features import FEATURES, Pairs, features
from tests.random_networks import random_case
from tests.shrink import only, simplest

CASES = Path(__file__).parent / "engine" / "cases"
QUICKEST = ENGINES["compiled"]
LEAST = 1_000
SMALL, MIDDLE, LARGE = 12, 700, 2_000
ONE_IN_SMALL, ONE_IN_LARGE = 4, 100


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one random place has shown; ``says`` is empty when all witnesses agree."""

    seed: int
    people: int
    says: str
    counts: Counter[str]
    features: set[str]


def people_of(seed: int) -> int:
    """How many come: a handful, dozens, or now and then thousands."""
    if seed % ONE_IN_LARGE == 0:
        return LARGE
    return 1 + seed % SMALL if seed % ONE_IN_SMALL == 1 else MIDDLE


def run(simulate: Engine, network: Network, patients: Patients) -> Journeys | PlacesLocked:
    """The record, or where and when full places stopped the run."""
    try:
        return simulate(network, patients)
    except PlacesLocked as locked:
        return locked


def compare(network: Network, patients: Patients) -> tuple[str, Journeys | PlacesLocked | None]:
    """What the witnesses disagree on, if anything, and what the first engine says."""
    runs = {}
    for name, simulate in ENGINES.items():
        try:
            runs[name] = run(simulate, network, patients)
        except Exception as error:
            return f"{name} fails: {error!r}", None
    (first, one), *others = runs.items()
    for name, other in others:
        if says := differ(one, other):
            return f"{first} and {name} differ in {says}", one
    if isinstance(one, PlacesLocked):
        return "", one
    violations = check(network, patients, one, most=1)
    return (f"the checker says: {violations[0]}" if violations else ""), one


def differ(one: Journeys | PlacesLocked, other: Journeys | PlacesLocked) -> str:
    """The first difference between what two engines say of a case; nothing where there is none."""
    if isinstance(one, PlacesLocked) or isinstance(other, PlacesLocked):
        both = [repr(each) if isinstance(each, PlacesLocked) else "none" for each in (one, other)]
        return "" if both[0] == both[1] else f"the stop: {both[0]} and {both[1]}"
    for column in fields(Journeys):
        mine, its = getattr(one, column.name), getattr(other, column.name)
        if len(mine) != len(its):
            return f"the length of {column.name}: {len(mine)} and {len(its)}"
        if not np.array_equal(mine, its):
            at = int(np.flatnonzero(mine != its)[0])
            return f"{column.name}[{at}]: {mine[at]} and {its[at]}"
    return ""


def compare_stopping(network: Network, patients: Patients, moved: Journeys) -> tuple[str, int]:
    """The same place, now stopping at a loop: what the witnesses disagree on, and how often it did.

    Where the quickest engine stops so must the others, in which, in the record of a run that went
    on, somebody started; otherwise nothing may change. Then every second of the patients comes
    alone, and the others, for more stops.
    """
    stopping = replace(network, at_loop=AtLoop.STOP)
    stop = run(QUICKEST, stopping, patients)
    if not isinstance(stop, PlacesLocked):
        says = differ(moved, stop)
        return says and f"where loops stop the run, though there are none: {says}", 0
    units = set(np.where(moved.away_unit >= 0, moved.away_unit, moved.unit)[
        moved.reserved == stop.time
    ]) | set(moved.unit[moved.moved_back == stop.time])  # fmt: skip
    if shy := [unit for unit in stop.units if unit not in units]:
        return f"stopped at {stop!r}, yet nobody moves into {shy}", 1
    stopped = 0
    halves = [only(patients, range(k, len(patients), 2)) for k in (0, 1)[: len(patients) - 1]]
    for some in [patients, *halves]:
        if isinstance(run(QUICKEST, stopping, some), PlacesLocked):
            stopped += 1
            if says := compare(stopping, some)[0]:
                return f"where loops stop the run of {len(some)}, {says}", stopped
    return "", stopped


def try_case(network: Network, patients: Patients) -> tuple[str, Journeys | None, int]:
    """What the witnesses disagree on, the journeys, and whether a run was stopped by a loop."""
    says, record = compare(network, patients)
    if says or not isinstance(record, Journeys):
        return says, None, int(isinstance(record, PlacesLocked))
    says, stopped = "", 0
    if network.at_loop is AtLoop.SWAP:
        says, stopped = compare_stopping(network, patients, record)
    return says, record, stopped


def difference(network: Network, patients: Patients) -> str:
    """What the witnesses disagree on, if anything."""
    return try_case(network, patients)[0]


def try_seed(seed: int, people: int | None = None) -> Outcome:
    """Run one random place through every witness."""
    people = people_of(seed) if people is None else people
    network, patients = random_case(Random(seed), people=people)
    says, record, stopped = try_case(network, patients)
    counts = Counter({"loop: stopped": stopped})
    if record is not None:
        counts.update(networks=1, patients=int((record.arrived >= 0).sum()))
        counts.update(feature_counts(network, patients, record))
    return Outcome(seed, people, says, counts, features(network, patients))


def smallest(failed: list[Outcome]) -> tuple[Network, Patients, str]:
    """Of failing places that with the fewest people, and then the simplest like it that fails."""
    each = min(failed, key=lambda outcome: outcome.people)
    network, patients = simplest(each.seed, each.people, lambda case: difference(*case) != "")
    return network, patients, difference(network, patients)


def as_text(network: Network, patients: Patients) -> str:
    """A case as text that reads back as the same."""
    columns = {column.name: getattr(patients, column.name).tolist() for column in fields(Patients)}
    return f"{network!r}\n{columns!r}\n"


def read(text: str) -> tuple[Network, Patients]:
    """A case from its text."""
    first, second = text.splitlines()
    names = {name: getattr(parts, name) for name in dir(parts) if name[0].isupper()}
    network = eval(_without_enum_marks(first), {"__builtins__": {}}, names)
    columns = eval(second, {"__builtins__": {}}, {})
    like = random_case(Random(0), people=1)[1]
    return network, Patients(
        **{name: np.array(v, getattr(like, name).dtype) for name, v in columns.items()}
    )


def _without_enum_marks(text: str) -> str:
    """``<StepKind.STAY: 0>`` as ``StepKind.STAY``."""
    import re

    return re.sub(r"<(\w+\.\w+): \d+>", r"\1", text)


def cases() -> list[Path]:
    """The saved cases."""
    return sorted(CASES.glob("*.txt"))


def main(words: list[str]) -> int:
    """Run many random places; 1 when witnesses differ or too little was tried."""
    asked = argparse.ArgumentParser(prog="dev.py twins", description=__doc__.split("\n", 1)[0])
    asked.add_argument("--networks", type=int, default=2_000)
    asked.add_argument("--seed", type=int, default=0, help="first of the seeds")
    asked.add_argument("--least", type=int, default=LEAST, help="how often each rule has to act")
    given = asked.parse_args(words)
    counts: Counter[str] = Counter()
    pairs = Pairs(FEATURES)
    failed: list[Outcome] = []
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for outcome in pool.map(
            try_seed, range(given.seed, given.seed + given.networks), chunksize=8
        ):
            counts.update(outcome.counts)
            pairs.meet(outcome.features)
            if outcome.says:
                failed.append(outcome)
                print(f"seed {outcome.seed}, {outcome.people} people: {outcome.says}")
    is_enough = says_enough(counts, pairs, given.least)
    if failed:
        save(failed)
    witnesses = ", ".join([*ENGINES, "checker"])
    print(f"{given.networks:,} networks, {len(failed)} differences between {witnesses}")
    return int(bool(failed) or not is_enough)


def says_enough(counts: Counter[str], pairs: Pairs, least: int) -> bool:
    """Print how much was tried, and whether that is enough."""
    width = max(map(len, counts), default=0)
    for name, count in counts.items():
        print(f"{name:<{width}} {count:>10,}")
    seldom = [name for name, n in counts.items() if n < least and name != "networks"]
    if seldom:
        print(f"acted fewer than {least:,} times: {', '.join(seldom)}")
    apart = pairs.apart()
    print(f"pairs of features seen together: {pairs.number - len(apart):,} of {pairs.number:,}")
    if apart:
        print(f"never together: {'; '.join(' and '.join(pair) for pair in apart)}")
    return not (seldom or apart)


def save(failed: list[Outcome]) -> None:
    """Keep the smallest failing place as a case."""
    network, patients, says = smallest(failed)
    CASES.mkdir(exist_ok=True)
    file = CASES / f"seed-{failed[0].seed}.txt"
    file.write_text(as_text(network, patients), encoding="utf-8")
    print(f"the smallest of {len(failed)}, {len(patients)} patients: {says}\nsaved: {file.name}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
