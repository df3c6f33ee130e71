"""Scenario files on disk: which may be read, their text, and their hash."""

from __future__ import annotations

import errno
import hashlib
import os
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import NoReturn

from simulator.errors import InputError, Place, Problem
from simulator.scenario.document import MAX_BYTES, decode

SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file that was read, and the SHA-256 of its bytes."""

    path: str
    sha256: str


def within(extends: str, file: Path, place: Place) -> Path:
    """The file that is extended; raises InputError when it lies where it must not."""
    name = extends.replace("\\", "/")
    if os.path.isabs(name) or name[1:2] == ":" or name.startswith("~"):
        stop(f"'{extends}' is not said from this file", place, "write it like ../baseline.yaml")
    if not name.lower().endswith(SUFFIXES):
        stop(f"'{extends}' is no scenario file", place, "its name ends in .yaml")
    top = _top(file.parent.resolve())
    path = file.parent / name
    if not Path(os.path.realpath(path)).is_relative_to(top):
        stop(
            f"'{extends}' lies too far outside",
            place,
            "extend a file in the same folder, or below one that holds `scenarios`",
        )
    return path


def _top(folder: Path) -> Path:
    """The nearest folder around that holds a folder of scenarios; else the folder itself."""
    around = (folder, *folder.parents)
    return next((each for each in around if (each / "scenarios").is_dir()), folder)


def read_file(
    said: str, place: Place | None = None, path: Path | None = None
) -> tuple[str, FileRead]:
    """The text of a file and its record; raises InputError, at ``place``, when it has none."""
    path = path or Path(said)
    if path.is_dir():
        stop(f"'{said}' is a folder", place, _files_in(path))
    if _is_loop(path):
        stop(f"'{said}' is a loop of links: it leads back to itself", place, "link to a file")
    if not path.exists():
        stop(f"there is no file '{said}'", place, _near(path))
    try:
        if not path.is_file():
            stop(f"'{said}' is no file", place)
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        stop(f"'{said}' cannot be read: {error.strerror}", place)
    return decode(content, said), FileRead(said, hashlib.sha256(content).hexdigest())


def _is_loop(path: Path) -> bool:
    try:
        path.stat()
    except OSError as error:
        return error.errno == errno.ELOOP
    return False


def _files_in(folder: Path) -> str:
    names = sorted(each.name for each in folder.iterdir() if each.suffix in SUFFIXES)
    return f"name a file in it: {', '.join(names[:8])}" if names else ""


def _near(path: Path) -> str:
    folder = path.parent
    names = [each.name for each in folder.iterdir()] if folder.is_dir() else []
    close = get_close_matches(path.name, names, n=1)
    return f"did you mean '{close[0]}'?" if close else ""


def stop(says: str, place: Place | None, do: str = "") -> NoReturn:
    """Raise InputError with one problem."""
    raise InputError([Problem(says, place, do=do)])
