"""Growth of memory in one replication of the baseline, in a process of its own.

python -m benchmarks.memory compiled
"""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path

from benchmarks.scenario import baseline
from benchmarks.wards import people, place
from simulator.experiment.replication import ENGINES, Order, replicate

STATUS, FORGET = Path("/proc/self/status"), Path("/proc/self/clear_refs")
KIB = 1024


def resident(peak: bool = False) -> int | None:
    """Bytes of memory in use, or the most since it was last forgotten; None if not known here."""
    if not STATUS.exists():
        return None
    name = "VmHWM" if peak else "VmRSS"
    lines = dict(line.split(":", 1) for line in STATUS.read_text().splitlines() if ":" in line)
    return int(lines[name].split()[0]) * KIB


def forget_peak() -> None:
    """Let the peak of memory begin at what is in use now."""
    if FORGET.exists():
        FORGET.write_text("5")


def growth(engine: str) -> dict[str, int | None]:
    """Peak memory of a replication above what was in use before, and its patients."""
    setup = baseline()
    # Libraries are loaded and code compiled before, on a small place.
    ENGINES[engine]()(place(120, 5), people(1, 5))
    gc.collect()
    before = resident()
    forget_peak()
    done = replicate(setup, Order(1, 1, engine))
    after = resident(peak=True)
    grown = None if before is None or after is None else after - before
    return {"bytes": grown, "patients": done.patients}


if __name__ == "__main__":
    print(json.dumps(growth(sys.argv[1])))
