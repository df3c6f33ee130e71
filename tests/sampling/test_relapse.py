"""Relapses drawn beforehand: their law, and that nothing else moves."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from simulator.network.network import DAY, StepKind
from simulator.sampling.achieved import achieved
from simulator.sampling.patients import Patients
from simulator.sampling.streams import uniforms
from tests.sampling.places import built, drawn, place

LASTS = {"family": "gamma", "mean": "3 days", "sd": 2}
OTHERS = tuple(name for name in Patients.__annotations__ if not name.startswith("relapse"))


def relapsing(per_day=0.05, lasts=LASTS, groups=("old",)):
    said = place()
    for name in groups:
        said["patient_groups"][name]["relapse"] = {"acute": {"per_day": per_day, "lasts": lasts}}
    return said


def acute_of(said, patients, group=0):
    """Positions of the acute stays of a group in the step columns."""
    _, network, _ = built(said)
    rows = np.flatnonzero(patients.group == group)
    for route in network.routes:
        assert route.steps[0].kind is StepKind.STAY
    return patients.first[rows]


def test_the_time_to_a_relapse_is_the_exponential_of_its_chance_a_day():
    """Mean -1 / log(1 - chance), standard error mean / root n: within four of them."""
    said = relapsing()
    days = drawn(said, seed=5).relapses_after[acute_of(said, drawn(said, seed=5))] / DAY
    mean = -1 / math.log(0.95)
    assert len(days) > 5000
    assert days.mean() == pytest.approx(mean, abs=4 * mean / math.sqrt(len(days)))
    assert stats.kstest(days, stats.expon(scale=mean).cdf).pvalue > 0.001
    # A chance of 5 % on each day: 5 % have relapsed after one.
    share = np.mean(days < 1)
    assert share == pytest.approx(0.05, abs=4 * math.sqrt(0.05 * 0.95 / len(days)))


def test_it_lasts_by_its_law_and_draws_are_named_by_their_own_decisions():
    said = relapsing()
    patients = drawn(said, seed=5)
    rows = np.flatnonzero((patients.group == 0) & (patients.arrives >= 0))
    at, who = patients.first[rows], patients.identity[rows]
    u = uniforms(5, 0, "old", "stay:acute:relapse_lasts", who)
    wanted = stats.gamma(2.25, scale=3 / 2.25).ppf(u)
    assert patients.relapse_lasts[at] / DAY == pytest.approx(wanted, rel=1e-6)
    u = uniforms(5, 0, "old", "stay:acute:relapse", who)
    wanted = -np.log1p(-u) / -math.log(0.95)
    assert patients.relapses_after[at] / DAY == pytest.approx(wanted, rel=1e-9)


def test_a_fixed_length_is_that_length_and_0_where_nobody_relapses():
    said = relapsing(lasts="36 hours")
    patients = drawn(said)
    at = acute_of(said, patients)
    assert np.unique(patients.relapse_lasts[at]).tolist() == [1.5 * DAY]
    never = np.ones(len(patients.duration), dtype=bool)
    never[at] = False
    assert (patients.relapses_after[never] == -1).all()
    assert (patients.relapse_lasts[never] == 0).all()
    assert (patients.relapses_after[at] >= 1).all()


@pytest.mark.parametrize("said", [place(), relapsing(per_day=0.0)], ids=["not said", "never"])
def test_where_nobody_relapses_the_columns_are_left_out(said):
    patients = drawn(said)
    assert patients.relapses_after.strides == (0,)
    assert patients.relapse_lasts.strides == (0,)
    assert set(patients.relapses_after.tolist()) == {-1}


def test_relapses_move_no_other_draw_to_the_last_bit():
    plain, other = drawn(place(), 3, 1), drawn(relapsing(), 3, 1)
    for name in OTHERS:
        assert getattr(plain, name).tobytes() == getattr(other, name).tobytes(), name


def test_a_greater_chance_brings_the_same_relapses_sooner():
    """Common random numbers: the same uniform, read at another rate."""
    few, many = drawn(relapsing(0.02)), drawn(relapsing(0.2))
    at = np.flatnonzero(few.relapses_after >= 0)
    ratio = few.relapses_after[at] / many.relapses_after[at]
    long = few.relapses_after[at] > DAY
    assert ratio[long] == pytest.approx(math.log(0.8) / math.log(0.98), rel=1e-6)
    assert few.relapse_lasts.tobytes() == many.relapse_lasts.tobytes()


def test_what_was_drawn_stands_beside_what_was_typed():
    said = relapsing(groups=("old", "young"))
    _, network, plan = built(said)
    rows = [r for r in achieved(drawn(said), network, plan) if r.draw.startswith("relapse")]
    assert {r.draw for r in rows} == {"relapse", "relapse lasts"}
    assert {r.typed_mean for r in rows if r.draw == "relapse lasts"} == {3.0}
    assert max(abs(r.z) for r in rows) < 4
    assert min(r.count for r in rows) > 100


def test_one_that_lasts_no_time_lasts_a_microsecond():
    said = relapsing(lasts="0 days")
    patients = drawn(said)
    assert np.unique(patients.relapse_lasts[acute_of(said, patients)]).tolist() == [1]
