"""What is not known told apart from luck: worked by hand, beside SciPy, and how often it holds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from simulator.experiment.draws_interval import half_widths
from simulator.experiment.draws_split import (
    of_chance,
    paired_over_draws,
    split,
    spread_over_draws,
    widened,
)
from simulator.experiment.draws_taken import draws_taken
from simulator.results.intervals import summarise_rows
from simulator.results.measure import where
from simulator.results.measures import Key, Measured
from simulator.results.ranking import ranks
from simulator.scenario.load import load
from tests.scenario.test_carried import DRAWS, FITTED, PLACE


def test_a_case_worked_by_hand():
    """Draws (1, 3), (5, 7), (9, 11): means 2, 6, 10; between 2 x 32 / 2 = 32, within 6 / 3 = 2."""
    rows = [np.array([x]) for x in (1.0, 3.0, 5.0, 7.0, 9.0, 11.0)]
    found = split(rows, [1, 1, 2, 2, 3, 3], 3)
    assert (found.between[0], found.within[0], found.each[0]) == (32.0, 2.0, 2.0)
    assert found.unknown[0] == 15.0
    assert found.share[0] == pytest.approx(15 / 17)
    # Unknown 15, and 32 / 6 for the mean of three draws of two runs; luck is all but known.
    width = stats.t.ppf(0.975, 2) * np.sqrt(15 + 32 / 6)
    assert found.half_width[0] == pytest.approx(width, rel=0.05)
    alone = stats.t.ppf(0.975, 3) * np.sqrt(2 / 6)
    assert found.noise_half_width[0] == pytest.approx(alone, rel=1e-9)


def test_mean_squares_are_those_of_scipy_and_missing_values_are_left_out():
    rng = np.random.default_rng(1)
    values = rng.normal(size=(7, 3)) + rng.normal(size=(7, 1))
    values[2, 1] = values[5, 0] = values[5, 1] = np.nan
    groups = [row[~np.isnan(row)] for row in values]
    rows = [np.array([x]) for x in values.ravel()]
    found = split(rows, np.repeat(np.arange(1, 8), 3).tolist(), 7)
    assert found.between[0] / found.within[0] == pytest.approx(
        stats.f_oneway(*groups).statistic, rel=1e-9
    )
    n = np.array([len(each) for each in groups])
    assert found.each[0] == pytest.approx((n.sum() - (n**2).sum() / n.sum()) / 6)
    assert (found.draws[0], found.n[0]) == (7, 18)


def drawn(rng, draws, unknown, luck):
    theta = unknown * rng.standard_normal(draws)
    values = np.repeat(theta, 2) + luck * rng.standard_normal(2 * draws)
    return split([np.array([x]) for x in values], np.repeat(np.arange(1, draws + 1), 2), draws)


@pytest.mark.parametrize("share", [0.2, 0.8])
def test_the_interval_of_the_share_holds_it_as_often_as_it_says(share):
    """95 % of 400, within three standard errors of 1.1 %."""
    rng = np.random.default_rng(2)
    held = 0
    for _ in range(400):
        low, high = drawn(rng, 12, share**0.5, (1 - share) ** 0.5).share_interval
        held += low[0] <= share <= high[0]
    assert abs(held / 400 - 0.95) < 3 * 0.011


@pytest.mark.parametrize("luck", [0.3, 1.0, 3.0, 10.0])
@pytest.mark.parametrize("draws", [5, 10, 50])
def test_the_interval_of_a_linear_model_holds_the_truth_as_often_as_it_says(draws, luck):
    """Truth and draws are of one law, as a posterior and the world: figure = truth + luck.

    2,000 cases, three standard errors of 0.5 %: from 0.92 up; where luck is most of it, more.
    """
    rng, many = np.random.default_rng(3), 2000
    theta = rng.standard_normal((draws, 1, many))
    values = theta + luck * rng.standard_normal((draws, 2, many))
    numbers = np.repeat(np.arange(1, draws + 1), 2).tolist()
    found = split(list(values.reshape(2 * draws, many)), numbers, draws)
    held = np.mean(np.abs(rng.standard_normal(many) - found.mean) <= found.half_width)
    assert 0.92 - 3 * 0.005 < held < 0.99


def test_the_width_is_that_of_draws_of_both_variances():
    """Beside half a million draws of both mean squares, a normal deviate with each."""
    rng, between, within, draws, n = np.random.default_rng(4), 5.0, 4.0, 8, 24
    b = between * (draws - 1) / rng.chisquare(draws - 1, 500_000)
    w = within * (n - draws) / rng.chisquare(n - draws, 500_000)
    sd = np.sqrt(np.maximum(b - w, 0) * draws / n + b / n)
    wanted = np.quantile(np.abs(sd * rng.standard_normal(len(sd))), 0.95)
    columns = (np.array([x]) for x in (between, within, draws, n))
    assert half_widths(*columns)[0] == pytest.approx(wanted, rel=0.03)


def test_one_run_of_each_draw_cannot_tell_and_takes_luck_for_unknown():
    rows = [np.array([x]) for x in (1.0, 2.0, 6.0)]
    found = split(rows, [1, 2, 3], 3)
    assert np.isnan(found.within[0])
    assert np.isnan(found.share[0])
    width = stats.t.ppf(0.975, 2) * np.sqrt(7 + 7 / 3)
    assert found.half_width[0] == pytest.approx(width, rel=1e-9)


def test_what_is_the_same_everywhere_has_no_width():
    rows = [np.array([0.1 + 0.2]) for _ in range(4)]
    found = split(rows, [1, 1, 2, 2], 2)
    assert found.half_width[0] == pytest.approx(0.0, abs=1e-12)


@pytest.fixture
def fitted(tmp_path):
    for name, text in (("place.yaml", PLACE), ("fitted.yaml", FITTED), ("draws.csv", DRAWS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return load(tmp_path / "fitted.yaml").scenario


def test_a_column_of_draws_has_the_interval_of_what_is_not_known():
    column, taken = np.array([1.0, 3.0, 5.0, 7.0, 9.0, 11.0]), [1, 1, 2, 2, 3, 3]
    found = spread_over_draws(taken, column)
    assert len(found) == 3
    assert found.mean() == pytest.approx(6.0)
    wanted = split(list(column[:, None]), taken, 3).half_width[0]
    half_width = stats.t.ppf(0.975, 2) * found.std(ddof=1) / np.sqrt(3)
    assert half_width == pytest.approx(wanted)
    assert spread_over_draws(None, column) is column


def test_ranks_are_open_where_draws_disagree_though_chance_does_not(fitted):
    """The second is higher by 1, 1 and 7 in the draws, with next to no luck in any of them."""
    difference = np.array([1.0, 1.01, 1.0, 1.01, 7.0, 7.01])
    values = np.stack([np.zeros(6), difference], axis=1)
    assert [(each.lowest, each.highest) for each in ranks(values[:4])] == [(1, 1), (2, 2)]
    taken = draws_taken([fitted, fitted], 6)
    found = ranks(values, lambda column: spread_over_draws(taken, column))
    assert [(each.lowest, each.highest) for each in found] == [(1, 2), (1, 2)]


def test_replications_hang_together_by_all_draws_that_are_taken(fitted):
    plain = fitted.model_copy(update={"posterior": "none"})
    assert draws_taken([fitted, fitted], 8) == [1, 1, 2, 2, 3, 3, 1, 1]
    assert draws_taken([plain, fitted], 8) == [1, 1, 2, 2, 3, 3, 1, 1]
    assert draws_taken([plain, plain], 8) is None
    other = with_posterior(fitted, origin="of another fit")
    assert draws_taken([fitted, other], 8) == [1, 1, 2, 2, 3, 3, 4, 4]
    assert draws_taken([fitted, with_posterior(other, runs_per_draw=1)], 8) == [1] * 8


def with_posterior(scenario, **changed):
    posterior = scenario.posterior.model_copy(update=changed)
    return scenario.model_copy(update={"posterior": posterior})


def test_a_scenario_without_draws_is_compared_over_the_draws_of_the_other(fitted):
    """Fitted against not fitted: the draws of one side are all that luck does not explain."""
    key = Key("delayed_patients", where(care_setting="acute"), "mean")
    one = [Measured((key,), np.array([x])) for x in (1.0, 1.1, 5.0, 5.1, 9.0, 9.1)]
    other = [Measured((key,), np.array([0.0])) for _ in one]
    plain = fitted.model_copy(update={"posterior": "none"})
    found = paired_over_draws((plain, fitted), (other, one))
    assert found.n[0] == 3
    # Three draws four apart: over as many as these the sign cannot be told.
    assert found.half_width[0] > abs(found.difference[0])
    assert np.isnan(paired_over_draws((plain, fitted), (other[:2], one[:2])).half_width[0])


def test_one_replication_of_a_fitted_place_has_no_interval(fitted):
    key = Key("delayed_patients", where(care_setting="acute"), "mean")
    rows = [np.array([57.2])]
    summary = summarise_rows((key,), rows)
    found = split(rows, [1], 1)
    assert np.isnan(widened(summary, found).half_width[0])
    assert np.isnan(of_chance(summary, found).half_width[0])
