"""What the model predicts for a line of evidence: run in each of its ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from simulator.experiment.arm import Arm, arms_of, prepare_all
from simulator.experiment.comparison import with_sums
from simulator.experiment.library import Runner
from simulator.report.estimate import Estimate
from simulator.report.evidence_claim import Evidence, Figure, Line, Way
from simulator.report.evidence_verdict import Judgement, judge
from simulator.results.measures import Measured
from simulator.results.run import Floats


@dataclass(frozen=True, slots=True)
class Prediction:
    """A line of a claim with what was predicted, way by way, and the verdict.

    ``before``, ``after``: the measure itself in the reference and in the scenario, way by way.
    """

    line: Line
    ways: tuple[Way, ...]
    estimates: tuple[Estimate, ...]
    before: tuple[Estimate | None, ...]
    after: tuple[Estimate, ...]
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Ran:
    """A way that was run: measures of each replication of its scenario, and of its reference."""

    here: tuple[Measured, ...]
    reference: tuple[Measured, ...] | None

    @property
    def replications(self) -> int:
        """Replications of each."""
        return len(self.here)


def predict(evidence: Evidence, folder: Path, runner: Runner) -> dict[str, list[Prediction]]:
    """The predictions for every claim, by its id.

    ``folder``: where the file of claims lies.

    Raises:
        InputError: a scenario cannot be run.
    """
    used = {
        name for claim in evidence.claims.values() for line in claim.lines for name in line.ways
    }
    scenarios = folder / evidence.scenarios
    ran = {
        name: run_way(way, scenarios, runner) for name, way in evidence.ways.items() if name in used
    }
    return {
        name: [predicted(line, evidence.ways, ran) for line in claim.lines]
        for name, claim in evidence.claims.items()
    }


def run_way(way: Way, scenarios: Path, runner: Runner) -> Ran:
    """Run the scenario of a way, and what it is set against, on the same patients."""
    runner = replace(runner, replications=way.replications or runner.replications)
    asked = [(scenarios / way.scenario, (*way.set, *way.set_here))]
    if way.reference is not None:
        asked.insert(0, (scenarios / way.reference, (*way.set, *way.set_reference)))
    arms = arms_of(prepare_all(asked))
    if len(arms) == 1:
        return Ran(alone(arms[0], runner), None)
    found = runner.compare(arms)
    return Ran(found.measured[1], found.measured[0])


def alone(arm: Arm, runner: Runner) -> tuple[Measured, ...]:
    """The measures of a scenario that is set against none."""
    from simulator.experiment.batch import run_batch

    batch = runner.batch(arm)
    runner.report(arm.label)
    result = run_batch(arm.setup, batch, jobs=runner.jobs, parts=runner.store(arm, batch))
    return with_sums(arm, [each.measured for each in result.replications])


def predicted(line: Line, ways: Mapping[str, Way], ran: Mapping[str, Ran]) -> Prediction:
    """A line with its predictions and verdict."""
    chosen = [ran[name] for name in line.ways] if line.reads is not None else []
    estimates = tuple(Estimate.of(list(values_of(line, each))) for each in chosen)
    span = line.published.span if line.published is not None else None
    return Prediction(
        line,
        tuple(ways[name] for name in line.ways),
        estimates,
        tuple(_level(line, each.reference) for each in chosen),
        tuple(found for each in chosen if (found := _level(line, each.here)) is not None),
        judge(line.standing, span, estimates, line.figure in {"change", "relative_change"}),
    )


def values_of(line: Line, ran: Ran) -> Floats:
    """The figure of a line in each replication of a way; NaN where it has none."""
    assert line.reads is not None
    here = read_figure(line.reads, ran.here)
    if line.figure == "level" or ran.reference is None:
        return here * line.times
    before = read_figure(line.reads, ran.reference, missing=0.0)
    change = here - before
    if line.figure == "change":
        return change * line.times
    if line.figure == "relative_change":
        return _divided(change, before) * line.times
    assert line.over is not None
    over = read_figure(line.over, ran.here) - read_figure(line.over, ran.reference, missing=0.0)
    return _divided(change, over) * line.times


def read_figure(
    figure: Figure, measured: Sequence[Measured], missing: float = float("nan")
) -> Floats:
    """A measure, summed over its places, in each replication.

    ``missing``: what counts for a place that the scenario does not have.
    """
    found = []
    for one in measured:
        at = [one.keys.index(key) if key in one.keys else None for key in figure.keys]
        found.append(sum(missing if row is None else float(one.values[row]) for row in at))
    return np.array(found) / (len(figure.where) if figure.mean else 1)


def _level(line: Line, measured: Sequence[Measured] | None) -> Estimate | None:
    if measured is None or line.reads is None:
        return None
    return Estimate.of(list(read_figure(line.reads, measured)))


def _divided(a: Floats, b: Floats) -> Floats:
    found: Floats = np.divide(a, b, out=np.full(len(a), np.nan), where=b != 0)
    return found
