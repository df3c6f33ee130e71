"""What a result depends on besides its scenario: the code, the libraries, the machine."""

from __future__ import annotations

import hashlib
import platform
import subprocess
import sys
from functools import lru_cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
LIBRARIES = (
    "numpy",
    "scipy",
    "numba",
    "llvmlite",
    "simpy",
    "pandas",
    "pyarrow",
    "pydantic",
    "holidays",
    "matplotlib",
)


@lru_cache(maxsize=1)
def code_hash() -> str:
    """SHA-256 of every Python file of the package, in order of name."""
    return _hash_of(PACKAGE)


@lru_cache(maxsize=8)
def hash_of(package: str) -> str:
    """The same of another package, by the name it is imported by; '' where it is not installed."""
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        return ""
    return _hash_of(Path(found.submodule_search_locations[0]))


def _hash_of(folder: Path) -> str:
    total = hashlib.sha256()
    for file in sorted(folder.rglob("*.py")):
        total.update(file.relative_to(folder).as_posix().encode())
        total.update(file.read_bytes())
    return total.hexdigest()


def commit() -> dict[str, str | bool | None]:
    """The commit checked out, and whether the tree differs from it; None outside a checkout."""
    try:
        head = _git("rev-parse", "HEAD")
        return {"commit": head, "dirty": bool(_git("status", "--porcelain"))}
    except (OSError, subprocess.SubprocessError):
        return {"commit": None, "dirty": None}


def _git(*words: str) -> str:
    done = subprocess.run(
        ["git", *words], cwd=PACKAGE, capture_output=True, text=True, check=True, timeout=10
    )
    return done.stdout.strip()


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """Versions of Python and of the libraries that numbers go through."""
    found = {"python": sys.version.split()[0]}
    for name in LIBRARIES:
        found[name] = metadata.version(name)
    return found


def hardware() -> dict[str, str | int | None]:
    """The kind of machine, without its name."""
    import os

    return {
        "system": platform.system(),
        "machine": platform.machine(),
        "processors": os.cpu_count(),
    }
