"""From what a user asks for to a scenario that may be run, and how often."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path

from simulator.errors import InputError, Problem
from simulator.experiment.batch import TRIAL_REPLICATIONS
from simulator.experiment.draws import check_draws
from simulator.experiment.replication import ENGINES
from simulator.results.measures import REGISTRY, unknown_measure
from simulator.sampling.distributions import distribution
from simulator.scenario.checks import check
from simulator.scenario.load import Loaded, load
from simulator.scenario.schema import Batch

_PERCENT = re.compile(r"^(\d+(?:\.\d+)?)\s*%$")


def prepare(path: str | Path, sets: Sequence[str] = ()) -> Loaded:
    """Read a scenario and check it against every rule.

    Raises:
        InputError: it cannot be run; all problems at once.
    """
    return checked(load(path, sets))


def checked(loaded: Loaded) -> Loaded:
    """A scenario that has been read, checked against every rule.

    Raises:
        InputError: it cannot be run; all problems at once.
    """
    units = {name: measure.unit for name, measure in REGISTRY.items()}
    problems = check(loaded, units, distribution) or list(check_draws(loaded))
    if problems:
        raise InputError(problems)
    return loaded


def known_engine(name: str) -> str:
    """The engine of that name.

    Raises:
        InputError: there is none.
    """
    if name not in ENGINES:
        raise InputError(
            [Problem(f"there is no engine '{name}'", do=f"engines: {', '.join(ENGINES)}")]
        )
    return name


def batch_of(
    batch: Batch,
    *,
    replications: int | None = None,
    precision: Sequence[str] = (),
    seed: int | None = None,
    is_trial: bool = False,
) -> Batch:
    """A scenario's batch with what the user asked for instead.

    Raises:
        InputError: a precision cannot be read, or replications and precision are both given.
    """
    update: dict[str, object] = {} if seed is None else {"seed": seed}
    if is_trial:
        fixed = replications or TRIAL_REPLICATIONS
        return batch.model_copy(
            update={**update, "replications": fixed, "precision": None, "absolute": {}}
        )
    if replications is not None and precision:
        raise InputError([Problem("give --replications or --precision, not both")])
    if replications is not None:
        update |= {"replications": replications, "precision": None, "absolute": {}}
    if precision:
        update |= _precision(precision)
    return batch.model_copy(update=update)


def _precision(asked: Sequence[str]) -> dict[str, object]:
    relative: float | None = None
    absolute: dict[str, float] = {}
    problems: list[Problem] = []
    for text in asked:
        name, _, amount = text.rpartition("=")
        percent = _PERCENT.match(amount.strip())
        value = float(percent[1]) / 100 if percent else _number(amount)
        if (
            value is None
            or not 0 < value < math.inf
            or (not name and value >= 1)
            or (name and percent)
        ):
            problems.append(
                Problem(
                    f"'{text}' is not a precision",
                    do="write a share like 5%, or a measure and a half-width in its unit like "
                    "delayed_patients=2",
                )
            )
        elif name and name not in REGISTRY:
            problems.append(unknown_measure(name, "--precision"))
        elif name:
            absolute[name] = value
        else:
            relative = value
    if problems:
        raise InputError(problems)
    return {"precision": relative, "absolute": absolute}


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
