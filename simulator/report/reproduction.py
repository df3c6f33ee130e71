"""A finished run made again, and its files beside those that it left."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from simulator.errors import InputError, Problem
from simulator.experiment import code
from simulator.experiment.batch import Told
from simulator.experiment.folder import MANIFEST
from simulator.experiment.request import Request, read_json, request_in
from simulator.report.again import ready_of
from simulator.report.landing import run_to_folder

LOG = "run.log"
# How and when it was made: different in equal runs.
ABOUT = {MANIFEST, LOG}
PAGE = "report.html"


@dataclass(frozen=True, slots=True)
class Reproduction:
    """Which files came out the same, byte for byte, and the likeliest causes where some did not.

    ``changed``: files of the folder that are no longer as the run wrote them.
    """

    same: tuple[str, ...]
    different: tuple[str, ...]
    changed: tuple[str, ...]
    causes: tuple[str, ...]

    @property
    def is_identical(self) -> bool:
        """Whether every file came out the same."""
        return not self.different

    def text(self) -> str:
        """What is said of it."""
        n = len(self.same) + len(self.different)
        lines = [f"identical: {len(self.same)} of {n} files"]
        lines += [f"  different: {name}" for name in self.different]
        lines += [f"  no longer as the run wrote it: {name}" for name in self.changed]
        lines += [f"  likeliest cause: {cause}" for cause in self.causes]
        return "\n".join(lines)


def reproduce(folder: Path, jobs: int, told: Told | None = None) -> Reproduction:
    """Run again what a finished run's manifest says, elsewhere, and compare every file.

    Raises:
        InputError: it is no folder of a finished run, or what it ran cannot be run now.
    """
    plain = manifest_in(folder)
    request = request_in(folder)
    ready = ready_of(request, request.nearest(folder), jobs)
    with TemporaryDirectory(prefix="stepdown-") as elsewhere:
        again = run_to_folder(ready, Path(elsewhere), told).folder
        return _compared(folder, plain, again, request)


def manifest_in(folder: Path) -> dict[str, Any]:
    """The manifest of a finished run.

    Raises:
        InputError: it is no folder of one.
    """
    try:
        plain = read_json(folder / MANIFEST)
        outputs, hardware = plain["outputs"], plain.get("hardware", {})
        if not isinstance(outputs, dict) or not isinstance(hardware, dict):
            raise TypeError("its outputs or hardware are no mapping")
        if other := [name for name in outputs if Path(name).name != name]:
            raise ValueError(f"{other[0]!r:.60} is no file of the folder")
    except (OSError, ValueError, KeyError, TypeError) as error:
        says = f"is no folder of a finished run: {MANIFEST} cannot be read ({error})"
        do = "name a folder that stepdown run has made and finished"
        raise InputError([Problem(says, path=str(folder), do=do)]) from None
    return plain


def _compared(
    folder: Path, plain: Mapping[str, Any], again: Path, request: Request
) -> Reproduction:
    new = json.loads((again / MANIFEST).read_text(encoding="utf-8"))
    same: list[str] = []
    different: list[str] = []
    wanted = {name: sha for name, sha in plain["outputs"].items() if name not in ABOUT}
    for name in sorted({*wanted, *(each for each in new["outputs"] if each not in ABOUT)}):
        found = _digest(again / name, plain, new)
        (same if found == wanted.get(name) else different).append(name)
    changed = [name for name, sha in wanted.items() if _digest(folder / name) != sha]
    causes = _causes(plain, new, request) if different else []
    return Reproduction(tuple(same), tuple(different), tuple(changed), tuple(causes))


def _digest(
    file: Path, old: Mapping[str, Any] | None = None, new: Mapping[str, Any] | None = None
) -> str | None:
    """The hash of a file; of a page as if it had been made at the commit of the old one."""
    if not file.is_file():
        return None
    content = file.read_bytes()
    if file.name == PAGE and old is not None and new is not None:
        content = content.replace(_commit(new).encode(), _commit(old).encode())
    return hashlib.sha256(content).hexdigest()


def _commit(plain: Mapping[str, Any]) -> str:
    dirty = " (with changes not committed)" if plain.get("dirty") else ""
    return f"{plain.get('commit')}{dirty}"


def _causes(plain: Mapping[str, Any], new: Mapping[str, Any], request: Request) -> list[str]:
    if plain.get("key") != new["key"]:
        return [request.differs()]
    held, now = plain.get("hardware", {}), code.hardware()
    kinds = [name for name in ("system", "machine") if held.get(name) != now.get(name)]
    if kinds:
        said = ", ".join(f"{name} {held.get(name)}, now {now.get(name)}" for name in kinds)
        return [f"another kind of machine ({said})"]
    return [
        f"same scenario, code and versions: the processor ({platform.processor() or 'unknown'})"
    ]
