"""What ``stepdown doctor`` looks at: each with what was found and what to do about it."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import platform
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OLDEST = (3, 11)
LEAST_MEMORY_MB, LEAST_DISK_MB = 1_000, 500
LOCK = Path("requirements.lock")
# What is there only for those who ask for it: what for, and how to get it.
EXTRAS = {
    "starlette": ("the page of stepdown app", "app"),
    "distributed": ("batches over several machines", "cluster"),
    "vidigi": ("moving pictures of journeys", "dev"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; ``is_ok`` is None where it is missing and only wanted by some."""

    name: str
    is_ok: bool | None
    says: str
    do: str = ""

    def __str__(self) -> str:
        mark = {True: "ok    ", False: "NOT OK", None: "-     "}[self.is_ok]
        return f"{mark}  {self.name}: {self.says}" + (f"; {self.do}" if self.do else "")


def findings() -> Iterator[Finding]:
    """Everything, in the order in which trouble is found out."""
    yield _python()
    yield _versions()
    yield _cache()
    yield _processors()
    yield _memory()
    yield _disk()
    yield from _extras()
    yield _self_test()


def _python() -> Finding:
    version = platform.python_version()
    is_wide = sys.maxsize > 2**32
    is_ok = sys.version_info[:2] >= OLDEST and is_wide
    do = "" if is_ok else "install a 64-bit Python of 3.11 or newer"
    bits = "64" if is_wide else "32"
    return Finding("Python", is_ok, f"{version}, {bits} bits, {platform.system()}", do)


def _versions() -> Finding:
    lock = next((p / LOCK for p in _project() if (p / LOCK).is_file()), None)
    if lock is None:
        says = "no requirements.lock beside the source: versions are not compared"
        return Finding("Packages", None, says)
    pinned = dict(_pinned(lock.read_text(encoding="utf-8")))
    wrong = [
        f"{name} {found or 'missing'} instead of {version}"
        for name, (version, is_for_all) in pinned.items()
        if (found := _installed(name)) != version and (found or is_for_all)
    ]
    if not wrong:
        return Finding("Packages", True, f"{len(pinned)} as pinned in {LOCK}")
    do = "python3 dev.py sets up the pinned ones; others work, but are not what was tested"
    return Finding("Packages", False, ", ".join(wrong), do)


def _project() -> tuple[Path, ...]:
    here = Path(__file__).resolve()
    return (here.parents[2],)


def _pinned(text: str) -> Iterator[tuple[str, tuple[str, bool]]]:
    """Name and version of each line, and whether every computer needs it."""
    for line in text.splitlines():
        match = re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)\s*(;)?", line)
        if match:
            yield match[1], (match[2], match[3] is None)


def _installed(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _cache() -> Finding:
    from simulator.engine.compiled_cache import cache_folder

    folder = cache_folder()
    if folder is None:
        do = "let the user's cache folder be written to; until then every run compiles"
        return Finding("Compiled engine", False, "there is no folder to keep it in", do)
    if any(folder.glob("*.nbi")) or any(folder.rglob("*.nbi")):
        return Finding("Compiled engine", True, f"kept in {folder}")
    says = "not compiled yet: the first run takes about a minute longer, once"
    return Finding("Compiled engine", True, f"{says} ({folder})")


def _processors() -> Finding:
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    says = f"{count or 1}: as many replications at a time"
    return Finding("Processors", True, says)


def _memory() -> Finding:
    free = _free_memory_mb()
    if free is None:
        return Finding("Memory", None, "cannot be told here")
    is_ok = free >= LEAST_MEMORY_MB
    do = "" if is_ok else f"close other programs, or run with -j 1; {LEAST_MEMORY_MB:,} MB are safe"
    return Finding("Memory", is_ok, f"{free:,} MB free", do)


def _free_memory_mb() -> int | None:
    try:
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) // 1024
    except OSError:
        pass
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1_000_000
    except (AttributeError, ValueError, OSError):
        return None


def _disk() -> Finding:
    free = shutil.disk_usage(Path.cwd()).free // 1_000_000
    if not os.access(Path.cwd(), os.W_OK):
        return Finding("Disk", False, "this folder cannot be written to", "run in one that can")
    is_ok = free >= LEAST_DISK_MB
    return Finding("Disk", is_ok, f"{free:,} MB free here", "" if is_ok else "make room")


def _extras() -> Iterator[Finding]:
    for name, (what, extra) in EXTRAS.items():
        is_there = importlib.util.find_spec(name) is not None
        do = "" if is_there else f"pip install 'stepdown[{extra}]' if you want it"
        says = f"for {what}: " + ("there" if is_there else "not there")
        yield Finding(name, True if is_there else None, says, do)
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), "")
    says = f"for tests of pages in a browser: {browser or 'not there'}"
    yield Finding("Chromium", True if browser else None, says)


def _self_test() -> Finding:
    from simulator.experiment.self_test import self_test

    try:
        done = self_test()
    except Exception as error:  # whatever it is, it is what this command is for
        says = f"{type(error).__name__}: {error}"
        return Finding("Self-test", False, says, "python3 dev.py sets up a fresh environment")
    if done.is_right:
        says = f"{done.patients} journeys, the same on both engines, no rule broken"
        return Finding("Self-test", True, says)
    found = ", ".join([*done.differences, *done.violations[:3]])
    do = "do not use results of this computer; report it with the output of this command"
    return Finding("Self-test", False, found, do)
