"""The canonical work by several programs: ratios of processor time, and events a second.

python -m benchmarks canonical
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.ciw_wards import census, ciw_network, run_ciw
from benchmarks.plain_c import PlainC, compiler
from benchmarks.plain_simpy import plain_simpy
from benchmarks.rounds import Rounds, Seconds, processor
from benchmarks.section import Section, Target
from benchmarks.wards import (
    ACUTE,
    DAYS,
    HOME,
    STEP_DOWN,
    Answer,
    answer,
    events,
    people,
    place,
)
from simulator.engine import compiled, reference
from simulator.network.network import DAY, Network
from simulator.sampling.patients import Patients

PLAIN, REFERENCE, COMPILED, C, CIW = "plain SimPy", "our SimPy", "compiled", "plain C", "Ciw"
# Days that Ciw is given: in A its time grows with the square of those who wait.
CIW_DAYS = {"A": (40, 180), "B": (60, DAYS)}
QUICK_ROUNDS, FULL_ROUNDS = 3, 9
# Ciw's times are floating-point days.
CIW_TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Work:
    """A setting of the work over some days, and its sampled input."""

    network: Network
    patients: Patients
    step_down: int

    @classmethod
    def of(cls, setting: str, days: int = DAYS, seed: int = 1) -> Work:
        """Setting A or B."""
        step_down = STEP_DOWN[setting]
        return cls(place(step_down, days), people(seed, days), step_down)

    @property
    def beds(self) -> tuple[int, int, int]:
        """Acute beds, step-down beds, places with a home team."""
        return ACUTE, self.step_down, HOME

    def ours(self, engine: Callable[..., object]) -> Answer:
        """The answer of one of our engines."""
        journeys = engine(self.network, self.patients)
        return answer(self.patients, journeys, self.network.end)  # type: ignore[arg-type]

    def plain(self) -> Answer:
        """The answer of plain SimPy."""
        return plain_simpy(self.patients, self.network.end, self.beds)

    def programs(self, folder: Path | None) -> dict[str, Seconds]:
        """Each program's processor seconds for the work; plain C is compiled in a folder."""
        found = {
            PLAIN: processor(plain_simpy, self.patients, self.network.end, self.beds),
            REFERENCE: processor(reference.simulate, self.network, self.patients),
            COMPILED: processor(compiled.simulate, self.network, self.patients),
        }
        if folder is not None and compiler() is not None:
            in_c = PlainC.of(folder, self.patients, self.network.end)
            found[C] = lambda: in_c.run(self.step_down)[0]
        return found


def answers(work: Work, folder: Path) -> dict[str, Answer]:
    """What every program says that takes whole microseconds: all the same."""
    found = {
        PLAIN: work.plain(),
        REFERENCE: work.ours(reference.simulate),
        COMPILED: work.ours(compiled.simulate),
    }
    if compiler() is not None:
        found[C] = PlainC.of(folder, work.patients, work.network.end).run(work.step_down)[1]
    return found


def ciw_census(work: Work) -> tuple[float, float]:
    """Processor seconds of Ciw, and its mean census."""
    end = work.network.end
    network = ciw_network(work.patients, end, work.beds)
    before = time.process_time()
    simulation = run_ciw(network, end)
    return time.process_time() - before, census(simulation, end)


def measure(full: bool = False) -> Section:
    """Both settings, every program."""
    section = Section("canonical", "the canonical work")
    with tempfile.TemporaryDirectory() as folder:
        if compiler() is None:
            section.say("no C compiler here: plain C is left out")
        for setting in STEP_DOWN:
            faster = _setting(section, setting, Path(folder), full)
            _ciw(section, setting, faster, full)
    return section


def _setting(section: Section, setting: str, folder: Path, full: bool) -> float:
    """All but Ciw over all days; how many times plain SimPy the compiled engine is."""
    work = Work.of(setting)
    said = answers(work, folder)
    happened = events(compiled.simulate(work.network, work.patients))
    acute = said[COMPILED].census(work.network.end)
    section.say(f"setting {setting}: {happened:,} events, mean acute census {acute:.1f}")
    section.must(len(set(said.values())) == 1, f"every time in {', '.join(said)}")
    rounds = Rounds.run(work.programs(folder), FULL_ROUNDS if full else QUICK_ROUNDS)
    for name in rounds.seconds:
        faster, per_second = rounds.ratio(PLAIN, name), happened / rounds.of(name).median
        section.say(
            f"  {name:12} {rounds.of(name).median:9.4f} s  {faster.text():>26} times {PLAIN}"
            f"  {per_second / 1000:10,.0f} thousand events a second"
        )
        section.figures[f"{setting} {name} times {PLAIN}"] = faster.plain()
        section.figures[f"{setting} {name} events a second"] = per_second
    where = f"in {setting}"
    ours, engine = rounds.ratio(PLAIN, REFERENCE), rounds.ratio(PLAIN, COMPILED)
    section.targets += [
        Target.at_least(f"our SimPy model, times {PLAIN} {where}", 1.5, ours.median),
        Target.at_least(f"compiled engine, times {PLAIN} {where}", 140, engine.median),
    ]
    if C in rounds.seconds:
        slower = rounds.ratio(COMPILED, C)
        section.say(f"  compiled takes {slower.text()} times as long as {C}")
        section.figures[f"{setting} compiled over {C}"] = slower.plain()
        what = f"compiled engine, time over {C} {where}"
        section.targets.append(Target.at_most(what, 1.5, slower.median))
    return engine.median


def _ciw(section: Section, setting: str, faster: float, full: bool) -> None:
    """Ciw over fewer days, beside plain SimPy and the compiled engine over the same.

    The target is held by way of plain SimPy: Ciw to it over these days, it to the compiled engine
    (``faster``) over all. Ciw falls further behind the longer the run.
    """
    work = Work.of(setting, CIW_DAYS[setting][full])
    end = work.network.end
    ours = work.ours(compiled.simulate).census(end)
    _, theirs = ciw_census(work)
    section.say(f"setting {setting}, the first {end // DAY} days only, from empty: {CIW} is slow")
    agree = abs(theirs - ours) <= CIW_TOLERANCE * ours
    section.must(agree, f"mean acute census of compiled {ours:.6f} and of {CIW} {theirs:.6f}")
    programs = work.programs(folder=None) | {CIW: lambda: ciw_census(work)[0]}
    timed = {name: programs[name] for name in (PLAIN, COMPILED, CIW)}
    rounds = Rounds.run(timed, 3 if full else 1)
    happened = events(compiled.simulate(work.network, work.patients))
    times_plain, slower = rounds.ratio(PLAIN, CIW), rounds.ratio(CIW, COMPILED)
    section.say(
        f"  {CIW:12} {rounds.of(CIW).median:9.4f} s  {times_plain.text():>26} times {PLAIN}"
        f"  {happened / rounds.of(CIW).median / 1000:10,.1f} thousand events a second"
    )
    section.say(f"  compiled {slower.text()} times {CIW} over these days")
    section.figures[f"{setting} {CIW} times {PLAIN}, {end // DAY} days"] = times_plain.plain()
    section.figures[f"{setting} compiled times {CIW}, {end // DAY} days"] = slower.plain()
    what = f"compiled engine, times {CIW} in {setting}, by way of {PLAIN}"
    section.targets.append(Target.at_least(what, 1000, faster / times_plain.median))


if __name__ == "__main__":
    made = measure("--full" in sys.argv)
    made.close()
    sys.exit(bool(made.wrong))
