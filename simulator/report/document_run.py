"""A run's folder as the document reads it: its manifest and its checks, nothing made again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.errors import InputError, Problem
from simulator.experiment.folder import MANIFEST

CHECKS = "checks.json"


@dataclass(frozen=True, slots=True)
class Shown:
    """One check that the run has shown; ``passed`` None: it cannot tell."""

    name: str
    says: str
    passed: bool | None
    figure: str


@dataclass(frozen=True, slots=True)
class RunRecord:
    """What the folder of a finished run says of it.

    ``altered``: files of the folder that are no longer as the run wrote them.
    """

    folder: Path
    manifest: Mapping[str, Any]
    checks: tuple[Shown, ...]
    published: tuple[Mapping[str, Any], ...]
    not_precise: tuple[str, ...]
    altered: tuple[str, ...]

    @classmethod
    def of(cls, folder: Path) -> RunRecord:
        """Read it.

        Raises:
            InputError: it is no folder of one finished run.
        """
        manifest = _json(folder / MANIFEST)
        if "asked" not in manifest:
            raise InputError([_other_kind(folder, manifest)])
        found = _json(folder / CHECKS)
        try:
            checks = tuple(
                Shown(str(c["name"]), str(c["says"]), c["passed"], str(c["figure"]))
                for c in found["checks"]
            )
            published = tuple(found["published"])
            not_precise = tuple(map(str, found["not_yet_as_precise_as_asked"]))
            altered = tuple(_altered(folder, manifest["outputs"]))
        except (KeyError, TypeError, AttributeError) as error:
            says = f"cannot be read as the checks of a run ({error})"
            raise InputError([Problem(says, path=str(folder / CHECKS), do=DO)]) from None
        return cls(folder, manifest, checks, published, not_precise, altered)

    @property
    def is_trial(self) -> bool:
        """Whether it had too few replications to decide on, by request."""
        return bool(self.manifest.get("trial"))

    @property
    def replications(self) -> int:
        """How many replications were done."""
        return int(self.manifest.get("replications_done", 0))


DO = "name a folder that stepdown run has made and finished"


def _json(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        says = f"is no folder of a finished run: {file.name} cannot be read ({error})"
        raise InputError([Problem(says, path=str(file.parent), do=DO)]) from None
    if not isinstance(found, dict):
        says = f"{file.name} does not hold what a run writes"
        raise InputError([Problem(says, path=str(file.parent), do=DO)])
    return found


def _other_kind(folder: Path, manifest: Mapping[str, Any]) -> Problem:
    if "members" in manifest:
        says = "is the folder of a fit"
        return Problem(says, path=str(folder), do="give it with --calibration, beside a run")
    says = "is not the folder of a run of one scenario"
    return Problem(says, path=str(folder), do="a document is of one scenario: " + DO)


def _altered(folder: Path, outputs: Mapping[str, str]) -> list[str]:
    return [name for name, sha in outputs.items() if _sha(folder / name) != sha]


def _sha(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""
