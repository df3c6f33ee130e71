"""A hub in place of small units, run at several distances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from simulator.errors import InputError, Problem
from simulator.experiment.arm import Arm, arms_of, prepare_all
from simulator.experiment.batch import Told
from simulator.experiment.distance import Apart, run_apart
from simulator.experiment.draws import own_draws
from simulator.experiment.lean import Lean
from simulator.report import hub_crossover, hub_picture
from simulator.report.hub_crossover import Gain, gain
from simulator.report.hub_exchange import Exchange
from simulator.report.hub_figure import Values
from simulator.report.hub_figures import Sides
from simulator.report.hub_merger import Merger, mergers
from simulator.report.names import Names
from simulator.scenario.schema import Batch

AS_IT_IS = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """What was run: the reference and a scenario with a hub, at each factor on travel."""

    arms: tuple[Arm, Arm]
    merger: Merger
    apart: tuple[Apart, ...]
    exchange: Exchange
    batch: Batch

    @property
    def names(self) -> Names:
        """What things are called."""
        return Names(self.arms[1].loaded.scenario)

    @property
    def run(self) -> list[Apart]:
        """The distances that could be run."""
        return [each for each in self.apart if not each.refused]

    @property
    def sides(self) -> Sides:
        """Both scenarios with travel as it is."""
        here = next(each for each in self.run if each.factor == AS_IT_IS)
        network = self.arms[0].setup.network
        return Sides(
            Values.of(here.measured[0]),
            Values.of(here.measured[1]),
            self.merger,
            {each: self.names.locality(each) for each in network.localities if each},
            self.names.money(),
        )

    @property
    def farthest(self) -> float:
        """Minutes to the hub from the locality farthest from it; NaN where none is said."""
        setting = self.arms[1].loaded.scenario.care_settings[self.merger.care_setting]
        hub = next(unit for unit in setting.units if unit.name == self.merger.hub)
        return max(hub.travel_minutes.values(), default=float("nan"))

    @property
    def gains(self) -> list[Gain]:
        """What the hub saves and takes at each distance that could be run."""
        days = self.arms[0].setup.outline.days
        return [
            gain(
                Values.of(each.measured[0]),
                Values.of(each.measured[1]),
                self.merger.care_setting,
                days,
                self.exchange,
                factor=each.factor,
                farthest=self.farthest * each.factor,
            )
            for each in self.run
        ]

    @property
    def as_it_is(self) -> Gain:
        """The same with travel as it is."""
        return next(each for each in self.gains if each.factor == AS_IT_IS)


def only_merger(arms: Sequence[Arm]) -> Merger:
    """The one merger of the second scenario.

    Raises:
        InputError: there is none, or more than one.
    """
    found = mergers(arms[0], arms[1])
    if len(found) == 1:
        return found[0]
    path = arms[1].loaded.path
    says = f"it merges {len(found) or 'no'} units that {arms[0].loaded.path} has; one hub is wanted"
    do = "name the scenario without the hub first, and one that pulls the lever merge_units once"
    raise InputError([Problem(says, path=path, do=do)])


def run_study(
    paths: Sequence[str | Path],
    sets: Sequence[str],
    factors: Sequence[float],
    batch: Batch,
    exchange: Exchange,
    *,
    jobs: int = 1,
    told: Told | None = None,
) -> Study:
    """Run a reference and a scenario with a hub, at travel as it is and at each factor on it.

    Raises:
        InputError: they cannot be run, or merge nothing.
    """
    loaded = prepare_all([(path, sets) for path in paths])
    if own := own_draws(loaded):
        sets = (*sets, *own)
        loaded = prepare_all([(path, sets) for path in paths])
    reference, other = arms_of(loaded)
    merger = only_merger((reference, other))
    wanted = (*batch.headline, *hub_picture.MEASURES, "cost_by_part", *hub_crossover.MEASURES)
    asked = batch.model_copy(update={"headline": tuple(dict.fromkeys(wanted))})
    apart = run_apart(
        paths,
        sets,
        merger.care_setting,
        sorted({AS_IT_IS, *factors}),
        Lean(asked, jobs, told=told),
    )
    return Study((reference, other), merger, tuple(apart), exchange, asked)
