"""The share that meets a response-time standard, against Erlang's law of waits (M/M/c)."""

from __future__ import annotations

import math

import numpy as np

from simulator.experiment.replication import Order, Setup, replicate
from simulator.results.chance import Chance
from simulator.scenario.schema import Scenario
from tests.theory.formulas import erlang_c
from tests.theory.interval import mean_interval

SERVERS, PER_DAY = 10, 8.0  # stays of a day
HOURS = (0, 2, 6)
REPLICATIONS = 16


def scenario() -> Scenario:
    def within(hours: int, starts: str) -> dict[str, object]:
        clock = {"starts": starts, "ends": "started"}
        about = {"care_setting": "ward", "clock": clock, "within": f"{hours} hours"}
        return {**about, "target": met(2)}

    standards = {f"{start}_{n}": within(n, start) for n in HOURS for start in ("asked", "arrived")}
    return Scenario.model_validate(
        {
            "schema_version": 1,
            "title": "One ward",
            "calendar": {
                "start": "2025-01-06",
                "warm_up": "28 days",
                "run_for": "364 days",
                "bank_holidays": "none",
            },
            "patient_groups": {
                "all": {"arrivals": {"per_day": PER_DAY}, "pathways": {"only": 1.0}}
            },
            "care_settings": {
                "ward": {
                    "kind": "beds",
                    "units": [{"name": "Ward", "beds": SERVERS}],
                    "length_of_stay": {"family": "exponential", "mean": "1 day"},
                }
            },
            "pathways": {"only": [{"stay": "ward"}, {"leave": "home"}]},
            "standards": standards,
        }
    )


def met(hours: float, servers: int = SERVERS) -> float:
    """P(wait <= t) = 1 - C(c, a) exp(-(c - a) t), t in stays (Erlang 1917)."""
    waits = erlang_c(servers, PER_DAY) * math.exp(-(servers - PER_DAY) * hours / 24)
    return 1 - waits


def test_the_share_met_is_that_of_the_law_of_waits():
    setup = Setup.of(scenario())
    asked = ("standard_met", "standard_reached")
    orders = [
        Order(number, 3, measures=asked, show_checks=False, keep_daily=False)
        for number in range(1, REPLICATIONS + 1)
    ]
    done = [replicate(setup, order).measured for order in orders]
    at = {(key.measure, key.where, key.statistic): n for n, key in enumerate(done[0].keys)}
    rows = {
        (key.measure, key.where[key.where.index(name)]): at[key]
        for key in done[0].keys
        for name in setup.scenario.standards
        if key.statistic == "share" and [each for each in key.where if each] == [name]
    }
    values = np.array([one.values for one in done])
    for hours in HOURS:
        share = mean_interval(values[:, rows["standard_met", f"asked_{hours}"]])
        assert met(hours) in share
        assert met(hours, SERVERS + 1) not in share
        assert met(hours, SERVERS - 1) not in share
        # He asks on arriving, so both clocks say the same.
        same = values[:, rows["standard_met", f"arrived_{hours}"]]
        assert (same == values[:, rows["standard_met", f"asked_{hours}"]]).all()
    # A target at the mean is reached in some years and missed in others, as is then said.
    reached = Chance.of(values[:, rows["standard_reached", "asked_2"]].tolist())
    low, high = reached.interval
    assert 0 < reached.hits < REPLICATIONS
    assert low < 0.5 < high
