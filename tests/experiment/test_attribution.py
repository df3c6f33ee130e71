"""What moved it: effects of changes add up, alone and together."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.errors import InputError
from simulator.experiment.attribution import attribute
from simulator.experiment.comparison import compare_arms
from simulator.experiment.lean import Lean
from simulator.experiment.store import in_memory
from simulator.results.everywhere import EVERYWHERE
from simulator.results.measure import where
from simulator.results.measures import Key
from simulator.scenario.schema import Batch
from tests.experiment.compared import arms, child, written
from tests.experiment.place import SHORT, SMALL

BEDS = "{path: care_settings.acute.units.General and acute.beds, set: 36}"
STAFF = "{path: handoffs.assessment.staff, set: 1}"
PEOPLE = "{path: patient_groups.younger.arrivals.per_day, scale: 1.3}"
NOTHING = "{path: care_settings.acute.turnaround, set: 0 hours}"
WAITING = Key("waiting_for_place", where(care_setting="acute"), "mean")
DELAYED = Key("delayed_patients", where(care_setting=EVERYWHERE), "mean")
BATCH = Batch(replications=3, seed=5)


def explained(tmp_path, *changes):
    (file,) = written(tmp_path, changed=child(*changes))
    some = arms(SMALL, file)
    done = compare_arms(some, BATCH)
    return done, attribute(done, some[1], SHORT, Lean(BATCH), lambda arm: in_memory())


def test_effects_in_order_add_up_and_what_is_left_is_interaction(tmp_path):
    done, found = explained(tmp_path, BEDS, STAFF, NOTHING, PEOPLE)
    assert found.besides is None
    assert found.steps[0].says.endswith("General and acute.beds set to 36")
    for key in (WAITING, DELAYED):
        whole = done.paired[0].effect(key).difference
        in_order = [step.in_order.effect(key).difference for step in found.steps]
        alone = [step.alone.effect(key).difference for step in found.steps]
        assert sum(in_order) == pytest.approx(whole, abs=1e-9)
        assert found.together.effect(key).difference == pytest.approx(whole)
        interaction = found.interaction.effect(key).difference
        assert interaction == pytest.approx(whole - sum(alone), abs=1e-9)
        assert in_order[0] == alone[0] != 0
        assert (in_order[2], alone[2]) == (0, 0)
    # Fewer beds and more people make each other worse.
    assert found.interaction.effect(WAITING).difference > 0


def test_a_change_alone_is_the_scenario_with_only_that_change(tmp_path):
    _, found = explained(tmp_path, BEDS, PEOPLE)
    (file,) = written(tmp_path, alone=child(PEOPLE))
    only = compare_arms(arms(SMALL, file), BATCH)
    mine = found.steps[1].alone.effect(WAITING)
    assert mine.difference == only.paired[0].effect(WAITING).difference
    assert mine.half_width == only.paired[0].effect(WAITING).half_width


def test_a_change_that_needs_another_is_told_with_it(tmp_path):
    new = "{path: handoffs.assessment.lead_time, set: 2 working days}"
    old = "{path: handoffs.assessment.task, remove: true}"
    gone = "{path: handoffs.assessment.staff, remove: true}"
    _, found = explained(tmp_path, new, old, gone, PEOPLE)
    first, second = found.steps
    assert first.says.count(" and ") == 2
    assert first.alone.effect(DELAYED).difference == first.in_order.effect(DELAYED).difference
    assert second.says.startswith("patient_groups.younger")


def test_what_a_scenario_says_besides_its_changes_is_told_apart(tmp_path):
    text = child(BEDS) + "calendar: {warm_up: 13 days}\n"
    (file,) = written(tmp_path, changed=text)
    some = arms(SMALL, file, sets=("calendar.run_for=28 days",))
    done = compare_arms(some, Batch(replications=2))
    found = attribute(
        done, some[1], ("calendar.run_for=28 days",), Lean(done.batch), lambda arm: in_memory()
    )
    whole = done.paired[0].effect(WAITING).difference
    parts = [each.effect(WAITING).difference for each in (found.besides, found.together)]
    assert sum(parts) == pytest.approx(whole)
    assert np.isfinite(parts).all()
    assert set(found.frame()["part"]) == {
        "in the written order",
        "alone",
        "all changes together",
        "besides",
    }


def test_a_scenario_without_changes_cannot_be_explained():
    some = arms(SMALL, SMALL)
    done = compare_arms(some, Batch(replications=1))
    with pytest.raises(InputError, match="nothing to be explained"):
        attribute(done, some[1], SHORT, Lean(done.batch), lambda arm: in_memory())


def test_a_lever_is_a_change_like_any_other(tmp_path):
    lever = "{lever: seven_day, services: [assessment], extra_staff: true}"
    _, found = explained(tmp_path, BEDS, lever)
    assert found.steps[1].says == "the lever seven_day"
    assert found.steps[1].alone.effect(DELAYED).difference < 0
    assert found.interaction is not None
