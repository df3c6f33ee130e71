"""What one more does: from figures made by hand, and against the steps of a grid that was run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator.experiment.arm import Arm
from simulator.experiment.grid import Axis, Grid, Marginal, arms_of_grid, axes_of, run_grid
from simulator.experiment.lean import Lean
from simulator.experiment.marginal import Marginals, Returns
from simulator.experiment.store import in_memory
from simulator.results.measure import where
from simulator.results.measures import Key, Measured
from simulator.results.paired import pair
from simulator.scenario.schema import Batch
from tests.experiment.place import SHORT, SMALL, loaded, setup

KEY = Key("delayed_patients", where(care_setting="acute"), "mean")
NOISE = np.array([-1.0, 1.0, -1.0, 1.0])


def grid(values, figures, key=KEY):
    """One axis; ``figures``: a row of replications for each value."""
    measured = {
        (at,): tuple(Measured((key,), np.array([each])) for each in row)
        for at, row in enumerate(figures)
    }
    arms = dict.fromkeys(measured, Arm("small", loaded(), setup()))
    return Grid((Axis("a.beds", tuple(values)),), arms, measured, {}, (), ())


def grid_of_beds(path):
    """A path at 10, 20 and 30, put together as a run would be."""
    one = grid(["10", "20", "30"], steps(-9, -6))
    ends = {at: pair(one.measured[0,], each) for at, each in one.measured.items()}
    moves = [((0,), (1,)), ((1,), (2,))]
    marginals = tuple(Marginal(0, a, b, pair(one.measured[a], one.measured[b])) for a, b in moves)
    axes = (Axis(path, one.axes[0].values),)
    return replace(one, axes=axes, against_first=ends, marginals=marginals)


def steps(*effects, noise=0.1):
    """Figures that fall from 100 by these effects, on patients with noise of their own."""
    levels = 100 + np.concatenate([[0], np.cumsum(effects)])
    wobble = np.stack([NOISE * noise * (at % 2) for at in range(len(levels))])
    return levels[:, None] + wobble + np.array([0.0, 3.0, -2.0, 5.0])


def test_one_more_is_the_step_over_its_length():
    found = Marginals.of(grid(["10", "20", "25"], steps(-10, -5, noise=0.4)), KEY)
    first, second = found.steps
    assert (first.each, second.each) == pytest.approx((-1.0, -1.0))
    # Paired differences are -10 -+ 0.4; Student's quantile is that for two steps together.
    sd = 0.4 * (4 / 3) ** 0.5
    assert first.half_width == pytest.approx(4.176535 * sd / 2 / 10, rel=1e-5)
    assert second.half_width == pytest.approx(2 * first.half_width, rel=1e-9)
    assert found.returns is Returns.GO_ON


def test_values_typed_in_any_order_are_taken_in_theirs():
    rows = steps(-10, -5)
    found = Marginals.of(grid(["25", "10", "20"], [rows[2], rows[0], rows[1]]), KEY)
    assert [step.texts for step in found.steps] == [("10", "20"), ("20", "25")]
    assert found.steps[0].effect.difference == pytest.approx(-10)


@pytest.mark.parametrize(
    ("effects", "returns", "stops"),
    [
        ((-9, -6, 0.01), Returns.STOP, "30"),
        ((-9, 0.0, 0.01), Returns.STOP, "20"),
        ((-9, -6, -3), Returns.GO_ON, None),
        ((0.0, 0.01, 0.0), Returns.NEVER_TOLD, None),
        ((0.0, -6, 0.0), Returns.MIXED, None),
        ((-9, 0.0, -6), Returns.MIXED, None),
    ],
)
def test_where_returns_stop(effects, returns, stops):
    found = Marginals.of(grid(["10", "20", "30", "40"], steps(*effects)), KEY)
    assert found.returns is returns
    assert (found.stops_at.texts[0] if found.stops_at else None) == stops


def test_what_does_nothing_does_exactly_nothing():
    found = Marginals.of(grid(["1", "2"], np.array([[3.0, 5.0]] * 2)), KEY)
    assert (found.steps[0].each, found.steps[0].half_width) == (0, 0)
    assert found.returns is Returns.NEVER_TOLD


def test_words_and_two_axes_have_no_steps():
    assert Marginals.of(grid(["swap", "stop"], steps(-1)), KEY) is None
    assert Marginals.of(grid(["1", "2"], steps(-1)), Key("occupancy", KEY.where, "mean")) is None


def test_one_replication_tells_nothing():
    found = Marginals.of(grid(["1", "2"], np.array([[5.0], [3.0]])), KEY)
    assert found.returns is Returns.NEVER_TOLD


def test_steps_are_those_of_the_grid():
    axes = axes_of(["care_settings.acute.units.General and acute.beds=34,38,60"])
    batch = Batch(replications=3, seed=5)
    ran = run_grid(axes, arms_of_grid(SMALL, SHORT, axes), Lean(batch), lambda arm: in_memory())
    key = Key("waiting_for_place", where(care_setting="acute"), "mean")
    found = Marginals.of(ran, key)
    for step, other in zip(found.steps, ran.marginals, strict=True):
        assert step.effect.difference == other.paired.effect(key).difference
    assert found.steps[0].each < 0
