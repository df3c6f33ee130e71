"""A small place with every kind of draw in it, as a scenario says it."""

from __future__ import annotations

import copy
from typing import Any

from simulator.network.build import build
from simulator.network.network import Network
from simulator.network.plan import Plan
from simulator.sampling.patients import Patients
from simulator.sampling.sample import sample_patients
from simulator.scenario.schema import Scenario

PLACE: dict[str, Any] = {
    "schema_version": 1,
    "title": "A small place",
    "calendar": {"start": "2024-04-01", "warm_up": "0 days", "run_for": "200 days"},
    "localities": {"south": {"share": 0.3}, "north": {"share": 0.5}, "east": {"share": 0.2}},
    "patient_groups": {
        "old": {
            "arrivals": {"per_day": 30},
            "pathways": {"supported": 0.6, "plain": 0.4},
            "length_of_stay": {"acute": {"family": "lognormal", "mean": "6 days", "sd": 8}},
            "mortality": {"acute": {"chance": 0.1, "while_delayed_per_day": 0.02}},
            "readmission": {
                "chance": 0.4,
                "gap": {"family": "exponential", "mean": "20 days"},
                "at_most": 3,
            },
        },
        "young": {
            "arrivals": {"per_day": 20},
            "localities": {"north": 0.25, "south": 0.75},
            "pathways": {"plain": 0.9, "supported": 0.1},
            "length_of_stay": {"acute": {"family": "gamma", "mean": "2 days", "sd": 1.5}},
            "readmission": {
                "chance": 0.2,
                "gap": {"family": "weibull", "mean": "9 days", "sd": 5},
                "at_most": 2,
                "returns_as": "old",
            },
        },
    },
    "care_settings": {
        "acute": {"kind": "beds", "acute": True, "units": [{"name": "Acute", "beds": 400}]},
        "ward": {
            "kind": "beds",
            "units": [{"name": "Ward", "beds": 100}],
            "length_of_stay": {
                "family": "mixture",
                "components": [
                    {"family": "lognormal", "mean": "10 days", "sd": 5, "share": 0.7},
                    {"family": "uniform", "low": "20 days", "high": 40, "share": 0.3},
                ],
            },
        },
    },
    "handoffs": {
        "assessment": {
            "delay_reason": "A",
            "staff": 6,
            "hours": "mon-fri 09:00-17:00",
            "task": {"family": "gamma", "mean": "3 hours", "sd": 2},
        },
        "equipment": {
            "delay_reason": "F",
            "hours": "mon-fri 09:00-17:00",
            "lead_time": {"family": "exponential", "mean": "2 working days"},
        },
    },
    "pathways": {
        "plain": [{"stay": "acute"}, {"leave": "home"}],
        "supported": [
            {"stay": {"care_setting": "acute", "expected_date_error": "1 day"}},
            {
                "handoff": {
                    "name": "assessment",
                    "needed_by": 0.8,
                    "begins": "1 day before expected ready",
                }
            },
            {"handoff": {"name": "equipment", "after": "assessment", "needed_by": 0.3}},
            {
                "branch": {
                    "name": "onward",
                    "options": {
                        "ward": {
                            "share": 0.35,
                            "steps": [
                                {
                                    "stay": {
                                        "care_setting": "ward",
                                        "limit": {
                                            "within": {
                                                "family": "uniform",
                                                "low": "1 day",
                                                "high": 9,
                                            },
                                            "then": "lost",
                                        },
                                    }
                                }
                            ],
                        },
                        "home": {"share": 0.65, "steps": []},
                    },
                }
            },
            {"leave": "home"},
        ],
    },
}


def place() -> dict[str, Any]:
    """A fresh copy, to be changed."""
    return copy.deepcopy(PLACE)


def built(said: dict[str, Any]) -> tuple[Scenario, Network, Plan]:
    scenario = Scenario.model_validate(said)
    return scenario, *build(scenario)


def drawn(said: dict[str, Any], seed: int = 1, replication: int = 0) -> Patients:
    return sample_patients(*built(said), seed, replication)
