"""What reading a file may do to the machine: nothing but read it."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
# Audit events that change a file, by where their names stand in the arguments.
CHANGES = {
    "os.mkdir": (0,),
    "os.remove": (0,),
    "os.rename": (0, 1),
    "os.rmdir": (0,),
    "os.symlink": (1,),
    "os.link": (1,),
    "os.truncate": (0,),
    "os.chmod": (0,),
    "shutil.rmtree": (0,),
}
STARTS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork")
CALLS_OUT = ("socket.connect", "socket.getaddrinfo", "urllib.Request")
RUNS = ("pickle.find_class",)
SECRET = "nobody-may-read-this"


class EscapeError(AssertionError):
    """Something was done that reading a file never does."""


class _Watch(threading.local):
    folder: Path | None = None


_WATCH = _Watch()
_IS_HOOKED: list[bool] = []


@contextmanager
def nothing_but(folder: Path) -> Iterator[None]:
    """Let nothing be written outside a folder, no process be started and no host be called.

    A file whose name holds ``SECRET`` may not be opened at all.

    Raises:
        EscapeError: as soon as it is tried.
    """
    if not _IS_HOOKED:
        # A hook cannot be taken away again, so there is one for the whole process.
        sys.addaudithook(_hook)
        _IS_HOOKED.append(True)
    _WATCH.folder = folder.resolve()
    try:
        yield
    finally:
        _WATCH.folder = None


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    folder = _WATCH.folder
    if folder is None:
        return
    if event == "open":
        _opened(folder, *arguments)
    elif event in CHANGES:
        for at in CHANGES[event]:
            _written(folder, arguments[at], event)
    elif event in STARTS or event in CALLS_OUT:
        raise EscapeError(f"{event} {arguments!r:.200}")


def _opened(folder: Path, file: object, mode: object, flags: object) -> None:
    is_written = isinstance(flags, int) and flags & WRITES
    if SECRET in str(file) and not is_written:
        raise EscapeError(f"read {file}")
    if is_written and not isinstance(file, int):
        _written(folder, file, "open")


def _written(folder: Path, file: object, event: str) -> None:
    if isinstance(file, int):
        return
    name = os.fsdecode(file) if isinstance(file, (bytes, str, os.PathLike)) else str(file)
    if name == os.devnull:
        return
    # Without following the last link, which is what is written over.
    where = Path(os.path.realpath(os.path.dirname(os.path.abspath(name))))
    if not where.is_relative_to(folder):
        raise EscapeError(f"{event} {name}")
