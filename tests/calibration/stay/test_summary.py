"""Summary figures: their joint law against samples drawn, what they give, what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.stay import Recording, Summary
from calibration.stay.family import family
from calibration.stay.search import highest
from simulator.errors import InputError
from simulator.sampling.skewed import Gamma, Lognormal

LAW = Gamma(1.3, 5.0)


@pytest.mark.parametrize("counted", ["admissions", "census"])
def test_figures_of_samples_vary_as_the_law_says(counted):
    """2,000 samples of 400: means, shares and their correlation within four standard errors."""
    rng = np.random.default_rng(6)
    nights = np.floor(LAW.ppf(rng.random(400_000)) + rng.random(400_000))
    if counted == "census":
        found = nights[rng.choice(len(nights), size=800_000, p=nights / nights.sum())]
        nights = rng.integers(1, found + 1)
    samples = (
        nights[: 2000 * 400].reshape(-1, 400)
        if counted == "census"
        else (rng.choice(nights, size=(2000, 400)))
    )
    figures = np.stack([samples.mean(axis=1), (samples >= 7).mean(axis=1)])
    summary = Summary.of(
        400, mean=6.5, at_least={7: 0.3}, mean_step=1e-6, share_step=1e-6, counted=counted
    )
    expected, covariance = summary.expected(LAW)
    error = np.sqrt(np.diag(covariance) / 2000)
    # The people drawn are themselves a sample, of 400,000.
    assert np.all(np.abs(figures.mean(axis=1) - expected) < 4 * error + 0.01)
    assert np.cov(figures) == pytest.approx(covariance, rel=0.12)


def test_the_median_is_a_share_of_one_half_and_its_rounding_counts():
    rough = Summary.of(10**8, median=4, days_step=1)
    expected, covariance = rough.expected(LAW)
    below = 1 - Recording().at_least(LAW, np.array([4.0, 5.0]))
    assert expected[0] == pytest.approx(below.mean(), rel=1e-6)
    # So many patients leave the rounding alone: one midnight's share, evenly spread.
    assert covariance[0, 0] ** 0.5 == pytest.approx((below[1] - below[0]) / 12**0.5, rel=1e-3)


@pytest.mark.parametrize(
    ("said", "mean", "rel"),
    [
        ({"mean": 7.9, "median": 4}, 7.9, 0.01),
        ({"mean": 7.9, "at_least": {7: 0.336, 21: 0.0793}}, 7.9, 0.05),
        ({"quantiles": {0.25: 1.88, 0.5: 4.08, 0.75: 8.86, 0.9: 17.8}}, 7.9, 0.05),
    ],
)
def test_a_lognormal_is_found_from_its_figures(said, mean, rel):
    """Mean 7.9 and sigma 1.15: median 4.08, quartiles 1.88 and 8.86."""
    is_exact = "quantiles" in said
    recording = Recording("exact") if is_exact else Recording()
    data = Summary.of(20_000, **said, recording=recording)
    law = family("lognormal").law(highest([data], family("lognormal")).z)
    assert law.mean() == pytest.approx(mean, rel=rel)
    assert law.sigma == pytest.approx(1.15, abs=0.1)


def test_figures_without_stays_of_no_midnight_are_of_the_others():
    law = Lognormal(0.5, 1.0)
    every, _ = Summary.of(100, mean=3.0).expected(law)
    some, _ = Summary.of(100, mean=3.0, leaves_out_zero_day=True).expected(law)
    kept = Recording().at_least(law, np.array([1.0]))[0]
    assert some[0] == pytest.approx(every[0] / kept, rel=1e-6)


@pytest.mark.parametrize(
    ("patients", "said", "says"),
    [
        (100, {}, "there is no figure"),
        (1, {"mean": 3.0}, "figures of 1 patients"),
        (100, {"mean": -3.0}, "it is -3"),
        (100, {"at_least": {7: 8.0}}, "it is 8"),
        (100, {"at_least": {7: 0.2, 14: 0.4}}, "0.4 stay 14 days, more than the 0.2"),
        (100, {"quantiles": {0.5: 4, 0.9: 3}}, "3 days at 0.9, below 4 at 0.5"),
        (100, {"median": 4.5}, "4.5 days"),
    ],
)
def test_figures_that_cannot_be_are_refused(patients, said, says):
    with pytest.raises(InputError, match=says):
        Summary.of(patients, **said)
