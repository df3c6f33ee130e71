"""A share of a delay that is recorded under another reason: found, or said not to be told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from calibration.fit import fit_to_folder, put
from calibration.fit.beta import beta_of, share_of, unbounded
from calibration.fit.held_out_runs import Ahead, one_draw
from calibration.fit.member import measured_once, run
from calibration.fit.recording import seen
from calibration.fit.unknown import Recorded
from simulator.errors import InputError
from simulator.experiment.prepare import prepare
from simulator.results.measure import where
from simulator.results.measures import Key
from tests.calibration.fit.places import PLACE

PLANTED, LEAD_TIME = 0.3, "handoffs.package.lead_time.mean"
NAME = "E recorded as M"
FIT = f"""\
schema_version: 1
unknowns:
  - path: {LEAD_TIME}
    prior: {{family: lognormal, low: 1.5 days, high: 9 days}}
    source: judgement
  - recorded: {{reason: E, under: M}}
    prior: {{family: beta, low: 0.05, high: 0.6}}
    source: an audit of forty notes
"""
E, M, BOTH = (
    Key("delayed_patients", where(care_setting="acute", reason=reason), "mean")
    for reason in ("E", "M", "")
)


def written(folder, targets, fit=FIT):
    place = folder / "place.yaml"
    place.write_text(PLACE.replace("mean: 6 hours, sd: 2", "mean: 20 hours, sd: 5"), "utf-8")
    (folder / "fit.yaml").write_text(fit, "utf-8")
    lines = ["title,measure,where,value,first,last,monthly,discrepancy"]
    for reason, value in targets.items():
        of = f"care_setting: acute; reason: {reason}"
        lines.append(f"{reason},delayed_patients,{of},{value},2025-03-23,2025-06-30,3%,5%")
    (folder / "targets.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return place, folder / "targets.csv"


@pytest.fixture(scope="module")
def as_recorded(tmp_path_factory):
    """Whom the place delays for each reason, seven in ten of those for E written down as E."""
    loaded = prepare(written(tmp_path_factory.mktemp("truth"), {})[0])
    runs = [measured_once(loaded, [E, M], seed) for seed in range(901, 907)]
    e, m = (np.mean([one.values[one.keys.index(key)] for one in runs]) for key in (E, M))
    return {"E": (1 - PLANTED) * e, "M": m + PLANTED * e}


@pytest.fixture(scope="module")
def landed(as_recorded, tmp_path_factory):
    folder = tmp_path_factory.mktemp("recording")
    question = put(*written(folder, as_recorded), members=30)
    return fit_to_folder(question, folder / "outputs", jobs=1)


def test_what_was_planted_is_found(landed):
    table = landed.fitted.parameters().set_index("unknown")
    for name, truth in ((NAME, PLANTED), (LEAD_TIME, 3.0)):
        assert table.loc[name, "low"] < truth < table.loc[name, "high"], name
        assert table.loc[name, "verdict"] == "told", name
    assert landed.fitted.targets()["is_inside"].all()


def test_with_one_reason_alone_it_cannot_be_told_from_how_long_it_takes(as_recorded, tmp_path):
    question = put(*written(tmp_path, {"E": as_recorded["E"]}), members=20)
    found = fit_to_folder(question, tmp_path / "outputs", jobs=1).fitted
    assert found.parameters().set_index("unknown").loc[NAME, "verdict"] == "cannot tell"


def test_it_is_in_what_the_fit_says_and_in_no_value_of_the_scenario(landed):
    assert NAME in landed.report.read_text(encoding="utf-8")
    assert NAME in pd.read_parquet(landed.folder / "draws.parquet").columns
    assert NAME in set(pd.read_csv(landed.folder / "worth.csv")["unknown"])
    head = (landed.folder / "draws.csv").read_text(encoding="utf-8").splitlines()[0]
    assert "lead_time" in head
    assert "recorded" not in head
    text = landed.scenario.read_text(encoding="utf-8")
    comments = [line for line in text.splitlines() if line.startswith(f"#   {NAME}: ")]
    assert len(comments) == 1
    assert "prior 0.05 to 0.6, an audit of forty notes" in comments[0]
    assert text.count("- path: ") == 1
    assert prepare(landed.scenario).scenario.posterior is not None


def test_what_is_seen_adds_up_and_of_one_run_is_as_worked_by_hand(landed):
    base = landed.fitted.question.base
    z = np.array(base.frees[0].unbounded(np.array(3.0))), base.frees[1].unbounded(np.array(0.25))
    ran = run(base, np.array(z), 3).values
    true = measured_once(prepare(landed.fitted.question.place.path), [E, M], 3)
    e, m = (true.values[true.keys.index(key)] for key in (E, M))
    assert ran == pytest.approx((0.75 * e, m + 0.25 * e), rel=1e-9)
    shares = {Recorded("E", "M"): 0.25, Recorded("M", "E"): 0.5}
    of = {E: 8.0, M: 4.0, BOTH: 12.0}
    assert seen([E, M, BOTH], of, shares) == [8.0, 4.0, 12.0]
    assert seen([M], {M: 4.0}, {Recorded("E", "M"): 0.25}) == [4.0]


def test_held_out_months_are_seen_in_the_same_way(landed):
    base, (first, last) = landed.fitted.question.base, landed.fitted.question.window
    z = landed.fitted.ensemble.z[0]
    ahead = one_draw(Ahead(base, ((first, last),)), z, 11)
    assert ahead[0] == pytest.approx(run(base, z, 11).values, rel=1e-9)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("under: M", "under: E", "both are the same reason"),
        ("under: M", "under: Q9", "'Q9' is no reason of delay here"),
        ("family: beta", "family: lognormal", "is a share"),
        ("high: 0.6", "high: 1.2", "beta is for shares"),
        ("  - recorded", "  - path: handoffs.transport.lead_time\n    recorded", "neither path"),
        ("  - recorded: {reason: E, under: M}\n    prior", "  - prior", "what is unknown"),
    ],
)
def test_a_share_that_cannot_be_is_refused(tmp_path, old, new, says):
    assert old in FIT
    with pytest.raises(InputError) as refused:
        put(*written(tmp_path, {"E": 10}, FIT.replace(old, new)))
    assert any(says in str(each) for each in refused.value.problems), str(refused.value)
    assert all(each.place is not None for each in refused.value.problems)


@pytest.mark.parametrize(("low", "high"), [(0.05, 0.6), (0.01, 0.04), (0.4, 0.97)])
def test_a_beta_prior_has_nine_in_ten_between_its_bounds(low, high):
    law = stats.beta(*beta_of(low, high))
    assert law.cdf([low, high]) == pytest.approx([0.05, 0.95], abs=1e-6)
    z = np.array([-3.0, -1.0, 0.0, 2.0])
    shares = share_of(z, low, high)
    assert shares == pytest.approx(law.ppf(stats.norm.cdf(z)), rel=1e-6)
    assert unbounded(shares, low, high) == pytest.approx(z, abs=1e-6)
