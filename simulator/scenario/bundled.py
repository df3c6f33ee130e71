"""The scenarios that come with stepdown, wherever it is installed: named without an ending.

In a checkout they are its ``scenarios``; what is installed has a copy of them beside its code.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

PACKAGE = Path(__file__).resolve().parent.parent
# How one is named in messages and results, on every machine alike.
PREFIX = "bundled:/"
_WORD = re.compile(r"\w[\w-]*(/\w[\w-]*)*")


def folder() -> Path:
    """Where they lie."""
    within = PACKAGE / "bundled"
    return within if within.is_dir() else PACKAGE.parent / "scenarios"


def names() -> list[str]:
    """All of them, like ``baseline`` and ``examples/stroke``."""
    files = (file.relative_to(folder()) for file in folder().rglob("*.yaml"))
    return sorted(file.with_suffix("").as_posix() for file in files)


def known_as(name: str) -> str:
    """The name under which a scenario is read: of a bundled one with ``PREFIX``, else the same.

    A file or folder of that name is taken first.
    """
    try:
        return name if Path(name).exists() else bundled_as(name)
    except (OSError, ValueError):  # no name that a file can have
        return name


def bundled_as(name: str) -> str:
    """The same, whatever files there are."""
    is_one = _WORD.fullmatch(name) is not None and name in names()
    return f"{PREFIX}{name}.yaml" if is_one else name


def locate(name: str, base: Path = Path()) -> Path:
    """Where a file lies that is named in a result or a message; ``base``: what it is said from."""
    if name.startswith(PREFIX) and ".." not in PurePosixPath(name).parts:
        return _file(name.removeprefix(PREFIX))
    return base / name


def instead(name: str) -> str:
    """What to do about a name that no file and no bundled scenario has."""
    if not _WORD.fullmatch(name):
        return ""
    every = names()
    near = get_close_matches(name, every, 1)
    first = ", ".join(each for each in every if "/" not in each)
    return f"did you mean '{near[0]}'?" if near else f"a path, or a bundled scenario: {first}"


def _file(name: str) -> Path:
    return folder() / name
