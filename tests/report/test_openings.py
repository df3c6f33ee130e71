"""What a report says of units out of area, units that a queue opens, and loops of full places."""

from __future__ import annotations

import pytest

from simulator.experiment.batch import BatchResult, run_batch
from simulator.experiment.replication import Setup
from simulator.report.contents import Contents
from simulator.results.measures import Key
from simulator.scenario.load import Loaded, load_text
from simulator.scenario.schema import Batch

TEXT = """
schema_version: 1
title: Wards of a town
calendar: {start: 2025-04-07, warm_up: 10 days, run_for: 40 days, bank_holidays: none}
patient_groups:
  older:
    arrivals: {per_day: 6}
    pathways: {there_and_back: 0.3, home: 0.7}
care_settings:
  acute:
    kind: beds
    acute: true
    turnaround: 2 hours
    length_of_stay: {family: exponential, mean: 5 days}
    units:
      - {name: Far, beds: 4, out_of_area: true}
      - {name: Winter, beds: 8, opens_when: {waiting_above: 5, shuts_at: 2}}
      - {name: Main, beds: 33}
  community:
    kind: beds
    length_of_stay: {family: exponential, mean: 3 days}
    units: [{name: First, beds: 5}]
pathways:
  home: [{stay: acute}, {leave: home}]
  there_and_back:
    - stay: {care_setting: acute, id: before}
    - stay: {care_setting: community, move: 2 hours}
    - stay: {care_setting: acute, id: after, move: 1 hour}
    - leave: home
"""


@pytest.fixture(scope="module")
def ran() -> tuple[Loaded, BatchResult]:
    loaded = load_text(TEXT, "town.yaml")
    batch = Batch(replications=1)
    return loaded, run_batch(Setup.of(loaded.scenario), batch, engine="simpy")


@pytest.fixture(scope="module")
def contents(ran) -> Contents:
    loaded, result = ran
    return Contents.of(result, loaded)


def test_there_is_a_table_of_each(contents):
    tables = {table.name: table for table in contents.tables}
    away, opened = tables["Out of area"], tables["Opened by a queue"]
    assert [row[1] for row in away.rows] == ["all out of area", "Far"]
    assert [row[1] for row in opened.rows] == ["Winter"]
    assert away.columns[2].head == "Placed there"


def test_a_loop_is_among_what_is_taken_to_be_true(contents):
    (row,) = contents.assumptions.rows
    assert str(row[0]).startswith("These places can fill in a loop: ")
    assert "the smallest such loop then moves at once" in str(row[0])


def test_open_changes_where_a_queue_opens_a_unit(contents):
    (table,) = (table for table in contents.tables if table.name == "Units")
    assert "Open changes during the period in" in table.note


def test_what_ran_passes_every_exact_check_and_adds_up(ran):
    """Some came back, some units were opened, and some changed places: nothing is off."""
    _, result = ran
    found = {check.name: check for check in result.checks}
    exact = ("times_in_order", "one_place_each", "bed_days_are_census", "delay_adds_up")
    for name in (*exact, "within_capacity", "journeys_obey_the_contract"):
        assert found[name].passed, found[name]
    assert "in loops of full places" in found["within_capacity"].figure

    (one,) = result.replications
    values = dict(zip(one.measured.keys, one.measured.values, strict=True))

    def of(measure: str, statistic: str, unit: str = "") -> float:
        (value,) = (
            value
            for key, value in values.items()
            if is_row(key, measure, statistic) and key.where[1] == unit
        )
        return float(value)

    def is_row(key: Key, measure: str, statistic: str) -> bool:
        return (key.measure, key.statistic, key.where[0]) == (measure, statistic, "acute") and not (
            any(key.where[2:])
        )

    wards = ("Far", "Winter", "Main")
    whole = sum(of("census", "mean", ward) for ward in wards)
    assert whole == pytest.approx(of("census", "mean"), rel=1e-12)
    assert of("out_of_area_days", "mean") == pytest.approx(of("census", "mean", "Far"), rel=1e-12)
    assert of("days_until_back", "n") > 10
    assert of("times_opened", "total", "Winter") > 0
    here = of("census", "mean", "Winter") + of("census", "mean", "Main")
    beds = of("open_places", "mean", "Winter") + of("open_places", "mean", "Main")
    assert of("open_places", "mean") == pytest.approx(beds, rel=1e-12)
    assert of("occupancy", "mean") == pytest.approx(here / beds, rel=1e-12)
