"""What candidates are ordered by: prices given, the scenario's, or capacity itself."""

from __future__ import annotations

import numpy as np
import pytest

from simulator import size
from simulator.errors import InputError
from simulator.experiment.sizing_price import PARTS, TOTAL, prices_of, pricing_of
from simulator.experiment.sizing_range import ranges_of
from simulator.results.measures import Measured
from tests.experiment.place import SHORT, SMALL

BEDS = "care_settings.community.units.Ashby.beds"
STAFF = "handoffs.assessment.staff"


def runs(fixed: float, staffing: float) -> list[Measured]:
    """Two runs whose fixed cost lies on both sides of a mean."""
    keys = (*PARTS, TOTAL)
    return [Measured(keys, np.array([fixed + d, staffing, 1e9])) for d in (-5.0, 5.0)]


def test_the_scenarios_price_is_the_standing_cost_of_one_more():
    axes, _ = ranges_of(["a.beds=10..14", "b.beds=2..4"])
    found = pricing_of(axes, None, runs(1000, 50), [runs(1400, 50), runs(1000, 250)])
    assert found.basis == "scenario"
    assert found.per_unit == pytest.approx((100, 100))
    costs = found.costs(axes).reshape(5, 3)
    assert costs[0, 0] == pytest.approx(1200)
    assert costs[4, 2] == pytest.approx(1800)


def test_without_a_price_like_amounts_are_added_up_and_unlike_ones_are_not():
    axes, _ = ranges_of(["a.beds=10..14", "b.beds=2..4"])
    same = runs(1000, 50)
    found = pricing_of(axes, None, same, [same, same])
    assert (found.basis, found.per_unit) == ("capacity", (1.0, 1.0))
    axes, _ = ranges_of(["a.beds=10..14", "b.staff=2..4"])
    with pytest.raises(InputError, match="no price for having more of") as error:
        pricing_of(axes, None, same, [same, same])
    assert len(error.value.problems) == 2
    with pytest.raises(InputError) as error:
        pricing_of(axes, None, same, [runs(1400, 50), same])
    assert [each.says.split(" of ")[1][:7] for each in error.value.problems] == ["b.staff"]


def test_prices_are_given_for_all_or_for_none():
    axes, _ = ranges_of(["a.beds=10..14", "b.staff=2..4"])
    assert prices_of(["b.staff=40,000", "a.beds=9e4"], axes) == ((90000.0, 40000.0), [])
    assert prices_of([], axes) == (None, [])
    for texts, says in (
        (["a.beds=1"], "no price is given for b.staff"),
        (["c.beds=1"], "not varied"),
        (["a.beds=-1"], "number above 0"),
        (["a.beds=much"], "number above 0"),
    ):
        _, (problem,) = prices_of(texts, axes)
        assert says in problem.says


def test_the_price_decides_which_mix_is_the_cheapest():
    def best(beds: int, staff: int) -> dict[str, str]:
        found = size(
            SMALL,
            [f"{BEDS}=2..6:4", f"{STAFF}=1..3:2"],
            ["census[care_setting=acute] >= 1"],
            prices=[f"{BEDS}={beds}", f"{STAFF}={staff}"],
            sets=SHORT,
            at_most=4,
        )
        assert found.pricing.basis == "given"
        assert found.cost(found.bottom) == 2 * beds + staff
        return found.question.says(found.searched.best)

    assert best(10, 1) == best(1, 10) == {BEDS: "2", STAFF: "1"}


def test_what_cannot_be_priced_is_told_before_the_search():
    with pytest.raises(InputError, match="no price for having more"):
        size(
            SMALL,
            [f"{BEDS}=2..6:4", f"{STAFF}=1..3:2"],
            ["census[care_setting=acute] >= 1"],
            sets=SHORT,
            at_most=2,
        )
