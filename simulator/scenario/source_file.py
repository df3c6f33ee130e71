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
from simulator.scenario import bundled
from simulator.scenario.document import MAX_BYTES, decode

SUFFIXES = (".yaml", ".yml")
# Folders, as PATH has them, from which scenarios may take files besides their own.
ALSO = "STEPDOWN_FOLDERS"
OR_ALLOW = f"or name its folder in the environment variable {ALSO}"


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
    path = file.parent / name
    if not may_be_read(path, top_of(file.parent.resolve())):
        stop(
            f"'{extends}' lies too far outside",
            place,
            f"extend a file in the same folder, or below one that holds `scenarios`; {OR_ALLOW}",
        )
    return path


def top_of(folder: Path) -> Path:
    """The nearest folder around that holds a folder of scenarios; else the folder itself.

    The root of all folders, which holds everything, is never it. Of a bundled scenario it is the
    folder of those.
    """
    if folder.is_relative_to(bundled.folder().resolve()):
        return bundled.folder().resolve()
    around = (each for each in (folder, *folder.parents) if each != each.parent)
    return next((each for each in around if (each / "scenarios").is_dir()), folder)


def may_be_read(path: Path, folder: Path) -> bool:
    """Whether a file lies in a folder or below, links followed, or where that was allowed."""
    try:
        there = Path(os.path.realpath(path))
    except (OSError, ValueError):
        return True  # no name of any file, which is said when it is to be read
    also = (each for each in os.environ.get(ALSO, "").split(os.pathsep) if each.strip())
    return any(there.is_relative_to(each) for each in (folder, *(Path(x).resolve() for x in also)))


def read_file(
    said: str, place: Place | None = None, path: Path | None = None
) -> tuple[str, FileRead]:
    """The text of a file and its record; raises InputError, at ``place``, when it has none."""
    path = path or Path(said)
    if _is_loop(path):
        stop(f"'{said}' is a loop of links: it leads back to itself", place, "link to a file")
    try:
        path.stat()
    except (OSError, ValueError) as error:
        if isinstance(error, ValueError) or error.errno == errno.ENAMETOOLONG:
            stop("is no name that a file can have", place)
    try:
        if path.is_dir():
            stop(f"'{said}' is a folder", place, _files_in(path))
        if not path.exists():
            stop(f"there is no file '{said}'", place, bundled.instead(said) or _near(path))
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
    except ValueError:  # a character that no name has
        return False
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
