"""Coxian laws: against closed forms, other programs, and a walk through their phases."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import linalg

from simulator.sampling.coxian import Coxian
from simulator.sampling.distributions import distribution
from simulator.sampling.streams import uniforms
from simulator.scenario.law import Law

U = np.append(
    uniforms(9, 0, "group", "test", np.arange(5_000, dtype=np.uint64)),
    [1e-12, 1e-6, 1 - 1e-6, 1 - 1e-9],
)
LAWS = [
    Coxian((2.0, 20.0), (0.4, 0.0)),
    Coxian((20.0, 2.0), (0.4, 0.0)),
    Coxian((1 / 1440, 100.0), (0.5, 0.0)),
    Coxian((1.0, 1.0 + 1e-9), (0.9, 0.0)),
    Coxian((0.5, 3.0, 3.0, 40.0), (0.7, 0.6, 0.2, 0.0)),
]


def generator(law: Coxian) -> np.ndarray:
    """Rates between phases, as every textbook of phase-type laws has them."""
    rates = 1 / np.array(law.means)
    return np.diag(-rates) + np.diag(rates[:-1] * np.array(law.goes_on[:-1]), 1)


def test_two_phases_are_the_closed_form():
    """Going on by p: survival is (1 - p) exp(-at) + p (a exp(-bt) - b exp(-at)) / (a - b)."""
    a, b, p = 1 / 2, 1 / 20, 0.4
    t = LAWS[0].ppf(U)
    second = (a * np.exp(-b * t) - b * np.exp(-a * t)) / (a - b)
    assert (1 - p) * np.exp(-a * t) + p * second == pytest.approx(1 - U, rel=1e-9, abs=1e-15)


@pytest.mark.parametrize("law", LAWS)
def test_shares_are_those_of_the_matrix_exponential(law):
    for t in (0.0, 0.01, 0.7, 3.0, 25.0, 180.0):
        still = linalg.expm(generator(law) * t)[0].sum()
        assert 1 - law.cdf(np.array([t]))[0] == pytest.approx(still, rel=1e-9, abs=1e-14)


@pytest.mark.parametrize("law", LAWS)
def test_moments_are_those_of_the_inverse_matrix(law):
    """E[T^n] = n! (-1)^n alpha Q^-n 1."""
    inverse = np.linalg.inv(generator(law))
    mean = -inverse[0].sum()
    assert law.mean() == pytest.approx(mean, rel=1e-12)
    assert law.sd() ** 2 == pytest.approx(2 * (inverse @ inverse)[0].sum() - mean**2, rel=1e-9)


@pytest.mark.parametrize("law", LAWS)
def test_the_inverse_gives_back_the_share(law):
    assert law.cdf(law.ppf(U)) == pytest.approx(U, rel=1e-10)


def test_a_walk_through_the_phases_has_the_same_lengths():
    law, random = LAWS[4], np.random.default_rng(1)
    lengths = np.zeros(100_000)
    inside = np.ones(len(lengths), dtype=bool)
    for mean, goes_on in zip(law.means, law.goes_on, strict=True):
        lengths[inside] += random.exponential(mean, inside.sum())
        inside &= random.random(len(lengths)) < goes_on
    assert abs(lengths.mean() - law.mean()) < 4 * law.sd() / math.sqrt(len(lengths))
    for t in (0.5, 3.0, 10.0, 60.0):
        share = law.cdf(np.array([t]))[0]
        error = math.sqrt(share * (1 - share) / len(lengths))
        assert abs((lengths <= t).mean() - share) < 4 * error


def test_all_is_over_in_the_end():
    assert LAWS[2].cdf(np.array([1e9, 1e300])).tolist() == [1.0, 1.0]
    assert np.isfinite(LAWS[2].ppf(np.array([2.0**-53, 1 - 2.0**-53]))).all()


def test_means_and_rates_say_the_same():
    by_rate = [{"rate_per_day": 0.5, "goes_on": 0.4}, {"rate_per_day": 0.05}]
    law = Law.model_validate({"family": "coxian", "phases": by_rate})
    assert distribution(law) == LAWS[0]
