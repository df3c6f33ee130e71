"""Files that are of use only together: all of them are written and found right, or none is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path as FilePath
from typing import TypeVar

from simulator.errors import InputError, Problem

Kind = TypeVar("Kind")


def write_together(contents: Mapping[FilePath, bytes], check: Callable[[], Kind]) -> Kind:
    """Write files, none of which is there yet, with the folders they need; what ``check`` gives.

    When one cannot be written, or ``check`` raises, what was written is taken away, and folders
    that were made for it. Raises InputError.
    """
    around = {parent for file in contents for parent in file.parents}
    made = sorted((each for each in around if not each.exists()), key=lambda x: -len(x.parts))
    try:
        for file, content in contents.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        return check()
    except OSError as error:
        _take_away([*contents], made)
        named = error.filename or next(iter(contents))
        says = f"'{FilePath(named).as_posix()}' cannot be written: {error.strerror or error}"
        raise InputError([Problem(says, do="choose another name")]) from None
    except InputError:
        _take_away([*contents], made)
        raise


def is_there(file: FilePath) -> bool:
    """Whether there is a file or folder of that name; raises InputError when none can have it."""
    try:
        return file.exists()
    except (OSError, ValueError):
        says = f"'{file.as_posix()[:80]}' is no name that a file can have"
        raise InputError([Problem(says, do="choose another name")]) from None


def _take_away(files: list[FilePath], folders: list[FilePath]) -> None:
    for file in files:
        with suppress(OSError):
            file.unlink(missing_ok=True)
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()
