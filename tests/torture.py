"""Do to a batch what machines do to it, and see that nothing finished is lost.

    python3 dev.py torture [--kills 50] [--seed 1] [--together 2]

Each fault is followed by ``stepdown resume`` until the run is whole; its files must then be those
of a run that nothing happened to, byte for byte. Several batches are tortured at the same time,
each in a folder of its own.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SMALL = ROOT / "tests" / "scenario" / "small.yaml"
# Of a run's files these say when and how it was made, and differ between equal runs.
ABOUT = {"manifest.json", "run.log"}
REPLICATIONS = 40
SHORT = ("-s", "calendar.warm_up=7 days", "-s", "calendar.run_for=21 days")
PATIENCE = 300
# A process in the background may have been told to pass over key presses.
COMMAND = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from simulator.cli import main
sys.argv[0] = "stepdown"
main()
"""
LITTLE_ROOM = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}))"


@dataclass
class Place:
    """A folder to run in; every run in it is asked for with the same words."""

    folder: Path
    scenario: Path

    def words(self, jobs: int) -> list[str]:
        """The command line of the run."""
        return ["run", str(self.scenario), "-r", str(REPLICATIONS), "-j", str(jobs), "-q", *SHORT]

    def start(self, *words: str, before: str = "") -> subprocess.Popen[str]:
        """A process of its own group; ``before``: Python that it runs first."""
        return subprocess.Popen(
            [sys.executable, "-c", before + COMMAND, *words],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            # The checkout that this file is in, wherever another is installed.
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )

    def unfinished(self) -> Path | None:
        """The folder of the run while it is not whole."""
        return next(self.folder.glob("outputs/*/.unfinished-*[!k]"), None)

    def parts(self) -> list[Path]:
        """Finished replications of the unfinished run."""
        found = self.unfinished()
        return sorted(found.glob("parts/*.part")) if found else []

    def resume(self, jobs: int = 2) -> None:
        """Go on until the run is whole."""
        done = self.start("resume", "-j", str(jobs), "-q")
        out, err = done.communicate(timeout=PATIENCE)
        if done.returncode != 0:
            raise AssertionError(f"resume ended with {done.returncode}: {out}{err}")

    def digests(self) -> dict[str, str]:
        """Hashes of the files of the run, which must be whole and alone."""
        (folder,) = (each for each in self.folder.glob("outputs/*/*") if each.is_dir())
        files = (file for file in folder.iterdir() if file.is_file() and file.name not in ABOUT)
        return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


@contextmanager
def place() -> Iterator[Place]:
    """A new folder, deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        scenario = Path(folder) / SMALL.name
        shutil.copy(SMALL, scenario)
        yield Place(Path(folder), Path(SMALL.name))


def unbroken(jobs: int, *more: str) -> dict[str, str]:
    """What a run leaves that nothing happens to."""
    with place() as here:
        done = here.start(*here.words(jobs), *more)
        out, err = done.communicate(timeout=PATIENCE)
        assert done.returncode == 0, out + err
        return here.digests()


def wait_for_parts(here: Place, process: subprocess.Popen[str], number: int) -> None:
    """Wait until so many replications are finished, or the process has ended."""
    until = time.monotonic() + PATIENCE
    while len(here.parts()) < number and process.poll() is None and time.monotonic() < until:
        time.sleep(0.01)


def end(process: subprocess.Popen[str], with_signal: signal.Signals) -> int:
    """End a process and all that it has started; its exit code."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, with_signal)
    process.communicate(timeout=PATIENCE)
    return process.returncode


def killed(chance: random.Random, jobs: int) -> dict[str, str]:
    """Kill it at a random moment, up to three times, then let it end."""
    with place() as here:
        process = here.start(*here.words(jobs))
        for _ in range(chance.randint(1, 3)):
            wait_for_parts(here, process, len(here.parts()) + chance.randint(0, 12))
            time.sleep(chance.random() * 0.2)
            end(process, signal.SIGKILL)
            if here.unfinished() is None:
                break
            process = here.start("resume", "-j", str(jobs), "-q")
        if process.poll() is None:
            process.communicate(timeout=PATIENCE)
        if here.unfinished() is not None or not list(here.folder.glob("outputs/*/2*")):
            again = here.start(*here.words(jobs))
            again.communicate(timeout=PATIENCE)
        return here.digests()


def interrupted(chance: random.Random, jobs: int) -> dict[str, str]:
    """Stop it with a key press; what it has done has a report that says so."""
    with place() as here:
        process = here.start(*here.words(jobs))
        wait_for_parts(here, process, chance.randint(2, 8))
        code = end(process, signal.SIGINT)
        if here.unfinished() is not None:
            assert code == 130, code
            partial = next(here.folder.glob("outputs/*/partial-*.html"), None)
            assert partial is not None or len(here.parts()) == REPLICATIONS
            assert partial is None or "Partial:" in partial.read_text(encoding="utf-8")
            here.resume(jobs)
            assert partial is None or not partial.exists()
        return here.digests()


def disk_full(chance: random.Random, jobs: int) -> dict[str, str]:
    """No file may grow beyond a size that whole parts need: as on a disk without room."""
    room = LITTLE_ROOM.format(most=chance.choice((8_000, 30_000, 100_000)))
    with place() as here:
        process = here.start(*here.words(1), before=room)
        _, said = process.communicate(timeout=PATIENCE)
        assert process.returncode == 4, (process.returncode, said)
        assert "stepdown resume" in said
        assert "Traceback" not in said
        here.resume(jobs)
        return here.digests()


def worker_killed(chance: random.Random, jobs: int) -> dict[str, str]:
    """A worker process dies, as when memory runs out."""
    with place() as here:
        words = [*here.words(2), "--engine", "simpy"]
        process = here.start(*words)
        wait_for_parts(here, process, chance.randint(1, 6))
        workers = children(process.pid)
        if workers:
            os.kill(chance.choice(workers), signal.SIGKILL)
        _, said = process.communicate(timeout=PATIENCE)
        assert process.returncode in (0, 4), (process.returncode, said)
        assert "Traceback" not in said, said
        if process.returncode == 4:
            assert "a worker process died" in said
            here.resume(jobs)
        return here.digests()


def children(parent: int) -> list[int]:
    """Worker processes started by a process, by the names that joblib gives them."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes()
            status = (folder / "stat").read_text()
        except OSError:
            continue
        if int(status.rpartition(")")[2].split()[1]) == parent and b"popen_loky" in words:
            found.append(int(folder.name))
    return found


def parts_damaged(chance: random.Random, jobs: int) -> dict[str, str]:
    """Kept replications are cut short, changed in a byte, emptied or exchanged."""
    with place() as here:
        process = here.start(*here.words(jobs))
        wait_for_parts(here, process, 6)
        end(process, signal.SIGKILL)
        for file in here.parts():
            damage(file, chance, here.parts())
        if here.unfinished() is not None:
            here.resume(jobs)
        return here.digests()


def damage(file: Path, chance: random.Random, others: list[Path]) -> None:
    """Do one of several things to a file, or leave it."""
    content = bytearray(file.read_bytes())
    kind = chance.choice(("cut", "byte", "empty", "exchange", "leave"))
    if kind == "cut":
        file.write_bytes(content[: chance.randrange(len(content))])
    elif kind == "byte" and content:
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        file.write_bytes(content)
    elif kind == "empty":
        file.write_bytes(b"")
    elif kind == "exchange":
        shutil.copy(chance.choice(others), file.with_suffix(".other"))
        file.with_suffix(".other").replace(file)


Fault = Callable[[random.Random, int], dict[str, str]]
FAULTS: dict[str, tuple[Fault, float]] = {
    "killed at a random moment": (killed, 1.0),
    "stopped with a key press": (interrupted, 0.2),
    "no room on the disk": (disk_full, 0.2),
    "a worker process killed": (worker_killed, 0.2),
    "kept replications damaged": (parts_damaged, 0.3),
}


def torture(kills: int, seed: int, together: int) -> Iterator[tuple[str, int, list[str]]]:
    """Each fault, how often it was made, and what differed from an unbroken run.

    ``together``: how many batches are tortured at the same time.
    """
    chance = random.Random(seed)
    with ThreadPoolExecutor(together) as pool:
        asked = [(1,), (2,), (2, "--engine", "simpy")]
        one, two, plain = pool.map(lambda words: unbroken(*words), asked)
        for name, (fault, share) in FAULTS.items():
            times = max(1, round(kills * share))
            drawn = [(chance.random(), chance.choice((1, 2))) for _ in range(times)]
            found = pool.map(partial(_made, fault), *zip(*drawn, strict=True))
            wrong: list[str] = []
            for (_, jobs), files in zip(drawn, found, strict=True):
                right = one if jobs == 1 or fault is disk_full else two
                right = plain if fault is worker_killed else right
                wrong += [name for name, _ in sorted(files.items() ^ right.items())]
            yield name, times, wrong


def _made(fault: Fault, seed: float, jobs: int) -> dict[str, str]:
    return fault(random.Random(seed), jobs)


def main(words: list[str]) -> int:
    """Make every fault, say what came out; 1 where anything was lost or changed."""
    parser = argparse.ArgumentParser(prog="python3 dev.py torture", description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--together", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args(words)
    lost = 0
    for name, times, wrong in torture(asked.kills, asked.seed, asked.together):
        lost += len(wrong)
        says = "nothing lost" if not wrong else "DIFFERENT: " + ", ".join(wrong)
        print(f"{name:<30} {times:4} times   {says}", flush=True)
    return int(lost > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
