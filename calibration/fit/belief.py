"""What may be believed of a fit, worked out from its runs and some more of the same members."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.ensemble.second_opinion import Opinion, second_opinion
from calibration.fit.bank import Bank, Runs, Told
from calibration.fit.belief_difference import Across
from calibration.fit.check_together import Checks, checks_of, week_of
from calibration.fit.fitted import Fitted
from calibration.fit.member import Base
from calibration.fit.observed import name_of
from calibration.fit.question import Question
from calibration.fit.twice import FitTwice
from calibration.fit.worth import Worth, worth_of
from calibration.fit.worth_asked import Asked, asked_of, keys_to_ask
from simulator.errors import Problem
from simulator.experiment.workers import Jobs
from simulator.results.measures import Key
from simulator.results.published import key_of
from simulator.scenario.schema import Published

if TYPE_CHECKING:
    from calibration.fit.held_out import HeldOut

Reals = NDArray[np.float64]

WIDER = "wider.jsonl"
# Members of the first ensemble that are run again for figures that are no targets.
FROM_PRIOR = 60
_SEEDS = 2**62
_ENDS = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True, eq=False)
class Belief:
    """What may be believed of a fit.

    ``asked``: what figures that nobody gave would tell. ``unused``: published figures that are no
    targets beside what is predicted of them. ``across``: differences of scenarios beside what is
    left open. ``runs``: how many were made for it. ``held_out``: months that were never fitted.
    ``twice``: where it was fitted with two seeds. ``checks``: whether the figures hang together.
    """

    found: Fitted
    worth: Worth
    asked: tuple[Asked, ...]
    unused: pd.DataFrame
    checks: Checks
    across: tuple[Across, ...] = ()
    runs: int = 0
    held_out: HeldOut | None = None
    twice: FitTwice | None = None

    @property
    def opinion(self) -> Opinion:
        """Another method's view of the same runs."""
        return second_opinion(self.found.ensemble)

    @property
    def runs_in_all(self) -> int:
        """Runs of the fit, of a second seed if any, and beside them."""
        fits = [self.found] if self.twice is None else [self.twice.first, self.twice.second]
        return sum(len(step.z) for each in fits for step in each.steps) + self.runs


def more_runs(question: Question) -> int:
    """How many runs are made beside those of the fit, at most."""
    return question.members + min(FROM_PRIOR, question.members)


def belief_of(found: Fitted, folder: Path, jobs: Jobs, told: Told | None = None) -> Belief:
    """Run the posterior draws once more for figures that are no targets, and see what they tell.

    ``folder``: where finished runs are kept. ``told``: called with (done, planned) of these runs.
    """
    question = found.question
    kinds = keys_to_ask(question)
    beside = _published(question)
    week = week_of(question)
    days = () if week is None else week.keys
    keys = (*(key for each in kinds.values() for key in each), *beside, *days)
    base = Base(question.place, question.frees, keys)
    runs = Runs(base, Bank.at(folder / WIDER), jobs, more_runs(question), told)
    rng = np.random.default_rng([question.seed, len(found.steps), 1])
    prior = found.steps[0].z[:FROM_PRIOR] if beside else found.steps[0].z[:0]
    after = _run(runs, found.ensemble.z, rng)
    before = _run(runs, prior, rng)
    first, last = len(keys) - len(beside) - len(days), len(keys) - len(days)
    return Belief(
        found,
        worth_of(found),
        asked_of(found, kinds, found.ensemble.z, after[:, :first]),
        _unused(beside, before[:, first:last], after[:, first:last]),
        checks_of(found, week, after[:, last:]),
        runs=len(after) + len(before),
    )


def _run(runs: Runs, z: Reals, rng: np.random.Generator) -> Reals:
    if not len(z):
        return np.empty((0, len(runs.base.keys)))
    return runs.run(z, rng.integers(0, _SEEDS, size=len(z), dtype=np.int64)).figures


def _published(question: Question) -> dict[Key, Published]:
    """Published figures of the scenario that are no targets, by what they are of."""
    taken = {each.key for each in question.observed}
    found = {}
    for each in question.place.scenario.published:
        key = key_of(each, "")
        if not isinstance(key, Problem) and key not in taken:
            found[key] = each
    return found


def _unused(beside: Mapping[Key, Published], before: Reals, after: Reals) -> pd.DataFrame:
    """A row a figure: published, and 90 % of what runs with the priors and with the fit have."""
    rows = []
    for at, (key, one) in enumerate(beside.items()):
        row: dict[str, object] = {
            "figure": one.title or name_of(key),
            "measure": key.measure,
            "published": one.value,
            "low": one.low,
            "high": one.high,
            "set_with": one.set_with,
        }
        for name, values in (("prior", before[:, at]), ("posterior", after[:, at])):
            known = values[np.isfinite(values)]
            ends = np.quantile(known, _ENDS) if len(known) else [np.nan] * 3
            row |= dict(zip((f"{name}_low", f"{name}_median", f"{name}_high"), ends, strict=True))
        rows.append(row | {"is_inside": _overlaps(row)})
    return pd.DataFrame(rows)


def _overlaps(row: Mapping[str, object]) -> bool:
    """Whether what is predicted, and what was published with its range if any, meet."""
    low, high = (
        float(row[end] if row[end] is not None else row["published"])  # type: ignore[arg-type]
        for end in ("low", "high")
    )
    return bool(low <= row["posterior_high"] and row["posterior_low"] <= high)  # type: ignore[operator]


def worth_frame(worth: Worth) -> pd.DataFrame:
    """Tidy rows: target, unknown, how, spread left over the prior's."""
    rows = []
    for how in ("in_turn", "alone", "without"):
        table = getattr(worth, how)
        for at, target in enumerate(worth.targets):
            rows += [
                (target, unknown, how, float(table[at, i]))
                for i, unknown in enumerate(worth.unknowns)
            ]
    return pd.DataFrame(rows, columns=["target", "unknown", "how", "spread_left"])


def asked_frame(asked: Sequence[Asked], unknowns: Sequence[str]) -> pd.DataFrame:
    """Tidy rows: what would be asked for, unknown, spread that it would leave."""
    rows = [
        (each.title, each.figures, unknown, float(each.left[at]))
        for each in asked
        for at, unknown in enumerate(unknowns)
    ]
    return pd.DataFrame(rows, columns=["asked_for", "figures", "unknown", "spread_left"])
