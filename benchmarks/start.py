"""Start-up in fresh processes, as ratios to an empty Python; and the first compiled run.

python -m benchmarks start
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass

from benchmarks.rounds import Rounds, Seconds
from benchmarks.scenario import BASELINE, ROOT
from benchmarks.section import Section, Target

QUICK_ROUNDS, FULL_ROUNDS = 5, 15
EMPTY, HELP, CHECK = "empty Python", "stepdown --help", "stepdown check"
STEPDOWN = "import sys; from simulator.cli import main; sys.argv[0] = 'stepdown'; main()"
# The smallest work that runs the compiled engine.
FIRST_RUN = """
from benchmarks.wards import people, place
from simulator.engine.compiled import simulate
simulate(place(330, 5), people(1, 5))
"""


@dataclass(frozen=True, slots=True)
class Fresh:
    """A Python of its own, with some folder for what is kept between runs."""

    code: str
    words: tuple[str, ...] = ()
    kept: str | None = None

    def seconds(self) -> float:
        """Processor seconds until it has ended, those of its children included."""
        around = {**os.environ, **({"XDG_CACHE_HOME": self.kept} if self.kept else {})}
        # Python keeps the bytecode of what it has read, unless it is told not to.
        around.pop("PYTHONDONTWRITEBYTECODE", None)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, "-c", self.code, *self.words],
            cwd=ROOT,
            env=around,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def programs() -> dict[str, Seconds]:
    """What a user starts, and nothing at all to compare it with."""
    return {
        EMPTY: Fresh("pass").seconds,
        HELP: Fresh(STEPDOWN, ("--help",)).seconds,
        CHECK: Fresh(STEPDOWN, ("check", str(BASELINE))).seconds,
    }


def measure(full: bool = False) -> Section:
    """Processor seconds of the commands, and of a first compiled run with and without a cache."""
    section = Section("start", "start-up in fresh processes, processor seconds")
    rounds = Rounds.run(programs(), FULL_ROUNDS if full else QUICK_ROUNDS)
    for name in rounds.seconds:
        took, times = rounds.of(name), rounds.ratio(name, EMPTY)
        section.say(f"{name:22} {took.text()} s, {times.text()} times {EMPTY}")
        section.figures[name] = took.plain()
        section.figures[f"{name} over {EMPTY}"] = times.plain()
    section.targets += [
        Target.at_most(HELP, 0.3, rounds.of(HELP).median, "s"),
        Target.at_most(CHECK, 1.5, rounds.of(CHECK).median, "s"),
    ]
    _first_runs(section, full)
    return section


def _first_runs(section: Section, full: bool) -> None:
    """The compiled engine on a few days, with an empty cache and with a warm one."""
    with tempfile.TemporaryDirectory() as folder:
        run = Fresh(FIRST_RUN, kept=folder).seconds
        # Once only: it fills the cache.
        cold = run()
        warm = Rounds.run({EMPTY: Fresh("pass").seconds, "warm": run}, 9 if full else 3)
    section.say(f"first compiled run, empty cache {cold:.1f} s")
    section.say(f"first compiled run, warm cache {warm.of('warm').text()} s")
    section.figures["first run, empty cache, seconds"] = cold
    section.figures["first run, warm cache, seconds"] = warm.of("warm").plain()
    over = warm.ratio("warm", EMPTY).plain()
    section.figures[f"first run, warm cache, over {EMPTY}"] = over


if __name__ == "__main__":
    made = measure("--full" in sys.argv)
    made.close()
    sys.exit(bool(made.wrong))
