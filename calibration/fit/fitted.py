"""The fit itself, and what it says: parameters, pairs, and predictions before and after."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from calibration.ensemble import Ensemble, fit_ensemble
from calibration.ensemble.bracket import reach
from calibration.fit.bank import Runs, Step
from calibration.fit.observed import Observed
from calibration.fit.question import Question
from simulator.errors import Problem, StoppedError

Reals = NDArray[np.float64]

# The posterior's spread over the prior's: above this the targets have told too little. In trials
# on synthetic places, data that could not inform a capacity left 0.79 of its spread and more.
TOLD_BELOW = 0.7
CANNOT_TELL, TOLD = "cannot tell", "told"
SHARE = 0.9
_ENDS = ((1 - SHARE) / 2, (1 + SHARE) / 2)
_SEEDS = 2**62


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """A finished fit. ``steps``: all its runs, the last of them those of the posterior draws."""

    question: Question
    ensemble: Ensemble
    steps: tuple[Step, ...]

    @property
    def draws(self) -> pd.DataFrame:
        """Posterior draws, (members, unknowns), in the units of the scenario."""
        return self._values(self.ensemble.z)

    def _values(self, z: Reals) -> pd.DataFrame:
        columns = {f.path: f.value(z[:, at]) for at, f in enumerate(self.question.frees)}
        return pd.DataFrame(columns)

    @property
    def left(self) -> Reals:
        """By unknown, the posterior's spread over the prior's: 1 is nothing learnt."""
        return np.array(list(self.ensemble.contraction.values()))

    @property
    def is_told(self) -> NDArray[np.bool_]:
        """By unknown, whether the targets tell it."""
        return np.asarray(self.left <= TOLD_BELOW)

    def parameters(self) -> pd.DataFrame:
        """A row an unknown: prior and posterior with 90 % intervals, contraction, verdict.

        ``contraction``: 1 less the posterior's variance over the prior's, on the unbounded scale.
        """
        rows = []
        low, high = self.ensemble.interval(SHARE)
        middle = np.median(self.ensemble.z, axis=0)
        for at, free in enumerate(self.question.frees):
            after = free.value(np.array([low[at], middle[at], high[at]]))
            rows.append(
                {
                    "unknown": free.path,
                    "unit": free.unit,
                    "stands": free.stands,
                    "prior_low": free.low,
                    "prior_median": float(free.value(np.array(free.unknown.mean))),
                    "prior_high": free.high,
                    "low": after[0],
                    "median": after[1],
                    "high": after[2],
                    "contraction": float(max(0.0, 1 - self.left[at] ** 2)),
                    "spread_left": float(self.left[at]),
                    "verdict": TOLD if self.is_told[at] else CANNOT_TELL,
                    "source_of_prior": free.source,
                }
            )
        return pd.DataFrame(rows)

    def targets(self) -> pd.DataFrame:
        """A row a target: observed, its uncertainty, predictions before and after with 90 %.

        Predictions hold the chance of a run, what is not known, and the three stated parts.
        """
        rows = []
        before, after = self._predicted(self.steps[0], 1), self._predicted(self.steps[-1], 2)
        for at, one in enumerate(self.question.observed):
            rows.append(
                {
                    "target": one.name,
                    "measure": one.key.measure,
                    "observed": one.value,
                    "first": one.first,
                    "last": one.last,
                    "sampling": one.sampling,
                    "monthly": one.monthly,
                    "discrepancy": one.discrepancy,
                    **_interval("prior", one, before[:, at]),
                    **_interval("posterior", one, after[:, at]),
                    "is_inside": _holds(one, after[:, at]),
                    "source": one.source,
                }
            )
        return pd.DataFrame(rows)

    def _predicted(self, step: Step, number: int) -> Reals:
        """Figures that would be observed, (members, targets), on the scale of the fit."""
        figures = step.figures[step.is_whole]
        observed = self.question.observed
        scaled = [one.scaled(figures[:, at]) for at, one in enumerate(observed)]
        rng = np.random.default_rng([self.question.seed, number])
        noise = rng.standard_normal(figures.shape) * [one.spread for one in observed]
        return np.column_stack(scaled) + noise

    @property
    def failures(self) -> Counter[str]:
        """Why runs failed, and how many."""
        return Counter(says for step in self.steps for says in step.says if says)

    def bank(self) -> pd.DataFrame:
        """Every run: step, member, seed, unknowns, figures, and why it failed if it did."""
        tables = []
        names = [one.name for one in self.question.observed]
        for number, step in enumerate(self.steps, start=1):
            table = self._values(step.z)
            table.insert(0, "seed", step.seeds)
            table.insert(0, "member", np.arange(1, len(step.z) + 1))
            table.insert(0, "step", number)
            for at, name in enumerate(names):
                table[f"figure: {name}"] = step.figures[:, at]
            tables.append(table.assign(failed=list(step.says)))
        return pd.concat(tables, ignore_index=True)


def _interval(name: str, one: Observed, scaled: Reals) -> dict[str, float]:
    low, middle, high = one.unscaled(
        np.quantile(scaled, (_ENDS[0], 0.5, _ENDS[1]), method="weibull")
    )
    return {f"{name}_low": low, f"{name}_median": middle, f"{name}_high": high}


def _holds(one: Observed, scaled: Reals) -> bool:
    low, high = np.quantile(scaled, _ENDS, method="weibull")
    return bool(low <= one.target.observed <= high)


def fit(question: Question, runs: Runs) -> Fitted:
    """Run a fit, and the prediction from what it ends as.

    Raises:
        StoppedError: the prior does not bracket a target, which is named, or too many runs failed.
    """
    observed = question.observed

    def simulate(z: Reals, seeds: NDArray[np.int64]) -> Reals:
        step = runs.run(z, seeds)
        return np.column_stack([one.scaled(step.figures[:, at]) for at, one in enumerate(observed)])

    targets = [one.target for one in observed]
    try:
        found = fit_ensemble(
            simulate, question.prior, targets, seed=question.seed, members=question.members
        )
    except StoppedError as error:
        raise StoppedError([_in_units(each, question, runs) for each in error.problems]) from None
    rng = np.random.default_rng([question.seed, len(runs.steps)])
    runs.run(found.z, rng.integers(0, _SEEDS, size=len(found.z), dtype=np.int64))
    return Fitted(question, found, tuple(runs.steps))


def _in_units(problem: Problem, question: Question, runs: Runs) -> Problem:
    """A problem of the ensemble in the units of the model."""
    step = runs.steps[-1]
    for at, one in enumerate(question.observed):
        if problem.path == one.name:
            outputs = one.scaled(step.figures[step.is_whole, at])[:, None]
            ends = reach(outputs, np.array([one.target.discrepancy]))
            low, high = (max(0.0, float(one.unscaled(each[0]))) for each in ends)
            says = (
                f"{one.value:.4g} was observed, and the place produces {low:.4g} to {high:.4g} "
                "wherever the prior puts it"
            )
            do = f"{problem.do}, in {question.ask.file.path}"
            return Problem(says, path=one.name, do=do)
    why = Counter(says for says in step.says if says).most_common(1)
    if why:
        return Problem(f"{problem.says}; mostly: {why[0][0]}", path="runs", do=problem.do)
    return problem
