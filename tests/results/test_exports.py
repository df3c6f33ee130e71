"""The daily series and the event log, on the place worked out by hand."""

from __future__ import annotations

import datetime as dt

from simulator.network.network import HOUR
from simulator.results.daily import daily
from simulator.results.event_log import COLUMNS, event_log, places
from tests.results import place


def test_the_daily_series_covers_the_whole_run():
    table = daily(place.run())
    assert table.index[0].date() == dt.date(2025, 1, 6)
    assert len(table) == 12
    # Just before the midnights at 24, 48, 72, ... 288.
    assert table["census"]["acute"].tolist() == [0, 1, 3, 2, 2, 1, 2, 1, 1, 1, 2, 2]
    assert table["census"]["rehabilitation"].tolist() == [0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0]
    assert table["open"]["all acute"].tolist() == [3] * 12
    assert table["nctr"]["acute"].tolist() == [0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 1]
    assert table["delayed"]["A"].tolist() == [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1]
    assert table["delayed"]["O"].tolist() == [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]


def test_the_event_log_tells_one_journey_in_order():
    log = event_log(place.run(), run_number=3)
    assert tuple(log.columns) == COLUMNS
    mine = log[log.entity_id == 1]
    assert list(zip(mine.event_type, mine.event, mine.time / 60, strict=True)) == [
        ("arrival_departure", "arrival", 50),
        ("queue", "wait for acute", 50),
        ("resource_use", "acute: North ward", 52),
        ("queue", "wait for rehabilitation", 130),
        # The place is theirs from 140, and the move to it takes two hours.
        ("resource_use_end", "acute: North ward ends", 142),
        ("resource_use", "rehabilitation: Long ward", 142),
        ("resource_use_end", "rehabilitation: Long ward ends", 210),
        ("arrival_departure", "depart", 210),
    ]
    assert set(mine.pathway) == {"bed"}
    assert set(log.run_number) == {3}
    uses = mine[mine.event_type.str.startswith("resource_use")]
    # The first patient has the first bed until 72, so this one has the second.
    assert uses.resource_id.tolist() == [2, 2, 1, 1]
    assert mine[mine.event_type == "queue"].resource_id.isna().all()


def test_who_is_still_there_has_begun_and_not_ended():
    log = event_log(place.run())
    assert log[log.entity_id == 2].event_type.tolist() == [
        "arrival_departure",
        "queue",
        "resource_use",
    ]


def test_no_place_has_two_patients_at_once():
    run = place.run()
    assert places(run).tolist() == [1, 2, 1, 1, 1, -1, 1]
    log = event_log(run)
    begun = log[log.event_type == "resource_use"].groupby(["event", "resource_id"])
    for (unit, bed), uses in begun:
        ends = log[(log.event == f"{unit} ends") & (log.resource_id == bed)].time.tolist()
        starts = uses.time.tolist()
        assert all(end <= later for end, later in zip(ends, starts[1:], strict=False))
    assert log.time.max() <= run.network.end / HOUR * 60
