"""A draw of what is not known in each replication: which, the same everywhere, and refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simulator.errors import InputError
from simulator.experiment.batch import run_batch
from simulator.experiment.draws import with_draw
from simulator.experiment.draws_achieved import together
from simulator.experiment.prepare import prepare
from simulator.experiment.replication import Setup
from simulator.sampling.achieved import Achieved
from simulator.scenario.load import load
from simulator.scenario.schema import Batch, Scenario
from tests.scenario.test_carried import BEDS, DRAWS, FITTED, LEAD, PLACE

SHORT = ("calendar.warm_up=5 days", "calendar.run_for=15 days")


@pytest.fixture
def folder(tmp_path):
    for name, text in (("place.yaml", PLACE), ("fitted.yaml", FITTED), ("draws.csv", DRAWS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def mean_of(scenario):
    return scenario.handoffs["package"].lead_time.mean.amount


def test_two_replications_take_each_draw_and_then_the_first_again(folder):
    posterior = load(folder / "fitted.yaml").scenario.posterior
    assert [posterior.draw_of(n) for n in range(1, 9)] == [1, 1, 2, 2, 3, 3, 1, 1]


def test_a_replication_is_that_of_a_place_that_says_what_its_draw_says(folder):
    drawn = prepare(folder / "fitted.yaml", SHORT)
    result = run_batch(Setup.of(drawn.scenario), Batch(replications=4, seed=3))
    sets = (*SHORT, "posterior=none", f"{LEAD}=6 days", f"{BEDS}=160")
    plain = run_batch(
        Setup.of(prepare(folder / "fitted.yaml", sets).scenario), Batch(replications=4, seed=3)
    )
    for number in (3, 4):
        one, other = (each.replications[number - 1].measured for each in (result, plain))
        np.testing.assert_array_equal(one.values, other.values)
    assert not np.array_equal(
        result.replications[0].measured.values, plain.replications[0].measured.values, True
    )


def test_workers_change_nothing(folder):
    setup = Setup.of(prepare(folder / "fitted.yaml", SHORT).scenario)
    one, two = (run_batch(setup, Batch(replications=5, seed=3), jobs=jobs) for jobs in (1, 2))
    for a, b in zip(one.replications, two.replications, strict=True):
        np.testing.assert_array_equal(a.measured.values, b.measured.values)


def test_whole_numbers_are_rounded_alike_in_every_scenario_and_fairly(folder):
    """Of a quarter, a quarter up: three standard errors of 800 draws."""
    rows = "".join(f"{5 + 0.001 * n} days,150.25\n" for n in range(800))
    (folder / "draws.csv").write_text(f"{LEAD},{BEDS}\n{rows}", encoding="utf-8")
    (folder / "half.yaml").write_text(
        f"extends: fitted.yaml\ntitle: half\nchanges: [{{path: {LEAD}, scale: 0.5}}]\n",
        encoding="utf-8",
    )
    one, half = (load(folder / name).scenario for name in ("fitted.yaml", "half.yaml"))
    beds = [with_draw(one, n).care_settings["acute"].units[0].beds for n in range(1, 801)]
    assert set(beds) == {150, 151}
    assert abs(np.mean(beds) - 150.25) < 3 * np.sqrt(0.25 * 0.75 / 800)
    for n in (1, 7, 800):
        a, b = with_draw(one, n), with_draw(half, n)
        assert a.care_settings == b.care_settings
        assert mean_of(b) == pytest.approx(mean_of(a) / 2, rel=1e-9)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("handoffs.packet.lead_time.mean\n4 days\n", "states no one value there"),
        (f"{LEAD}\n4 days\n-3 days\n", "draw 2"),
        (f"{LEAD}\n4 days\nsoon\n", "draw 2"),
    ],
)
def test_draws_that_cannot_be_run_are_refused_before(folder, text, says):
    (folder / "draws.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=says):
        prepare(folder / "fitted.yaml")


def test_every_scenario_comes_back_from_its_plain_values():
    """What a draw is set in is the scenario's own values, taken apart and read again."""
    for path in sorted(Path("scenarios").glob("*.yaml"))[:6]:
        scenario = load(path).scenario
        assert Scenario.model_validate(scenario.model_dump(exclude_unset=True)) == scenario


def test_typed_means_of_several_draws_are_those_of_all_that_was_drawn():
    """10 of mean 2 and sd 1, 30 of mean 4 and sd 3: mean 3.5, variance (10 + 30 x 9) / 40 = 7."""
    kind = Achieved("g", "p", "of", 1, "duration", "days", 2.0, 1.0, 10, 21.0, 50.0)
    other = replace(kind, typed_mean=4.0, typed_sd=3.0, count=30, total=118.0, squares=700.0)
    (row,) = together([kind, other])
    assert (row.count, row.total, row.typed_mean) == (40, 139.0, 3.5)
    assert row.typed_sd == pytest.approx(7**0.5, rel=1e-12)
