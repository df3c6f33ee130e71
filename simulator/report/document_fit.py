"""A fit's folder as the document reads it: what was fitted to what, and how sure."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.errors import InputError, Problem
from simulator.experiment.folder import MANIFEST

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FitRecord:
    """What the folder of a finished fit says of it; rows as its tables have them."""

    folder: Path
    manifest: Mapping[str, Any]
    parameters: tuple[Row, ...]
    targets: tuple[Row, ...]
    cautions: tuple[str, ...]

    @classmethod
    def of(cls, folder: Path) -> FitRecord:
        """Read it.

        Raises:
            InputError: it is no folder of a finished fit.
        """
        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            diagnosis = json.loads((folder / "diagnosis.json").read_text(encoding="utf-8"))
            parameters, targets = _rows(folder / "parameters.csv"), _rows(folder / "targets.csv")
            cautions = tuple(map(str, diagnosis["cautions"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            says = f"is no folder of a finished fit ({error})"
            do = "name a folder that stepdown calibrate has made and finished"
            raise InputError([Problem(says, path=f"--calibration {folder}", do=do)]) from None
        return cls(folder, manifest, parameters, targets, cautions)


def _rows(file: Path) -> tuple[Row, ...]:
    with file.open(encoding="utf-8", newline="") as text:
        return tuple(csv.DictReader(text))
