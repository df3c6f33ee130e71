"""One run of a place with its unknowns set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from calibration.fit.recording import seen, shares_at
from calibration.fit.unknown import Free
from simulator.errors import InputError, Place, Problem
from simulator.experiment.prepare import checked
from simulator.experiment.replication import DEFAULT_ENGINE, Order, Setup, replicate
from simulator.results.measures import Key, Measured
from simulator.scenario.apply import Origin, apply
from simulator.scenario.change import Change
from simulator.scenario.document import standing_at
from simulator.scenario.fault import problems
from simulator.scenario.load import Loaded
from simulator.scenario.schema import Scenario

Reals = NDArray[np.float64]

HERE = "the fit"
# Packages whose code takes part in a run beside the simulator.
CODE = ("calibration",)


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """What every run of a fit shares: the place, its unknowns, and the figures that are wanted."""

    place: Loaded
    frees: tuple[Free, ...]
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Ran:
    """The figures of one run, in the order of the keys; or why there are none."""

    values: tuple[float, ...]
    says: str = ""


def altered(place: Loaded, changes: Sequence[Change]) -> Loaded:
    """A place with changes made, checked against every rule.

    Raises:
        InputError: it cannot be run; all problems at once.
    """
    root = place.document.copy()
    for change in changes:
        at = Place(HERE, 1, 1)
        entry = standing_at(at, {"path": change.path, change.way: getattr(change, change.way)})
        apply(root, change, entry, Origin())
    resolved = root.plain()
    try:
        scenario = Scenario.model_validate(resolved)
    except ValidationError as error:
        raise InputError(problems(error, root)) from None
    return checked(replace(place, scenario=scenario, resolved=resolved, document=root))


def changes_at(frees: Sequence[Free], z: Reals, luck: Reals | None = None) -> list[Change]:
    """What sets the unknowns to a point of the unbounded scale, (unknowns,)."""
    lucks = [0.5] * len(frees) if luck is None else luck.tolist()
    return [
        change
        for free, at, each in zip(frees, z, lucks, strict=True)
        for change in free.changes(float(free.value(np.array(at))), each)
    ]


def run(base: Base, z: Reals, seed: int) -> Ran:
    """Run the place once with its unknowns at z, a pure function of its arguments."""
    luck = np.random.default_rng(seed).random(len(base.frees))
    try:
        place = altered(base.place, changes_at(base.frees, z, luck))
        measured = measured_once(place, base.keys, seed)
    except InputError as error:
        return Ran(tuple([float("nan")] * len(base.keys)), _first(error.problems))
    of = dict(zip(measured.keys, measured.values.tolist(), strict=True))
    values = tuple(seen(base.keys, of, shares_at(base.frees, z)))
    pairs = zip(base.keys, values, strict=True)
    lacks = [key.measure for key, value in pairs if not np.isfinite(value)]
    return Ran(values, f"nothing to measure of {lacks[0]}" if lacks else "")


def measured_once(place: Loaded, keys: Sequence[Key], seed: int) -> Measured:
    """The measures of those keys in one run of a place.

    Raises:
        InputError: people in full places waited for one another.
    """
    order = Order(
        number=1,
        seed=seed,
        engine=DEFAULT_ENGINE,
        measures=tuple(sorted({key.measure for key in keys})),
        show_checks=False,
        keep_daily=False,
    )
    return replicate(Setup.of(place.scenario), order).measured


def _first(found: Sequence[Problem]) -> str:
    return " ".join(filter(None, [found[0].path, found[0].says])) if found else "it cannot be run"
