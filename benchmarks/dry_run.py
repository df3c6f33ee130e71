"""What ``stepdown run --dry-run`` says of a run beside what the run then takes.

python -m benchmarks dry_run
"""

from __future__ import annotations

import math
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.section import Section, Target

ROOT = Path(__file__).resolve().parent.parent
SMALL, BASELINE = "tests/scenario/small.yaml", "scenarios/baseline.yaml"
QUARTER = ("-s", "calendar.warm_up=30 days", "-s", "calendar.run_for=60 days")
RUNS = {
    "small place, 30 runs, 1 worker": (SMALL, "-r", "30", "-j", "1"),
    "small place, 200 runs, 2 workers": (SMALL, "-r", "200", "-j", "2"),
    "baseline, 90 days, 3 runs, 1 worker": (BASELINE, *QUARTER, "-r", "3", "-j", "1"),
    "baseline, 90 days, 40 runs, 2 workers": (BASELINE, *QUARTER, "-r", "40", "-j", "2"),
}
FULL = {"baseline, 10 runs, 2 workers": (BASELINE, "-r", "10", "-j", "2")}
SAID = re.compile(
    r"about ([\d.,]+) (seconds|minutes|hours).*, ([\d,]+) megabytes on disk .*, ([\d,]+) in mem"
)
IN_MINUTES = {"seconds": 1 / 60, "minutes": 1.0, "hours": 60.0}
COMMAND = "import sys; sys.argv[0] = 'stepdown'; from simulator.cli import main; main()"
MEGABYTE, FACTOR = 1e6, 1.5


def measure(full: bool = False) -> Section:
    """Minutes and megabytes of several runs, said before and measured after."""
    section = Section("dry_run", "what a dry run says over what the run takes")
    for name, words in (RUNS | (FULL if full else {})).items():
        said, took = forecast(words), taken(words)
        factors = {what: said[what] / took[what] for what in said}
        section.say(f"{name}: " + ", ".join(f"{w} {f:.2f}" for w, f in factors.items()))
        section.figures[name] = {"said": said, "took": took}
        for what, factor in factors.items():
            off = math.exp(abs(math.log(factor)))
            section.targets.append(Target.at_most(f"{name}, {what}", FACTOR, off))
    return section


def forecast(words: tuple[str, ...]) -> dict[str, float]:
    """Minutes, and megabytes on disk and in memory, as a dry run says them."""
    done = subprocess.run(
        typed(words, "--dry-run"), cwd=ROOT, env=own(), capture_output=True, text=True, check=True
    )
    minutes, unit, disk, memory = SAID.search(done.stdout.replace("\n", " ")).groups()  # type: ignore[union-attr]
    number = [float(each.replace(",", "")) for each in (minutes, disk, memory)]
    return {
        "minutes": number[0] * IN_MINUTES[unit],
        "disk": number[1],
        "memory": number[2],
    }


def taken(words: tuple[str, ...]) -> dict[str, float]:
    """The same of the run: memory of it and its workers at their most, together."""
    most = 0.0
    with tempfile.TemporaryDirectory() as out:
        begun = time.monotonic()
        run = subprocess.Popen(
            typed(words, "-q", "-o", out), cwd=ROOT, env=own(), stdout=subprocess.DEVNULL
        )
        while run.poll() is None:
            most = max(most, sum(map(resident, family(run.pid))))
            time.sleep(0.2)
        assert run.returncode == 0, run.returncode
        minutes = (time.monotonic() - begun) / 60
        disk = sum(file.stat().st_size for file in Path(out).rglob("*") if file.is_file())
    return {"minutes": minutes, "disk": disk / MEGABYTE, "memory": most / MEGABYTE}


def typed(words: tuple[str, ...], *more: str) -> list[str]:
    """A command line of the program of this checkout."""
    return [sys.executable, "-c", COMMAND, "run", *words, *more]


def own() -> dict[str, str]:
    """The environment in which this checkout is the program."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def family(first: int) -> list[int]:
    """A process and all that it has started."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int(
                (folder / "stat").read_text().rpartition(")")[2].split()[1]
            )
        except OSError:
            continue
    found = [first]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found


def resident(process: int) -> int:
    """Bytes of memory of a process; 0 once it is gone."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf(
            "SC_PAGE_SIZE"
        )
    except OSError:
        return 0


if __name__ == "__main__":
    measure("--full" in sys.argv).close()
