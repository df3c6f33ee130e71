"""Survival and density of each family against scipy.stats and against the simulator."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from calibration.stay.family import FAMILIES, family
from calibration.stay.law_shape import log_density, survival
from simulator.errors import InputError
from simulator.sampling.coxian import Coxian
from simulator.sampling.skewed import Gamma, Lognormal, Weibull

X = np.array([0.01, 0.3, 1.0, 4.0, 21.0, 90.0])

SIMPLE = [
    (Lognormal(1.2, 0.9), stats.lognorm(0.9, scale=np.exp(1.2))),
    (Gamma(0.7, 9.0), stats.gamma(0.7, scale=9.0)),
    (Weibull(0.8, 6.0), stats.weibull_min(0.8, scale=6.0)),
    (Coxian((3.0, 3.0, 3.0), (1.0, 1.0, 0.0)), stats.gamma(3, scale=3.0)),
    (Coxian((5.0,), (0.0,)), stats.expon(scale=5.0)),
]


@pytest.mark.parametrize(("law", "oracle"), SIMPLE)
def test_laws_agree_with_scipy(law, oracle):
    # Phases of equal length are spread by a ten-thousandth.
    rel = 1e-4 if isinstance(law, Coxian) else 1e-10
    assert survival(law, X) == pytest.approx(oracle.sf(X), rel=rel)
    later = X[1:] if isinstance(law, Coxian) else X
    assert log_density(law, later) == pytest.approx(oracle.logpdf(later), rel=rel, abs=rel)


@pytest.mark.parametrize("name", FAMILIES)
def test_what_is_fitted_is_what_is_run(name):
    chosen = family(name)
    for start in chosen.starts(5.0):
        law = chosen.law(np.array(start))
        # Phases of equal length are spread by a ten-thousandth.
        rel = 2e-4 if name.startswith("coxian") else 1e-9
        assert 1 - survival(law, X) == pytest.approx(law.cdf(X), rel=rel, abs=1e-9)
        # Its own density integrates to what lies between two times.
        inside, _ = integrate.quad(lambda x, law=law: np.exp(log_density(law, np.array(x))), 2, 9)
        low, high = law.cdf(np.array([2.0, 9.0]))
        assert inside == pytest.approx(high - low, rel=max(rel, 1e-6))


def test_nobody_has_left_before_coming():
    assert survival(Lognormal(1.0, 1.0), np.array([-3.0, 0.0])).tolist() == [1.0, 1.0]


def test_the_shorter_part_of_a_mixture_comes_first():
    z = np.array([1.0, np.log(20), 0.0, np.log(2), 0.0])
    law = family("two_lognormals").law(z)
    assert law.parts[0].mean() < law.parts[1].mean()
    assert law.shares[1] == pytest.approx(1 / (1 + np.exp(-1.0)))


def test_an_unknown_family_is_refused_and_the_known_ones_named():
    with pytest.raises(InputError, match=r"no family is called 'normal'(.|\n)*two_lognormals"):
        family("normal")
