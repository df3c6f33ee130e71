"""Where a difference crosses: against sums done by hand, Student's t, and its own coverage."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from simulator.experiment.flip import Response, Verdict, flip_of, seek

AT = np.array([0.0, 20.0])
# A straight line a replication: start and slope; the mean is -10.125 + 1.0125 x, 0 at x = 10.
STARTS = np.array([-10.0, -9.0, -11.0, -10.5])
SLOPES = np.array([1.0, 1.1, 0.9, 1.05])


def straight(at, starts=STARTS, slopes=SLOPES):
    at = np.asarray(at, dtype=float)
    return Response(at, starts + np.outer(at, slopes))


def test_a_straight_line_crosses_where_it_does():
    flip = flip_of(straight(AT), 0.0)
    assert flip.verdict is Verdict.FLIPS
    (found,) = flip.crossings
    assert found.at == pytest.approx(10.0, abs=1e-12)
    assert flip.sides == (-1, 1)
    assert flip.unsure == ()


def test_the_interval_ends_where_students_t_no_longer_tells():
    (found,) = flip_of(straight(AT), 0.0).crossings
    for end in (found.low, found.high):
        values = STARTS + SLOPES * end
        assert stats.ttest_1samp(values, 0.0).pvalue == pytest.approx(0.05, abs=1e-9)
    (joint,) = flip_of(straight(AT), 0.0, together=5).crossings
    assert stats.ttest_1samp(STARTS + SLOPES * joint.low, 0.0).pvalue == pytest.approx(0.01)


def test_more_values_on_the_line_change_nothing():
    two, many = (flip_of(straight(at), 0.0).crossings[0] for at in (AT, [0, 3, 9.5, 11, 20]))
    assert (two.at, two.low, two.high) == pytest.approx((many.at, many.low, many.high))


def test_a_stated_worth_moves_the_crossing():
    (found,) = flip_of(straight(AT), -5.0).crossings
    assert found.at == pytest.approx(5.125 / 1.0125)


def test_without_chance_the_crossing_is_exact():
    same = Response(np.array([0.0, 10, 20]), np.array([[-10.0] * 3, [0.0] * 3, [10.0] * 3]))
    (found,) = flip_of(same, 0.0).crossings
    assert (found.at, found.low, found.high) == (10, 10, 10)


def test_what_stays_on_one_side_never_flips():
    flip = flip_of(straight(AT), 50.0)
    assert (flip.verdict, flip.crossings, flip.unsure) == (Verdict.NEVER, (), ())
    assert flip.sides == (-1, -1)


def test_no_difference_is_no_flip():
    zeros = Response(AT, np.zeros((2, 5)))
    assert flip_of(zeros, 0.0).verdict is Verdict.NO_DIFFERENCE
    # Nothing is surely less than something that was asked for.
    assert flip_of(zeros, -5.0).verdict is Verdict.NEVER


def test_a_crossing_near_a_bound_cannot_be_told():
    flip = flip_of(straight([0.0, 10.5]), 0.0)
    assert flip.verdict is Verdict.CANNOT_TELL
    (found,) = flip.unsure
    assert found.at == pytest.approx(10.0)
    assert found.high == 10.5
    assert flip.sides == (-1, 0)


def test_one_replication_tells_nothing():
    one = Response(AT, np.array([[-10.0], [10.0]]))
    assert flip_of(one, 0.0).verdict is Verdict.CANNOT_TELL


def test_what_is_not_known_in_a_replication_leaves_it_out():
    whole = straight(AT)
    gaps = Response(AT, np.column_stack([whole.differences, [np.nan, 3.0]]))
    assert flip_of(gaps, 0.0) == flip_of(whole, 0.0)
    nothing = Response(AT, np.full((2, 3), np.nan))
    assert flip_of(nothing, 0.0).verdict is Verdict.CANNOT_TELL


def test_there_and_back_flips_twice():
    bent = np.array([[-10.0, -10.2, -9.9], [5.0, 5.1, 4.8], [-4.0, -4.2, -3.9]])
    flip = flip_of(Response(np.array([0.0, 10, 20]), bent), 0.0)
    assert flip.verdict is Verdict.FLIPS
    assert len(flip.crossings) == 2
    means = bent.mean(axis=1)
    assert flip.crossings[0].at == pytest.approx(10 * -means[0] / (means[1] - means[0]))
    assert flip.sides == (-1, -1)


def test_touching_the_line_is_no_flip():
    bent = np.array([[-10.0, -10.2, -9.9], [0.3, -0.4, 0.05], [-4.0, -4.2, -3.9]])
    flip = flip_of(Response(np.array([0.0, 10, 20]), bent), 0.0)
    assert flip.verdict is Verdict.CANNOT_TELL
    assert len(flip.unsure) == 1


def test_the_interval_holds_the_true_crossing_as_often_as_it_says():
    rng = np.random.default_rng(20)
    draws = 1500
    hits = 0
    for _ in range(draws):
        starts = rng.normal(-10, 3, 8)
        flip = flip_of(straight(AT, starts, rng.normal(1, 0.1, 8)), 0.0)
        stretches = (*flip.crossings, *flip.unsure)
        hits += any(each.low <= 10 <= each.high for each in stretches)
    # Five standard errors of a share of 0.95 of so many draws.
    assert abs(hits / draws - 0.95) < 5 * (0.95 * 0.05 / draws) ** 0.5


def test_seeking_a_straight_line_finds_its_crossing_at_once():
    asked = []

    def run(at):
        asked.append(at)
        return at, STARTS + SLOPES * at

    found = seek(straight(AT), 0.0, run, rounds=3)
    assert asked == pytest.approx([10.0])
    assert list(found.at) == pytest.approx([0, 10, 20])


def test_seeking_a_bend_comes_nearer_to_where_it_crosses():
    noise = np.array([-0.1, 0.05, 0.1, -0.05])

    def run(at):
        return at, at**3 - 1 + noise

    start = Response(np.array([0.0, 3.0]), np.stack([run(x)[1] for x in (0.0, 3.0)]))
    plain, sought = flip_of(start, 0.0), flip_of(seek(start, 0.0, run, rounds=8), 0.0)
    assert abs(plain.crossings[0].at - 1) > 0.5
    assert sought.crossings[0].at == pytest.approx(1, abs=0.05)


def test_seeking_ends_where_nothing_can_be_run():
    assert len(seek(straight(AT), 0.0, lambda at: None).at) == 2
    # The nearest value that can be run is one that was run before.
    assert len(seek(straight(AT), 0.0, lambda at: (20.0, STARTS)).at) == 2


def test_values_have_to_rise():
    with pytest.raises(ValueError, match="rise"):
        Response(np.array([1.0, 1.0]), np.zeros((2, 3)))
    with pytest.raises(ValueError, match="row"):
        Response(AT, np.zeros((3, 3)))
