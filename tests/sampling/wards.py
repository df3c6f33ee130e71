"""A place of some wards to which things happen by chance, as a scenario says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.network.build import build
from simulator.network.network import CapacityPath, Network
from simulator.network.plan import Plan
from simulator.sampling.conditions import Conditions
from simulator.scenario.schema import Scenario

SHIFTS = {
    "day": {"hours": "mon-sun 07:00-19:00", "nurses": 4, "beds_per_nurse": 6},
    "night": {"hours": "mon-sun 19:00-07:00", "nurses": 3, "beds_per_nurse": 8},
}


@dataclass(frozen=True, eq=False)
class Place:
    """A scenario and all that is made from it once."""

    scenario: Scenario
    network: Network
    plan: Plan
    conditions: Conditions


def place(*units: dict[str, Any], days: int = 1000, start: str = "2025-04-01") -> Place:
    """Wards of 24 beds, unless they say otherwise, in a run of some days without warm-up."""
    wards = [{"name": f"Ward {number}", "beds": 24, **unit} for number, unit in enumerate(units)]
    scenario = Scenario.model_validate(
        {
            "schema_version": 1,
            "title": "Wards",
            "calendar": {
                "start": start,
                "warm_up": "0 days",
                "run_for": f"{days} days",
                "bank_holidays": "none",
            },
            "patient_groups": {"all": {"arrivals": {"per_day": 1}, "pathways": {"only": 1}}},
            "care_settings": {
                "ward": {"kind": "beds", "length_of_stay": "1 day", "units": wards},
            },
            "pathways": {"only": [{"stay": "ward"}, {"leave": "home"}]},
        }
    )
    network, plan = build(scenario)
    return Place(scenario, network, plan, Conditions.of(scenario, network, plan))


def network(place: Place, replication: int = 1, seed: int = 1) -> Network:
    return place.conditions.network_of(seed, replication)


def paths(place: Place, replication: int = 1, seed: int = 1) -> list[CapacityPath]:
    return [unit.capacity for unit in network(place, replication, seed).units]


def level(path: CapacityPath, times: np.ndarray) -> np.ndarray:
    at = np.searchsorted(path.times, times, side="right") - 1
    return np.array(path.values)[at]


def mean(path: CapacityPath, begin: int, end: int) -> float:
    """Time average of a path."""
    times = np.clip([*path.times, end], begin, end)
    return float(np.sum(np.diff(times) * np.array(path.values)) / (end - begin))
