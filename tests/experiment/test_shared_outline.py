"""What is worked out once for all replications holds for each, whatever chance has closed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulator.experiment.prepare import prepare
from simulator.experiment.replication import ENGINES, Setup
from simulator.results.checks import check_run
from simulator.results.daily import daily_series
from simulator.results.measures import measures
from simulator.results.run import Run

BASELINE = Path(__file__).resolve().parents[2] / "scenarios" / "baseline.yaml"
SHORT = ("calendar.warm_up=20 days", "calendar.run_for=40 days")


@pytest.fixture(scope="module")
def setup():
    return Setup.of(prepare(BASELINE, SHORT).scenario)


@pytest.mark.parametrize("number", [1, 2])
def test_a_replication_reads_the_same_from_a_shared_outline_as_from_its_own(setup, number):
    drawn, patients = setup.conditions.drawn(1, number), setup.sampler.draw(1, number)
    journeys = ENGINES["compiled"]()(drawn.network, patients)
    shared = setup.run(drawn, patients, journeys)
    own = Run(setup.scenario, drawn.network, patients, journeys, setup.window, states=drawn.states)
    assert drawn.network is not setup.network
    assert shared.outline is setup.outline
    assert own.outline is not setup.outline
    mine, its = measures(shared), measures(own)
    assert mine.keys == its.keys
    assert np.array_equal(mine.values, its.values, equal_nan=True)
    assert np.array_equal(daily_series(shared).values, daily_series(own).values)
    assert [(c.name, c.passed, c.figure) for c in check_run(shared)] == [
        (c.name, c.passed, c.figure) for c in check_run(own)
    ]
