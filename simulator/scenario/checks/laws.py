"""Laws of durations: that there is such a law, and that its mean is met in practice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pydantic import BaseModel

from simulator.scenario.checks.rule import Finding, Findings, Path
from simulator.scenario.floored import floored_moments
from simulator.scenario.law import Law
from simulator.scenario.quantities import Duration
from simulator.scenario.schema import Scenario

MOST_VARIATION = 5
MOST_MOVED = 0.01
OfLaw = Callable[[Law], float]


def all_laws(scenario: Scenario) -> Iterator[tuple[Path, Law]]:
    """All laws anywhere: path, law; of a mixture its components."""
    yield from _inside((), scenario)


def _inside(path: Path, held: Any) -> Iterator[tuple[Path, Law]]:
    if isinstance(held, Law) and not held.components:
        yield path, held
    elif isinstance(held, BaseModel):
        for name in type(held).model_fields:
            yield from _inside((*path, name), getattr(held, name))
    elif isinstance(held, dict):
        for name, each in held.items():
            yield from _inside((*path, name), each)
    elif isinstance(held, tuple):
        for index, each in enumerate(held):
            yield from _inside((*path, index), each)


def law_exists(solvable: Callable[[Law], object]) -> Callable[..., Findings]:
    """The rule that ``solvable`` finds every law: it raises ValueError where there is none."""

    def find(_: Scenario, path: Path, law: Law) -> Findings:
        try:
            solvable(law)
        except (ValueError, OverflowError) as error:
            yield Finding(path, str(error), "look at its numbers, or choose another family")

    return find


def mean_is_met(mean_of: OfLaw, sd_of: OfLaw) -> Callable[..., Findings]:
    """The rule that no law is so spread out that a year's patients would miss its mean."""

    def find(_: Scenario, path: Path, law: Law) -> Findings:
        mean, sd = mean_of(law), sd_of(law)
        if mean > 0 and sd / mean > MOST_VARIATION:
            yield Finding(
                path,
                f"the mean is {mean:.3g} and the standard deviation {sd:.3g} days, "
                f"{sd / mean:.1f} times as much: so few and so long stays carry this mean that a "
                "year's patients will not reach it",
                "look at both; a mixture of a short and a long law says the same more steadily",
            )

    return find


def floor_moves_the_mean(_: Scenario, path: Path, law: Law) -> Findings:
    """The floor of a normal leaves its mean about where it was typed."""
    if law.family != "floored_normal" or law.mean is None or law.sd is None:
        return
    typed, sd, floor = law.mean.days, law.sd.days, law.floor.days if law.floor else 0.0
    mean, _sd = floored_moments(typed, sd, floor) if sd > 0 else (typed, sd)
    if mean / typed - 1 > MOST_MOVED:
        unit = law.mean.unit
        moved = Duration(float(f"{mean / Duration(1, unit).days:.4g}"), unit)
        yield Finding(
            path,
            f"no less than {law.floor or Duration(0, unit)}, a normal of mean {law.mean} and sd "
            f"{law.sd} has a mean of {moved} ({mean / typed - 1:+.1%} of what is typed)",
            "if the mean typed is the one observed, use a law that has no values below 0, like "
            "gamma or lognormal",
        )
