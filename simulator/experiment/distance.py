"""Scenarios with all travel to a care setting longer or shorter, on the same patients."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from simulator.errors import InputError
from simulator.experiment.arm import Arm
from simulator.experiment.lean import Lean
from simulator.experiment.prepare import prepare
from simulator.experiment.replication import Setup
from simulator.experiment.store import Store, in_memory
from simulator.results.measures import Measured
from simulator.scenario.address import dotted
from simulator.scenario.load import Loaded


@dataclass(frozen=True, slots=True, eq=False)
class Apart:
    """Scenarios at one factor on travel. ``refused``: why some cannot be run so far apart.

    ``measured``: by scenario, in the order asked; empty where one is refused.
    """

    factor: float
    arms: tuple[Arm, ...]
    measured: tuple[tuple[Measured, ...], ...]
    refused: tuple[str, ...] = ()


def travel_sets(loaded: Loaded, care_setting: str, factor: float) -> tuple[str, ...]:
    """What makes all travel to the units of a care setting so many times as long, as typed."""
    setting = loaded.scenario.care_settings[care_setting]
    found = []
    for at, unit in enumerate(setting.units):
        for locality, minutes in unit.travel_minutes.items():
            path = ("care_settings", care_setting, "units", at, "travel_minutes", locality)
            found.append(f"{dotted(path, loaded.document)}={minutes * factor:.10g}")
    return tuple(found)


def run_apart(
    paths: Sequence[str | Path],
    sets: Sequence[str],
    care_setting: str,
    factors: Sequence[float],
    lean: Lean,
    *,
    store: Callable[[Arm], Store] = lambda _: in_memory(),
) -> list[Apart]:
    """Run scenarios at each factor, with one seed and the same replications throughout.

    Units are chosen by travel and within limits of travel, which stay as they are: so every factor
    is run anew. Where somebody could use no unit any more, that factor is refused and not run.

    Raises:
        InputError: a scenario cannot be run as it is.
    """
    loaded = [prepare(path, sets) for path in paths]
    planned = lean.batch.replications * len(paths) * len(factors)
    found = []
    for factor in factors:
        try:
            arms = [
                _arm(path, (*sets, *travel_sets(one, care_setting, factor)), factor)
                for path, one in zip(paths, loaded, strict=True)
            ]
        except InputError as error:
            says = tuple(dict.fromkeys(problem.says for problem in error.problems))
            found.append(Apart(factor, (), (), says))
            continue
        n = lean.batch.replications
        measured = tuple(lean.run(arm, n, store(arm), planned) for arm in arms)
        found.append(Apart(factor, tuple(arms), measured))
    return found


def _arm(path: str | Path, sets: Sequence[str], factor: float) -> Arm:
    loaded = prepare(path, sets)
    return Arm(f"{Path(path).stem}; travel × {factor:g}", loaded, Setup.of(loaded.scenario))
