"""What a run would be and would take, said before it is run: ``stepdown run --dry-run``."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from simulator.experiment.forecast import (
    Forecast,
    Measured,
    Watch,
    forecast,
    memory_now,
    since_start,
)
from simulator.experiment.parts import SUFFIX
from simulator.experiment.streaming_tables import write_days, write_values
from simulator.experiment.workers import EVERY_TIME
from simulator.network.network import DAY
from simulator.report.landing import Landed, Ready, run_to_folder
from simulator.scenario.checks.demand import expected_arrivals

# Of these the first is the slowest: it is checked, keeps its events, and loads what is needed.
TRIED = 3
NUMBER_BYTES = 8
TABLES = {"replications.parquet": write_values, "daily.parquet": write_days}


@dataclass(frozen=True, slots=True)
class Dry:
    """What would be run, in words, and its figures.

    ``replications``: at most, where they go on until they are precise; ``days`` and ``patients`` of
    each. ``seconds``, with ``workers``; ``disk``, ``meanwhile`` (more while it runs) and ``memory``
    in bytes.
    """

    scenario: str
    says: str
    replications: int
    days: float
    patients: float
    workers: int
    seconds: float
    disk: float
    meanwhile: float
    memory: float


def dry(ready: Ready) -> Dry:
    """What would be run, how long it would take and how large it would be.

    Minutes and megabytes come from a whole batch of a few replications, made for that elsewhere.
    """
    scenario, batch = ready.loaded.scenario, ready.batch
    groups = scenario.patient_groups.values()
    patients = sum(expected_arrivals(group.arrivals, scenario.calendar) for group in groups)
    days = ready.setup.network.end / DAY
    often, most = f"{batch.replications} replications", batch.replications
    if batch.precision is not None or batch.absolute:
        often = f"at most {batch.at_most} replications, until precise enough"
        most = batch.at_most
    jobs = min(ready.asked.jobs or os.cpu_count() or 1, most)
    takes = forecast(measured(ready, most), most, jobs, ready.asked.engine)
    says = (
        f"{ready.loaded.path}: {often} of {days:.0f} days "
        f"({scenario.calendar.warm_up} of them warm-up), "
        f"about {patients:,.0f} patients each\n"
        f"  about {in_minutes(takes)} with {jobs} worker{'s' if jobs != 1 else ''}, "
        f"{takes.disk / 1e6:,.0f} megabytes on disk ({takes.meanwhile / 1e6:,.0f} more while it "
        f"runs), {takes.memory / 1e6:,.0f} in memory"
    )
    sizes = (takes.seconds, takes.disk, takes.meanwhile, takes.memory)
    return Dry(str(ready.loaded.path), says, most, days, patients, jobs, *map(float, sizes))


def in_minutes(takes: Forecast) -> str:
    """A time in words, to the digits that a forecast has."""
    minutes = takes.seconds / 60
    if minutes < 1.5:
        # Not in tenths of a minute, which are half of the time of a small place.
        return f"{takes.seconds:,.0f} seconds"
    return f"{minutes:,.0f} minutes" if minutes < 90 else f"{minutes / 60:,.1f} hours"


def measured(ready: Ready, most: int) -> Measured:
    """What a batch of a few replications takes in this process, from start to report."""
    tried = min(TRIED, most)
    begun = since_start()
    batch = ready.batch.model_copy(
        update={"replications": tried, "precision": None, "absolute": {}}
    )
    asked = replace(ready.asked, jobs=1, cluster=None)
    watch = Watch()
    laps: list[float] = []
    memory: list[tuple[float, float]] = []

    def told(done: int, planned: int) -> None:
        laps.append(watch.lap())
        memory.append((memory_now(), memory_now(most=True)))

    with TemporaryDirectory(prefix="stepdown-") as elsewhere:
        landed = run_to_folder(replace(ready, batch=batch, asked=asked), Path(elsewhere), told)
        report = watch.lap()
        disk, disk_each = _on_disk(landed)
    _, *more = laps if tried > 1 else laps * 2
    each = sum(more) / len(more)
    resident, peak = memory[-1]
    values = len(landed.result.summary.keys) * NUMBER_BYTES
    days = landed.result.mean_days
    stages = sum(landed.result.seconds[stage] for stage in EVERY_TIME)
    return Measured(
        replications=tried,
        # What the first took longer is what it loads.
        start=begun + max(0.0, laps[0] - each),
        each=each,
        report=report,
        memory=resident,
        with_report=memory_now(most=True),
        working=max(0.0, peak - resident),
        disk=disk,
        disk_each=disk_each,
        meanwhile=values + (0 if days is None else days.values.size * NUMBER_BYTES),
        first=stages - (tried - 1) * each,
    )


def _on_disk(landed: Landed) -> tuple[float, float]:
    """Bytes of a folder, and how many more each replication makes: its part and its rows."""
    files = [file for file in landed.folder.rglob("*") if file.is_file()]
    # The first has the events too, and there is one first.
    parts = sorted(file for file in files if file.suffix == SUFFIX)[-1:]
    each = float(sum(file.stat().st_size for file in parts))
    number = len(landed.result.replications)
    if number > 1:
        first = replace(landed.result, replications=landed.result.replications[:1])
        for name, write in TABLES.items():
            alone = landed.folder / f"first-{name}"
            write(first, alone)
            whole = (landed.folder / name).stat().st_size
            each += (whole - alone.stat().st_size) / (number - 1)
    return float(sum(file.stat().st_size for file in files)), each
