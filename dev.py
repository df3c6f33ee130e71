"""Make the environment and run the everyday commands, with nothing but Python.

It reads on Python 3.8 so that an older one is told what is needed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NEEDED = (3, 11)
WINDOWS = os.name == "nt"
ROOT = Path(__file__).resolve().parent
LOCK = ROOT / "requirements.lock"
# All that tests and documents need on top: more than a run does.
DEV_LOCK = ROOT / "requirements-dev.lock"
PROJECT = ROOT / "pyproject.toml"
ENVIRONMENT = ROOT / ".venv"
SCRIPTS = ENVIRONMENT / ("Scripts" if WINDOWS else "bin")
PYTHON = SCRIPTS / ("python.exe" if WINDOWS else "python")
STEPDOWN = SCRIPTS / ("stepdown.exe" if WINDOWS else "stepdown")
STAMP = ENVIRONMENT / "stepdown.json"

COMMANDS: dict[str, Callable[[list[str]], int]] = {}


def command(function: Callable[[list[str]], int]) -> Callable[[list[str]], int]:
    """Make a function a command: its name is the word typed, its docstring the help."""
    COMMANDS[function.__name__] = function
    return function


@command
def run(arguments: list[str]) -> int:
    """Simulate the baseline; ARGS go to `stepdown run`."""
    make_environment()
    here = Path.cwd()
    # Paths as seen from here, so that the report's can be opened as it is printed.
    at_root = here == ROOT
    scenario = Path("scenarios/baseline.yaml") if at_root else ROOT / "scenarios/baseline.yaml"
    out = Path("outputs") if at_root else ROOT / "outputs"
    return call([STEPDOWN, "run", scenario, "--out", out, *arguments], here)


@command
def test(arguments: list[str]) -> int:
    """Check style, types and tests; ARGS go to pytest."""
    make_environment(DEV_LOCK)
    checks = [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]]
    failed = [" ".join(check) for check in checks if call_module(check) != 0]
    # Said before the tests, so that pytest has the last line.
    say("failed: " + ", ".join(failed) if failed else "style and types are right")
    tests = call_module(["pytest", "-n", "auto", *arguments])
    return tests or int(bool(failed))


@command
def twins(arguments: list[str]) -> int:
    """Hold every engine and the journey checker to one another on random places."""
    make_environment(DEV_LOCK)
    return call_module(["tests.twins", *arguments])


@command
def torture(arguments: list[str]) -> int:
    """Kill, starve and damage batches, and see that nothing is lost; ARGS: --kills, --seed."""
    make_environment(DEV_LOCK)
    return call_module(["tests.torture", *arguments])


@command
def soak(arguments: list[str]) -> int:
    """Run ever longer batches, and see that memory does not grow; ARGS: --replications."""
    make_environment(DEV_LOCK)
    return call_module(["tests.soak", *arguments])


@command
def fuzz(arguments: list[str]) -> int:
    """Give every reader of files rubbish; ARGS: --minutes, --target, --seed, --keep FOLDER."""
    make_environment(DEV_LOCK)
    return call_module(["tests.fuzz", *arguments])


@command
def package(arguments: list[str]) -> int:
    """Build wheel and archive, install them elsewhere and use them; ARGS: --python, --quick."""
    make_environment(DEV_LOCK)
    return call_module(["tests.package", *arguments])


@command
def browser(arguments: list[str]) -> int:
    """Open every kind of page in Chromium: phone, screen reader, print; ARGS go to pytest."""
    if not any(shutil.which(name) for name in ("chromium", "chromium-browser")):
        stop("Chromium is missing: on Debian or Ubuntu, apt-get install chromium", code=3)
    make_environment(DEV_LOCK)
    os.environ["STEPDOWN_BROWSER"] = "all"
    return call_module(["pytest", "tests/browser", *arguments])


@command
def recovery(arguments: list[str]) -> int:
    """Fit known places from their published files; ARGS: --places, --wrong, --seed, --jobs."""
    make_environment(DEV_LOCK)
    return call_module(["calibration.recovery", *arguments])


@command
def trusts(arguments: list[str]) -> int:
    """Fit real trusts to one year, hold them to the next; ARGS: --trusts, --data, --jobs."""
    make_environment()
    return call_module(["calibration.trust", *arguments])


@command
def bench(arguments: list[str]) -> int:
    """Measure speed and memory side by side; ARGS: sections, --full, --json FILE."""
    make_environment(DEV_LOCK)
    return call_module(["benchmarks", *arguments])


@command
def docs(arguments: list[str]) -> int:
    """Make the documents as a site in site/; ARGS go to mkdocs build."""
    make_environment(DEV_LOCK)
    # Its own notice of the future, on every build.
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    made = call_module(["tests.docs.pages"])
    made = made or call_module(["mkdocs", "build", "--strict", "--quiet", *arguments])
    say(f"the documents: {ROOT / 'site' / 'index.html'}" if made == 0 else "no documents")
    return made


@command
def walk(arguments: list[str]) -> int:
    """Run the tutorials and first hours again, with pictures; ARGS: pages, --no-shots."""
    make_environment(DEV_LOCK)
    return call_module(["tests.walk", *arguments])


@command
def library(arguments: list[str]) -> int:
    """Run every scenario against the one it extends; ARGS go to `stepdown library`."""
    make_environment()
    return call([STEPDOWN, "library", "scenarios", "--out", "outputs", *arguments], ROOT)


@command
def lock(arguments: list[str]) -> int:
    """Pin every package anew in the lock files; --upgrade takes the newest."""
    make_environment(DEV_LOCK)
    extras = ["--extra=app", "--extra=build"]
    more = [*extras, "--extra=cluster", "--extra=docs", "--extra=dev", "--constraint", LOCK.name]
    return pin(LOCK, [*extras, *arguments]) or pin(DEV_LOCK, [*more, *arguments])


def pin(file: Path, arguments: list[str]) -> int:
    """Write one lock file."""
    # One version for every Python and system: a run gives the same numbers on all of them.
    options = ["--universal", "--fork-strategy=fewest", "--python-version=3.11"]
    # Wheels only: a source package would fetch build tools that no hash has pinned.
    options += ["--only-binary=:all:", "--generate-hashes"]
    options += ["--no-emit-index-url", "--no-emit-find-links"]
    options += ["--custom-compile-command=python dev.py lock", "--quiet"]
    result = ["--output-file", file.name]
    return call_module(["uv", "pip", "compile", PROJECT.name, *options, *result, *arguments])


@command
def stepdown(arguments: list[str]) -> int:
    """Run the stepdown command with ARGS, from the current folder."""
    make_environment()
    return call([STEPDOWN, *arguments], Path.cwd())


def make_environment(lock: Path = LOCK) -> None:
    """Bring .venv in line with a lock file and the project, if it is not."""
    made = stamp_made()
    # What holds all packages holds those of a run.
    wanted = stamp_wanted({LOCK, lock, *([DEV_LOCK] if made.get(DEV_LOCK.name) else [])})
    if made == wanted:
        return
    if Path(sys.prefix).resolve() == ENVIRONMENT.resolve():
        stop("this Python is the environment to be made anew: leave it (deactivate), then repeat")
    # Without its stamp a half-made environment is made again from the start.
    STAMP.unlink(missing_ok=True)
    if not all(made.get(key) == wanted[key] for key in ("python", "folder", LOCK.name)):
        make_empty()
        made = {}
    for file in (LOCK, DEV_LOCK):
        if wanted[file.name] and made.get(file.name) != wanted[file.name]:
            install_packages(file)
    install_project()
    unfinished = STAMP.with_suffix(".part")
    unfinished.write_text(json.dumps(wanted, indent=1), encoding="utf-8")
    unfinished.replace(STAMP)


def stamp_wanted(locks: set[Path]) -> dict[str, str]:
    """What the environment must have been made from; a moved folder breaks it, so that counts."""
    for lock in locks:
        if not lock.exists():
            stop(f"{lock} is missing: restore it from git")
    return {
        **{
            file.name: hashlib.sha256(file.read_bytes()).hexdigest() if file in locks else ""
            for file in (LOCK, DEV_LOCK)
        },
        "project": hashlib.sha256(PROJECT.read_bytes()).hexdigest(),
        "python": "{}.{}".format(*sys.version_info),
        "folder": str(ROOT),
    }


def stamp_made() -> dict[str, str]:
    """What the environment was made from; empty if it was never finished."""
    if not (PYTHON.exists() and STEPDOWN.exists()):
        return {}
    try:
        made = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return made if isinstance(made, dict) else {}


def make_empty() -> None:
    """Make .venv, or make it empty."""
    make = [sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)]
    step("making .venv with Python {}.{}".format(*sys.version_info), make)


def install_packages(lock: Path) -> None:
    """Install the packages that a lock file pins."""
    pinned = ["--require-hashes", "--only-binary=:all:", "--requirement", str(lock)]
    what = "the pinned packages" if lock == LOCK else "what tests and documents need"
    step(f"installing {what} (a minute or two)", [*pip_install(), *pinned])


def install_project() -> None:
    """Install the checkout itself, editable, with nothing fetched."""
    options = ["--no-deps", "--no-build-isolation", "--no-index"]
    step("installing stepdown", [*pip_install(), *options, "--editable", str(ROOT)])


def pip_install() -> list[str]:
    """The start of a pip command in the environment."""
    return [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check"]


def step(words: str, arguments: list[str]) -> None:
    """Run one step of the set-up quietly; show its output only if it fails."""
    say(f"{words} ...", end=" ")
    begun = time.monotonic()
    done = subprocess.run(
        arguments,
        cwd=ROOT,
        env=surroundings(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    seconds = time.monotonic() - begun
    if done.returncode:
        print(f"failed after {seconds:.0f} s", file=sys.stderr)
        print(done.stdout.decode(errors="replace"), file=sys.stderr)
        stop(f"set-up stopped at: {words}", code=1)
    print(f"{seconds:.0f} s", file=sys.stderr, flush=True)


def call_module(arguments: list[str]) -> int:
    """Run a module of the environment in the checkout."""
    return call([PYTHON, "-m", *arguments], ROOT)


def call(arguments: Sequence[str | Path], folder: Path) -> int:
    """Run a command to its end and return its exit code."""
    sys.stdout.flush()
    with subprocess.Popen(arguments, cwd=folder, env=surroundings()) as process:
        while True:
            try:
                code = process.wait()
            except KeyboardInterrupt:
                continue  # the command had the key press too, and ends in its own way
            return code if code >= 0 else 128 - code


def surroundings() -> dict[str, str]:
    """The environment variables of a command: those here, with .venv first."""
    kept = {k: v for k, v in os.environ.items() if k not in {"PYTHONHOME", "PYTHONPATH"}}
    path = os.pathsep.join([str(SCRIPTS), kept.get("PATH", "")])
    return {**kept, "VIRTUAL_ENV": str(ENVIRONMENT), "PATH": path, "PIP_USER": "0"}


def say(words: str, end: str = "\n") -> None:
    """Tell the person what is happening; results alone go to standard output."""
    print(f"dev.py: {words}", end=end, file=sys.stderr, flush=True)


def stop(words: str, code: int = 2) -> NoReturn:
    """Say what is wrong and end."""
    say(words)
    raise SystemExit(code)


def usage() -> str:
    """One line a command."""
    lines = [f"  {name:<10}{function.__doc__}" for name, function in COMMANDS.items()]
    return "\n".join(["usage: python3 dev.py COMMAND [ARGS]", "", *lines])


def main(arguments: list[str]) -> int:
    """Run the command named first."""
    if sys.version_info < NEEDED:
        here = "{}.{}.{}".format(*sys.version_info)
        need = "{}.{}".format(*NEEDED)
        stop(f"needs Python {need} or newer; this is {here}. Try: python{need} dev.py")
    if arguments[:1] in (["-h"], ["--help"], ["help"]):
        print(usage())
        return 0
    if not arguments or arguments[0] not in COMMANDS:
        print(usage(), file=sys.stderr)
        return 2
    return COMMANDS[arguments[0]](arguments[1:])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
