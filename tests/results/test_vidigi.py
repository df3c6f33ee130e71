"""The event log in the real vidigi, as it is, and what vidigi then shows."""

from __future__ import annotations

import warnings

import pandas as pd
import pytest

from simulator import load_scenario
from simulator.experiment.batch import run_batch
from simulator.experiment.prepare import batch_of
from simulator.experiment.replication import Setup
from simulator.results.event_positions import ACROSS, WAITS, event_positions
from tests.document.ran import RIVERSIDE

DAY = 24 * 60
FIRST, LAST = 20, 34
SHORT = ["calendar.warm_up=20 days", "calendar.run_for=40 days"]
# So that queues form everywhere.
TIGHT = [
    "care_settings.home_first.units.0.places=10",
    "care_settings.community_hospital.units.0.beds=6",
    "care_settings.acute.units.0.beds=34",
]


@pytest.fixture(scope="module")
def ran():
    loaded = load_scenario(RIVERSIDE / "place.yaml", [*SHORT, *TIGHT])
    batch = batch_of(loaded.scenario.batch, replications=1, seed=3)
    return run_batch(Setup.of(loaded.scenario), batch, engine="simpy")


@pytest.fixture(scope="module")
def log(ran, tmp_path_factory):
    """Through a file, as a reader has it."""
    file = tmp_path_factory.mktemp("log") / "events.parquet"
    ran.events.to_parquet(file, index=False)
    return pd.read_parquet(file)


@pytest.fixture(scope="module")
def snapshots(log):
    prep = pytest.importorskip("vidigi.prep", reason="vidigi is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        return prep.reshape_for_animations(
            log,
            every_x_time_units=DAY // 4,
            warm_up=FIRST * DAY,
            limit_duration=LAST * DAY,
            step_snapshot_max=1000,
        )


def test_vidigi_shows_those_who_wait_as_the_model_counted_them(ran, snapshots):
    """At each midnight: the queue for each care setting, against the daily series."""
    daily = ran.replications[0].daily
    shown = snapshots[snapshots["event_type"] == "queue"]
    seen = 0
    for setting in ("acute", "community_hospital", "home_first"):
        for day in range(FIRST, LAST):
            at = shown[(shown["snapshot_time"] == day * DAY) & (shown["event"] == WAITS + setting)]
            # Counted just before the midnight that ends the day before.
            expected = daily["waiting", setting].iloc[day - 1]
            assert at["entity_id"].nunique() == expected, (setting, day)
            seen += expected
    assert seen > 20, "hardly anybody waited: this shows nothing"


def test_vidigi_shows_everyone_who_is_there_once(log, snapshots):
    came = log[log["event"] == "arrival"].set_index("entity_id")["time"]
    went = log[log["event"] == "depart"].set_index("entity_id")["time"].reindex(came.index)
    for time in range(FIRST * DAY, LAST * DAY, DAY):
        there = came.index[(came <= time) & ~(went <= time)]
        at = snapshots[(snapshots["snapshot_time"] == time) & (snapshots["event_type"] != "exit")]
        assert sorted(at["entity_id"]) == sorted(there)


def test_nobody_shares_a_place_on_the_screen(snapshots):
    used = snapshots[snapshots["event_type"] == "resource_use"]
    assert len(used) > 500
    assert not used.duplicated(["snapshot_time", "event", "resource_id"]).any()


def test_vidigi_draws_it_with_the_positions_made_here(log, snapshots):
    prep = pytest.importorskip("vidigi.prep", reason="vidigi is not installed")
    positions = event_positions(log)
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        placed = prep.generate_animation_df(snapshots, positions, step_snapshot_max=1000)
    real = placed[placed["entity_id"].notna()]
    assert real["x_final"].notna().all()
    assert real["y_final"].notna().all()
    from vidigi.animation import animate_activity_log

    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        figure = animate_activity_log(
            log,
            positions,
            every_x_time_units=DAY,
            warm_up=FIRST * DAY,
            limit_duration=(FIRST + 4) * DAY,
            time_display_units="dhm",
            start_date="2025-01-06",
        )
    assert len(figure.frames) == 5


def test_positions_name_every_event_once_and_leave_room(log):
    positions = event_positions(log)
    assert list(positions.columns) == ["event", "x", "y", "label"]
    assert sorted(positions["event"]) == sorted(log["event"].unique())
    at = positions.set_index("event")
    units = at[at.index.isin(log.loc[log["event_type"] == "resource_use", "event"])].sort_values(
        "y"
    )
    most = log.groupby("event")["resource_id"].max()
    rows = -(-most[units.index].astype(int) // ACROSS)
    assert rows.max() > 1
    # Rows of icons are 30 apart, and grow upwards.
    assert (units["y"].diff().iloc[1:].to_numpy() >= 30 * rows.iloc[:-1].to_numpy() + 30).all()
    assert at.loc["wait for acute", "x"] < units["x"].min()
    assert not positions.duplicated(["x", "y"]).any()


def test_a_unit_goes_with_the_longest_name_that_it_begins_with():
    log = pd.DataFrame(
        {
            "event": ["wait for a", "a: b", "wait for a: b", "a: b: c"],
            "event_type": ["queue", "resource_use", "queue", "resource_use"],
            "resource_id": [None, 1, None, 1],
        }
    )
    at = event_positions(log).set_index("event")["y"]
    assert at["a: b: c"] == at["wait for a: b"]
    assert at["a: b"] == at["wait for a"]
