"""The smoother against exact posteriors, over many known truths, and where it must stop."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from calibration.ensemble import Prior, Target, Unknown, fit_ensemble, fit_twice, members_for
from calibration.ensemble.surface import surface
from simulator.errors import InputError, StoppedError

MIX = np.array([[1.0, 0.5, 0.0], [0.0, 1.0, -0.7], [0.4, 0.0, 1.0], [0.6, 0.6, 0.6]])
LUCK = 0.15
PRIOR = Prior((Unknown("a", 0.0, 1.0), Unknown("b", 0.5, 0.8), Unknown("c", -0.3, 1.2)))


def luck(seeds, size):
    """A run's own chance, from its own seed alone."""
    return np.stack([np.random.default_rng(int(seed)).standard_normal(size) for seed in seeds])


def linear(z, seeds):
    return z @ MIX.T + LUCK * luck(seeds, len(MIX))


def exact(observed, errors):
    """Mean and covariance of the posterior of a linear model with normal errors."""
    inside = np.diag(1 / PRIOR.sd**2) + MIX.T @ np.diag(1 / errors) @ MIX
    covariance = np.linalg.inv(inside)
    mean = covariance @ (PRIOR.mean / PRIOR.sd**2 + MIX.T @ (observed / errors))
    return mean, covariance


def named(observed, discrepancy=0.1):
    return [Target(f"t{i}", float(y), discrepancy) for i, y in enumerate(observed)]


def test_a_linear_model_with_normal_errors_has_the_exact_posterior():
    """On average over seeds: means within 0.15 posterior sd, sds within 12 %."""
    observed = np.array([0.9, 0.8, -0.2, 0.7])
    mean, covariance = exact(observed, np.full(4, LUCK**2 + 0.1**2))
    sd = np.sqrt(np.diag(covariance))
    found = [fit_ensemble(linear, PRIOR, named(observed), seed=seed).z for seed in range(6)]
    gaps = [(z.mean(axis=0) - mean) / sd for z in found]
    assert np.abs(np.mean(gaps, axis=0)).max() < 0.15
    ratios = np.mean([z.std(axis=0, ddof=1) / sd for z in found], axis=0)
    assert np.abs(ratios - 1).max() < 0.12
    correlation = np.mean([np.corrcoef(z.T)[0, 1] for z in found])
    assert correlation == pytest.approx(covariance[0, 1] / sd[0] / sd[1], abs=0.12)


def queueing(z, seeds):
    """A cheap place, bent: logs of flow, of delay as it nears capacity, of occupancy."""
    flow, spare, share = np.exp(z[:, 0]), np.exp(z[:, 1]), 1 / (1 + np.exp(-z[:, 2]))
    load = flow / (flow + spare)
    means = np.column_stack(
        [
            np.log(flow),
            np.log(share * flow * (1 + load / (1 - load))),
            np.log(share) + 0.5 * np.log(flow),
            np.log(load),
        ]
    )
    return means + 0.08 * luck(seeds, 4)


PLACE = Prior((Unknown("flow", 1.0, 0.5), Unknown("spare", 0.0, 0.6), Unknown("share", -1.0, 0.7)))


def test_intervals_hold_the_truth_as_often_as_they_say():
    """Pooled over 120 truths and 3 unknowns: 86 to 94 % of 90 % intervals."""
    rng = np.random.default_rng(1)
    held = []
    for number in range(120):
        truth = PLACE.mean + PLACE.sd * rng.standard_normal(3)
        observed = queueing(truth[None, :], np.array([10**6 + number]))[0]
        observed += 0.05 * rng.standard_normal(4)
        try:
            found = fit_ensemble(queueing, PLACE, named(observed, 0.05), seed=number)
        except StoppedError:
            continue  # A truth in the farthest tail of the prior is rightly not fitted.
        low, high = found.interval(0.9)
        held.append((low <= truth) & (truth <= high))
    assert len(held) >= 100
    assert 0.86 <= np.mean(held) <= 0.94
    assert np.all(np.mean(held, axis=0) >= 0.80)


def test_the_same_seed_gives_the_same_fit_whatever_the_order_of_runs():
    def by_halves(z, seeds):
        half = len(z) // 2
        back = linear(z[half:], seeds[half:])
        return np.concatenate([linear(z[:half], seeds[:half]), back])

    targets = named([0.9, 0.8, -0.2, 0.7])
    a = fit_ensemble(linear, PRIOR, targets, seed=4)
    b = fit_ensemble(by_halves, PRIOR, targets, seed=4)
    other = fit_ensemble(linear, PRIOR, targets, seed=5)
    assert a.z.tolist() == b.z.tolist()
    assert a.z.tolist() != other.z.tolist()
    assert a.runs == 400


def test_every_run_has_a_seed_of_its_own():
    seen = []

    def noted(z, seeds):
        seen.extend(seeds.tolist())
        return linear(z, seeds)

    fit_ensemble(noted, PRIOR, named([0.9, 0.8, -0.2, 0.7]), seed=1)
    assert len(seen) == len(set(seen)) == 400


def test_a_target_that_the_prior_cannot_produce_stops_the_fit_and_is_named():
    runs = []

    def counted(z, seeds):
        runs.append(len(z))
        return linear(z, seeds)

    with pytest.raises(StoppedError, match=r"t2: observed is 40, and the prior produces") as stop:
        fit_ensemble(counted, PRIOR, named([0.9, 0.8, 40.0, 0.7]), seed=1)
    assert len(stop.value.problems) == 1
    assert runs == [100]


def test_failed_runs_are_left_out_and_many_of_them_stop_the_fit():
    def failing(share):
        def simulate(z, seeds):
            outputs = linear(z, seeds)
            outputs[: int(share * len(z))] = np.nan
            return outputs

        return simulate

    targets = named([0.9, 0.8, -0.2, 0.7])
    found = fit_ensemble(failing(0.03), PRIOR, targets, seed=1)
    assert found.failed > 0
    assert len(found.z) == 100 - found.failed
    with pytest.raises(StoppedError, match="10% of the runs failed"):
        fit_ensemble(failing(0.1), PRIOR, targets, seed=1)


def test_what_is_learnt_and_what_hangs_together_is_said():
    """A sum is observed: neither of its parts is known, and their combination is."""

    def summed(z, seeds):
        return np.column_stack([z[:, 0] + z[:, 1], z[:, 2]]) + 0.05 * luck(seeds, 2)

    prior = Prior((Unknown("a", 0.0, 1.0), Unknown("b", 0.0, 1.0), Unknown("c", 0.0, 1.0)))
    found = fit_ensemble(summed, prior, named([0.5, 0.2], 0.02), seed=3)
    assert [pair[:2] for pair in found.tied] == [("b", "a")]
    assert found.tied[0][2] < -0.9
    assert found.contraction["c"] < 0.15
    assert 0.5 < found.contraction["a"] < 0.9


def test_two_seeds_agree_where_the_targets_are_told_and_are_pooled():
    found = fit_twice(linear, PRIOR, named([0.9, 0.8, -0.2, 0.7]), seed=1)
    assert found.is_converged
    assert len(found.z) == sum(len(each.z) for each in found.fits)
    assert max(found.apart.values()) <= 0.5


def test_what_does_not_settle_is_tried_with_twice_the_members_and_named():
    calls = []

    def drifting(z, seeds):
        """Outputs shift with each fit, so that two fits can never agree."""
        calls.append(len(z))
        return linear(z, seeds) + 0.8 * ((len(calls) - 1) // 4 % 2)

    found = fit_twice(drifting, PRIOR, named([0.9, 0.8, -0.2, 0.7]), seed=1)
    assert found.is_doubled
    assert not found.is_converged
    assert found.moved
    assert sorted(set(calls)) == [100, 200]


def test_luck_is_taken_out_before_covariances_are_formed():
    rng = np.random.default_rng(5)
    z = rng.standard_normal((400, 2))
    truth = np.column_stack([z[:, 0] + 0.5 * z[:, 1] ** 2, -z[:, 1]])
    outputs = truth + 0.5 * rng.standard_normal((400, 2))
    found = surface(z, outputs, near=z, reach=2.0)
    assert np.sqrt(np.mean((found.at(z) - truth) ** 2)) < 0.1
    assert np.diag(found.luck) == pytest.approx([0.25, 0.25], rel=0.2)


def test_the_first_ensemble_is_the_prior():
    z = PRIOR.drawn(400, np.random.default_rng(1))
    assert z.mean(axis=0) == pytest.approx(PRIOR.mean, abs=0.02)
    assert z.std(axis=0) == pytest.approx(PRIOR.sd, rel=0.02)
    assert members_for(3) == 100
    assert members_for(8) == 200


@pytest.mark.parametrize(
    ("targets", "says"),
    [
        ([], "there is no target"),
        ([Target("x", 1.0, 0.1)] * 2, "x: two targets have this name"),
        ([Target("x", float("nan"), 0.1)], "observed is nan"),
        ([Target("x", 1.0, -0.1)], "the discrepancy is -0.1"),
        ([Target("x", 1.0, 0.1)], "outputs are of shape"),
    ],
)
def test_targets_that_cannot_be_used_are_refused(targets, says):
    with pytest.raises(InputError, match=says):
        fit_ensemble(linear, PRIOR, targets, seed=1)


def test_priors_that_cannot_be_are_refused():
    with pytest.raises(InputError, match="nothing is unknown"):
        Prior(())
    with pytest.raises(InputError, match=r"a: two unknowns(.|\n)*b: its mean is 0.0 and its sd 0"):
        Prior((Unknown("a", 0, 1), Unknown("a", 0, 1), Unknown("b", 0.0, 0.0)))
    with pytest.raises(InputError, match="5 for 3 unknowns and 4 targets"):
        fit_ensemble(linear, PRIOR, named([0.9, 0.8, -0.2, 0.7]), seed=1, members=5)


def test_intervals_hold_where_a_run_is_mostly_luck():
    """Where the luck of a run is a third of what it tells, widths are right within 7 %.

    Slopes from the runs of one step alone left intervals 9 % too narrow, and the quantiles of 100
    draws a further 4 %: 86 % of 90 % intervals held, pooled over 276 truths.
    """
    rng = np.random.default_rng(3)
    off, held = [], []
    for number in range(80):
        mix = 0.5 * rng.standard_normal((7, 4)) + np.eye(7, 4)
        own = np.random.default_rng(10**6 + number)

        def noisy(z, seeds, mix=mix, own=own):
            return z @ mix.T + 0.3 * own.standard_normal((len(z), len(mix)))

        truth = rng.standard_normal(4)
        observed = mix @ truth + np.hypot(0.3, 0.05) * rng.standard_normal(7)
        prior = Prior(tuple(Unknown(name, 0.0, 1.0) for name in "abcd"))
        try:
            found = fit_ensemble(noisy, prior, named(observed, 0.05), seed=number)
        except StoppedError:
            continue
        low, high = found.interval(0.9)
        held.append((low <= truth) & (truth <= high))
        off.append((truth - found.z.mean(axis=0)) / found.z.std(axis=0, ddof=1))
    # Right places are hardly ever stopped: by the ends of 100 runs alone one in twelve would be.
    assert len(held) >= 76
    assert np.sqrt(np.mean(np.square(off))) == pytest.approx(1, abs=0.07)
    assert 0.87 <= np.mean(held) <= 0.93


def test_an_interval_holds_the_next_draw_as_often_as_it_says():
    z = np.random.default_rng(8).standard_normal((2000, 100))
    fit = fit_ensemble(linear, PRIOR, named([0.9, 0.8, -0.2, 0.7]), seed=1)
    low, high = np.array([replace(fit, z=each[:, None]).interval(0.9)[:, 0] for each in z]).T
    following = np.random.default_rng(9).standard_normal(2000)
    # Three standard errors of a share of 0.9.
    assert np.mean((low <= following) & (following <= high)) == pytest.approx(0.9, abs=0.02)
