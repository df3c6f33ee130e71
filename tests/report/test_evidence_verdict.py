"""The rule that judges predictions by published figures, on made cases."""

from __future__ import annotations

import math

import pytest

from simulator.report.estimate import Estimate
from simulator.report.evidence_verdict import Judged, judge, span

AGREE, DIFFER, CANNOT_TELL = Judged.AGREE, Judged.DIFFER, Judged.CANNOT_TELL


def ways(*pairs):
    return [Estimate(mean, half, 6, 6) for mean, half in pairs]


@pytest.mark.parametrize(
    ("published", "told", "is_change", "verdict"),
    [
        ((-4.0, -4.0), [(-3.8, 0.3)], True, AGREE),
        # Each way alone leaves it out; the range over what may be assumed holds it.
        ((-4.0, -4.0), [(-3.0, 0.2), (-5.0, 0.2)], True, AGREE),
        ((-4.0, -4.0), [(-1.4, 0.6), (-2.3, 0.6)], True, DIFFER),
        ((-4.0, -4.0), [(-2.0, 3.0)], True, CANNOT_TELL),
        # It cannot be told from none, but so large a change is ruled out.
        ((0.35, 0.35), [(0.01, 0.03)], True, DIFFER),
        ((-4.0, -4.0), [(4.0, 0.5)], True, DIFFER),
        # An end that is touched is held.
        ((-4.0, -4.0), [(-3.5, 0.5)], True, AGREE),
        # A survey's own chance: its range and the prediction's have a value in common.
        ((0.21, 0.36), [(0.38, 0.03)], False, AGREE),
        ((0.21, 0.36), [(0.74, 0.02)], False, DIFFER),
        ((1.0, 1.0), [(0.9, 0.3)], False, CANNOT_TELL),
        ((100_000.0, math.inf), [(98_000, 3_000)], False, AGREE),
        ((100_000.0, math.inf), [(90_000, 3_000)], False, DIFFER),
        ((100_000.0, math.inf), [(90_000, 30_000)], False, CANNOT_TELL),
        # 0 is no special level, and is none of a change.
        ((0.0, 0.0), [(0.0, 0.0)], False, AGREE),
    ],
)
def test_an_output_is_judged_by_its_range(published, told, is_change, verdict):
    assert judge("output", published, ways(*told), is_change).verdict is verdict


@pytest.mark.parametrize(
    "standing", ["input", "set_by_hand", "other_prices", "no_mechanism", "not_published"]
)
def test_what_was_arranged_is_never_evidence(standing):
    found = judge(standing, (-4.0, -4.0), ways((-4.0, 0.1)), True)
    assert found.verdict is CANNOT_TELL
    assert (found.low, found.high) == pytest.approx((-4.1, -3.9))


def test_a_miss_of_what_was_set_by_hand_is_told():
    near, far = ((-4.0, 0.1),), ((-2.0, 0.1),)
    assert "leaves it out" not in judge("set_by_hand", (-4.0, -4.0), ways(*near), True).why
    missed = judge("set_by_hand", (-4.0, -4.0), ways(*far), True)
    assert missed.verdict is CANNOT_TELL
    assert missed.why.endswith("even so the range leaves it out")


def test_one_replication_or_none_tells_nothing():
    single = Estimate(-4.0, math.nan, 1, 1)
    absent = Estimate(math.nan, math.nan, 0, 6)
    assert (
        judge("output", (-4.0, -4.0), [single], True).why == "too few replications for an interval"
    )
    assert judge("output", (-4.0, -4.0), [absent], True).why == "the model gives no such figure"
    assert judge("output", None, ways((1, 1)), True).verdict is CANNOT_TELL
    # One way of several without an interval: the range is not known.
    assert judge("output", (-4.0, -4.0), [*ways((-4, 0.1)), single], True).verdict is CANNOT_TELL


def test_how_far_a_change_that_differs_is_from_the_published_one():
    told = judge("output", (-4.0, -4.0), ways((-1.0, 0.2), (-2.0, 0.2)), True)
    assert told.why == "the same way, 25 to 50 % of the published size"
    assert judge("output", (-4.0, -4.0), ways((1.0, 0.2)), True).why == "it goes the other way"
    none = judge("output", (-4.0, -4.0), ways((-0.1, 0.2)), True)
    assert none.why.startswith("a change cannot be told from none")
    more = judge("output", (-4.0, -4.0), ways((-8.0, 0.2)), True)
    assert more.why == "the same way, 200 % of the published size"


def test_the_range_runs_from_the_lowest_to_the_highest_end():
    assert span(ways((1.0, 0.5), (3.0, 0.25), (2.0, 2.5))) == (-0.5, 4.5)
    assert all(math.isnan(each) for each in span([]))
