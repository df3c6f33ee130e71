"""Build what is given away, install it in empty environments, and use it outside the checkout.

    python3 dev.py package [--python 3.12] [--quick]

Builds the wheel from the checkout and, from the source archive, another, which must hold the same
files. For each Python asked for, or found by name, an environment is made with the packages of the
lock and the wheel, and a bundled scenario is checked and run in an empty folder.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
NAMES = ("python3.11", "python3.12", "python3.13")
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "outputs", "__pycache__", ".*_cache", "build", "dist", "*.egg-info", "*.nbi"
)
SCENARIOS = ("baseline", "winter", "examples/full_start/place")
OWN = "extends: baseline\ntitle: Ours\nquestion: Does it run?\n"
SHORT = ["-s", "calendar.warm_up=2 days", "-s", "calendar.run_for=7 days"]
PATIENCE = 1800


def main() -> int:
    """Do the whole round; 3 where a step fails."""
    parser = argparse.ArgumentParser(prog="dev.py package", description=__doc__)
    parser.add_argument("--python", action="append", help="a version or a path; may be repeated")
    parser.add_argument("--quick", action="store_true", help="check only, run nothing")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="stepdown-package-") as folder:
        try:
            wheel = built(Path(folder))
            for python in pythons(asked.python):
                used(python, wheel, Path(folder), is_quick=asked.quick)
        except subprocess.CalledProcessError as error:
            print(f"failed: {' '.join(map(str, error.cmd))}\n{error.stdout}\n{error.stderr}")
            return 3
        except (PackageError, subprocess.TimeoutExpired) as error:
            print(f"failed: {error}")
            return 3
    return 0


class PackageError(Exception):
    """What is built, or what it does, is not as it should be."""


def built(folder: Path) -> Path:
    """The wheel, after holding it to that of the source archive."""
    source, dist = folder / "source", folder / "dist"
    shutil.copytree(ROOT, source, ignore=LEFT_OUT)
    archive = build("sdist", source, dist)
    wheel = build("wheel", source, dist)
    with tarfile.open(archive) as packed:
        packed.extractall(folder / "again", filter="data")
    (again,) = (folder / "again").iterdir()
    other = build("wheel", again, folder / "other")
    names, others = contents(wheel), contents(other)
    if names != others:
        raise PackageError(f"the source archive makes another wheel: {sorted(names ^ others)[:9]}")
    scenarios = {each for each in names if each.startswith("simulator/bundled/")}
    here = {
        f"simulator/bundled/{each.relative_to(ROOT / 'scenarios').as_posix()}"
        for each in (ROOT / "scenarios").rglob("*")
        if each.suffix in {".yaml", ".csv"}
    }
    if scenarios != here:
        raise PackageError(f"its scenarios are others: {sorted(scenarios ^ here)[:9]}")
    held = {
        each.relative_to(ROOT).as_posix()
        for package in ("simulator", "calibration")
        for each in (ROOT / package).rglob("*")
        if each.is_file() and "__pycache__" not in each.parts
    }
    if lacks := held - names:
        raise PackageError(f"it lacks {', '.join(sorted(lacks)[:9])}: see package-data")
    print(f"{wheel.name}: {len(names)} files, {len(scenarios)} of scenarios, both ways alike")
    return wheel


def build(kind: str, source: Path, out: Path) -> Path:
    """Build a wheel or source archive with the build tools that are here; nothing is fetched."""
    out.mkdir(exist_ok=True)
    code = f"from setuptools import build_meta as b; print(b.build_{kind}({str(out)!r}))"
    done = call([sys.executable, "-c", code], source)
    return out / done.stdout.strip().splitlines()[-1]


def contents(wheel: Path) -> set[str]:
    """Names of the files in a wheel, but for its own records."""
    with zipfile.ZipFile(wheel) as packed:
        return {each for each in packed.namelist() if ".dist-info/" not in each}


def pythons(asked: list[str] | None) -> list[str]:
    """Interpreters: those asked for, else those found by name."""
    named = [each if "/" in each or os.sep in each else f"python{each}" for each in asked or ()]
    found = [path for name in named or NAMES if (path := _working(name))]
    if not found:
        raise PackageError(f"none of {', '.join(named or NAMES)} is there")
    return found


def _working(name: str) -> str | None:
    """Its path, if it starts: names on the path may lead to one that does not."""
    path = shutil.which(name)
    version = name.rpartition("python")[2]
    homes = (Path.home() / ".pyenv" / "versions").glob(f"{version}*/bin/python")
    for each in [path, *map(str, sorted(homes))]:
        if each and subprocess.run([each, "-V"], capture_output=True, check=False).returncode == 0:
            return each
    return None


def used(python: str, wheel: Path, folder: Path, *, is_quick: bool) -> None:
    """Install the wheel where nothing else is, and use it from an empty folder."""
    since = time.monotonic()
    version = call([python, "-c", "import sys; print('%d.%d.%d' % sys.version_info[:3])"], folder)
    name = version.stdout.strip()
    place, empty = folder / f"venv-{name}", folder / f"empty-{name}"
    empty.mkdir()
    scripts = place / ("Scripts" if os.name == "nt" else "bin")
    uv = [sys.executable, "-m", "uv"]
    call([*uv, "venv", "--python", python, str(place)], folder)
    install = [*uv, "pip", "install", "--python", str(scripts / "python")]
    call([*install, "--require-hashes", "--only-binary=:all:", "-r", str(LOCK)], empty)
    call([*install, "--no-deps", "--no-index", str(wheel)], empty)
    stepdown = str(scripts / "stepdown")
    for scenario in SCENARIOS:
        call([stepdown, "check", scenario], empty)
    (empty / "ours.yaml").write_text(OWN, encoding="utf-8")
    call([stepdown, "check", "ours.yaml"], empty)
    if not is_quick:
        call([stepdown, "run", "baseline", "ours.yaml", "--trial", "-q", *SHORT], empty)
        reports = sorted(empty.glob("outputs/*/2*/report.html"))
        if [each.parent.parent.name for each in reports] != ["baseline", "ours"]:
            raise PackageError(f"Python {name}: reports are {reports}")
    did = "checked" if is_quick else "checked and run"
    print(f"Python {name}: installed, {did} outside the checkout, {time.monotonic() - since:.0f} s")


def call(words: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, with nothing of this process's surroundings that names packages."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return subprocess.run(
        words, cwd=folder, env=kept, capture_output=True, text=True, timeout=PATIENCE, check=True
    )


if __name__ == "__main__":
    sys.exit(main())
