"""Which replications hang together, as they take the same draws of what is not known."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simulator.experiment.draws import posterior_of
from simulator.scenario.posterior import Posterior
from simulator.scenario.schema import Scenario


def draws_taken(scenarios: Sequence[Scenario], replications: int) -> list[int] | None:
    """A number for each replication of scenarios side by side, the same where all draws are.

    Draws go by the number of a replication, so a difference of scenarios of which one alone takes
    draws hangs together by those; where several take different draws, by runs of replications in
    which none of them changes.

    Returns:
        Numbers from 1; all 1 where draws change in no common step, so that nothing can be said of
        what is not known. None where none takes draws.
    """
    found = [each for one in scenarios if (each := posterior_of(one)) is not None]
    if not found:
        return None
    first, numbers = found[0], range(1, replications + 1)
    if all(is_same(first, each) for each in found):
        return [first.draw_of(number) for number in numbers]
    steps = {each.runs_per_draw for each in found}
    step = steps.pop() if len(steps) == 1 else math.inf
    return [1 + int((number - 1) // step) for number in numbers]


def is_same(one: Posterior, other: Posterior) -> bool:
    """Whether replications of two scenarios take the same draws."""
    return one.identity == other.identity and one.runs_per_draw == other.runs_per_draw
