"""The table of drawn means beside typed ones."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulator.experiment.streaming_checks import RunningDraws
from simulator.network.network import DAY
from simulator.sampling.achieved import achieved, achieved_returns
from simulator.sampling.sample import Sampler
from tests.sampling.places import built, drawn, place


def by_name(rows):
    return {(r.group, r.pathway, r.of, r.occurrence, r.draw): r for r in rows}


def test_means_are_those_of_the_columns():
    patients, (_, network, plan) = drawn(place()), built(place())
    rows = by_name(achieved(patients, network, plan))
    routes = [i for i, r in enumerate(plan.routes) if (r.group, r.pathway) == ("old", "plain")]
    stays = patients.duration[patients.first[:-1][np.isin(patients.route, routes)]]
    row = rows["old", "plain", "acute", 0, "duration"]
    assert row.count == len(stays)
    assert row.mean == pytest.approx(stays.mean() / DAY)
    assert row.sd == pytest.approx(stays.std(ddof=1) / DAY)
    assert (row.typed_mean, row.typed_sd) == pytest.approx((6, 8))
    assert row.standard_error == pytest.approx(8 / math.sqrt(len(stays)))
    assert row.z == pytest.approx((stays.mean() / DAY - 6) / row.standard_error)


def test_each_row_stands_in_its_own_unit_and_with_its_typed_value():
    _, network, plan = built(place())
    rows = by_name(achieved(drawn(place()), network, plan))
    where = ("old", "supported")
    assert rows[*where, "equipment", 0, "duration"].unit == "working days"
    assert rows[*where, "equipment", 0, "duration"].typed_mean == pytest.approx(2)
    assert rows[*where, "assessment", 0, "duration"].typed_mean == pytest.approx(3 / 24)
    assert rows[*where, "assessment", 0, "needed"].typed_mean == 0.8
    assert rows[*where, "onward", 0, "ward"].typed_mean == 0.35
    assert rows[*where, "acute", 0, "expected error"].typed_sd == 1
    needed = rows[*where, "assessment", 0, "needed"]
    assert rows[*where, "assessment", 0, "duration"].count == needed.total


def test_replications_pool_by_sums():
    sampler, (_, network, plan) = Sampler.of(*built(place())), built(place())
    each = [achieved(sampler.draw(1, r), network, plan) for r in range(3)]
    draws = RunningDraws()
    for rows in each:
        draws.add(rows)
    together = draws.all()
    assert [r.count for r in together] == [
        sum(r.count for r in of) for of in zip(*each, strict=True)
    ]
    assert max(abs(row.z) for row in together) < 4


def test_a_wrong_draw_shows():
    patients, (_, network, plan) = drawn(place()), built(place())
    patients.duration[patients.first[:-1]] += DAY
    rows = by_name(achieved(patients, network, plan))
    assert rows["old", "plain", "acute", 0, "duration"].z > 4
    assert rows["young", "plain", "acute", 0, "duration"].z > 4


def test_a_fixed_duration_agrees_or_is_endlessly_wrong():
    said = place()
    said["patient_groups"]["old"]["length_of_stay"]["acute"] = "5 days"
    patients, (_, network, plan) = drawn(said), built(said)
    key = ("old", "plain", "acute", 0, "duration")
    assert by_name(achieved(patients, network, plan))[key].z == 0
    patients.duration[patients.first[:-1]] += 60_000_000
    assert by_name(achieved(patients, network, plan))[key].z == math.inf


def test_what_nobody_drew_has_no_mean():
    said = place()
    for who in said["patient_groups"].values():
        who["arrivals"]["per_day"] = 0
    _, network, plan = built(said)
    rows = achieved(drawn(said), network, plan)
    assert rows
    assert all(row.count == 0 and math.isnan(row.mean) and math.isnan(row.z) for row in rows)


def test_returns_of_first_arrivals_stand_beside_their_rule():
    scenario, network, _ = built(place())
    rows = by_name(achieved_returns(drawn(place()), network, scenario))
    assert {(r.group, r.draw): round(r.typed_mean, 6) for r in rows.values()} == {
        ("old", "returns"): 0.4,
        ("old", "gap"): 20,
        ("young", "returns"): 0.2,
        ("young", "gap"): 9,
    }
    assert max(abs(row.z) for row in rows.values()) < 4
    assert rows["old", "", "readmission", 0, "gap"].count == (
        rows["old", "", "readmission", 0, "returns"].total
    )
