"""What is known after a batch: its estimates by measure, place and statistic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from simulator.experiment.batch import BatchResult
from simulator.network.network import AtLimit, CareSetting, Network, StepKind
from simulator.report.estimate import Estimate
from simulator.results.measure import ALL_ACUTE, ALL_OTHER_BEDS, DIMENSIONS
from simulator.results.measures import REGISTRY, Key

NO_END = 1_000_000


@dataclass(frozen=True, slots=True)
class Known:
    """The summary of a batch, looked up by measure, dimensions and statistic."""

    result: BatchResult
    _rows: dict[Key, int] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, result: BatchResult) -> Known:
        """Of a finished batch."""
        return cls(result, {key: at for at, key in enumerate(result.summary.keys)})

    def get(
        self, measure: str, where: Mapping[str, str] | None = None, statistic: str = ""
    ) -> Estimate | None:
        """The estimate of a row; None where there is no such row. No statistic: the first."""
        at = self._rows.get(_key(measure, where or {}, statistic))
        if at is None:
            return None
        told = self.result.summary
        return Estimate(
            float(told.mean[at]), float(told.half_width[at]), int(told.n[at]), told.replications
        )

    def of_key(self, key: Key) -> list[float]:
        """The value of a row in each replication."""
        return self.result.values(self._rows[key])

    def values(self, measure: str, where: Mapping[str, str]) -> list[float]:
        """The value of a row's first statistic in each replication."""
        return self.of_key(_key(measure, where, ""))

    def differ(self, measure: str, one: Mapping[str, str], other: Mapping[str, str]) -> bool:
        """Whether two rows differ by more than chance, compared run by run."""
        pairs = np.array([self.values(measure, one), self.values(measure, other)])
        return Estimate.of([float(each) for each in pairs[0] - pairs[1]]).differs_from(0)

    @property
    def postponable(self) -> set[tuple[str, str]]:
        """Care settings, and sums of beds, with the patient groups booked again at their limit."""
        network = self.result.setup.network
        found = set()
        for route in network.routes:
            for step in route.steps:
                if step.kind is StepKind.STAY and step.at_limit is AtLimit.POSTPONED:
                    setting = network.care_settings[step.target]
                    group = network.groups[route.group]
                    found |= {(setting.name, group), (sum_of(setting), group)}
        return found

    @property
    def focus(self) -> str:
        """The place that the first page is about."""
        return focus_of(self.result.setup.network)

    def has_end(self, place: str) -> bool:
        """Whether a place can be full: a million places stand for no end."""
        places = self.get("open_places", {"care_setting": place})
        return places is not None and places.mean < NO_END

    @property
    def places(self) -> list[str]:
        """Care settings, and sums of beds that are of more than one of them."""
        settings = self.result.setup.network.care_settings
        beds = [each for each in settings if each.kind == "beds"]
        sums = {
            ALL_ACUTE: sum(each.is_acute for each in beds),
            ALL_OTHER_BEDS: sum(not each.is_acute for each in beds),
        }
        return [*(each.name for each in settings), *(name for name, n in sums.items() if n > 1)]


def focus_of(network: Network) -> str:
    """The place that a first page is about: acute beds, else other beds, else a setting."""
    settings = network.care_settings
    if any(each.is_acute for each in settings):
        return ALL_ACUTE
    if any(each.kind == "beds" for each in settings):
        return ALL_OTHER_BEDS
    return settings[0].name


def sum_of(setting: CareSetting) -> str:
    """The sum of beds that a care setting is counted in; '' if in none."""
    if setting.is_acute:
        return ALL_ACUTE
    return ALL_OTHER_BEDS if setting.kind == "beds" else ""


def _key(measure: str, where: Mapping[str, str], statistic: str) -> Key:
    dimensions = tuple(where.get(name, "") for name in DIMENSIONS)
    return Key(measure, dimensions, statistic or REGISTRY[measure].statistics[0])
