"""Whether a decision holds: swings against comparisons done one by one, and exact nothing."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.experiment.comparison import compare_arms
from simulator.experiment.flip import Verdict
from simulator.experiment.lean import Lean
from simulator.experiment.sensitivity import Sensitivity, Swing, run_sensitivity, threshold
from simulator.experiment.side_by_side import Point, SideBySide
from simulator.experiment.span import Span, spans_of
from simulator.experiment.store import in_memory
from simulator.results.measure import ALL_ACUTE, where
from simulator.results.measures import Key
from simulator.scenario.schema import Batch
from tests.experiment.compared import arms, child, written
from tests.experiment.place import SHORT, SMALL

BEDS = "care_settings.acute.units.General and acute.beds"
STAFF = "handoffs.assessment.staff"
COMMUNITY = "care_settings.community.units.Ashby.beds"
WAITING = Key("waiting_for_place", where(care_setting="acute"), "mean")
CENSUS = Key("census", where(care_setting=ALL_ACUTE), "mean")
BATCH = Batch(replications=3, seed=5)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sensitivity")
    return written(
        folder,
        fewer=child(f"{{path: {BEDS}, set: 40}}", title="Fewer beds"),
        nothing=child("{path: care_settings.acute.turnaround, set: 0 hours}", title="Nothing"),
    )


def side_by_side(second, sets=SHORT):
    found = SideBySide((SMALL, second), sets, Lean(BATCH), lambda arm: in_memory(), 3)
    found.prepare([(0, ()), (1, ())])
    return found


def ran(second, *texts, keys=(WAITING, CENSUS), **more):
    both = side_by_side(second)
    spans = spans_of(texts, both.arm(0).loaded, both.arm(1).loaded)
    return run_sensitivity(both, spans, keys, **more)


@pytest.fixture(scope="module")
def found(files):
    return ran(files[0], f"{STAFF}=1..4", "patient_groups.*.arrivals.per_day=±10%", rounds=0)


def test_the_difference_at_a_bound_is_that_of_a_comparison_there(found, files):
    (swing,) = [each for each in found.swings(WAITING) if each.span.path == STAFF]
    for end, value in ((0, 1), (-1, 4)):
        both = arms(SMALL, files[0], sets=(*SHORT, f"{STAFF}={value}"))
        alone = compare_arms(both, BATCH).paired[0].effect(WAITING, 2)
        here = swing.at(end)
        assert here.difference == alone.difference > 0
        assert here.half_width == pytest.approx(alone.half_width, rel=1e-12)


def test_the_swing_is_the_paired_difference_of_differences(found):
    for swing in found.swings(WAITING):
        low, high = (swing.points[at].differences(WAITING) for at in (0, -1))
        assert swing.effect.difference == pytest.approx((high - low).mean())
        spread = (high - low).std(ddof=1) / 3**0.5
        # Student's t with 2 degrees of freedom for two inputs together: 97.5 + 1.25 %.
        assert swing.effect.half_width == pytest.approx(6.205347 * spread, rel=1e-5)


def test_given_is_the_plain_comparison(found, files):
    plain = compare_arms(arms(SMALL, files[0]), BATCH).paired[0].effect(WAITING)
    assert found.given.effect(WAITING).difference == plain.difference
    middle = found.points[STAFF][1]
    assert middle.at == 3
    assert np.array_equal(middle.differences(WAITING), found.given.differences(WAITING))


def test_the_widest_swing_comes_first(found):
    for key in found.keys:
        sizes = [abs(each.effect.difference) for each in found.swings(key)]
        assert sizes == sorted(sizes, reverse=True)


def test_a_scenario_that_does_nothing_has_no_swing_at_all(files):
    none = ran(files[1], f"{STAFF}=1..4", f"{BEDS}=±20%")
    for key in none.keys:
        for swing in none.swings(key):
            assert (swing.effect.difference, swing.effect.half_width) == (0, 0)
            assert not swing.response.differences.any()
            assert swing.flip.verdict is Verdict.NO_DIFFERENCE


def test_an_input_that_does_nothing_has_no_swing(files):
    # Beyond any demand more beds in the community change nothing.
    idle = ran(files[0], f"{COMMUNITY}=400..500", rounds=0)
    (swing,) = idle.swings(WAITING)
    assert (swing.effect.difference, swing.effect.half_width) == (0, 0)
    assert swing.at(0).difference != 0


def test_what_the_scenario_changes_is_moved_in_it_alone(files):
    size = ran(files[0], f"{BEDS}=36..60", keys=(WAITING,))
    (swing,) = size.swings(WAITING)
    points = swing.points
    assert points[0].at == 36
    assert all(np.array_equal(p.first[WAITING], points[0].first[WAITING]) for p in points)
    # 60 beds are what the reference has: the last point is the reference itself.
    assert not points[-1].differences(WAITING).any()
    means = swing.response.means
    assert np.all(np.diff(means) <= 0)


def made(key, starts, slopes, worth=0.0):
    """A swing without an engine: each replication's difference runs straight."""
    at = (0.0, 10.0, 20.0)
    span = Span("a.b", at[0], at[-1], "", at[1], True, True, is_whole=False)
    level = np.array([100.0, 90.0, 110.0, 105.0])
    points = tuple(
        Point(x, {key: level}, {key: level + np.array(starts) + np.array(slopes) * x}) for x in at
    )
    return Swing(span, key, points, worth, 1)


def test_a_straight_response_flips_where_arithmetic_says():
    swing = made(CENSUS, [-10, -9, -11, -10.5], [1.0, 1.1, 0.9, 1.05])
    assert swing.effect.difference == pytest.approx(20 * 1.0125)
    (crossing,) = swing.flip.crossings
    assert crossing.at == pytest.approx(10.0)
    worth = made(CENSUS, [-10, -9, -11, -10.5], [1.0, 1.1, 0.9, 1.05], worth=-5.0)
    assert worth.flip.crossings[0].at == pytest.approx(5.125 / 1.0125)


@pytest.mark.parametrize(
    ("measure", "given", "expected"),
    [
        ("delayed_patients", [3.0, 4.0], -5),
        ("census", [3.0, 4.0], -5),
        ("standard_met", [-3.0, -4.0], 5),
        ("cost", [3.0, 4.0], 5),
        ("cost", [-3.0, -4.0], -5),
    ],
)
def test_worth_is_on_the_side_that_is_better(measure, given, expected):
    key = Key(measure, where(), "mean")
    assert threshold(key, 5.0, np.array(given)) == expected
    assert threshold(key, 0.0, np.array(given)) == 0


def test_tables_are_tidy(found):
    assert isinstance(found, Sensitivity)
    points, swings, values = found.frame(), found.swing_frame(), found.value_frame()
    for table in (points, swings, values):
        assert table.columns.is_unique
    assert len(points) == 2 * 2 * 3
    assert len(values) == len(points) * 3
    assert set(swings["verdict"]) <= {each.value for each in Verdict}
    row = swings[(swings["measure"] == "waiting_for_place") & (swings["input"] == STAFF)].iloc[0]
    assert row["swing"] == pytest.approx(row["difference_at_high"] - row["difference_at_low"])
