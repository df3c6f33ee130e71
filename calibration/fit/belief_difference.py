"""Does a decision hold? Differences a scenario makes, beside what the fit leaves open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from calibration.fit.fitted import Fitted
from calibration.fit.fitted_scenario import FITTED
from simulator.errors import InputError, Problem
from simulator.experiment.arm import Arm, arms_of
from simulator.experiment.lean import Lean
from simulator.experiment.prepare import checked, prepare
from simulator.experiment.store import in_memory
from simulator.experiment.workers import Jobs
from simulator.results.everywhere import EVERYWHERE
from simulator.results.intervals import student
from simulator.results.measure import ALL_ACUTE, where
from simulator.results.measures import Key
from simulator.scenario.load import Loaded, dump, load_text
from simulator.scenario.schema import Batch

Reals = NDArray[np.float64]

DRAWS = 60
FIGURES = (
    (
        "patients ready to leave, all places",
        Key("delayed_patients", where(care_setting=EVERYWHERE), "mean"),
    ),
    ("patients in acute beds", Key("census", where(care_setting=ALL_ACUTE), "mean")),
)
HOLDS, TURNS, CANNOT_TELL = "the sign holds", "the sign turns", "cannot tell"


@dataclass(frozen=True, slots=True)
class Across:
    """One difference across what the fit leaves open of one unknown.

    ``low``, ``high``: mean difference in the third of the draws with the lowest, and the highest,
    values, with ``half`` widths of their 95 % intervals. ``same_sign``: share of the draws whose
    difference has the sign of the mean of all. ``verdict``: whether both thirds are of one sign.
    """

    scenario: str
    figure: str
    unknown: str
    mean: float
    low: float
    low_half: float
    high: float
    high_half: float
    same_sign: float
    verdict: str


def differences(found: Fitted, folder: Path, scenarios: Sequence[Path], jobs: Jobs) -> list[Across]:
    """Differences of scenarios that extend the place, against each unknown that is not told.

    Each of ``DRAWS`` draws is run once in the fitted place and once in each scenario, on the same
    patients. ``folder``: where the fitted scenario lies.

    Raises:
        InputError: a scenario does not extend the place, or cannot be run on top of the fit.
    """
    if not scenarios:
        return []
    fitted = _one_each(prepare(folder / FITTED, ["posterior.runs_per_draw=1"]))
    arms = arms_of([fitted, *(_on_top(each, found, folder) for each in scenarios)])
    n = min(DRAWS, len(found.ensemble.z))
    batch = Batch(seed=found.question.seed, replications=n, headline=("census",))
    lean = Lean(batch, jobs)
    measured = [lean.run(arm, n, in_memory(), n * len(arms)) for arm in arms]
    rows: list[Across] = []
    for arm, values in zip(arms[1:], measured[1:], strict=True):
        for title, key in FIGURES:
            if key in values[0].keys and key in measured[0][0].keys:
                moved = _column(values, key) - _column(measured[0], key)
                rows += _against(found, arm, title, moved)
    return rows


def _one_each(loaded: Loaded) -> Loaded:
    if loaded.scenario.posterior is None:
        raise InputError([Problem("the fit left no draws", path=FITTED)])
    return loaded


def _column(measured: Sequence[Any], key: Key) -> Reals:
    at = measured[0].keys.index(key)
    return np.array([float(each.values[at]) for each in measured])


def extends_the_place(file: Path, place: Path) -> dict[str, Any]:
    """A scenario as plain values.

    Raises:
        InputError: it cannot be read, or extends something else than the place.
    """
    try:
        plain = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        says = f"'{file}' cannot be read: {' '.join(str(error).split())[:120]}"
        raise InputError([Problem(says, path="--scenario", do="name a scenario file")]) from None
    parent = plain.get("extends") if isinstance(plain, dict) else None
    if not isinstance(parent, str) or (file.parent / parent).resolve() != place.resolve():
        says = f"'{file}' does not extend '{place}', so the fit is none of it"
        do = f"write extends: {place.name} in it, and its changes"
        raise InputError([Problem(says, path="--scenario", do=do)])
    return dict(plain)


def _on_top(file: Path, found: Fitted, folder: Path) -> Loaded:
    """A scenario that extends the place, on top of the fitted place instead."""
    plain = extends_the_place(file, Path(found.question.place.path)) | {"extends": FITTED}
    sets = ["posterior.runs_per_draw=1"]
    return checked(load_text(dump(plain), f"{file.stem}.yaml", str(folder), sets))


def _against(found: Fitted, arm: Arm, figure: str, moved: Reals) -> list[Across]:
    draws = found.ensemble.z[: len(moved)]
    sign = float(np.mean(np.sign(moved) == np.sign(moved.mean())))
    rows = []
    for at, free in enumerate(found.question.frees):
        if found.is_told[at]:
            continue
        order = np.argsort(draws[:, at], kind="stable")
        third = max(2, len(order) // 3)
        ends = [moved[order[:third]], moved[order[-third:]]]
        means = [float(each.mean()) for each in ends]
        halves = [float(student(third) * each.std(ddof=1) / third**0.5) for each in ends]
        rows.append(
            Across(
                arm.title,
                figure,
                free.path,
                float(moved.mean()),
                means[0],
                halves[0],
                means[1],
                halves[1],
                sign,
                _verdict(means, halves),
            )
        )
    return rows


def _verdict(means: Sequence[float], halves: Sequence[float]) -> str:
    signs = [
        np.sign(mean) if abs(mean) > half else 0.0 for mean, half in zip(means, halves, strict=True)
    ]
    if 0.0 in signs:
        return CANNOT_TELL
    return HOLDS if signs[0] == signs[1] else TURNS
