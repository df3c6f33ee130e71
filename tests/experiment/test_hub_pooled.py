"""A hub is the units in its place, pooled: with nothing else different, to the last bit."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from simulator.engine.reference import simulate as run_reference
from simulator.experiment.distance import run_apart, travel_sets
from simulator.experiment.lean import Lean
from simulator.experiment.prepare import prepare
from tests.engines import Engine, each_engine
from tests.experiment.hub_place import arms, written

WHERE = {"unit", "away_unit"}


@each_engine
@pytest.mark.parametrize("replication", [1, 2])
def test_a_hub_is_three_units_pooled_to_the_last_bit(simulate: Engine, tmp_path, replication):
    """No travel, closures or absence: beds in three units or in one are one queue."""
    records = []
    for arm in arms(tmp_path, travels=False, chance=False):
        drawn = arm.setup.conditions.drawn(1, replication)
        people = arm.setup.sampler.draw(1, replication)
        records.append((arm, people, simulate(drawn.network, people)))
    (small, people, before), (hub, others, after) = records
    for name in ("arrives", "duration", "review_level", "locality", "route"):
        assert np.array_equal(getattr(people, name), getattr(others, name))
    for field in fields(before):
        if field.name not in WHERE:
            assert np.array_equal(getattr(before, field.name), getattr(after, field.name)), (
                field.name
            )
    # Not by having nobody in them, nor by never being full.
    names = [unit.name for unit in hub.setup.network.units]
    places = [names[at] for at in np.unique(after.unit) if at >= 0]
    assert places == ["Ward", "Hub"]
    few = [small.setup.network.units[at].name for at in np.unique(before.unit) if at >= 0]
    assert few == ["Ward", "Elm", "Oak", "Yew"]
    in_hub = after.unit == names.index("Hub")
    assert (after.reserved[in_hub] > after.asked[in_hub]).mean() > 0.2


def test_travel_makes_the_difference(tmp_path):
    """The same with travel and its limits: journeys differ, so the test above can fail."""
    found = []
    for arm in arms(tmp_path, travels=True, chance=False):
        drawn, people = arm.setup.conditions.drawn(1, 1), arm.setup.sampler.draw(1, 1)
        found.append(run_reference(drawn.network, people).started)
    assert not np.array_equal(*found)


def test_all_travel_to_the_care_setting_is_multiplied_and_nothing_else(tmp_path):
    files = written(tmp_path, travels=True, chance=True)
    before = prepare(files[1])
    after = prepare(files[1], travel_sets(before, "community", 1.5))
    a, b = (each.scenario.care_settings["community"] for each in (before, after))
    assert [unit.travel_minutes for unit in b.units] == [
        {name: 1.5 * minutes for name, minutes in unit.travel_minutes.items()} for unit in a.units
    ]
    assert a.travel_limit_minutes == b.travel_limit_minutes == 20
    assert a.units[3].travel_minutes == {"north": 10, "south": 35}
    assert before.scenario.pathways == after.scenario.pathways


def test_where_limits_stretch_too_only_journeys_grow(tmp_path):
    """What the table of people who accept longer journeys rests on."""
    files = written(tmp_path, travels=True, chance=True)
    lean = Lean(
        prepare(files[0]).scenario.batch.model_copy(update={"headline": ("census", "cost")})
    )
    limits = (
        "care_settings.community.travel_limit_minutes=40",
        "care_settings.community.widening[0].travel_limit_minutes=80",
    )
    (here,) = run_apart(files, (), "community", [1.0], lean)
    (there,) = run_apart(files, limits, "community", [2.0], lean)
    for one, other in zip(here.measured, there.measured, strict=True):
        for a, b in zip(one, other, strict=True):
            assert a.keys == b.keys
            np.testing.assert_array_equal(a.values, b.values)


def test_a_distance_at_which_somebody_could_use_no_unit_is_refused_and_the_rest_is_run(tmp_path):
    files = written(tmp_path, travels=True, chance=True)
    lean = Lean(prepare(files[0]).scenario.batch.model_copy(update={"replications": 1}))
    near, far = run_apart(files, (), "community", [1.0, 9.0], lean)
    assert near.refused == ()
    assert len(near.measured) == 2
    assert far.measured == ()
    assert far.refused
