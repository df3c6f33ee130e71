"""Small scenarios set side by side in the tests of comparisons."""

from __future__ import annotations

from pathlib import Path

from simulator.experiment.arm import Arm, arms_of, prepare_all
from tests.experiment.place import SHORT, SMALL

QUEUE = """
schema_version: 1
title: One ward, {beds} beds
calendar: {{start: 2025-01-01, warm_up: 40 days, run_for: 300 days, bank_holidays: none}}
patient_groups:
  everyone:
    arrivals: {{per_day: 4}}
    pathways: {{home: 1}}
    length_of_stay: {{ward: {{family: exponential, mean: 1 day}}}}
care_settings:
  ward: {{kind: beds, acute: true, units: [{{name: Ward, beds: {beds}}}]}}
pathways:
  home: [{{stay: ward}}, {{leave: home}}]
"""

CHILD = """
schema_version: 1
extends: small.yaml
title: {title}
question: What do these changes do?
changes:
{changes}
"""


def written(folder: Path, **texts: str) -> list[Path]:
    """Scenario files of these names in a folder that has the small place too."""
    (folder / "small.yaml").write_text(SMALL.read_text(encoding="utf-8"), encoding="utf-8")
    files = []
    for name, text in texts.items():
        files.append(folder / f"{name}.yaml")
        files[-1].write_text(text, encoding="utf-8")
    return files


def child(*changes: str, title: str = "A change") -> str:
    """A scenario that extends the small place with some changes, each a YAML mapping."""
    return CHILD.format(title=title, changes="\n".join(f"  - {each}" for each in changes))


def arms(*files: Path, sets: tuple[str, ...] = SHORT) -> tuple[Arm, ...]:
    """Scenarios ready to be compared."""
    return arms_of(prepare_all([(file, sets) for file in files]))
