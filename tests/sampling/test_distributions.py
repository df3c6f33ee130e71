"""Each family against scipy.stats, against its own parameters, and at its edges."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, special, stats

from simulator.network.network import DAY
from simulator.sampling.distributions import (
    LONGEST,
    distribution,
    law_mean,
    law_sd,
    microseconds,
)
from simulator.sampling.streams import uniforms
from simulator.scenario.law import Law

U = uniforms(7, 0, "group", "test", np.arange(40_000, dtype=np.uint64))
LEVELS = np.array([2.0**-53, 1e-12, 1e-3, 0.05, 0.3, 0.5, 0.77, 0.95, 0.999, 1 - 1e-12])


def law(family: str, **said: object) -> Law:
    return Law.model_validate({"family": family, **said})


MIXED = {
    "components": [
        {"family": "lognormal", "mean": "3 days", "sd": 4, "share": 0.5},
        {"family": "gamma", "mean": "20 days", "sd": 6, "share": 0.3},
        {"family": "deterministic", "value": "7 days", "share": 0.2},
    ]
}
OBSERVED = {"values": ["1 day", 4, 2, 9], "weights": [1, 2, 0, 1]}
BETWEEN = {"quantiles": {0: "0 days", 0.5: 3, 0.9: 10, 1: 30}}

PHASES = {"phases": [{"mean": "2 days", "goes_on": 0.4}, {"mean": 20}]}
EQUAL_PHASES = {"phases": [{"mean": "3 days", "goes_on": 1.0}] * 2 + [{"mean": "3 days"}]}
TABLE = {"values": ["1 day", 2, 5, 10], "weights": [4, 3, 2, 1]}

# Each description, its mean and sd in days worked out elsewhere, and the law as scipy.stats has it.
SIGMA = math.sqrt(math.log(1 + 16 / 9))
CASES = [
    ("lognormal", {"mean": "6 days", "sd": 8}, stats.lognorm(SIGMA, scale=3.6)),
    (
        "lognormal",
        {"mean": "6 days", "median": 4},
        stats.lognorm(math.sqrt(2 * math.log(1.5)), scale=4),
    ),
    ("gamma", {"mean": "3 hours", "sd": 2}, stats.gamma(2.25, scale=4 / 3 / 24)),
    ("gamma", {"mean": "5 days", "sd": 15}, stats.gamma(1 / 9, scale=45)),
    ("exponential", {"mean": "2 working days"}, stats.expon(scale=2)),
    ("exponential", {"median": "2 days"}, stats.expon(scale=2 / math.log(2))),
    ("exponential", {"quantiles": {0.9: "2 days"}}, stats.expon(scale=2 / math.log(10))),
    ("uniform", {"low": "1 day", "high": 9}, stats.uniform(1, 8)),
    # Shape 2: mean sqrt(pi) / 2, variance 1 - pi / 4.
    (
        "weibull",
        {"mean": f"{math.sqrt(math.pi) / 2} days", "sd": math.sqrt(1 - math.pi / 4)},
        stats.weibull_min(2),
    ),
    # Shape 1/2: mean 2, variance 20.
    (
        "weibull",
        {"mean": "2 days", "sd": math.sqrt(20)},
        stats.weibull_min(0.5),
    ),
    ("coxian", {"phases": [{"mean": "6 hours"}]}, stats.expon(scale=0.25)),
    ("coxian", {"phases": [{"rate_per_day": 0.5}]}, stats.expon(scale=2)),
    # A fixed number of equal phases is an Erlang law.
    ("coxian", EQUAL_PHASES, stats.gamma(3, scale=3)),
]


@pytest.mark.parametrize(("family", "said", "oracle"), CASES)
def test_families_agree_with_scipy(family, said, oracle):
    found = distribution(law(family, **said))
    assert found.mean() == pytest.approx(oracle.mean(), rel=1e-9)
    assert found.sd() == pytest.approx(oracle.std(), rel=1e-9)
    assert found.ppf(LEVELS) == pytest.approx(oracle.ppf(LEVELS), rel=1e-7, abs=1e-15)
    x = np.array([0.0, 0.1, 1.0, 3.0, 20.0])
    assert found.cdf(x) == pytest.approx(oracle.cdf(x), rel=1e-7, abs=1e-15)


def test_lognormal_by_mean_and_sd_has_the_median_of_the_closed_form():
    """Median = mean / sqrt(1 + cv squared): 6 / sqrt(1 + 16 / 9) = 3.6."""
    assert distribution(law("lognormal", mean="6 days", sd=8)).ppf(np.array([0.5])) == (
        pytest.approx([3.6])
    )


ALL = [
    *((family, said) for family, said, _ in CASES),
    ("gamma", {"mean": "6 days", "median": 4}),
    ("weibull", {"mean": "6 days", "median": 4}),
    ("lognormal", {"quantiles": {0.5: "4 days", 0.9: 12}}),
    ("gamma", {"quantiles": {0.25: "2 days", 0.75: 7}}),
    ("weibull", {"quantiles": {0.1: "2 days", 0.8: 7}}),
    ("empirical", OBSERVED),
    ("empirical", BETWEEN),
    ("deterministic", {"value": "36 hours"}),
    ("coxian", PHASES),
    ("coxian", {"phases": [{"mean": "1 minute", "goes_on": 0.5}, {"mean": "100 days"}]}),
    ("floored_normal", {"mean": "5 days", "sd": 4}),
    ("floored_normal", {"mean": "5 days", "sd": 4, "floor": 2}),
    ("table", TABLE),
    ("table", {**TABLE, "between": "straight"}),
    ("mixture", MIXED),
]


@pytest.mark.parametrize(("family", "said"), ALL)
def test_drawn_mean_and_sd_are_those_of_the_law(family, said):
    one = law(family, **said)
    x, mean, sd = distribution(one).ppf(U), law_mean(one), law_sd(one)
    error = sd / math.sqrt(len(U))
    assert abs(x.mean() - mean) <= 4 * error + 1e-12
    # The standard error of a variance, from the drawn fourth moment.
    spread = (x - mean) ** 2
    assert abs(spread.mean() - sd**2) <= 5 * spread.std() / math.sqrt(len(U)) + 1e-12


@pytest.mark.parametrize(("family", "said"), ALL[:-1])
def test_mean_and_sd_are_the_integrals_of_the_inverse(family, said):
    found = distribution(law(family, **said))

    def moment(power: int) -> float:
        # The logit of u spreads out both ends, where skewed laws have their weight.
        def inner(t: float) -> float:
            u = 1 / (1 + math.exp(-t))
            return float(found.ppf(np.array([u]))[0]) ** power * u * (1 - u)

        cuts = [-34.0, *special.logit([0.05, 0.25, 0.5, 0.75, 0.9]), 6.0, 12.0, 34.0]
        return sum(
            integrate.quad(inner, a, b, limit=100, epsabs=1e-7, epsrel=1e-6)[0]
            for a, b in pairwise(cuts)
        )

    mean = moment(1)
    assert found.mean() == pytest.approx(mean, rel=1e-4)
    assert found.sd() ** 2 == pytest.approx(moment(2) - mean**2, rel=2e-3, abs=1e-9)


def test_mixture_moments_and_shares_worked_by_hand():
    """Mean .5 x 3 + .3 x 20 + .2 x 7 = 8.9; E[X^2] = .5 x 25 + .3 x 436 + .2 x 49 = 153.1."""
    found = distribution(law("mixture", **MIXED))
    assert found.mean() == pytest.approx(8.9)
    assert found.sd() == pytest.approx(math.sqrt(153.1 - 8.9**2))
    x = microseconds(found.ppf(U))
    at_seven = (x == 7 * DAY).mean()
    assert abs(at_seven - 0.2) < 4 * math.sqrt(0.2 * 0.8 / len(U))


def test_mixture_inverts_its_own_distribution_function():
    first, second, _ = MIXED["components"]
    said = {"components": [first | {"share": 0.6}, second | {"share": 0.4}]}
    found = distribution(law("mixture", **said))
    sigma = math.sqrt(math.log(1 + 16 / 9))
    parts = (stats.lognorm(sigma, scale=1.8), stats.gamma(100 / 9, scale=1.8))
    x = found.ppf(LEVELS)
    assert 0.6 * parts[0].cdf(x) + 0.4 * parts[1].cdf(x) == pytest.approx(LEVELS, rel=1e-9)


@pytest.mark.parametrize(("family", "said"), ALL)
def test_inverse_rises_and_is_finite_to_both_ends(family, said):
    u = np.sort(np.concatenate([U, LEVELS, [1 - 2.0**-53, 2.0**-53]]))
    x = distribution(law(family, **said)).ppf(u)
    assert np.all(np.isfinite(x))
    assert x[0] >= 0
    assert np.all(np.diff(microseconds(x)) >= 0)


@pytest.mark.parametrize(("family", "said"), ALL)
def test_inverse_of_each_number_stands_alone(family, said):
    found = distribution(law(family, **said))
    assert np.array_equal(found.ppf(U[:500])[::-7], found.ppf(U[:500][::-7].copy()))


@pytest.mark.parametrize(("family", "said"), ALL)
def test_equal_laws_are_equal_and_hash_alike(family, said):
    one, other = (distribution(law(family, **said, source=s)) for s in ("a", "b"))
    assert one == other
    assert hash(one) == hash(other)


MEANS = st.floats(0.01, 400)
fixed = settings(derandomize=True, deadline=None, max_examples=60)


@given(family=st.sampled_from(["lognormal", "gamma", "weibull"]), mean=MEANS, cv=st.floats(0.05, 4))
def test_mean_and_sd_come_back(family, mean, cv):
    one = law(family, mean=f"{mean:.9f} days", sd=f"{mean * cv:.9f} days")
    assert law_mean(one) == pytest.approx(mean, rel=1e-6)
    assert law_sd(one) == pytest.approx(mean * cv, rel=1e-5)


@fixed
@given(
    family=st.sampled_from(["lognormal", "gamma", "weibull"]),
    mean=st.floats(1, 400),
    ratio=st.floats(0.05, 0.98),
)
def test_mean_and_median_come_back(family, mean, ratio):
    one = law(family, mean=f"{mean:.9f} days", median=f"{mean * ratio:.9f} days")
    assert law_mean(one) == pytest.approx(mean, rel=1e-6)
    middle = distribution(one).ppf(np.array([0.5]))
    assert middle == pytest.approx([mean * ratio], rel=1e-5)


@fixed
@given(
    family=st.sampled_from(["lognormal", "gamma", "weibull"]),
    levels=st.tuples(st.floats(0.05, 0.4), st.floats(0.6, 0.95)),
    low=st.floats(1, 50),
    times=st.floats(1.2, 10),
)
def test_two_quantiles_come_back(family, levels, low, times):
    points = {level: f"{v:.9f} days" for level, v in zip(levels, (low, low * times), strict=True)}
    found = distribution(law(family, quantiles=points)).ppf(np.array(levels))
    assert found == pytest.approx([low, low * times], rel=1e-6)


@pytest.mark.parametrize(
    ("family", "said", "says"),
    [
        ("lognormal", {"mean": "4 days", "median": 4}, "below the mean"),
        ("gamma", {"mean": "4 days", "median": 5}, "below the mean"),
        ("weibull", {"mean": "4 days", "median": 0}, "above 0"),
        ("gamma", {"mean": "1 day", "sd": 100}, "less spread"),
        ("weibull", {"mean": "1000 days", "sd": 0.1}, "fixed duration"),
        ("gamma", {"mean": "1000 days", "median": 999.99999}, "fixed duration"),
        ("gamma", {"quantiles": {0.49: "0.001 days", 0.5: 99999}}, "less spread"),
        ("weibull", {"quantiles": {0.49: "0.001 days", 0.5: 99999}}, "less spread"),
        ("lognormal", {"quantiles": {0.49: "0.001 days", 0.5: 99999}}, "less spread"),
        ("lognormal", {"quantiles": {0.4: "1 day", 0.5: 1.0000001}}, "fixed duration"),
    ],
)
def test_what_no_law_fits_is_refused_with_what_to_do(family, said, says):
    with pytest.raises(ValueError, match=says):
        distribution(law(family, **said))


@pytest.mark.parametrize("family", ["lognormal", "gamma", "weibull"])
def test_no_spread_is_the_fixed_mean(family):
    found = distribution(law(family, mean="36 hours", sd=0))
    assert microseconds(found.ppf(U[:3])).tolist() == [36 * 3_600_000_000] * 3


def test_values_are_drawn_by_weight_and_one_of_weight_zero_never():
    x = distribution(law("empirical", **OBSERVED)).ppf(U)
    values, counts = np.unique(x, return_counts=True)
    assert values.tolist() == [1, 4, 9]
    assert stats.chisquare(counts, len(U) * np.array([0.25, 0.5, 0.25])).pvalue > 1e-3


def test_microseconds_round_halves_to_even_and_stop_at_the_longest():
    days = np.array([0.5, 1.5, 2.5, 3.0, 1e30]) / np.array([DAY, DAY, DAY, DAY, 1])
    assert microseconds(days).tolist() == [0, 2, 2, 3, LONGEST]


def test_working_hours_are_twenty_fourths_of_a_working_day():
    assert law_mean(law("exponential", mean="12 working hours")) == pytest.approx(0.5)
    assert law_mean(law("exponential", mean="3 working days")) == pytest.approx(3)
