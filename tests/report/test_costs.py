"""Money and lost bed-days as a reader sees them."""

from __future__ import annotations

import pytest

from simulator.experiment.batch import run_batch
from simulator.experiment.replication import Setup
from simulator.report.cost_tables import costs_table, parts_table
from simulator.report.known import Known
from simulator.report.lost_tables import lost_table
from simulator.report.names import Names
from simulator.report.staffing_tables import staffing_table, unit_costs_table
from simulator.report.table import Table
from simulator.scenario.load import load_text
from tests.report.place import TEXT, loaded

MORE = """
  hub:
    kind: beds
    length_of_stay: 5 days
    cost:
      per_open_day: 20
      price_year: 2018-19
      covers: {per_open_day: [heating, meals]}
      staff: {nurse: 50000, support_worker: 30000, headroom: 0.2, price_year: 2024-25}
    units:
      - name: Elm
        beds: 10
        closures: {outbreak: {per_year: 30, lasts: 5 days}}
        staffing:
          shifts: {all: {hours: always, beds_per_nurse: 8, beds_per_support_worker: 10}}
          never_fewer_nurses: 2
          absence: 0.1
"""


@pytest.fixture(scope="module")
def made() -> tuple[Known, Names]:
    text = TEXT.replace("\nhandoffs:", f"{MORE}handoffs:", 1)
    text = text.replace("{stay: community}", "{stay: community}, {stay: hub}")
    index = "indices: {2018-19: {factor: 1.5, source: an index}}"
    text = text.replace("GBP, price_year: 2024-25}", f"GBP, price_year: 2024-25, {index}}}")
    scenario = load_text(text, "place.yaml").scenario
    asked = scenario.batch.model_copy(update={"replications": 2})
    return Known.of(run_batch(Setup.of(scenario), asked, engine="simpy")), Names(scenario)


def by_label(table: Table, *labels: str) -> list[str]:
    """The rest of the one row that begins with some words."""
    (row,) = [each for each in table.shown if tuple(each[: len(labels)]) == labels]
    return row[len(labels) :]


def test_the_sum_of_staffing_is_shown_term_by_term(made):
    table = staffing_table(*made)
    # 168 hours over 37.5 less a fifth of them: 5.6 for each on duty.
    assert by_label(table, "Hub", "Elm", "all", "nurses") == [
        "2",
        "168",
        "11.2",
        "50",
        "1",
        "560",
    ]
    rows = [row[3:] for row in table.rows]
    assert rows[0] == ("nurses", 2.0, 168.0, pytest.approx(11.2), 50_000, 1, pytest.approx(560_000))
    assert rows[1][0] == "support workers"
    assert rows[1][-1] == pytest.approx(5.6 * 30_000)
    assert rows[2][0] == "together"
    assert rows[2][-1] == pytest.approx(728_000)
    assert "contracted hours less headroom" in table.note


def test_what_money_does_not_cover_and_what_it_is_for_are_said(made):
    note = costs_table(*made).note
    assert "Not covered: capital, overheads and what councils are paid" in note
    assert "Hub: per open day is for heating and meals." in note
    assert "Prices of 2018-19 are multiplied by 1.5 (an index)." in note
    assert "Hub" not in note[note.index("No unit cost") :]


def test_costs_are_split_into_three_parts(made):
    table = parts_table(*made)
    assert [column.head for column in table.heads[2:]] == ["Fixed", "Variable", "Staffing"]
    fixed, variable, staffing = by_label(table, "Hub", "Elm")
    assert variable == "0"
    assert staffing == "728"
    assert float(fixed.split()[0]) <= 10 * 20 * 1.5 * 365 / 1000
    beds = unit_costs_table(*made)
    assert len(by_label(beds, "Hub", "Elm")) == 3


def test_lost_bed_days_are_shown_by_cause(made):
    table = lost_table(*made)
    shown = [row[:3] for row in table.shown]
    causes = ["all causes", "closed: outbreak", "want of staff"]
    assert shown == [["Hub", each, cause] for each in ("all units", "Elm") for cause in causes]


def test_a_place_without_them_has_no_such_tables():
    scenario = loaded().scenario
    asked = scenario.batch.model_copy(update={"replications": 2})
    known = Known.of(run_batch(Setup.of(scenario), asked, engine="simpy"))
    names = Names(scenario)
    assert lost_table(known, names).rows == ()
    assert staffing_table(known, names).rows == ()
