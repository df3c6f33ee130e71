"""How long something still lasts that has lasted so long, against scipy's laws and by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import integrate, linalg, stats

from simulator.sampling.bounded import Deterministic, Interpolated, Observed, Uniform
from simulator.sampling.coxian import Coxian
from simulator.sampling.distributions import FAMILIES, Distribution, Mixture
from simulator.sampling.floored import FlooredNormal
from simulator.sampling.remaining import remaining, remaining_days
from simulator.sampling.skewed import Exponential, Gamma, Lognormal, Weibull
from simulator.sampling.survival import log_survival
from simulator.scenario.law import Law

U = np.array([2.0**-53, 1e-6, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 1 - 1e-6, 1 - 2.0**-53])
MICROSECOND = 1 / 86_400e6

SMOOTH = {
    "lognormal": (Lognormal(1.2, 0.9), stats.lognorm(0.9, scale=math.exp(1.2))),
    "gamma": (Gamma(2.3, 2.0), stats.gamma(2.3, scale=2.0)),
    "steep gamma": (Gamma(0.4, 9.0), stats.gamma(0.4, scale=9.0)),
    "weibull": (Weibull(0.7, 5.0), stats.weibull_min(0.7, scale=5.0)),
    "narrow weibull": (Weibull(4.0, 5.0), stats.weibull_min(4.0, scale=5.0)),
    "exponential": (Exponential(0.2), stats.expon(scale=5.0)),
}


def left(law: Distribution, spent: float, u: np.ndarray = U) -> np.ndarray:
    return remaining(law, u, np.full(len(u), spent))


@pytest.mark.parametrize("spent", [0.0, 0.01, 1.0, 5.0, 20.0, 100.0])
@pytest.mark.parametrize("name", SMOOTH)
def test_what_remains_is_scipys_law_given_that_it_lasts_longer(name, spent):
    """P(X > s + r) = (1 - u) P(X > s), in logs, so that the far tail counts as much."""
    law, same = SMOOTH[name]
    found = spent + left(law, spent)
    # Where r is below what s + r can tell, the equation is only as exact as that.
    slack = np.spacing(spent) * np.exp(same.logpdf(spent) - same.logsf(spent)) if spent else 0.0
    wanted = same.logsf(spent) + np.log1p(-U)
    assert same.logsf(found) == pytest.approx(wanted, rel=1e-11, abs=1e-14 + 2 * slack)


@pytest.mark.parametrize("name", SMOOTH)
def test_nothing_spent_leaves_the_whole_law(name):
    law, _ = SMOOTH[name]
    assert left(law, 0.0) == pytest.approx(law.ppf(U), rel=1e-12)


@pytest.mark.parametrize("name", SMOOTH)
def test_far_tails_have_the_mean_residual_life_of_the_law(name):
    """Where almost nobody lasts: its mean, E[X - s | X > s], by integrating what is drawn."""
    law, same = SMOOTH[name]
    spent = float(same.isf(1e-12))
    mean = integrate.quad(lambda x: same.sf(x) / 1e-12, spent, np.inf, limit=500)[0]
    u = (np.arange(200_000) + 0.5) / 200_000
    assert left(law, spent, u).mean() == pytest.approx(mean, rel=2e-3)


def test_a_gamma_tail_that_double_precision_cannot_hold():
    """Gamma of shape 2, scale 1: P(X > x) = (1 + x) exp(-x), by hand, at x = 5000."""
    law, spent = Gamma(2.0, 1.0), 5000.0
    assert stats.gamma(2).sf(spent) == 0
    found = left(law, spent)
    assert found - np.log1p(found / (1 + spent)) == pytest.approx(-np.log1p(-U), rel=1e-10)
    expected = math.log1p(spent) - spent
    assert log_survival(law, np.array([spent]))[0] == pytest.approx(expected, rel=1e-13)


def test_a_floor_is_part_of_what_remains_until_it_is_passed():
    law, normal = FlooredNormal(5.0, 3.0, 1.0), stats.norm(5.0, 3.0)
    before = left(law, 0.5)
    assert before == pytest.approx(np.maximum(normal.ppf(U), 1.0) - 0.5, rel=1e-9)
    for spent in (1.0, 4.0, 15.0, 60.0):
        found = normal.logsf(spent + left(law, spent)) - normal.logsf(spent)
        assert found == pytest.approx(np.log1p(-U), rel=1e-9, abs=1e-12)


def test_a_coxian_law_goes_on_from_the_phase_that_it_has_reached():
    """Against the exponential of its generator."""
    law = Coxian((2.0, 5.0, 5.0), (0.8, 0.5, 0.0))
    moves = np.array([[-0.5, 0.4, 0.0], [0.0, -0.2, 0.1], [0.0, 0.0, -0.2]])
    for spent in (0.0, 3.0, 40.0, 150.0, 400.0):
        at = linalg.expm(moves * spent)[0]
        phases = at / at.sum()
        for u, days in zip(U, left(law, spent), strict=True):
            going = (phases @ linalg.expm(moves * days)).sum()
            # The matrix exponential loses digits of what is small.
            assert going == pytest.approx(1 - u, rel=1e-8, abs=1e-16)


def test_a_mixture_goes_on_as_those_parts_of_it_that_last():
    law = Mixture((0.3, 0.5, 0.2), (Lognormal(1.5, 0.8), Gamma(2.0, 3.0), Uniform(20, 40)))
    same = (
        (0.3, stats.lognorm(0.8, scale=math.exp(1.5))),
        (0.5, stats.gamma(2, scale=3)),
        (0.2, stats.uniform(20, 20)),
    )
    for spent in (0.0, 2.0, 25.0, 39.9, 60.0, 200.0):
        lasts = sum(share * each.sf(spent) for share, each in same)
        goes_on = sum(share * each.sf(spent + left(law, spent)) for share, each in same)
        assert goes_on / lasts == pytest.approx(1 - U, rel=1e-9, abs=1e-15)


def test_fixed_even_and_observed_lengths_by_hand():
    assert left(Deterministic(9.0), 4.0) == pytest.approx(5.0)
    assert left(Uniform(2, 10), 6.0) == pytest.approx(4 * U)
    assert left(Uniform(2, 10), 1.0) == pytest.approx(1 + 8 * U)
    # 1, 2, 5, 10 with 4, 3, 2, 1 in 10: of those beyond 2, two thirds last 5 and a third 10.
    observed = Observed((1.0, 2.0, 5.0, 10.0), (0.4, 0.7, 0.9, 1.0))
    u = np.array([0.1, 0.66, 0.67, 0.99])
    assert left(observed, 2.0, u).tolist() == [3, 3, 8, 8]
    assert left(observed, 1.9, np.array([0.49, 0.51])) == pytest.approx([0.1, 3.1])
    straight = Interpolated((0.0, 0.5, 1.0), (0.0, 2.0, 10.0))
    assert left(straight, 6.0, np.array([0.25, 0.5])) == pytest.approx([1, 2])


@pytest.mark.parametrize("law", [Deterministic(9.0), Uniform(2, 9), Observed((9.0,), (1.0,))])
def test_more_than_the_law_has_is_refused(law):
    with pytest.raises(ValueError, match="nobody lasts longer than 9 days"):
        left(law, 9.0)
    assert (left(law, 9 - 2 * MICROSECOND) > 0).all()


def test_every_family_can_go_on():
    """A new family without it would fail only when a run starts full."""
    said = {
        "lognormal": {"mean": "6 days", "sd": 5},
        "gamma": {"mean": "6 days", "sd": 5},
        "weibull": {"mean": "6 days", "sd": 5},
        "exponential": {"mean": "6 days"},
        "uniform": {"low": "1 day", "high": 9},
        "deterministic": {"value": "6 days"},
        "mixture": {"components": [{"family": "exponential", "mean": "6 days", "share": 1}]},
        "empirical": {"quantiles": {0: "0 days", 0.5: 4, 1: 9}},
        "coxian": {"phases": [{"mean": "6 days"}]},
        "floored_normal": {"mean": "6 days", "sd": 2},
        "table": {"values": ["2 days", 9]},
    }
    assert set(said) == set(FAMILIES)
    for family, numbers in said.items():
        law = Law.model_validate({"family": family, **numbers})
        found = remaining_days(law, np.array([0.5]), np.array([1.0]))
        assert 0 < found[0] <= 9
        assert law.end > 1


def test_a_table_of_what_remains_is_used_instead():
    rows = [
        {"spent": "0 days", "quantiles": {0: "0 days", 0.5: "3 days", 1: "9 days"}},
        {"spent": "7 days", "quantiles": {0: "1 day", 1: "2 days"}},
    ]
    law = Law.model_validate({"family": "uniform", "low": "0 days", "high": 5,
                              "remaining": {"rows": rows}})  # fmt: skip
    spent = np.array([0.0, 6.99, 7.0, 500.0])
    u = np.array([0.25, 0.75, 0.25, 0.75])
    assert remaining_days(law, u, spent) == pytest.approx([1.5, 6, 1.25, 1.75])
