"""Lengths in whole microseconds: the inverse of the law, however they were come by."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from simulator.sampling import lengths as made
from simulator.sampling.distributions import microseconds
from simulator.sampling.lengths import MANY, lengths
from simulator.sampling.skewed import Gamma, Lognormal
from simulator.sampling.streams import uniforms

EDGES = [2.0**-53, 2.0**-12, 2.0**-12 * (1 - 2.0**-53), 0.25, 0.5, 0.75, 1 - 2.0**-12, 1 - 2.0**-53]
U = np.append(uniforms(5, 0, "group", "test", np.arange(60_000, dtype=np.uint64)), EDGES)
# From a task of minutes to a stay of months, and from very skewed to nearly normal.
LAWS = [
    Gamma(2.25, 1.3 / 24),
    Gamma(3.83, 0.049),
    Gamma(2.08, 9.7),
    Gamma(0.6, 30.0),
    Gamma(0.26, 0.5),
    Gamma(0.05, 0.5),
    Gamma(40.0, 0.001),
    Gamma(1e6, 1e-6),
    Lognormal(1.0, 2.0),
]


@pytest.mark.parametrize("law", LAWS)
def test_many_at_once_are_the_inverse_rounded(law):
    assert np.array_equal(lengths(law, U), microseconds(law.ppf(U)))


def test_a_length_does_not_depend_on_how_many_are_drawn():
    law = Gamma(2.25, 0.7)
    every = lengths(law, U)
    few = np.arange(0, len(U), 97)
    assert len(few) < MANY < len(U)
    assert np.array_equal(lengths(law, U[few]), every[few])


@pytest.mark.parametrize("shape", [0.25, 0.5, 1.0, 1.78, 3.83, 20.0, 1000.0, 1e7])
def test_the_curve_strays_far_less_than_it_is_trusted_to(shape):
    read = made._curve(shape).read(U)
    exact = stats.gamma(shape).ppf(U)
    strays = np.abs(read / exact - 1)
    assert np.isnan(strays).mean() < 0.15
    assert np.nanmax(strays) < made._TOLERANCE / 3


@pytest.mark.parametrize(("stray", "is_same"), [(1 + 5e-14, True), (1 + 1e-10, False)])
def test_only_a_curve_that_strays_beyond_the_tolerance_could_change_a_length(
    stray, is_same, monkeypatch
):
    law = Gamma(2.25, 0.7)
    true = made._Curve.read
    monkeypatch.setattr(made._Curve, "read", lambda curve, u: true(curve, u) * stray)
    assert np.array_equal(lengths(law, U), microseconds(law.ppf(U))) == is_same


def test_where_the_curve_does_not_fit_it_is_not_used(monkeypatch):
    """Of shape 0.03 the quantiles change a thousandfold within a cell."""
    monkeypatch.setattr(made, "_LEAST_SHAPE", 0.0)
    law = Gamma(0.03, 2.0)
    assert np.isnan(made._curve(law.shape).read(U)).any()
    assert np.array_equal(lengths(law, U), microseconds(law.ppf(U)))
