"""What a batch will take: sums by hand, and a batch beside its forecast."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from simulator.experiment.forecast import GAIN_EACH, Measured, forecast
from simulator.report.dry_run import in_minutes, measured
from simulator.report.landing import Asked, make_ready, run_to_folder
from tests.experiment.place import SHORT, SMALL

FEW = Measured(
    replications=3,
    start=4.0,
    each=2.0,
    report=6.0,
    memory=300e6,
    with_report=400e6,
    working=100e6,
    disk=5e6,
    disk_each=1e6,
    meanwhile=0.5e6,
)


@pytest.fixture(autouse=True)
def four_processors(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 4)


def test_one_worker_runs_one_after_the_other():
    found = forecast(FEW, 10, 1, "compiled")
    assert found.seconds == 4 + 6 + 10 * 2
    assert found.memory == 400e6
    assert (found.disk, found.meanwhile) == (5e6 + 7 * 1e6, 10 * 0.5e6)


def test_long_batches_start_processes_once_the_first_has_been_run():
    found = forecast(FEW, 10, 2, "compiled")
    assert found.seconds == pytest.approx(4 + 6 + 2 + 4 + 9 * 2 / (1 + GAIN_EACH))
    assert found.memory == 300e6 + 2 * 400e6


def test_short_batches_share_one_process_by_threads():
    quick = replace(FEW, each=0.1)
    found = forecast(quick, 10, 4, "compiled")
    assert found.seconds == pytest.approx(4 + 6 + 1 / (1 + 3 * GAIN_EACH))
    assert found.memory == 300e6 + 4 * 100e6
    # The reference model holds Python's lock.
    assert forecast(quick, 10, 4, "simpy").memory == 300e6 + 4 * 400e6


def test_workers_choose_processes_by_the_first_replication_which_is_slower():
    quick = replace(FEW, each=0.5, first=2.0)
    assert forecast(quick, 10, 2, "compiled").memory == 300e6 + 2 * 400e6
    assert forecast(replace(quick, first=0.5), 10, 2, "compiled").memory == 500e6


def test_more_workers_than_processors_gain_nothing():
    assert forecast(FEW, 100, 8, "compiled").seconds == forecast(FEW, 100, 4, "compiled").seconds


@pytest.mark.parametrize(
    ("seconds", "says"),
    [(8.7, "9 seconds"), (89, "89 seconds"), (600, "10 minutes"), (8000, "2.2 hours")],
)
def test_times_are_said_to_the_digits_that_they_have(seconds, says):
    assert in_minutes(replace(forecast(FEW, 1, 1, "compiled"), seconds=seconds)) == says


def test_the_disk_that_is_forecast_is_the_disk_that_is_used(tmp_path):
    """Held exactly because it does not depend on what else the machine does."""
    ready = make_ready(SMALL, Asked(replications=12, jobs=1, sets=SHORT))
    found = measured(ready, 12)
    assert (found.replications, found.each > 0, found.report > 0) == (3, True, True)
    folder = run_to_folder(ready, tmp_path).folder
    used = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    kept = forecast(found, 12, 1, "compiled").disk
    assert kept / 1.2 < used < kept * 1.2
