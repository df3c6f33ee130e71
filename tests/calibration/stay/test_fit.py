"""A fit as a whole: intervals, verdicts, the law it gives to a scenario, the choice of a family."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from calibration.stay import FAMILIES, Bins, Census, Recording, Stays, Summary, choose, fit
from calibration.stay.family import family
from calibration.stay.figures import estimates
from calibration.stay.law_text import law_entry
from calibration.stay.posterior import posterior
from calibration.stay.search import highest
from simulator.errors import InputError
from simulator.sampling.distributions import distribution
from simulator.scenario.law import Law
from tests.calibration.stay.people import EDGES, MEAN, binned, lengths, midnights

X = np.array([0.3, 1.0, 4.0, 21.0, 90.0])
ROWS = Path(__file__).parents[3].parent / "shared" / "data" / "profiles" / "LOS_model.csv"


def drawn_bins(seed, count=5000):
    rng = np.random.default_rng(seed)
    return Bins.of(*binned(midnights(rng, lengths(rng, count))))


@pytest.mark.parametrize("name", FAMILIES)
def test_the_scenario_runs_the_law_that_was_fitted(name):
    """Six digits in the YAML, read back by the scenario and drawn from by the simulator."""
    chosen = family(name)
    own = chosen.law(np.array(chosen.starts(4.0)[0]))
    read = distribution(Law.model_validate(law_entry(own)))
    assert read.cdf(X) == pytest.approx(own.cdf(X), rel=1e-4)
    assert read.mean() == pytest.approx(own.mean(), rel=1e-5)


def test_an_interval_holds_the_truth_about_as_often_as_it_says():
    """Of 40 intervals of 95 %: 34 or more hold it, but for one case in a thousand."""
    chosen = family("lognormal")
    truth = chosen.law(np.array([1.6, -0.1]))
    held = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        data = [Bins.of(*binned(midnights(rng, truth.ppf(rng.random(300)))))]
        peak = highest(data, chosen)
        found = estimates(chosen, peak.z, posterior(data, chosen, peak, 200, seed))["mean_days"]
        held += found.low <= truth.mean() <= found.high
    assert held >= 34


def test_a_fit_is_the_same_again():
    a, b = (fit(drawn_bins(1, 600), "lognormal", bootstraps=5) for _ in range(2))
    assert a.z.tolist() == b.z.tolist()
    assert a.estimates == b.estimates
    assert a.bootstrap.chance == b.bootstrap.chance
    assert a.held_out == b.held_out


def test_the_right_family_passes_and_one_lognormal_is_found_out():
    data = drawn_bins(2)
    right = fit(data, "two_lognormals", bootstraps=19)
    wrong = fit(data, "lognormal", bootstraps=19)
    assert right.tail.fits
    assert right.estimates["mean_days"].low < MEAN < right.estimates["mean_days"].high
    assert wrong.tail.fits is False
    assert "the law does not fit" in wrong.tail.verdict
    assert "21 days or more, where the law has" in wrong.tail.verdict
    assert right.aic < wrong.aic
    assert right.held_out.mean > wrong.held_out.mean
    entry = right.as_law()
    assert entry["source"].startswith("fitted to 5,000 stays in 14 bands: two lognormals")
    assert "95 % interval" in entry["note"]
    assert entry["family"] == "mixture"


def test_bands_add_up_to_the_patients():
    found = fit(drawn_bins(3, 500), "gamma", bootstraps=0)
    (bands,) = found.bands
    assert sum(band.expected for band in bands) == pytest.approx(500)
    assert sum(band.observed for band in bands) == 500


def test_few_figures_cannot_tell_and_it_is_said():
    few = Bins.of([0, 7, 14, 21, np.inf], [500, 100, 60, 120])
    found = fit(few, "two_lognormals", bootstraps=3)
    assert found.tail.fits is None
    assert "5 numbers were fitted to 3 free figures" in found.tail.verdict
    assert "beyond 21 days" in found.tail.verdict
    assert found.estimates["mean_days"].high > 1.3 * found.estimates["mean_days"].low


def test_a_list_of_long_stayers_does_not_tell_the_short_ones():
    rng = np.random.default_rng(5)
    days = 7 + np.floor(rng.exponential(9, 200))
    found = fit(Census.of(days, listed_from=7), "lognormal", bootstraps=0)
    assert "shorter than 7 midnights, of which the data hold none" in found.tail.verdict


def test_data_of_two_kinds_say_more_than_either():
    rng = np.random.default_rng(6)
    nights = midnights(rng, lengths(rng, 3000))
    rows = Stays.of(nights[:200])
    figures = Summary.of(3000, mean=round(float(nights.mean()), 1), median=np.median(nights))
    both = fit([rows, figures], "lognormal", bootstraps=0)
    alone = fit(rows, "lognormal", bootstraps=0)
    width = [
        each.estimates["mean_days"].high - each.estimates["mean_days"].low for each in (both, alone)
    ]
    assert width[0] < width[1]
    law = alone.law
    parts = rows.log_likelihood(law) + figures.log_likelihood(law)
    assert both.log_likelihood >= parts


def test_every_family_is_shown_and_the_right_one_is_chosen():
    truth = family("weibull").law(np.array([1.8, 0.25]))
    rng = np.random.default_rng(7)
    nights = midnights(rng, truth.ppf(rng.random(4000)))
    names = ("lognormal", "gamma", "weibull")
    choice = choose(Bins.of(*binned(nights)), names, bootstraps=19)
    assert choice.chosen.family.name == "weibull"
    assert {each.fit.family.name for each in choice.ranked} == set(names)
    assert choice.ranked[0].aic_behind == 0
    assert choice.chosen.tail.fits
    assert len(choice.lines()) == 4
    low, high = choice.across("mean_days")
    assert low <= choice.chosen.estimates["mean_days"].value <= high


def test_families_that_data_do_not_tell_apart_are_named_with_what_hangs_on_it():
    rng = np.random.default_rng(8)
    nights = midnights(rng, rng.exponential(5.0, 80))
    choice = choose(Stays.of(nights), ("lognormal", "gamma", "weibull"), bootstraps=0)
    assert "The data do not tell it from" in choice.says
    low, high = choice.across("share_21_midnights_or_more")
    assert low < high


def test_families_with_more_numbers_than_figures_are_left_out():
    data = Summary.of(1000, mean=7.9, median=4)
    choice = choose(data, ("lognormal", "two_lognormals"), bootstraps=0)
    assert choice.left_out == ("two_lognormals",)
    assert choice.ranked[0].held_out_behind is None
    with pytest.raises(InputError, match="cannot fix any of two_lognormals"):
        choose(data, ("two_lognormals",))


def test_nothing_to_fit_to_is_refused():
    with pytest.raises(InputError, match="no data"):
        fit([])


@pytest.mark.skipif(not ROWS.exists(), reason="the teaching file is not here")
def test_rows_of_a_teaching_file():
    """300 stays of 1 to 18 days: the observed mean of those of a midnight or more is met."""
    with ROWS.open(encoding="utf-8") as file:
        days = [int(row["LOS"]) for row in csv.DictReader(file)]
    found = fit(Stays.of(days, seen_from=1), "weibull", bootstraps=0)
    _, weight, staying = Recording().sums(found.law, 1)
    seen = float(weight @ staying) / Recording().at_least(found.law, np.array([1.0]))[0]
    assert seen == pytest.approx(np.mean(days), rel=0.03)
    assert EDGES[0] <= found.tail.unseen < 0.3
