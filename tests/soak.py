"""Run batches of ever more replications, and see that neither memory nor open files grow.

    python3 dev.py soak [--replications 10000] [--jobs 1]

Each batch is a process of its own and goes all the way to its report.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path

SMALL = Path(__file__).parent / "scenario" / "small.yaml"
SHORT = ("calendar.warm_up=14 days", "calendar.run_for=28 days")
LOOKS = 10
# What a process may grow by while it runs: what allocators keep, and 100 bytes a replication.
MEGABYTES, BYTES_EACH = 8.0, 100
STATUS, OPEN = Path("/proc/self/status"), Path("/proc/self/fd")


@dataclass
class Soaked:
    """What a batch took. Memory in megabytes, by replications done; ``peak``: in the whole."""

    replications: int
    memory: dict[int, float] = field(default_factory=dict)
    files: dict[int, int] = field(default_factory=dict)
    simulating: float = 0.0
    peak: float = 0.0
    folder: float = 0.0
    parts: float = 0.0
    seconds: float = 0.0

    def look(self, done: int) -> None:
        """Note what is in use now."""
        self.memory[done] = in_use("VmRSS")
        self.files[done] = len(list(OPEN.iterdir()))

    def wrong(self) -> list[str]:
        """What grew that should not."""
        found = []
        first, last = (at(self.memory) for at in (min, max))
        allowed = MEGABYTES + BYTES_EACH * self.replications / 1e6
        if self.memory[last] - self.memory[first] > allowed:
            grown = self.memory[last] - self.memory[first]
            found.append(f"memory grew by {grown:.1f} MB from {first} to {last} replications")
        if self.files[last] > self.files[first]:
            found.append(f"open files grew from {self.files[first]} to {self.files[last]}")
        return found


def in_use(name: str) -> float:
    """Megabytes of memory: VmRSS now, VmHWM the most so far."""
    lines = dict(line.split(":", 1) for line in STATUS.read_text().splitlines() if ":" in line)
    return int(lines[name].split()[0]) * 1024 / 1e6


def soak(replications: int, jobs: int) -> Soaked:
    """Run one batch in this process, from its scenario to its report."""
    import time

    from simulator.report.landing import Asked, make_ready, run_to_folder

    made, since = Soaked(replications), time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="soak-") as out:
        asked = Asked(replications=replications, jobs=jobs, sets=SHORT)
        ready = make_ready(SMALL, asked)

        def told(done: int, planned: int) -> None:
            # The first tenth is left out: there libraries are loaded.
            if done % max(1, planned // LOOKS) == 0:
                made.look(done)
            if done == planned:
                made.simulating = in_use("VmHWM")

        folder = run_to_folder(ready, Path(out), told).folder
        made.peak, made.seconds = in_use("VmHWM"), time.perf_counter() - since
        sizes = {file: file.stat().st_size for file in folder.rglob("*") if file.is_file()}
        made.folder = sum(sizes.values()) / 1e6
        made.parts = sum(size for file, size in sizes.items() if file.suffix == ".part") / 1e6
    return made


def apart(replications: int, jobs: int) -> Soaked:
    """The same in a process of its own."""
    words = [sys.executable, "-m", "tests.soak", "--one", str(replications), "--jobs", str(jobs)]
    # Threads of libraries reserve memory by their number.
    done = subprocess.run(
        words,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "MALLOC_ARENA_MAX": "2"},
    )
    plain = json.loads(done.stdout.splitlines()[-1])
    for name in ("memory", "files"):
        plain[name] = {int(number): value for number, value in plain[name].items()}
    return Soaked(**plain)


def main(words: list[str]) -> int:
    """Soak batches of 100, 1,000 and so many replications; 1 where anything grew."""
    parser = argparse.ArgumentParser(prog="python3 dev.py soak", description=__doc__)
    parser.add_argument("--replications", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args(words)
    if asked.one:
        print(json.dumps(asdict(soak(asked.one, asked.jobs))))
        return 0
    wrong = 0
    for number in sorted({100, 1_000, asked.replications}):
        if number > asked.replications:
            continue
        found = apart(number, asked.jobs)
        lines = found.wrong()
        wrong += len(lines)
        first, last = min(found.memory), max(found.memory)
        print(
            f"{number:>7,} replications: {found.memory[first]:.0f} MB after {first:,}, "
            f"{found.memory[last]:.0f} MB after {last:,}; most {found.simulating:.0f} MB while "
            f"simulating, {found.peak:.0f} MB with the report; {found.files[last]} files open; "
            f"{found.folder:.0f} MB on disk, {found.parts:.0f} of them parts; "
            f"{found.seconds:.0f} s   {'; '.join(lines) or 'no growth'}",
            flush=True,
        )
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
