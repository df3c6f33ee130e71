"""Draws of what is not known, read from a file and carried through what extends it."""

from __future__ import annotations

import pytest

from simulator.errors import InputError
from simulator.scenario.load import load, load_text
from simulator.scenario.posterior import DrawsTable
from tests.calibration.fit.places import PLACE

LEAD = "handoffs.package.lead_time.mean"
BEDS = "care_settings.acute.units[General and acute].beds"
FITTED = """\
extends: place.yaml
title: fitted
changes: [{path: handoffs.package.lead_time.mean, set: 5 days}]
posterior: {table: draws.csv}
"""
DRAWS = f"{LEAD},{BEDS}\n4 days,150.25\n6 days,160\n8 days,170.5\n"


@pytest.fixture
def folder(tmp_path):
    for name, text in (("place.yaml", PLACE), ("fitted.yaml", FITTED), ("draws.csv", DRAWS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def drawn(folder, changes="", sets=()):
    """Values of the draws by path, of a scenario that extends the fitted one."""
    text = f"extends: fitted.yaml\ntitle: other\nchanges: [{changes}]\n"
    (folder / "other.yaml").write_text(text, encoding="utf-8")
    rows = load(folder / "other.yaml", sets).scenario.posterior.table.rows
    return {path: [dict(row)[path] for row in rows] for path, _ in rows[0]}


def test_draws_are_as_written_where_nothing_touches_them(folder):
    found = drawn(folder, "{path: handoffs.transport.lead_time.mean, set: 2 hours}")
    assert found == {LEAD: ["4 days", "6 days", "8 days"], BEDS: [150.25, 160, 170.5]}


def test_a_change_is_made_to_every_draw(folder):
    found = drawn(folder, f"{{path: {LEAD}, scale: 0.5}}, {{path: {LEAD}, add: 1 day}}")
    assert found[LEAD] == ["3 days", "4 days", "5 days"]
    assert found[BEDS] == [150.25, 160, 170.5]


def test_a_value_that_is_set_is_no_longer_drawn(folder):
    assert set(drawn(folder, f"{{path: {LEAD}, set: 5 days}}")) == {BEDS}
    assert set(drawn(folder, sets=[f"{BEDS}=200"])) == {LEAD}


def test_a_unit_taken_out_takes_its_draws_along(folder):
    place = (folder / "place.yaml").read_text(encoding="utf-8")
    units = "[{name: General and acute, beds: 200}, {name: Other, beds: 9}]"
    place = place.replace("[{name: General and acute, beds: 200}]", units)
    (folder / "place.yaml").write_text(place, encoding="utf-8")
    assert set(drawn(folder, "{path: care_settings.acute.units.0, remove: true}")) == {LEAD}


def test_where_all_is_set_or_draws_are_left_out_there_are_none(folder):
    sets = [f"{LEAD}=5 days", f"{BEDS}=200"]
    assert load(folder / "fitted.yaml", sets).scenario.posterior == "none"
    assert load(folder / "fitted.yaml", ["posterior=none"]).scenario.posterior == "none"


def test_a_scenario_that_has_been_resolved_loads_to_the_same(folder):
    drawn(folder, f"{{path: {LEAD}, scale: 0.5}}")
    loaded = load(folder / "other.yaml")
    again = load_text(loaded.to_yaml(), "other.yaml")
    assert again.resolved == loaded.resolved
    assert again.scenario.posterior == loaded.scenario.posterior
    assert {file.path.rpartition("/")[2] for file in loaded.data} == {"draws.csv"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "it is empty"),
        (f"{LEAD}\n", "there is no draw"),
        (f"{LEAD},{LEAD}\n1 day,2 days\n", "has two columns"),
        ("handoffs.*.lead_time.mean\n1 day\n", "is no path of a value"),
        (f"{LEAD}\n1 day,2\n", "2 cells in a row"),
        (f"{LEAD}\ntrue\n", "is no value of"),
        (f"{LEAD}\n.nan\n", "is no number of"),
    ],
)
def test_a_file_of_draws_that_cannot_be_used(folder, text, says):
    rows, faults = DrawsTable.parse(text)
    assert not rows
    assert says in faults[0].says
    (folder / "draws.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=says):
        load(folder / "fitted.yaml")


def test_draws_that_were_changed_are_still_known_to_be_of_one_fit(folder):
    fitted = load(folder / "fitted.yaml").scenario.posterior
    drawn(folder, f"{{path: {LEAD}, scale: 0.5}}")
    other = load(folder / "other.yaml").scenario.posterior
    assert other.table.text != fitted.table.text
    assert other.identity == fitted.identity
    (folder / "draws.csv").write_text(DRAWS.replace("8 days", "9 days"), encoding="utf-8")
    assert load(folder / "fitted.yaml").scenario.posterior.identity != fitted.identity
