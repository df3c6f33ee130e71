"""A fit of a place whose truth follows from Little's law, and where it must stop."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from calibration.fit import fit_to_folder, put
from calibration.fit.bank import Bank, Runs
from calibration.fit.landing import BANK, folder_of
from calibration.fit.member import Ran
from calibration.fit.words import pairs_in_words
from simulator.errors import InputError, StoppedError
from simulator.experiment.prepare import prepare
from tests.calibration.fit.places import FIT, LEAD_TIME, SHARE, TARGETS, written

LEAD = "handoffs.package.lead_time.mean"
SUPPORTED = "patient_groups.adults.pathways.supported"
TRANSPORT = "handoffs.transport.lead_time"


@pytest.fixture(scope="module")
def landed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fit")
    question = put(*written(folder), members=60)
    return fit_to_folder(question, folder / "outputs", jobs=1)


def test_what_is_true_lies_within_what_is_still_possible(landed):
    table = landed.fitted.parameters().set_index("unknown")
    for path, truth in ((LEAD, LEAD_TIME), (SUPPORTED, SHARE)):
        assert table.loc[path, "low"] < truth < table.loc[path, "high"], path
        assert table.loc[path, "verdict"] == "told"
        assert table.loc[path, "contraction"] > 0.8


def test_what_no_target_is_about_is_called_cannot_tell(landed):
    table = landed.fitted.parameters().set_index("unknown")
    assert table.loc[TRANSPORT, "verdict"] == "cannot tell"
    assert table.loc[TRANSPORT, "contraction"] < 0.5
    assert "cannot tell" in (landed.folder / "fitted.yaml").read_text(encoding="utf-8")


def test_predictions_narrow_towards_what_was_observed(landed):
    table = landed.fitted.targets().set_index("target")
    assert table["is_inside"].all()
    before = table["prior_high"] - table["prior_low"]
    after = table["posterior_high"] - table["posterior_low"]
    assert (after < 0.6 * before).all()
    assert (abs(table["posterior_median"] / table["observed"] - 1) < 0.1).all()


def test_everything_is_in_one_folder(landed):
    assert {file.name for file in landed.folder.iterdir()} == {
        *("bank.parquet", "draws.parquet", "parameters.csv", "targets.csv", "left_out.csv"),
        *("diagnosis.json", "fitted.yaml", "place.yaml", "fit.html", "manifest.json"),
        *("draws.csv", "worth.csv", "ask_next.csv"),
    }
    bank = pd.read_parquet(landed.folder / "bank.parquet")
    assert bank["step"].value_counts().to_dict() == dict.fromkeys(range(1, 6), 60)
    draws = pd.read_parquet(landed.folder / "draws.parquet")
    assert list(draws.columns) == [LEAD, SUPPORTED, TRANSPORT]
    last = bank[bank["step"] == 5]
    assert np.array_equal(draws.to_numpy(), last[list(draws.columns)].to_numpy())
    manifest = json.loads((landed.folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["runs"], manifest["runs_failed"], manifest["members"]) == (300, 0, 60)
    assert set(manifest["outputs"]) == {f.name for f in landed.folder.iterdir()} - {"manifest.json"}


def test_the_scenario_can_be_run_and_says_where_each_value_is_from(landed):
    fitted = prepare(landed.scenario)
    table = landed.fitted.parameters().set_index("unknown")
    pathways = fitted.resolved["patient_groups"]["adults"]["pathways"]
    assert pathways["supported"] + pathways["home"] == pytest.approx(1, abs=1e-9)
    assert pathways["supported"] == pytest.approx(table.loc[SUPPORTED, "median"], rel=1e-3)
    changed = {each.path: each for each in fitted.changes}
    assert changed[LEAD].source.startswith("calibrated to 2 targets (targets.csv); 90 % interval")
    assert "cannot tell" in changed[TRANSPORT].source
    assert changed["patient_groups.adults.pathways.home"].source.endswith(SUPPORTED)


def test_the_page_shows_each_unknown_and_each_target(landed):
    page = landed.report.read_text(encoding="utf-8")
    for text in (LEAD, SUPPORTED, TRANSPORT, "waiting", "leaving", "The targets tell 2 of 3"):
        assert text in page
    # Three, each in a wide and a slim form.
    assert page.count("<svg") == 6


def test_those_who_wait_alone_fix_neither_how_many_nor_how_long(tmp_path):
    """Who waits is how many a day times how long: only the two together are known."""
    targets = "\n".join(TARGETS.splitlines()[:2])
    question = put(*written(tmp_path, targets=targets), members=40)
    found = fit_to_folder(question, tmp_path / "out", jobs=1).fitted
    ((a, b, correlation),) = found.ensemble.tied
    assert {a, b} == {LEAD, SUPPORTED}
    assert correlation < -0.7
    (says,) = pairs_in_words(found)
    assert says.endswith("what is known is the two together")
    together = found.draws[LEAD] * found.draws[SUPPORTED]
    low, high = np.quantile(together, (0.05, 0.95))
    assert low < LEAD_TIME * SHARE < high


def figures(landed):
    table = pd.read_parquet(landed.folder / "bank.parquet")
    return table, pd.read_parquet(landed.folder / "draws.parquet")


def same(a, b):
    return all(pd.testing.assert_frame_equal(x, y) is None for x, y in zip(a, b, strict=True))


def test_any_number_of_workers_and_a_killed_fit_come_to_the_same(tmp_path):
    """Half of the runs are kept, the last line cut off; then the rest is run by two workers."""
    question = put(*written(tmp_path), members=12)
    alone = fit_to_folder(question, tmp_path / "one", jobs=1)
    other = tmp_path / "two"
    kept = folder_of(question, other).unfinished / BANK
    with pytest.raises(KeyboardInterrupt):
        fit_to_folder(question, other, jobs=1, told=stop_after(30))
    whole = kept.read_bytes()
    assert whole.count(b"\n") == 30
    kept.write_bytes(whole[:-40])
    done = []
    again = fit_to_folder(question, other, jobs=2, told=lambda n, of: done.append(n))
    # Sixty of the fit, and the twelve draws once more for figures that are no targets.
    assert (done[0], done[-1], len(done)) == (30, 72, 43)
    assert same(figures(alone), figures(again))
    assert (alone.report).read_bytes() == (again.report).read_bytes()


def stop_after(runs):
    def told(done, planned):
        if done == runs:
            raise KeyboardInterrupt

    return told


def test_another_seed_gives_other_draws(tmp_path):
    files = written(tmp_path)
    draws = [
        fit_to_folder(put(*files, members=10, seed=seed), tmp_path / "out", jobs=1).fitted.draws
        for seed in (1, 2)
    ]
    assert not np.allclose(*(each.to_numpy() for each in draws))


def test_a_target_that_cannot_be_stops_the_fit_and_is_named_in_its_own_unit(tmp_path):
    targets = TARGETS.replace(",15,", ",900,")
    question = put(*written(tmp_path, targets=targets), members=20)
    with pytest.raises(StoppedError) as stopped:
        fit_to_folder(question, tmp_path / "out", jobs=1)
    (problem,) = stopped.value.problems
    assert problem.path == "waiting"
    assert problem.says.startswith("900 was observed, and the place produces ")
    assert not list((tmp_path / "out" / "calibrate-place").glob("2*"))


def test_runs_that_fail_are_counted_and_said_why(tmp_path):
    """A share whose prior reaches beyond 1 where the ends of its interval do not."""
    more = """\
  - path: pathways.supported.steps.transport.needed_by
    prior: {family: lognormal, low: 0.5, high: 0.9}
    source: judgement
"""
    question = put(*written(tmp_path, fit=FIT + more), members=60)
    z = np.tile(question.prior.mean, (4, 1))
    z[2, 3] = 0.2
    runs = Runs(question.base, Bank.at(tmp_path / "bank.jsonl"), 1, 4)
    step = runs.run(z, np.arange(4))
    assert step.is_whole.tolist() == [True, True, False, True]
    assert "needed_by" in step.says[2]
    assert not any(step.says[:2])


def test_too_many_failed_runs_stop_it_and_the_reason_is_said(tmp_path, monkeypatch):
    question = put(*written(tmp_path), members=20)
    failed = Ran((float("nan"), float("nan")), "no room at all")
    monkeypatch.setattr("calibration.fit.bank.run", lambda base, z, seed: failed)
    with pytest.raises(StoppedError, match=r"100% of the runs failed; mostly: no room at all"):
        fit_to_folder(question, tmp_path / "out", jobs=1)


def test_whole_numbers_are_rounded_up_as_often_as_is_fair(tmp_path):
    beds = """\
  - path: care_settings.acute.units.0.beds
    prior: {family: lognormal, low: 150, high: 250}
    source: judgement
"""
    question = put(*written(tmp_path, fit=FIT + beds), members=20)
    free = question.frees[3]
    lucks = np.random.default_rng(1).random(4000)
    found = [free.changes(180.25, luck)[0].set for luck in lucks]
    assert set(found) == {180, 181}
    # Three standard errors of a share of a quarter.
    assert abs(np.mean(found) - 180.25) < 3 * np.sqrt(0.25 * 0.75 / 4000)


def test_too_few_members_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"8 members are too few for 3 unknowns and 2 targets"):
        put(*written(tmp_path), members=8)
