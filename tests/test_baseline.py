"""The baseline: a place that closes by Little's law, and whose inputs say where they come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.experiment.flow_table import flow_table
from simulator.experiment.prepare import prepare
from simulator.network.build import build
from simulator.scenario.provenance import assumptions

BASELINE = Path(__file__).resolve().parent.parent / "scenarios" / "baseline.yaml"


@pytest.fixture(scope="module")
def loaded():
    return prepare(BASELINE)


@pytest.fixture(scope="module")
def rows(loaded):
    return {row.name: row for row in flow_table(loaded.scenario).rows}


@pytest.mark.parametrize(
    ("care_setting", "in_use"),
    [("acute", 570), ("community_hospital", 84), ("home_first", 104)],
)
def test_the_flow_table_closes_within_two_percent(rows, care_setting, in_use):
    """Arrivals times time, when nobody queues, against what the published figures add up to."""
    assert rows[care_setting].load_no_queue == pytest.approx(in_use, rel=0.02)


@pytest.mark.parametrize(
    ("care_setting", "starts"), [("home_first", 6.5), ("community_hospital", 2.85)]
)
def test_as_many_start_a_day_as_published(rows, care_setting, starts):
    assert rows[care_setting].arrivals_per_day == pytest.approx(starts, rel=0.02)


def test_capacities_are_those_of_the_place(rows):
    assert rows["acute"].open == pytest.approx(622, abs=0.5)
    assert rows["community_hospital"].open == 93


def test_published_figures_are_read_by_nothing_in_the_model(loaded):
    without = loaded.scenario.model_copy(update={"published": ()})
    assert build(without) == build(loaded.scenario)


def test_every_figure_has_a_source_or_a_confidence(loaded):
    bare = [
        value.said
        for value in assumptions(loaded)
        if value.source is None
        and value.confidence is None
        and isinstance(value.text, str)
        and any(character.isdigit() for character in value.text)
    ]
    assert bare == []
