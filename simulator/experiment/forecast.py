"""What a batch will take, from measuring a small one of the same place."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from simulator.experiment.replication import IN_THREADS
from simulator.experiment.workers import WORTH_PROCESSES

STATUS, STAT, UPTIME = (Path("/proc") / name for name in ("self/status", "self/stat", "uptime"))
# Of a second worker what is left after waiting for memory and for the process that writes.
GAIN_EACH = 0.85
# A process with all libraries loaded, where the system does not say: measured on Linux.
USUAL_START, USUAL_MEMORY = 3.0, 330e6


@dataclass(frozen=True, slots=True)
class Measured:
    """What a batch of ``replications`` in this process took; seconds and bytes.

    ``start``: from the start of the process to the first replication; ``each``: of one more
    replication, with what is written of it; ``report``: of tables and report. ``memory``: of the
    process before the report, and ``with_report``; ``working``: what a replication needs on top
    while it runs. ``disk``: of the whole folder; ``disk_each``: of one more replication;
    ``meanwhile``: of files that are gone at the end. ``first``: what the first replication took,
    by which workers choose between threads and processes.
    """

    replications: int
    start: float
    each: float
    report: float
    memory: float
    with_report: float
    working: float
    disk: float
    disk_each: float
    meanwhile: float
    first: float = 0.0


@dataclass(frozen=True, slots=True)
class Forecast:
    """Seconds, bytes in memory of all processes together, and bytes on disk when it is whole.

    ``meanwhile``: bytes on disk that are needed on top until the report is written.
    """

    seconds: float
    memory: float
    disk: float
    meanwhile: float


def forecast(measured: Measured, replications: int, jobs: int, engine: str) -> Forecast:
    """What so many replications will take with so many workers of this machine."""
    to_come = (replications - 1) * measured.each
    seems = (replications - 1) * max(measured.first, measured.each)
    jobs = min(jobs, replications)
    by_processes = jobs > 1 and (engine not in IN_THREADS or seems > WORTH_PROCESSES)
    at_once = 1 + GAIN_EACH * (min(jobs, os.cpu_count() or 1) - 1)
    seconds = measured.start + measured.report
    memory = measured.with_report
    if by_processes:
        # Workers start at the same time, each as long as this process took.
        seconds += measured.each + measured.start + to_come / at_once
        memory = max(memory, measured.memory + jobs * (measured.memory + measured.working))
    else:
        seconds += replications * measured.each / at_once
        memory = max(memory, measured.memory + jobs * measured.working)
    disk = measured.disk + (replications - measured.replications) * measured.disk_each
    return Forecast(seconds, memory, disk, replications * measured.meanwhile)


def memory_now(most: bool = False) -> float:
    """Bytes of memory of this process, or the most that it has had."""
    if not STATUS.exists():
        return USUAL_MEMORY
    name = "VmHWM" if most else "VmRSS"
    lines = dict(
        line.split(":", 1) for line in STATUS.read_text("ascii").splitlines() if ":" in line
    )
    return int(lines[name].split()[0]) * 1024.0


def since_start() -> float:
    """Seconds since this process began, with all that Python loaded before."""
    if not (STAT.exists() and UPTIME.exists()):
        return USUAL_START
    began = int(STAT.read_text("ascii").rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
    return max(0.0, float(UPTIME.read_text("ascii").split()[0]) - began)


class Watch:
    """Seconds between looks."""

    def __init__(self) -> None:
        """Begin now."""
        self._since = time.perf_counter()

    def lap(self) -> float:
        """Seconds since the last look."""
        now = time.perf_counter()
        taken, self._since = now - self._since, now
        return taken
