"""Give readers rubbish for a while, and see that each refuses it in words.

    python3 dev.py fuzz [--minutes 5] [--target scenario] [--seed 1] [--keep FOLDER]

Atheris changes files that are right, guided by which lines of the readers it reaches. Each input is
read in a folder of its own by a process with a limit of memory, time and size of files; a fault is
a traceback, a crash, an input of more than half a minute, or anything done outside that folder.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

NAMES = ("scenario", "sitrep", "csv", "manifest", "folder")
# Not given to a fuzzer, but made once of hostile texts and looked at in a browser.
PAGES = "pages"
# A process that was stopped by one input goes on without it, at most so often.
MOST_STARTS = 40
# One input that takes too long stops a process by itself; many slow ones only make it end late.
SPARE, LATE = 120, 999


@dataclass
class Outcome:
    """What one target came to."""

    name: str
    seconds: float = 0.0
    inputs: int = 0
    read: int = 0
    refused: int = 0
    slowest: float = 0.0
    faults: Counter[str] = field(default_factory=Counter)

    def add(self, plain: dict[str, object]) -> None:
        """Add the counts of one process."""
        self.inputs += int(plain["inputs"])  # type: ignore[call-overload]
        self.read += int(plain["read"])  # type: ignore[call-overload]
        self.refused += int(plain["refused"])  # type: ignore[call-overload]
        self.slowest = max(self.slowest, float(plain["slowest"]))  # type: ignore[arg-type]
        self.faults.update(plain["faults"])  # type: ignore[arg-type]

    def line(self) -> str:
        """One row of the table."""
        return (
            f"{self.name:<10}{self.seconds / 60:>7.1f} min{self.inputs:>9,} inputs"
            f"{self.read:>9,} read{self.refused:>9,} refused{len(self.faults):>4} faults"
            f"   slowest {self.slowest:.1f} s"
        )


def fuzz(name: str, seconds: float, folder: Path, seed: int) -> Outcome:
    """Fuzz one target for some seconds, begun again after each input that stops a process."""
    outcome, since = Outcome(name), time.monotonic()
    for start in range(MOST_STARTS):
        left = seconds - (time.monotonic() - since)
        if left < 5:
            break
        (folder / "counts.json").unlink(missing_ok=True)
        words = [sys.executable, "-m", "tests.fuzz.child", name, str(int(left)), str(folder)]
        with (folder / f"log-{start}.txt").open("w", encoding="utf-8") as log:
            try:
                code = subprocess.run(
                    [*words, str(seed + start)],
                    stdout=log,
                    stderr=log,
                    timeout=left + SPARE,
                    check=False,
                ).returncode
            except subprocess.TimeoutExpired:
                code = LATE
        if (folder / "counts.json").exists():
            outcome.add(json.loads((folder / "counts.json").read_text(encoding="utf-8")))
        if code in {0, LATE}:
            break
        outcome.faults[f"the process ended with {code}: see log-{start}.txt"] += 1
        if (folder / "now").exists():
            shutil.copy(folder / "now", folder / f"stopped-{start}")
    outcome.seconds = time.monotonic() - since
    return outcome


def main() -> int:
    """Fuzz each target asked for; 3 where one has a fault."""
    parser = argparse.ArgumentParser(prog="dev.py fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0, help="for each target")
    parser.add_argument("--target", choices=(*NAMES, PAGES), action="append")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="keep inputs, faults and logs in this folder")
    asked = parser.parse_args()
    targets = asked.target or NAMES
    if PAGES in targets:
        from tests.fuzz.pages import main as look

        code = look()
        if code or targets == [PAGES]:
            return code
    try:
        import atheris  # noqa: F401
    except ImportError:
        print("atheris is not there: it is for Linux on x86-64 only", file=sys.stderr)
        return 2
    outcomes = []
    with tempfile.TemporaryDirectory() as temporary:
        for name in (each for each in targets if each != PAGES):
            folder = (asked.keep or Path(temporary)) / name
            folder.mkdir(parents=True, exist_ok=True)
            outcomes.append(fuzz(name, 60 * asked.minutes, folder, asked.seed))
            print(outcomes[-1].line(), flush=True)
            for fault, count in outcomes[-1].faults.most_common():
                print(f"    {count:>6} times: {fault}", flush=True)
    return 3 if any(each.faults for each in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
