"""The simulated figures beside the published ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from simulator.errors import InputError, Problem
from simulator.results.intervals import Summary
from simulator.results.measure import DIMENSIONS
from simulator.results.measures import REGISTRY, Key, unknown_measure
from simulator.scenario.schema import Published

Verdict = Literal["agrees", "differs", "cannot tell"]


@dataclass(frozen=True, slots=True)
class Compared:
    """One published figure and the simulated one.

    ``half_width``: of the simulated mean's 95 % interval for chance (NaN with one replication).
    ``difference``: simulated less published. ``basis``: exactly what was simulated, since figures
    of one name often differ in definition.
    """

    published: Published
    key: Key
    simulated: float
    half_width: float
    difference: float
    verdict: Verdict
    basis: str


def compare_published(published: Sequence[Published], summary: Summary) -> list[Compared]:
    """Set each published figure beside its row of the summary.

    Raises:
        InputError: some do not point to exactly one row; all problems at once.
    """
    rows = {key: at for at, key in enumerate(summary.keys)}
    found = [_find(one, f"published.{at}", rows) for at, one in enumerate(published)]
    problems = [one for one in found if isinstance(one, Problem)]
    if problems:
        raise InputError(problems)
    return [
        _compare(one, key, summary, rows[key])
        for one, key in zip(published, found, strict=True)
        if isinstance(key, Key)
    ]


def key_of(one: Published, path: str) -> Key | Problem:
    """The key that a published figure points to.

    A dimension that it does not name is not split by; a statistic that it does not name is the
    measure's first.
    """
    measure = REGISTRY.get(one.measure)
    if measure is None:
        return unknown_measure(one.measure, path)
    allowed = (*measure.by, "statistic")
    for name in one.where:
        if name not in allowed:
            says = f"'{one.measure}' is not split by '{name}'"
            return Problem(says, path=path, do=f"it is split by {', '.join(allowed)}")
    statistic = one.where.get("statistic", measure.statistics[0])
    if statistic not in measure.statistics:
        says = f"'{one.measure}' has no statistic '{statistic}'"
        return Problem(says, path=path, do=f"it has {', '.join(measure.statistics)}")
    where = tuple(one.where.get(name, "") for name in DIMENSIONS)
    return Key(one.measure, where, statistic)


def _find(one: Published, path: str, rows: dict[Key, int]) -> Key | Problem:
    key = key_of(one, path)
    if isinstance(key, Problem) or key in rows:
        return key
    asked = _described(key)
    known = [_described(row) for row in rows if row.measure == one.measure]
    if not known:
        return Problem(f"'{one.measure}' was not measured", path=path, do="measure it as well")
    near = "; ".join(get_close_matches(asked, known, n=3, cutoff=0) or known[:3])
    says = f"'{one.measure}' has no row with {asked}"
    return Problem(says, path=path, do=f"nearest rows: {near}")


def _described(key: Key) -> str:
    named = [f"{n}: {v}" for n, v in zip(DIMENSIONS, key.where, strict=True) if v]
    return ", ".join([*named, f"statistic: {key.statistic}"])


def _compare(one: Published, key: Key, summary: Summary, at: int) -> Compared:
    mean, half_width = float(summary.mean[at]), float(summary.half_width[at])
    return Compared(
        published=one,
        key=key,
        simulated=mean,
        half_width=half_width,
        difference=mean - one.value,
        verdict=_verdict(one, mean, half_width),
        basis=REGISTRY[key.measure].definition,
    )


def _verdict(one: Published, mean: float, half_width: float) -> Verdict:
    """Agrees: the interval lies within what counts as agreement; differs: outside it.

    What counts is the range between places if it is given whole, else a share of the figure.
    """
    slack = one.agrees_within * abs(one.value)
    low = one.value - slack if one.low is None or one.high is None else one.low
    high = one.value + slack if one.low is None or one.high is None else one.high
    if mean - half_width > high or mean + half_width < low:
        return "differs"
    is_within = low <= mean - half_width and mean + half_width <= high
    return "agrees" if is_within else "cannot tell"


def check_published(published: Iterable[Published]) -> list[Problem]:
    """What is wrong with published figures before anything has been run."""
    keys = [key_of(one, f"published.{at}") for at, one in enumerate(published)]
    return [key for key in keys if isinstance(key, Problem)]
