"""Laws that stand in a table, and normal laws with a floor: worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import integrate, stats

from simulator.sampling.distributions import distribution, law_mean, law_sd
from simulator.sampling.streams import uniforms
from simulator.scenario.law import Law

U = uniforms(3, 0, "group", "test", np.arange(40_000, dtype=np.uint64))
CSV = "days,count\n10,1\n1,4\n2,3\n5,2\n"


def table(text: str = CSV, **said: object) -> Law:
    file = {"file": "lengths.csv", "text": text}
    return Law.model_validate({"family": "table", "file": file, **said})


def test_steps_are_exactly_the_values_by_their_counts():
    """Mean (4 x 1 + 3 x 2 + 2 x 5 + 1 x 10) / 10 = 3; of squares 16.6, so variance 7.6."""
    law = table()
    assert law_mean(law) == pytest.approx(3)
    assert law_sd(law) == pytest.approx(math.sqrt(7.6))
    values, counts = np.unique(distribution(law).ppf(U), return_counts=True)
    assert values.tolist() == [1, 2, 5, 10]
    expected = len(U) * np.array([0.4, 0.3, 0.2, 0.1])
    assert stats.chisquare(counts, expected).pvalue > 1e-3


def test_straight_is_even_between_each_value_and_the_one_before():
    """0-1: .4, 1-2: .3, 2-5: .2, 5-10: .1; mean .4 x .5 + .3 x 1.5 + .2 x 3.5 + .1 x 7.5 = 2.1."""
    found = distribution(table(between="straight"))
    assert found.mean() == pytest.approx(2.1)
    levels = np.array([0.2, 0.4, 0.55, 0.7, 0.8, 0.95])
    assert found.ppf(levels) == pytest.approx([0.5, 1, 1.5, 2, 3.5, 7.5])
    oracle = stats.rv_histogram(([4, 3, 2, 1], [0, 1, 2, 5, 10]), density=False)
    assert found.sd() == pytest.approx(oracle.std())
    x = np.array([0.3, 1.2, 4.0, 9.0, 11.0])
    assert found.cdf(x) == pytest.approx(oracle.cdf(x))


def test_a_value_given_twice_has_both_weights():
    twice = "length,share\n1 day,0.25\n24 hours,0.25\n2 days,0.5\n"
    assert distribution(table(twice, between="straight")).ppf(np.array([0.25])) == pytest.approx(
        [0.5]
    )
    assert distribution(table(twice)).mean() == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("text", "mean", "is_working"),
    [
        ("hours,share\n12,0.5\n36,0.5\n", 1.0, False),
        ("length,count\n1 working day,1\n4 working hours,1\n", (1 + 4 / 24) / 2, True),
        ("working_days,count\n2,1\n4,1\n", 3.0, True),
    ],
)
def test_units_of_a_file_are_said_in_it(text, mean, is_working):
    law = table(text)
    assert law_mean(law) == pytest.approx(mean)
    assert law.is_working == is_working


@pytest.mark.parametrize(("mean", "sd", "floor"), [(5, 4, 0), (5, 4, 2), (3, 0.5, 0), (1, 9, 1)])
def test_a_floored_normal_has_the_moments_of_its_integral(mean, sd, floor):
    said = {"family": "floored_normal", "mean": f"{mean} days", "sd": sd, "floor": floor}
    law = Law.model_validate(said)
    normal = stats.norm(mean, sd)
    at_floor = normal.cdf(floor)

    def moment(power: int) -> float:
        inner = integrate.quad(
            lambda x: x**power * normal.pdf(x), floor, mean + 12 * sd, epsabs=1e-12, limit=200
        )
        return floor**power * at_floor + inner[0]

    assert law_mean(law) == pytest.approx(moment(1), rel=1e-9)
    assert law_sd(law) == pytest.approx(math.sqrt(moment(2) - moment(1) ** 2), rel=1e-8)


def test_what_lies_below_the_floor_is_the_floor():
    law = Law.model_validate({"family": "floored_normal", "mean": "5 days", "sd": 4, "floor": 2})
    found, normal = distribution(law), stats.norm(5, 4)
    x = found.ppf(U)
    at_floor = normal.cdf(2)
    assert x.min() == 2
    assert abs((x == 2).mean() - at_floor) < 4 * math.sqrt(at_floor * (1 - at_floor) / len(U))
    assert np.array_equal(x[x > 2], normal.ppf(U)[x > 2])
    assert found.cdf(np.array([1.9, 2.0, 6.0])) == pytest.approx([0, at_floor, normal.cdf(6)])
