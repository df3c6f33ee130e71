"""Copies of a place in one network: nothing that happens in one is felt in another."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.copies import copies_of, together
from benchmarks.scenario import baseline
from simulator.engine import reference
from simulator.engine.checker import check
from simulator.engine.journeys import Journeys
from simulator.experiment.replication import Setup
from simulator.sampling.patients import Patients

COPIES = 2


@pytest.fixture(scope="module")
def setup() -> Setup:
    return baseline(warm_up=0, days=10)


def by_identity(patients: Patients, journeys: Journeys, routes: int, copy: int) -> list[tuple]:
    """Who of one copy finished when, and how, named by what belongs to the patient."""
    here = np.flatnonzero(patients.route // routes == copy)
    columns = [patients.group, patients.identity, patients.depth, patients.route % routes]
    columns += [journeys.arrived, journeys.finished, journeys.exit]
    return sorted(zip(*(column[here].tolist() for column in columns), strict=True))


def test_each_copy_is_as_it_is_alone(setup: Setup) -> None:
    drawn = [setup.sampler.draw(1, number) for number in range(1, COPIES + 1)]
    routes = len(setup.network.routes)
    network, patients = copies_of(setup.network, COPIES), together(drawn, routes)
    journeys = reference.simulate(network, patients)
    assert check(network, patients, journeys, most=1) == []
    for copy, each in enumerate(drawn):
        alone = reference.simulate(setup.network, each)
        assert (alone.finished >= 0).sum() > 200
        here = by_identity(patients, journeys, routes, copy)
        assert here == by_identity(each, alone, routes, 0)


def test_returns_lead_to_the_same_patients(setup: Setup) -> None:
    drawn = [setup.sampler.draw(1, number) for number in (1, 2)]
    both = together(drawn, len(setup.network.routes))
    returning = np.flatnonzero(both.returns_as >= 0)
    assert len(returning) == sum((each.returns_as >= 0).sum() for each in drawn)
    assert (both.depth[both.returns_as[returning]] == both.depth[returning] + 1).all()
    assert (both.arrives[both.returns_as[returning]] == -1).all()
    named = [(each.group, each.identity) for each in drawn]
    assert len(both) == sum(len(group) for group, _ in named)
