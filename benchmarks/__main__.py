"""Run the measurements: ``python3 dev.py bench [SECTION ...] [--full] [--json FILE]``.

Every figure is a ratio to something measured in the same run, rounds taken in turn, with the
median and the least and greatest of the rounds. Absolute seconds are of this machine today.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import json
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.section import Section

# England reports the most memory that its processes have had, so it comes first.
SECTIONS = ("england", "canonical", "baseline", "growth", "start", "workers", "scaling", "dry_run")


def main(words: Sequence[str]) -> int:
    """Run the sections asked for, all of them if none is; 1 when programs disagree."""
    asked = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    asked.add_argument("sections", nargs="*", metavar="SECTION", help=" ".join(SECTIONS))
    asked.add_argument(
        "--full", action="store_true", help="more rounds, longer runs (half an hour)"
    )
    asked.add_argument("--json", type=Path, metavar="FILE", help="write all figures")
    given = asked.parse_args(words)
    unknown = set(given.sections) - set(SECTIONS)
    if unknown:
        asked.error(f"no section {', '.join(sorted(unknown))}; there are: {', '.join(SECTIONS)}")
    print(f"on {_here()}", flush=True)
    found = [_run(name, given.full) for name in SECTIONS if name in (given.sections or SECTIONS)]
    if given.json is not None:
        given.json.write_text(json.dumps(_plain(found), indent=1) + "\n", encoding="utf-8")
    targets = [each for section in found for each in section.targets]
    print(f"\n{sum(each.is_met for each in targets)} of {len(targets)} targets met")
    return int(any(section.wrong for section in found))


def _run(name: str, full: bool) -> Section:
    print(f"\n{name}", flush=True)
    section: Section = importlib.import_module(f"benchmarks.{name}").measure(full)
    section.close()
    return section


def _here() -> str:
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    date = dt.datetime.now(dt.UTC).date()
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, load {busy:.1f}, "
        f"Python {platform.python_version()}, {date}"
    )


def _plain(sections: Sequence[Section]) -> dict[str, Any]:
    return {"on": _here(), "sections": [asdict(section) for section in sections]}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
