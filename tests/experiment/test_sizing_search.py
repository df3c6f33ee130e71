"""The search for the least that is enough, on responses whose truth is known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from simulator.experiment.goal import Goal
from simulator.experiment.judgement import Finding, Rule, looks_until
from simulator.experiment.sizing_search import Searched, points_of, search
from simulator.results.measure import where
from simulator.results.measures import Key

KEY = Key("census", where(), "mean")
AT_MOST = Goal("census <= 10", KEY, False, 10.0)
AT_LEAST = Goal("census >= 0.7", KEY, True, 0.7)
MOST = 160
SEEDS = 240
Mean = Callable[[tuple[int, ...]], tuple[float, ...]]


def searched(
    seed: int,
    sizes: tuple[int, ...],
    mean: Mean,
    goals: tuple[Goal, ...] = (AT_MOST,),
    *,
    draw: Callable[..., np.ndarray] = np.random.Generator.standard_normal,
    price: tuple[float, ...] | None = None,
    most: int = MOST,
    confidence: float = 0.95,
    every: bool = False,
) -> Searched:
    """One search; four fifths of the noise are common to all, as on the same patients."""
    rng = np.random.default_rng(seed)
    points = points_of(sizes)
    common = draw(rng, (len(goals), most))
    own = draw(rng, (len(points), len(goals), most))

    def observe(point: tuple[int, ...], n: int) -> np.ndarray:
        noise = 0.8 * common + 0.6 * own[points.index(point)]
        return (np.array(mean(point))[:, None] + noise)[:, :n]

    costs = np.array(points) @ np.array(price or [1.0] * len(sizes))
    rule = Rule(goals, confidence, len(points), looks_until(most))
    return search(sizes, costs, rule, observe, every=every)


def wrong_findings(found: Searched, mean: Mean, goals: tuple[Goal, ...]) -> bool:
    """Whether anything said of a candidate is not true."""
    for point, looked in found.looked.items():
        is_met = [
            level >= g.bound if g.is_at_least else level <= g.bound
            for level, g in zip(mean(point), goals, strict=True)
        ]
        for truth, finding in zip(is_met, looked.findings, strict=True):
            if finding is (Finding.MISSES if truth else Finding.MEETS):
                return True
        if looked.finding is Finding.MEETS and not all(is_met):
            return True
    return False


def is_within(wrong: int, error: float) -> bool:
    """Whether so many wrong answers of all seeds are no more than chance makes of an error rate."""
    return wrong <= stats.binom.ppf(0.999, SEEDS, error)


def falling(slope: float, at: float) -> Mean:
    return lambda point: (10 + slope * (at - point[0]),)


@pytest.mark.parametrize("slope", [0.05, 0.3, 1.0])
def test_on_one_axis_wrong_answers_are_no_more_than_was_stated(slope):
    mean = falling(slope, 3.5)
    wrong = told = 0
    for seed in range(SEEDS):
        found = searched(seed, (7,), mean)
        below = found.best is not None and mean(found.best)[0] > 10
        above = found.best is not None and found.best > (4,) and not found.untold
        wrong += below or above or wrong_findings(found, mean, (AT_MOST,))
        told += found.best == (4,) and not found.untold
    assert is_within(wrong, 0.05), wrong
    # A rule that never told anything would never be wrong.
    assert told > 0.98 * SEEDS if slope == 1.0 else told < SEEDS


def test_exactly_at_the_goal_the_error_is_no_more_than_was_stated():
    """Where most rules fail: every candidate lies on the line, which counts as meeting it."""
    wrong = 0
    for seed in range(SEEDS):
        found = searched(seed, (4,), lambda point: (10.0,), confidence=0.8, most=80)
        wrong += any(each.finding is Finding.MISSES for each in found.looked.values())
    assert is_within(wrong, 0.2), wrong


@pytest.mark.parametrize("confidence", [0.5, 0.8])
def test_just_beyond_the_goal_few_are_passed(confidence):
    wrong = 0
    for seed in range(SEEDS):
        found = searched(seed, (4,), lambda point: (10 + 1e-9,), confidence=confidence)
        wrong += any(each.finding is Finding.MEETS for each in found.looked.values())
    assert is_within(wrong, 1 - confidence), wrong
    assert wrong > 0, "the rule never errs: it asks for more runs than it states"


def test_skewed_runs_do_not_break_the_promise():
    """Means of years are not quite normal: here they are as skewed as an exponential law."""

    def skewed(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
        return rng.standard_exponential(shape) - 1

    mean = falling(0.5, 3.5)
    wrong = 0
    for seed in range(SEEDS):
        found = searched(seed, (7,), mean, draw=skewed)
        wrong += wrong_findings(found, mean, (AT_MOST,))
    assert is_within(wrong, 0.05), wrong


def test_what_is_rare_is_not_taken_never_to_happen():
    """In seventeen runs of twenty nothing happens: of ten runs one in five samples has none."""

    def rare(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
        return np.where(rng.random(shape) < 0.15, 10.0, 0.0)

    wrong = 0
    for seed in range(SEEDS):
        rng = np.random.default_rng(seed)
        values = rare(rng, (1, MOST))
        rule = Rule((Goal("census <= 1.2", KEY, False, 1.2),), 0.95, 1, looks_until(MOST))
        found = search([1], np.zeros(1), rule, lambda point, n, v=values: v[:, :n])
        wrong += found.best is not None
    assert is_within(wrong, 0.05), wrong


def test_a_mix_of_two_for_two_goals_is_the_cheapest_there_is():
    goals = (AT_MOST, AT_LEAST)

    def mean(point: tuple[int, ...]) -> tuple[float, ...]:
        return 16.2 - 1.5 * point[0] - 0.75 * point[1], 0.05 + 0.5 * point[1]

    price = (3.0, 1.0)
    points = points_of((8, 8))
    met = [p for p in points if mean(p)[0] <= 10 and mean(p)[1] >= 0.7]
    cost = {p: p[0] * 3.0 + p[1] for p in points}
    truth = min(cost[p] for p in met)
    wrong, runs = 0, []
    for seed in range(SEEDS // 4):
        found = searched(seed, (8, 8), mean, goals, price=price)
        dearer = not found.untold and cost[found.best] > truth
        wrong += found.best not in met or dearer or wrong_findings(found, mean, goals)
        runs.append(len(found.looked))
    assert wrong <= stats.binom.ppf(0.999, SEEDS // 4, 0.05), wrong
    assert np.mean(runs) < 16, "a quarter of the lattice at most"


def test_one_goal_wants_more_and_the_other_less():
    goals = (AT_MOST, AT_LEAST)

    def band(point: tuple[int, ...]) -> tuple[float, ...]:
        return 10 + 2 * (4.5 - point[0]), 0.7 + 2 * (8.5 - point[0])

    found = searched(1, (13,), band, goals)
    assert found.best == (5,)
    assert found.downward == {(1, 0)}
    assert not found.untold

    def apart(point: tuple[int, ...]) -> tuple[float, ...]:
        return 10 + 2 * (8.5 - point[0]), 0.7 + 2 * (4.5 - point[0])

    found = searched(1, (13,), apart, goals)
    assert found.best is None
    assert not found.untold
    assert len(found.left_out) + len(found.looked) == 13


def test_where_more_is_not_always_better_that_is_said_and_nothing_is_left_out():
    levels = (12.0, 9.0, 9.0, *[15.0] * 6, *[5.0] * 4)
    found = searched(1, (13,), lambda point: (levels[point[0]],))
    assert (found.disorders[0].better, found.disorders[0].worse) == ((0,), (6,))
    assert found.best == (1,)
    assert not found.left_out


def test_an_island_among_those_left_out_is_found_where_every_one_is_run():
    def broken(point: tuple[int, ...]) -> tuple[float, ...]:
        return (5.0 if point[0] in {4, 10, 11, 12} else 15.0,)

    halved = searched(1, (13,), broken)
    assert halved.best == (10,)
    assert (4,) in halved.left_out
    found = searched(1, (13,), broken, every=True)
    assert found.best == (4,)
    assert [*found.looked] == [(at,) for at in range(5)]
    assert not found.left_out


def test_ends_of_the_range():
    enough = searched(1, (13,), lambda point: (5.0,))
    assert enough.best == (0,)
    assert list(enough.looked) == [(0,)]
    never = searched(1, (13,), lambda point: (15.0 - point[0] / 10,))
    assert never.best is None
    assert not never.untold
    assert len(never.looked) == 2
    assert len(never.left_out) == 11
    close = searched(1, (3,), lambda point: (10.0,))
    assert close.best is None
    assert len(close.untold) == 3


def test_an_axis_that_moves_nothing_is_named():
    rng = np.random.default_rng(1)
    noise = rng.standard_normal(MOST)

    def observe(point: tuple[int, ...], n: int) -> np.ndarray:
        return (13.5 - point[0] + noise)[None, :n]

    costs = np.array(points_of((6, 4))).sum(axis=1).astype(float)
    found = search((6, 4), costs, Rule((AT_MOST,), 0.95, 24, looks_until(MOST)), observe)
    assert found.idle == (1,)
    assert found.best == (4, 0)


def test_the_same_search_twice_is_the_same():
    mean = falling(0.3, 6.4)
    first, second = (searched(7, (13,), mean) for _ in range(2))
    assert list(first.looked) == list(second.looked)
    assert first.best == second.best
