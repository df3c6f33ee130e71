"""Intervals over replications, and the published figures beside them."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.errors import InputError
from simulator.results.intervals import Summary, student, summarise
from simulator.results.measures import Key, Measured
from simulator.results.published import check_published, compare_published
from simulator.results.sureness import check_summary
from simulator.scenario.schema import Published
from tests.results.place import of_dimensions, scenario


def measured(*values: float, keys: tuple[Key, ...] | None = None) -> Measured:
    named = keys or tuple(
        Key("census", of_dimensions({"care_setting": f"s{i}"}), "mean") for i in range(len(values))
    )
    return Measured(named, np.array(values, dtype=np.float64))


def one_row(
    *values: float, measure: str = "census", statistic: str = "mean", **where: str
) -> Summary:
    key = Key(measure, of_dimensions(where), statistic)
    return summarise([measured(value, keys=(key,)) for value in values])


@pytest.mark.parametrize(
    ("n", "quantile"), [(2, 12.7062), (3, 4.3027), (10, 2.2622), (31, 2.0423), (1001, 1.9623)]
)
def test_quantiles_are_those_of_the_printed_table(n, quantile):
    assert student(n) == pytest.approx(quantile, abs=5e-5)


def test_mean_interval_and_range():
    found = one_row(1.0, 2.0, 3.0)
    assert found.n.tolist() == [3]
    assert found.mean == pytest.approx([2])
    assert found.sd == pytest.approx([1])
    assert found.half_width == pytest.approx([4.302653 / np.sqrt(3)])
    assert found.relative_half_width == pytest.approx(found.half_width / 2)
    assert (found.minimum[0], found.maximum[0]) == (1, 3)
    assert "chance alone" in found.says


def test_what_is_the_same_in_every_replication_has_no_spread_at_all():
    values = np.random.default_rng(1).uniform(size=200)
    found = summarise([measured(*values)] * 7)
    # Sums divided again are off in the last digit for some of them.
    assert (np.stack([values] * 7).sum(axis=0) / 7 != values).any()
    assert found.mean.tolist() == values.tolist()
    assert found.sd.tolist() == found.half_width.tolist() == [0.0] * 200
    assert found.relative_half_width.tolist() == [0.0] * 200
    almost = one_row(0.7, 0.7, np.nextafter(0.7, 1))
    assert almost.sd[0] > 0


def test_the_same_but_for_runs_with_nothing_has_no_spread():
    found = one_row(0.7, float("nan"), 0.7)
    assert (found.mean[0], found.sd[0], found.half_width[0], found.n[0]) == (0.7, 0, 0, 2)


def test_one_replication_has_no_interval_and_says_so():
    found = one_row(5.0)
    assert np.isnan([found.sd[0], found.half_width[0], found.relative_half_width[0]]).all()
    assert found.mean[0] == 5
    assert "no interval" in found.says


def test_a_replication_with_nothing_to_measure_is_left_out():
    found = one_row(1.0, float("nan"), 3.0)
    assert found.n[0] == 2
    assert found.mean[0] == 2
    assert found.half_width[0] == pytest.approx(12.7062, abs=1e-3)
    nothing = one_row(float("nan"), float("nan"))
    assert nothing.n[0] == 0
    assert np.isnan([nothing.mean[0], nothing.minimum[0], nothing.maximum[0]]).all()


def test_the_interval_holds_the_true_mean_as_often_as_it_says():
    rng = np.random.default_rng(20250106)
    draws = rng.normal(10, 3, size=(5, 4000))
    found = summarise([measured(*row) for row in draws])
    held = np.mean(np.abs(found.mean - 10) <= found.half_width)
    # Four standard errors of a share of 95 % among 4,000.
    assert abs(held - 0.95) < 4 * np.sqrt(0.95 * 0.05 / 4000)


def test_replications_of_different_scenarios_are_refused():
    other = measured(1.0, keys=(Key("lost", of_dimensions({}), "per_day"),))
    with pytest.raises(ValueError, match="not of one scenario"):
        summarise([measured(1.0), other])
    with pytest.raises(ValueError, match="no replication"):
        summarise([])


def published(**given: object) -> Published:
    return Published.model_validate(
        {"title": "A figure", "measure": "census", "where": {"care_setting": "acute"}, **given}
    )


@pytest.mark.parametrize(
    ("simulated", "given", "verdict"),
    [
        ((99.0, 100.0, 101.0), {"value": 95}, "agrees"),
        ((99.0, 100.0, 101.0), {"value": 80}, "differs"),
        ((99.0, 100.0, 101.0), {"value": 80, "low": 70, "high": 105}, "agrees"),
        ((99.0, 100.0, 101.0), {"value": 80, "low": 70, "high": 90}, "differs"),
        ((60.0, 100.0, 140.0), {"value": 100}, "cannot tell"),
        ((60.0, 100.0, 140.0), {"value": 300}, "differs"),
        ((100.0,), {"value": 100}, "cannot tell"),
        ((99.0, 100.0, 101.0), {"value": 101, "agrees_within": 0.02}, "cannot tell"),
    ],
)
def test_a_published_figure_agrees_differs_or_cannot_be_told(simulated, given, verdict):
    summary = one_row(*simulated, care_setting="acute")
    (found,) = compare_published([published(**given)], summary)
    assert found.verdict == verdict
    assert found.simulated == 100
    assert found.difference == pytest.approx(100 - found.published.value)
    assert "Time average" in found.basis


def test_a_published_figure_must_point_to_one_row_and_all_problems_are_told():
    summary = one_row(1.0, 2.0, care_setting="acute")
    wrong = [
        published(value=1, measure="censsus"),
        published(value=1, where={"reason": "A"}),
        published(value=1, where={"care_setting": "acut"}),
        published(value=1, measure="lost", where={}),
        published(value=1),
    ]
    with pytest.raises(InputError) as error:
        compare_published(wrong, summary)
    says = str(error.value)
    assert len(error.value.problems) == 4
    assert "did you mean census" in says
    assert "not split by 'reason'" in says
    assert "nearest rows: care_setting: acute, statistic: mean" in says
    assert "'lost' was not measured" in says
    assert [problem.path for problem in check_published(wrong)] == ["published.0", "published.1"]


def drifting(trend: float, error: float, *noise: float) -> Summary:
    keys = tuple(
        Key("drift", of_dimensions({"care_setting": "acute"}), statistic)
        for statistic in ("trend", "trend_error", "first_quarter")
    )
    return summarise([measured(trend + one, error, 0.0, keys=keys) for one in noise])


@pytest.mark.parametrize(
    ("summary", "passed"),
    [
        (drifting(0.3, 0.1, -0.01, 0.0, 0.01), False),
        (drifting(0.01, 0.1, -0.01, 0.0, 0.01), True),
        (drifting(0.01, 0.1, -0.2, 0.0, 0.2), None),
        (drifting(0.3, 0.01, 0.0), False),
        (drifting(0.0, 0.01, 0.0), True),
        (drifting(0.3, 0.4, 0.0), None),
        (drifting(float("nan"), 0.4, 0.0), None),
    ],
)
def test_a_drift_is_called_one_only_when_it_is_told_from_chance(summary, passed):
    warm_up = check_summary(summary, scenario())[1]
    assert warm_up.passed is passed


@pytest.mark.parametrize(("trend", "passed"), [(0.3, None), (0.7, False), (0.01, True)])
def test_a_drift_within_the_seasons_is_not_told_from_them(trend, passed):
    place = scenario()
    group = next(iter(place.patient_groups))
    seasonal = place.patient_groups[group].arrivals.model_copy(update={"growth_per_year": 0.1})
    place = place.model_copy(
        update={
            "patient_groups": {
                **place.patient_groups,
                group: place.patient_groups[group].model_copy(update={"arrivals": seasonal}),
            }
        }
    )
    warm_up = check_summary(drifting(trend, 0.1, -0.01, 0.0, 0.01), place)[1]
    assert warm_up.passed is passed


@pytest.mark.parametrize(
    ("values", "passed"), [((0.90, 0.91, 0.90), True), ((0.5, 0.9, 0.7), False), ((0.9,), None)]
)
def test_replications_are_enough_when_headlines_are_as_sure_as_asked(values, passed):
    summary = one_row(*values, measure="occupancy", care_setting="acute")
    assert check_summary(summary, scenario())[0].passed is passed
