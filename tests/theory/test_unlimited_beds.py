"""Beds without end: the census is Poisson, with a mean that follows demand (M/G/inf, Mt/G/inf)."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy import integrate, stats

from simulator.network.build import build
from simulator.network.network import DAY, HOUR
from simulator.sampling.sample import sample_patients
from simulator.scenario.schema import Scenario
from tests.engines import Engine, each_engine
from tests.small_networks import leave, network, stay, unit
from tests.theory.interval import LEVEL, Interval, census, mean_interval
from tests.theory.population import LATER, Law, days, poisson_arrivals, population, step

BEDS = 100_000
WEEKS = 20
PER_DAY = 60.0
STAY = stats.gamma(a=2.0, scale=0.3)

STAYS_WITHIN_TWO_DAYS: dict[str, Law] = {
    "deterministic": lambda rng, n: np.ones(n),
    "uniform": lambda rng, n: rng.uniform(0, 2, n),
    "two lengths": lambda rng, n: rng.choice([0.5, 2.0], n, p=[2 / 3, 1 / 3]),
}


def dispersion_interval(variance: float, n: int) -> Interval:
    """Interval of a Poisson mean from the variance of independent samples of it."""
    tail = (1 - LEVEL) / 2
    low, high = (float(stats.chi2.ppf(at, n - 1)) for at in (tail, 1 - tail))
    return Interval((n - 1) * variance / high, (n - 1) * variance / low)


@each_engine
@pytest.mark.parametrize("law", STAYS_WITHIN_TWO_DAYS)
def test_census_is_poisson_whatever_the_law_of_stay(simulate: Engine, law: str) -> None:
    rng = np.random.default_rng(41)
    per_day, n = 6.0, 8_000
    place = network([unit(BEDS)], routes=[[stay(), leave([0])]], end=LATER)
    arrives = poisson_arrivals(rng, per_day, n)
    people = population(place, arrives, [days(STAYS_WITHIN_TWO_DAYS[law](rng, n))])
    record = simulate(place, people)

    # Nobody stays beyond two days, so that numbers two days apart are independent.
    times = np.arange(2 * DAY, arrives[-1], 2 * DAY)
    counts = census(times, step(people, record.started, 0), step(people, record.left, 0))
    dispersion = dispersion_interval(counts.var(ddof=1), len(counts))

    assert per_day in mean_interval(counts)
    assert per_day * 1.1 not in mean_interval(counts)
    assert per_day in dispersion
    assert per_day * 1.5 not in dispersion
    assert per_day / 1.5 not in dispersion


def hourly_rates() -> np.ndarray:
    """Arrivals a day in each hour of a week from Monday: a sine over the day, fewer at weekends."""
    hours = np.arange(168)
    by_hour = 1 + 0.9 * np.sin(2 * np.pi * (hours % 24 - 8) / 24)
    by_weekday = np.where(hours // 24 < 5, 1.12, 0.7)
    return PER_DAY * by_hour * by_weekday


def expected_census(rates: np.ndarray) -> np.ndarray:
    """Census at the start of each hour of the week: the sum over past hours of rate times P(S > u).

    `rates` repeat every week; five weeks back nobody is left.
    """
    edges = np.arange(5 * 168 + 1) / 24
    part = [integrate.quad(STAY.sf, a, b)[0] for a, b in pairwise(edges)]
    back = np.arange(1, len(part) + 1)
    return np.array([(rates[(hour - back) % 168] * part).sum() for hour in range(168)])


def scenario() -> dict[str, Any]:
    rates = hourly_rates()
    return {
        "schema_version": 1,
        "title": "Beds without end",
        "calendar": {
            "start": "2024-01-01",
            "warm_up": "0 days",
            "run_for": f"{7 * WEEKS} days",
            "bank_holidays": "none",
        },
        "patient_groups": {
            "all": {
                "arrivals": {
                    "per_day": PER_DAY,
                    "by_hour": tuple(rates[:24]),
                    "by_weekday": tuple(rates.reshape(7, 24).sum(axis=1)),
                },
                "pathways": {"only": 1.0},
            }
        },
        "care_settings": {
            "ward": {
                "kind": "beds",
                "units": [{"name": "Ward", "beds": BEDS}],
                "length_of_stay": {
                    "family": "gamma",
                    "mean": f"{STAY.mean()} days",
                    "sd": f"{STAY.std()} days",
                },
            }
        },
        "pathways": {"only": [{"stay": "ward"}, {"leave": "home"}]},
    }


def weekly_census(begins: np.ndarray, ends: np.ndarray, every: int = 6) -> np.ndarray:
    """Census at every sixth hour of each week but the first two; shape (weeks, 28)."""
    times = np.arange(2 * 168, WEEKS * 168, every) * HOUR
    return census(times, begins, np.where(ends < 0, LATER, ends)).reshape(-1, 168 // every)


def assert_follows(counts: np.ndarray, expected: np.ndarray) -> None:
    """Each hour's mean in its interval, all of them together at the level; and the week's mean."""
    together = 1 - (1 - LEVEL) / counts.shape[1]
    intervals = [mean_interval(hour, together) for hour in counts.T]

    def agree(means: np.ndarray) -> bool:
        return all(mean in interval for mean, interval in zip(means, intervals, strict=True))

    assert agree(expected)
    assert not agree(np.full_like(expected, expected.mean()))
    assert not agree(np.roll(expected, 1))
    assert expected.mean() in mean_interval(counts.mean(axis=1))
    assert expected.mean() * 1.1 not in mean_interval(counts.mean(axis=1))


@each_engine
def test_mean_census_follows_the_demand_of_a_scenario(simulate: Engine) -> None:
    said = Scenario.model_validate(scenario())
    place, plan = build(said)
    people = sample_patients(said, place, plan, seed=42, replication=0)
    record = simulate(place, people)

    counts = weekly_census(step(people, record.started, 0), step(people, record.left, 0))

    assert_follows(counts, expected_census(hourly_rates())[::6])


@each_engine
def test_mean_census_follows_arrivals_thinned_by_sim_tools(simulate: Engine) -> None:
    pd = pytest.importorskip("pandas")
    thinning = pytest.importorskip("sim_tools.time_dependent").NSPPThinning
    profile = pd.DataFrame({"t": np.arange(168) / 24, "mean_iat": 1 / hourly_rates()})
    arrivals = thinning(profile, random_seed1=43, random_seed2=44)
    times = [0.0]
    while times[-1] < 7 * WEEKS:
        times.append(times[-1] + arrivals.sample(times[-1]))
    place = network([unit(BEDS)], routes=[[stay(), leave([0])]], end=LATER)
    n = len(times)
    needs = STAY.rvs(size=n, random_state=np.random.default_rng(45))
    people = population(place, days(np.array(times)), [days(needs)])
    record = simulate(place, people)

    counts = weekly_census(step(people, record.started, 0), step(people, record.left, 0))

    assert_follows(counts, expected_census(hourly_rates())[::6])
