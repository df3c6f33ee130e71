"""Compiling functions, and keeping what was compiled, so that only the first run pays for it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import numba
import numpy as np

Function = TypeVar("Function", bound=Callable[..., Any])

HERE = Path(__file__).resolve().parent
# What is compiled, and where the numbers are defined that are compiled into it.
SOURCES = ("compiled*.py", "journeys.py", "../network/network.py")
OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy"}
# Nobody calls these but compiled code.
INNER = {**OPTIONS, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def inlined(function: Function) -> Function:
    """Compile a function into those that call it."""
    made: Function = numba.njit(**INNER, forceinline=True)(function)
    return made


def called(function: Function) -> Function:
    """Compile a function that is seldom called, or long."""
    made: Function = numba.njit(**INNER)(function)
    return made


def compile_kept(function: Callable[[Any], int], given: Any) -> Callable[[Any], int]:
    """Compile a function for what it will be given, or read what was kept of it before.

    Without a folder that can be written, or when what is kept there cannot be read, it is compiled
    afresh.
    """
    folder = cache_folder()
    if folder is not None:
        with contextlib.suppress(Exception), _kept_in(folder):
            return _compile(function, given, cache=True)
    return _compile(function, given, cache=False)


def _compile(function: Callable[[Any], int], given: Any, *, cache: bool) -> Callable[[Any], int]:
    made = numba.njit(**OPTIONS, cache=cache)(function)
    made.compile((numba.typeof(given),))  # type: ignore[no-untyped-call]
    compiled: Callable[[Any], int] = made
    return compiled


@contextlib.contextmanager
def _kept_in(folder: Path) -> Iterator[None]:
    """Let numba keep its files in a folder, for functions made meanwhile."""
    config: Any = numba.config
    before = config.CACHE_DIR
    config.CACHE_DIR = str(folder)
    try:
        yield
    finally:
        config.CACHE_DIR = before


def cache_folder() -> Path | None:
    """A folder for this source, these versions and this processor; None if none can be written.

    It lies in the user's own cache, or where that cannot be written in the folder for temporary
    files.
    """
    name = _fingerprint()
    for parent in (_user_cache(), Path(tempfile.gettempdir()) / f"stepdown-{_user()}"):
        if parent is not None and _can_write(parent / name):
            return parent / name
    return None


def _fingerprint() -> str:
    """Changes with anything that the compiled code depends on."""
    digest = hashlib.sha256()
    for path in sorted(path for name in SOURCES for path in _files(name)):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    codegen: Any = numba.core.codegen
    processor = (platform.machine(), codegen.get_host_cpu_features())
    versions = (sys.version, numba.__version__, np.__version__, processor)
    digest.update(repr(versions).encode())
    return digest.hexdigest()[:20]


def _files(name: str) -> list[Path]:
    folder, _, pattern = name.rpartition("/")
    return list((HERE / folder).resolve().glob(pattern))


def _user_cache() -> Path | None:
    told = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    if told:
        return Path(told) / "stepdown"
    try:
        home = Path.home()
    except RuntimeError:
        return None
    return home / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "stepdown"


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")


def _can_write(folder: Path) -> bool:
    """Whether files can be written to a folder that is the user's own, made if it is missing."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if hasattr(os, "getuid") and folder.stat().st_uid != os.getuid():
            return False
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
