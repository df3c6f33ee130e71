"""Pages with commands in them: played in a folder, their outputs compared or written anew."""

from __future__ import annotations

import contextlib
import glob
import io
import os
import re
import shlex
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
PLACE = DOCS / "tutorials" / "riverside"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CUT = "…"

# What differs from run to run and from machine to machine, and what it is written as.
MASKS = (
    (r"\d{8}T\d{6}Z-[0-9a-f]{8}(-\d+)?", "20260105T090000Z-1a2b3c4d"),
    (r"(?<=partial-)[0-9a-f]{8}", "1a2b3c4d"),
    (r"(?<=at least )\d+ (seconds|minutes)", "12 seconds"),
    (r"(about )[\d.,]+ (seconds?|minutes?|hours?)\b", r"\g<1>12 seconds"),
    (r"(?<=runs; )[\d.]+ (seconds|minutes)", "12 seconds"),
    # Of this machine alone.
    (r"(?m)^(ok\s+Python: ).*$", r"\g<1>3.11, 64 bits"),
    (r"(?m)^(ok\s+Packages: )\d+", r"\g<1>50"),
    (r"(?m)^(ok\s+Compiled engine: ).*$", r"\g<1>kept in your cache folder"),
    (r"(?m)^(ok\s+Processors: )\d+", r"\g<1>2"),
    (r"(?m)^(ok\s+(?:Memory|Disk): )[\d,]+", r"\g<1>20,000"),
    (r"(?m)^(ok\s+Chromium: .*: )\S+$", r"\g<1>there"),
    (r"[\d.,]+ megabytes on disk", "9 megabytes on disk"),
    (r"[\d.,]+ more while it runs", "2 more while it runs"),
    (r"[\d.,]+ in memory", "700 in memory"),
    (r"http://127\.0\.0\.1:\d+", "http://127.0.0.1:8501"),
)


@dataclass(frozen=True)
class Step:
    """One command of a page, with the lines that the page promises after it."""

    command: str
    promised: tuple[str, ...]


def steps(block: str) -> list[Step]:
    """The commands of a block, which begin with a dollar sign."""
    found: list[Step] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append(Step(line[2:], ()))
        else:
            before = found.pop()
            found.append(Step(before.command, (*before.promised, line)))
    return found


def mask(text: str) -> str:
    """A text without what differs from run to run."""
    for pattern, instead in MASKS:
        text = re.sub(pattern, instead, text)
    return text


def played(page: str, folder: Path) -> str:
    """The page with what its commands print when they are run, in order, in a folder."""

    def again(found: re.Match[str]) -> str:
        lines = []
        for step in steps(found[1]):
            printed = mask(run(step.command, folder)).rstrip().splitlines()
            lines += [f"$ {step.command}", *shortened(printed, step.promised)]
        return "\n".join(["```console", *lines, "```"])

    return BLOCK.sub(again, page)


def shortened(printed: list[str], promised: tuple[str, ...]) -> list[str]:
    """What was printed, cut where the page cuts it: as many lines before and after."""
    if CUT not in promised:
        return printed
    before = promised.index(CUT)
    after = len(promised) - before - 1
    if len(printed) <= before + after:
        return printed
    return [*printed[:before], CUT, *printed[len(printed) - after :]]


def run(command: str, folder: Path) -> str:
    """What a command prints to either stream, its exit code besides where it is not 0.

    In this process, since loading the engine takes longer than most commands.
    """
    words = shlex.split(command)
    words = words[2:] if words[:2] == ["python3", "dev.py"] else words
    if words[0] == "cp":
        shutil.copy(folder / words[1], folder / words[2])
        return ""
    if words[0] == "run":
        words = ["stepdown", "run", "scenarios/baseline.yaml", *words[1:]]
    assert words[0] == "stepdown", f"a page may not run {command!r}"
    with contextlib.chdir(folder):
        arguments = [name for word in words[1:] for name in expanded(word)]
        said, code = _called(arguments)
    return said if code == 0 else f"{said.rstrip()}\n(exit code {code})"


def expanded(word: str) -> list[str]:
    """A word as a shell expands it; the newest where several folders match."""
    found = sorted(glob.glob(word)) if "*" in word and "=" not in word else []
    return found[-1:] or [word]


def _called(arguments: list[str]) -> tuple[str, int]:
    from simulator.cli import main

    printed = io.StringIO()
    given, processors = sys.argv, os.cpu_count
    sys.argv = ["stepdown", *arguments]
    # Workers would load the engine again, and change no result.
    os.cpu_count = lambda: 1
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            main()
    except SystemExit as ended:
        return printed.getvalue(), int(ended.code or 0)
    finally:
        sys.argv, os.cpu_count = given, processors
    return printed.getvalue(), 0


def furnished(folder: Path) -> Path:
    """A folder as a newcomer has it: the scenarios, and the small place of the tutorials."""
    shutil.copytree(PLACE, folder / "riverside")
    shutil.copytree(ROOT / "scenarios", folder / "scenarios")
    shutil.copytree(ROOT / "schema", folder / "schema")
    return folder
