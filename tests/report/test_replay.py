"""A week looked at by the hour: held to the event log, the daily series and the waits."""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from simulator.experiment.replication import Setup
from simulator.network.network import DAY, HOUR
from simulator.report.names import Names
from simulator.report.replay import counts_table, replay_page, run_again, write_replay
from simulator.report.replay_week import OUTSIDE, READY, Week
from simulator.results.daily import daily_series
from simulator.results.event_log import event_log
from simulator.results.run import Run
from tests.experiment.place import loaded

MINUTES = 60 * 1_000_000


@cache
def run() -> Run:
    return run_again(Setup.of(loaded().scenario), 1, "compiled")


def in_place(one: Run, week: Week, hour: int) -> dict[str, int]:
    """Patients in each care setting at an hour of a week, from the event log alone."""
    log = event_log(one, 1)
    now = (week.begins + hour * HOUR) / MINUTES
    titles = {name: each.title or name for name, each in one.scenario.care_settings.items()}
    found = dict.fromkeys(one.scenario.care_settings, 0)
    begun = log[(log["event_type"] == "resource_use") & (log["time"] <= now)]
    ended = log[(log["event_type"] == "resource_use_end") & (log["time"] <= now)]
    for some, sign in ((begun, 1), (ended, -1)):
        for event in some["event"]:
            named = [n for n, title in titles.items() if event.startswith((f"{n}: ", f"{title}: "))]
            found[max(named, key=len)] += sign
    return found


@pytest.fixture(scope="module")
def week():
    return Week.of(run())


def test_the_week_begins_on_a_monday_after_the_warm_up(week):
    assert week.start.weekday() == 0
    assert week.begins >= run().window[0]
    assert week.hours == 168
    assert len(week.there) == 169


@pytest.mark.parametrize("hour", [0, 7, 30, 100, 168])
def test_counts_are_those_of_the_event_log(week, hour):
    names = [each.name for each in run().network.care_settings]
    assert dict(zip(names, week.there[hour].tolist(), strict=True)) == in_place(run(), week, hour)
    assert week.there[hour].sum() > 0


def test_delay_at_midnight_is_that_of_the_daily_series(week):
    days = daily_series(run())
    acute = [each.is_acute for each in run().network.care_settings]
    first = week.begins // DAY
    seen = 0
    for (series, of), column in zip(days.columns, days.values.T, strict=True):
        if series != "delayed":
            continue
        for day in range(7):
            near = week.ready[day * 24][acute].sum(axis=0)
            found = int(near[week.reasons.index(of)]) if of in week.reasons else 0
            assert found == column[first + day - 1]
            seen += found
    assert seen > 0


def test_tracks_add_up_to_the_counts(week):
    inside, ready = np.zeros_like(week.there), np.zeros_like(week.ready)
    for track in week.tracks:
        for first, after, place, state in track.spans:
            if state != OUTSIDE:
                inside[first:after, place] += 1
            if state >= READY:
                ready[first:after, place, state - READY] += 1
    assert np.array_equal(inside, week.there)
    assert np.array_equal(ready, week.ready)


def test_nobody_is_in_two_places_and_outside_only_who_waits(week):
    outside = np.zeros_like(week.waiting)
    for track in week.tracks:
        spans = track.spans
        assert all(one[1] <= other[0] for one, other in pairwise(spans))
        for first, after, place, state in spans:
            if state == OUTSIDE:
                outside[first:after, place] += 1
    assert np.all(outside <= week.waiting)


def test_the_table_has_every_midnight(week):
    table = counts_table(week, run().network, Names(run().scenario))
    settings = len(run().network.care_settings)
    assert len(table.rows) == 8 * settings
    assert [row[2] for row in table.rows[:settings]] == week.there[0].tolist()


def test_of_many_patients_some_are_drawn_and_that_is_said(week):
    def tracks(text):
        return json.loads(re.search(r'id="week">(.*?)</script>', text)[1])["tracks"]

    every, third = replay_page(run()), replay_page(run(), most=-(-len(week.tracks) // 3))
    assert len(tracks(every)) == len(week.tracks)
    assert f"Every one of the {len(week.tracks):,} patients" in every
    assert len(tracks(third)) == -(-len(week.tracks) // 3)
    assert "Only every third of the" in third
    assert "All counts are of every patient." in third


def test_the_file_is_the_same_each_time(tmp_path):
    setup = Setup.of(loaded().scenario)
    texts = [write_replay(setup, 1, "compiled", tmp_path).read_bytes() for _ in range(2)]
    assert texts[0] == texts[1]
    assert [each.name for each in tmp_path.iterdir()] == ["replay.html"]
