"""A place of one trust from published figures: each value from one, or said to be national."""

from __future__ import annotations

import shutil
from datetime import date

import pytest
from ruamel.yaml import YAML

from calibration.fit.ask import read_ask
from calibration.fit.mapped import mapped, read_table
from calibration.fit.unknown import frees_of
from calibration.trust.draft import write_place
from calibration.trust.proportion import overnight_mean, proportions
from calibration.trust.published import Published
from calibration.trust.question import fit_plain
from calibration.trust.recipe import recipe
from simulator.errors import InputError
from simulator.experiment.flow_table import flow_table
from simulator.experiment.prepare import prepare
from simulator.scenario import bundled
from tests.calibration.trust.published_table import (
    BEDS,
    LEFT,
    OCCUPIED,
    WEEKDAY,
    WEEKEND,
    kept,
    table,
)


@pytest.fixture(scope="module")
def drafted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("drafted")
    targets = kept(folder)
    files = write_place(targets, "RXX", folder / "place")
    return files, prepare(files[0]), targets


def plain(file):
    return YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))


def test_three_files_the_place_first(drafted):
    files, _, _ = drafted
    assert [file.name for file in files] == ["place.yaml", "fit.yaml", "national.yaml"]
    assert all(file.is_file() for file in files)


def test_beds_are_those_published_shared_as_nationally(drafted):
    _, place, _ = drafted
    beds = [unit.beds for unit in place.scenario.care_settings["acute"].units]
    assert sum(beds) == pytest.approx(BEDS, abs=2)
    national = [173, 269, 62, 83]
    assert beds == [round(each * BEDS / 588) for each in national]


@pytest.fixture(scope="module")
def flow(drafted):
    _, place, _ = drafted
    return {row.name: row for row in flow_table(place.scenario).rows}


def test_by_its_own_flow_the_place_holds_and_lets_go_as_many_as_published(flow):
    """Little's law on the drafted place, before anything is fitted."""
    hospital = flow["acute"]
    assert hospital.load_no_queue == pytest.approx(OCCUPIED, rel=0.04)
    per_day = (2 * WEEKEND + 5 * WEEKDAY) / 7
    assert pytest.approx(LEFT, rel=0.01) == per_day
    assert hospital.arrivals_per_day * 0.94 == pytest.approx(per_day, rel=0.04)


def test_as_many_start_on_pathway_1_as_published(flow):
    assert flow["home_first"].arrivals_per_day == pytest.approx(1300 / 304, rel=0.06)


def test_nothing_behind_the_hospital_fills_up_without_end(flow):
    """Else delays grow through the year, which a fit of a few months does not show."""
    behind = [each["room"] for each in recipe()["scaled"] if "room" in each]
    full = {
        name: (flow[name].load_no_queue or flow[name].load) / flow[name].carries
        for name in dict.fromkeys(behind)
    }
    assert len(full) == 7
    assert max(full.values()) < 0.92


def test_every_change_says_where_it_comes_from_or_why(drafted):
    files, _, _ = drafted
    changes = plain(files[0])["changes"]
    assert all(each.get("source") or each.get("why") for each in changes)
    scaled = [each for each in changes if "scale" in each]
    assert all(each["source"] and each["confidence"] in "ABC" for each in scaled)


def test_what_stays_national_is_said(drafted):
    files, place, _ = drafted
    says = [each["says"] for each in plain(files[0])["assumptions"]]
    assert says[0].startswith("Still the national default: ")
    assert "reviews and discharge hours" in says[0]
    # No reason for delay on pathway 3 is in the table.
    assert "handoffs.residential_home.lead_time" in says[0]
    assert place.scenario.published == ()


def test_no_made_up_hospital_is_left(drafted):
    _, place, _ = drafted
    names = [
        unit.name
        for name in ("community_hospital", "home_first")
        for unit in place.scenario.care_settings[name].units
    ]
    assert names == ["Community beds", "Home-based teams"]
    assert set(place.scenario.localities) == {"whole"}


def test_the_fit_file_can_be_put(drafted):
    files, place, targets = drafted
    ask = read_ask(files[1])
    frees, problems = frees_of(ask, place)
    assert problems == []
    assert len(frees) == 10
    assert all(free.source for free in frees)
    found = mapped(ask, read_table(targets), targets).observed
    values = {one.key.measure + "".join(one.key.where[4:6]): one.value for one in found}
    assert values["nctr_remaining"] == pytest.approx(60.0)
    assert values["weekend_ratio"] == pytest.approx(WEEKEND / WEEKDAY)
    assert values["midnight_census"] == pytest.approx(OCCUPIED)
    assert sum(one.key.measure == "discharges" for one in found) == 3


def test_results_are_of_the_days_that_the_figures_are_of(drafted):
    _, place, _ = drafted
    calendar = place.scenario.calendar
    assert (calendar.start.isoformat(), str(calendar.warm_up)) == ("2024-01-01", "91 days")
    assert str(calendar.run_for) == "365 days"


def test_months_after_the_year_are_held_out(drafted):
    files, place, _ = drafted
    assert read_ask(files[1]).says.held_out is None
    longer = Published.in_table(table(until=date(2025, 7, 31)), "Trust RXX")
    assert fit_plain(longer, place)["held_out"] == {"from": "2025-04"}


def test_a_mean_and_a_median_give_the_stays_of_a_night_or_more():
    """A lognormal with median exp(mu) and mean exp(mu + s²/2), counted in midnights.

    Half of all stays cross no more than one midnight, so that those of a night or more are longer.
    """
    national = overnight_mean(3.9, 1.0)
    assert 3.9 < national < 2 * 3.9
    assert overnight_mean(4.5, 1.0) > national


def test_what_is_not_published_is_not_made_up(drafted):
    _, _, targets = drafted
    whole = read_table(targets)
    lacking = whole[~whole["measure"].isin(["los_mean", "discharges_by_pathway"])]
    found = proportions(Published.in_table(lacking, "RXX"))
    assert {"stay", "need", "share_1", "starts"}.isdisjoint(found)
    assert {"open", "occupied", "arrivals"} <= set(found)


def test_every_ratio_has_a_source_and_is_bounded(drafted):
    _, _, targets = drafted
    found = proportions(Published.of(targets, "RXX"))
    assert set(found) >= {"open", "stay", "need", "share_1", "starts_3", "delay_1", "delay_2"}
    assert all(each.source and 0.1 <= each.ratio <= 4 for each in found.values())
    assert found["open"].ratio == pytest.approx(BEDS / 588)
    assert found["share_1"].ratio == pytest.approx(1300 / 11900 / 0.109)
    assert found["delay_1"].ratio == pytest.approx(max(0.5, 4 / (1300 / 304) / 1.68))


def test_national_figures_are_those_of_the_national_scenario():
    """What the recipe says of the national place is what that place has."""
    from calibration.trust.recipe import national_file

    place = prepare(national_file()).scenario
    beds = sum(unit.beds for unit in place.care_settings["acute"].units[:4])
    assert recipe()["national_figures"]["open"]["value"] == pytest.approx(beds, abs=2)


def test_it_is_drafted_from_an_installation_that_has_no_checkout_around_it(
    drafted, tmp_path, monkeypatch
):
    """As installed: the scenarios lie beside the code, and nothing lies above it."""
    installed = tmp_path / "site-packages" / "simulator"
    (installed / "bundled").mkdir(parents=True)
    shutil.copy(bundled.folder() / "baseline.yaml", installed / "bundled")
    monkeypatch.setattr(bundled, "PACKAGE", installed)
    monkeypatch.chdir(tmp_path)
    files, _, targets = drafted
    written = write_place(targets, "RXX", tmp_path / "place")
    assert [file.read_bytes() for file in written] == [file.read_bytes() for file in files]
    shutil.rmtree(installed)
    with pytest.raises(InputError, match="this installation has no scenario 'baseline'"):
        write_place(targets, "RXX", tmp_path / "other")


def test_a_trust_that_is_not_there_is_refused(tmp_path):
    targets = kept(tmp_path)
    with pytest.raises(InputError, match="nothing of 'RYY'"):
        write_place(targets, "RYY", tmp_path / "place")
    with pytest.raises(InputError, match="there is no file"):
        write_place(tmp_path / "nothing.parquet", "RXX", tmp_path / "place")
    assert not (tmp_path / "place").exists()


def test_nothing_that_is_there_is_written_over(tmp_path):
    folder = tmp_path / "place"
    folder.mkdir()
    (folder / "fit.yaml").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"has fit\.yaml already"):
        write_place(kept(tmp_path), "RXX", folder)
    assert (folder / "fit.yaml").read_text(encoding="utf-8") == "mine"
