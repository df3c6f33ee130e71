"""What a known place publishes, read back by the importers, is what the model itself counts."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.fit.ask import read_ask
from calibration.fit.unknown import frees_of
from calibration.fit.weekday import observed_by_weekday
from calibration.recovery.place import BEDS, RELAPSES, RIGHT, WORLDS, fit_text, place_text
from calibration.recovery.published import publish
from calibration.recovery.truth import happened, run_of
from calibration.sitrep.gather import gather
from simulator.experiment.prepare import prepare
from simulator.results.measure import where
from simulator.results.measures import Key, measures

TITLES = (
    *("remaining", "discharged", "supported", "bedded"),
    *("after the ready date", "days after it", "beds occupied"),
)


def known(folder, world=RIGHT):
    """One run of a world in its middle, and what it publishes without error."""
    for name, text in (("place", place_text(world)), ("fit", fit_text())):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    place = prepare(folder / "place.yaml")
    frees, problems = frees_of(read_ask(folder / "fit.yaml"), place)
    assert not problems
    run = run_of(place, frees, np.array([each.unknown.mean for each in frees]), seed=3)
    return run, happened(run)


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    folder = tmp_path_factory.mktemp("published")
    run, what = known(folder)
    files = publish(what, dict.fromkeys(TITLES, 0.0), BEDS, folder)
    return run, gather(files)


def of(rows, measure, reason=""):
    chosen = rows[(rows["measure"] == measure) & (rows["reason"] == reason)]
    assert len(chosen), measure
    return chosen["value"]


def taken(run, measure, statistic, **place):
    found = measures(run, [measure])
    at = found.keys.index(Key(measure, where(care_setting="acute", **place), statistic))
    return found.values[at]


def test_every_file_is_recognised_and_adds_up(published):
    _, gathered = published
    assert not gathered.problems
    assert len(gathered.readings) == 7
    assert all(check.holds for reading in gathered.readings for check in reading.checks)


def test_days_and_destinations_add_to_what_the_model_counts(published):
    """Exactly: both are whole people of the same 91 days."""
    run, gathered = published
    rows = gathered.rows
    for measure, own, statistic in (
        ("nctr_remaining", "nctr_remaining", "mean"),
        ("nctr_discharged", "nctr_discharged", "per_day"),
    ):
        assert len(of(rows, measure)) == 91
        assert of(rows, measure).mean() == pytest.approx(taken(run, own, statistic), abs=1e-9)
    for reason, pathway in (("P1.rehabilitation", "supported"), ("P2.bed", "bedded")):
        total = of(rows, "discharges_by_destination", reason).sum()
        assert total / 91 == pytest.approx(taken(run, "discharges", "per_day", pathway=pathway))


def test_ready_dates_and_beds_are_those_of_the_model_within_their_rounding(published):
    """Shares have four decimals and means two; the mean of three months is not that of all."""
    run, gathered = published
    share = of(gathered.rows, "ready_delayed_share").mean()
    assert share == pytest.approx(taken(run, "after_ready_date", "share"), rel=0.02)
    days = of(gathered.rows, "ready_delay_mean_delayed").mean()
    assert days == pytest.approx(taken(run, "days_after_ready_date", "mean"), rel=0.03)
    (beds,) = of(gathered.rows, "beds_occupied", "general and acute")
    assert beds == pytest.approx(taken(run, "midnight_census", "mean"), abs=0.006)


def test_figures_are_off_by_as_much_as_is_asked(tmp_path):
    _, what = known(tmp_path)
    off = dict.fromkeys(TITLES, 0.0) | {"remaining": np.log(1.5), "bedded": np.log(0.5)}
    rows = gather(publish(what, off, BEDS, tmp_path)).rows
    # Running totals are rounded, so the sum of a quarter is off by half a person at most.
    assert of(rows, "nctr_remaining").sum() == pytest.approx(1.5 * what.remaining.sum(), abs=0.5)
    bedded = of(rows, "discharges_by_destination", "P2.bed").sum()
    assert bedded == pytest.approx(0.5 * what.by_way["bedded"].sum(), abs=0.5)
    assert of(rows, "nctr_discharged").sum() == what.left.sum()


def test_weekdays_come_back_from_the_table(published):
    run, gathered = published
    found = observed_by_weekday(gathered.rows)
    own = [
        taken(run, "discharges_by_weekday", "relative", weekday=day)
        for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    ]
    assert found == pytest.approx(own, rel=1e-6)


def test_too_few_weeks_have_no_profile(published):
    rows = published[1].rows
    assert observed_by_weekday(rows[rows["start"] < "2025-05-20"]) is None


def test_wrong_worlds_do_what_their_names_say(tmp_path):
    """Clocks stop for who relapses; at weekends nobody enters a community bed."""
    whole = {}
    for world in WORLDS:
        (tmp_path / world).mkdir()
        whole[world] = known(tmp_path / world, world)
    run, what = whole["closure"]
    days = np.array([day.weekday() for day in what.days])
    assert what.by_way["bedded"][days >= 5].sum() == 0
    assert whole[RIGHT][1].by_way["bedded"][days >= 5].sum() > 0
    relapses = [measures(whole[world][0], ["relapses"]).values.max() for world in RELAPSES]
    assert relapses == sorted(relapses)
    assert relapses[0] > 0
    assert len(measures(run, ["relapses"]).values) == 0 or not np.any(
        measures(run, ["relapses"]).values > 0
    )
