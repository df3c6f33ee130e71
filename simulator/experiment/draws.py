"""A scenario with the values of one draw of what is not known set in it."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError

from simulator.errors import InputError, Place, Problem, StoppedError
from simulator.scenario.address import parse
from simulator.scenario.apply import value_at
from simulator.scenario.carried import at
from simulator.scenario.document import Node, Path, Scalar, standing_at
from simulator.scenario.fault import problems
from simulator.scenario.field import alternatives, type_at
from simulator.scenario.load import Loaded
from simulator.scenario.posterior import Posterior
from simulator.scenario.schema import Scenario

TABLE: Path = ("posterior", "table")
OWN_DRAW = "posterior.runs_per_draw=1"
# What makes replications comparable, or says something of the scenario as a whole.
NOT_DRAWN = {
    *("calendar", "batch", "posterior", "published", "schema_version", "extends"),
    *("title", "question", "rationale", "analyst", "assurer", "intended_use", "not_for"),
}


def posterior_of(scenario: Scenario) -> Posterior | None:
    """The draws that replications of a scenario take; None where they take none."""
    return scenario.posterior if isinstance(scenario.posterior, Posterior) else None


def own_draws(loaded: Sequence[Loaded]) -> tuple[str, ...]:
    """What to set so that each replication takes a draw of its own; nothing where it does already.

    Replications are then independent of one another, draws and all, as methods take them to be
    that judge by replications alone. Nothing either where a scenario has no draws.
    """
    found = [posterior_of(each.scenario) for each in loaded]
    is_shared = any(each is not None and each.runs_per_draw > 1 for each in found)
    return (OWN_DRAW,) if is_shared and None not in found else ()


def without_draws(scenario: Scenario) -> Scenario:
    """The same with the values as they stand, and no draws."""
    return scenario.model_copy(update={"posterior": None})


def with_draw(scenario: Scenario, draw: int) -> Scenario:
    """A scenario with the values of a draw, counted from 1, and no draws.

    Whole numbers are rounded up with the chance of the fraction: a pure function of draw and path,
    so that every scenario with the same draws has the same.

    Raises:
        InputError: the values cannot be those of this scenario.
    """
    posterior = posterior_of(scenario)
    if posterior is None:
        raise ValueError("the scenario has no draws")
    root = _document(scenario)
    for path, value in posterior.table.rows[draw - 1]:
        to = at(root, path)
        if to is None:
            says = f"the draws are of '{path}', and the scenario states no value there"
            raise InputError([Problem(says, path="posterior")])
        node = value_at(root, to)
        assert node is not None
        node.value = _settable(to, path, value, draw)
    try:
        return Scenario.model_validate(root.plain())
    except ValidationError as error:
        found = (f"draw {draw}: {each.says}" for each in problems(error, root))
        raise InputError([Problem(says, path="posterior") for says in found]) from None


def drawn_scenario(scenario: Scenario, replication: int) -> Scenario:
    """The scenario of a replication: with its draw, or as it is where there are none.

    Raises:
        StoppedError: the values of its draw cannot be those of this scenario.
    """
    posterior = posterior_of(scenario)
    if posterior is None:
        return scenario
    try:
        return with_draw(scenario, posterior.draw_of(replication))
    except InputError as error:
        raise StoppedError(error.problems) from None


def check_draws(loaded: Loaded) -> Iterator[Problem]:
    """What is wrong with the draws of a scenario: paths without a value, values out of bounds.

    Of each column the lowest and the highest draw are looked at.
    """
    posterior = posterior_of(loaded.scenario)
    if posterior is None:
        return
    root = _document(loaded.scenario)
    lacking = [path for path in posterior.table.paths if at(root, path) is None]
    for path in lacking:
        says = f"the draws have a column '{path}', and the scenario states no one value there"
        do = "take the column out, or name a value as `stepdown describe` lists them"
        yield loaded.problem(TABLE, says, do)
    barred = [path for path in posterior.table.paths if str(parse(path)[0]) in NOT_DRAWN]
    for path in barred:
        says = f"the draws have a column '{path}', and that is the same in all replications"
        yield loaded.problem(TABLE, says, "take the column out")
    lacking += barred
    for draw in () if lacking else _farthest(posterior):
        try:
            with_draw(loaded.scenario, draw)
        except InputError as error:
            yield loaded.problem(TABLE, error.problems[0].says, "take the draw out of the file")


def _farthest(posterior: Posterior) -> list[int]:
    """Draws that have the lowest or the highest value of a column."""
    rows = posterior.table.rows
    found = set()
    for column in range(len(rows[0])):
        order = sorted(range(len(rows)), key=lambda row: _size(rows[row][column][1]))
        found |= {order[0] + 1, order[-1] + 1}
    return sorted(found)


def _size(value: Scalar) -> float:
    text = str(value).split(maxsplit=1)
    try:
        return float(text[0]) if text else 0.0
    except ValueError:
        return 0.0


def _settable(to: Path, path: str, value: Scalar, draw: int) -> Scalar:
    """A value as its field takes it."""
    kinds = alternatives(type_at(to))
    if int in kinds and float not in kinds and isinstance(value, float):
        return math.floor(value + _luck(draw, path))
    return value


def _luck(draw: int, path: str) -> float:
    """Evenly between 0 and 1."""
    whole = hashlib.sha256(f"{draw}:{path}".encode()).digest()[:8]
    return int.from_bytes(whole, "big") / 2**64


def _document(scenario: Scenario) -> Node:
    plain = scenario.model_dump(exclude_unset=True)
    plain.pop("posterior", None)
    return standing_at(Place("a draw", 1, 1), _as_lists(plain))


def _as_lists(plain: Any) -> Any:
    if isinstance(plain, dict):
        return {name: _as_lists(each) for name, each in plain.items()}
    if isinstance(plain, (list, tuple)):
        return [_as_lists(each) for each in plain]
    return plain
