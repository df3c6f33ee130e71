"""A response team of few places, and admissions of those whom it does not reach in time."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from simulator.engine.journeys import Exit, Journeys
from simulator.network.build import build
from simulator.network.network import DAY, HOUR, Network
from simulator.sampling.patients import Patients
from simulator.sampling.sample import Sampler
from simulator.scenario.schema import Scenario
from tests.engines import Engine, each_engine
from tests.theory.formulas import erlang_b
from tests.theory.interval import batch_interval

TEAM, WARD = 0, 1
PER_DAY, PLACES = 12.0, 4


def urgent_response(within: str) -> dict[str, Any]:
    """Visits of half a day on average; an admission for whom the team does not reach."""
    limit = {"within": within, "then": "elsewhere", "pathway": "emergency_admission"}
    return {
        "schema_version": 1,
        "title": "Urgent community response",
        "calendar": {"start": "2025-04-07", "warm_up": "0 days", "run_for": "1000 days"},
        "patient_groups": {
            "older": {"arrivals": {"per_day": PER_DAY}, "pathways": {"urgent_response": 1}}
        },
        "care_settings": {
            "team": {
                "kind": "places",
                "length_of_stay": {"family": "exponential", "mean": "12 hours"},
                "units": [{"name": "Team", "places": PLACES}],
            },
            "ward": {
                "kind": "beds",
                "length_of_stay": {"family": "exponential", "mean": "1 day"},
                "units": [{"name": "Ward", "beds": 500}],
            },
        },
        "pathways": {
            "urgent_response": [
                {"stay": {"care_setting": "team", "limit": limit}},
                {"leave": "home"},
            ],
            "emergency_admission": [{"stay": "ward"}, {"leave": "home"}],
        },
    }


@cache
def place(within: str) -> tuple[Network, Patients]:
    scenario = Scenario.model_validate(urgent_response(within))
    network, plan = build(scenario)
    return network, Sampler.of(scenario, network, plan).draw(3, 0)


def reached(patients: Patients, record: Journeys) -> np.ndarray:
    """For each first arrival but the last few, whether the team reached him."""
    first = np.flatnonzero((patients.arrives >= 0) & (patients.arrives < 990 * DAY))
    return record.reserved[patients.first[first]] >= 0


@each_engine
def test_who_is_not_reached_is_admitted_at_that_moment(simulate: Engine) -> None:
    network, patients = place("2 hours")
    record = simulate(network, patients)
    sent = np.flatnonzero(record.exit == Exit.SWITCHED)
    other = patients.instead_as[sent]
    assert len(sent) > 1000
    assert (record.finished[sent] == patients.arrives[sent] + 2 * HOUR).all()
    assert (record.arrived[other] == record.finished[sent]).all()
    admitted = patients.first[other]
    assert (record.reserved[admitted] == record.finished[sent]).all()
    # Nobody else is admitted, and everyone else waited two hours at most.
    rest = np.setdiff1d(np.flatnonzero(patients.arrives == -1), other)
    assert (record.arrived[rest] == -1).all()
    seen = patients.first[np.flatnonzero(record.exit == Exit.LEFT)]
    assert (record.reserved[seen] - record.asked[seen]).max() <= 2 * HOUR


@each_engine
def test_with_no_time_to_wait_the_share_sent_is_erlangs_loss(simulate: Engine) -> None:
    network, patients = place("0 hours")
    sent = ~reached(patients, simulate(network, patients))
    load = PER_DAY / 2
    assert erlang_b(PLACES, load) in batch_interval(sent)
    assert erlang_b(PLACES + 1, load) not in batch_interval(sent)


@each_engine
def test_the_longer_they_may_wait_the_fewer_are_admitted(simulate: Engine) -> None:
    """The same patients: only the limit differs."""
    shares = [
        reached(place(within)[1], simulate(*place(within))).mean()
        for within in ("0 hours", "2 hours", "8 hours")
    ]
    assert shares == sorted(shares)
    assert shares[0] < shares[1] - 0.01
    # A team that is never idle reaches so many, and not more.
    assert shares[-1] < PLACES * 2 / PER_DAY + 0.02
