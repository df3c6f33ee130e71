"""A value varied: reading what to vary, and steps on the same patients."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.errors import InputError
from simulator.experiment.comparison import compare_arms
from simulator.experiment.grid import arms_of_grid, axes_of, run_grid
from simulator.experiment.lean import Lean
from simulator.experiment.store import in_memory
from simulator.results.measure import where
from simulator.results.measures import Key
from simulator.scenario.schema import Batch
from tests.experiment.compared import arms
from tests.experiment.place import SHORT, SMALL

BEDS = "care_settings.acute.units.General and acute.beds"
STAFF = "handoffs.assessment.staff"
WAITING = Key("waiting_for_place", where(care_setting="acute"), "mean")
BATCH = Batch(replications=3, seed=5)


def test_two_axes_make_every_combination_on_the_same_patients():
    axes = axes_of([f"{BEDS}=34,38", f"{STAFF}=1,2,3"])
    points = arms_of_grid(SMALL, SHORT, axes)
    grid = run_grid(axes, points, Lean(BATCH), lambda arm: in_memory())
    assert len(grid.points) == 6
    assert grid.says((1, 2)) == {BEDS: "38", STAFF: "3"}
    assert len(grid.marginals) == 3 + 4
    here, there = (
        arms(SMALL, sets=(*SHORT, f"{BEDS}=34", f"{STAFF}=2")),
        arms(SMALL, sets=(*SHORT, f"{BEDS}=38", f"{STAFF}=2")),
    )
    alone = compare_arms([*here, *there], BATCH).paired[0].effect(WAITING)
    (step,) = [m for m in grid.marginals if (m.before, m.after) == ((0, 1), (1, 1))]
    assert step.paired.effect(WAITING).difference == alone.difference
    assert step.paired.effect(WAITING).half_width == alone.half_width
    assert alone.difference < 0
    corner = grid.against_first[1, 2].effect(WAITING).difference
    path = [((0, 0), (1, 0)), ((1, 0), (1, 1)), ((1, 1), (1, 2))]
    steps = {(m.before, m.after): m.paired.effect(WAITING).difference for m in grid.marginals}
    assert sum(steps[each] for each in path) == pytest.approx(corner)
    table = grid.frame()
    assert set(table[BEDS]) == {"34", "38"}
    assert np.isfinite(grid.marginal_frame()["difference"]).any()


def test_precision_is_that_of_each_step():
    axes = axes_of([f"{BEDS}=59,60"])
    batch = Batch(seed=5, absolute={"waiting_for_place": 1e-9}, at_most=6)
    points = arms_of_grid(SMALL, SHORT, axes)
    grid = run_grid(axes, points, Lean(batch), lambda arm: in_memory())
    assert grid.replications == 6
    # In the community nothing changes at all, so that step is as precise as can be.
    assert {each.key.where[0] for each in grid.wanting} == {"acute", "all acute"}


def test_values_are_numbers_durations_or_words():
    numbers, durations, words = (
        axes_of([f"a.b={text}"])[0].numbers for text in ("1,2.5", "12 hours,2 days", "swap,stop")
    )
    assert numbers == (1, 2.5)
    assert durations == (0.5, 2)
    assert words is None
    (axis,) = axes_of(["a.b={family: gamma, mean: 2 days},'x,y'"])
    assert axis.values == ("{family: gamma, mean: 2 days}", "'x,y'")


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        (["a.b"], "does not say what to vary"),
        (["a.b=1"], "does not say what to vary"),
        (["a.b=1,,2"], "does not say what to vary"),
        (["=1,2"], "does not say what to vary"),
        (["a.b=1,1"], "a value twice"),
        (["a=1,2", "b=1,2", "c=1,2"], "at most 2"),
        (["a=1,2", "a=3,4"], "varied twice"),
        ([f"a={','.join(map(str, range(30)))}", f"b={','.join(map(str, range(30)))}"], "at most"),
    ],
)
def test_what_cannot_be_varied(texts, says):
    with pytest.raises(InputError, match=says):
        axes_of(texts)


def test_every_point_that_cannot_be_run_is_told():
    with pytest.raises(InputError) as error:
        arms_of_grid(SMALL, SHORT, axes_of([f"{BEDS}=-1,10,-3"]))
    places = [problem.place for problem in error.value.problems]
    assert {place.file for place in places} == {"command line"}
    assert len({place.text for place in places}) == 2
