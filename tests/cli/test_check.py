"""`stepdown check`: what it prints where, and its exit codes."""

from __future__ import annotations

import json

import pytest
import typer
from typer.testing import CliRunner

from simulator.cli.check import check

SCENARIO = """\
schema_version: 1
title: Small
calendar: {start: 2024-01-01, warm_up: 28 days, run_for: 364 days, bank_holidays: none}
patient_groups:
  all:
    arrivals: {per_day: 10}
    pathways: {home: 1}
care_settings:
  ward: {kind: beds, length_of_stay: 4 days, units: [{name: Main, beds: 50}]}
pathways:
  home: [{stay: ward}, {leave: home}]
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run `check` on a scenario in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    app = typer.Typer()
    app.command()(check)

    def run(scenario, *words):
        (tmp_path / "small.yaml").write_text(scenario, encoding="utf-8")
        return CliRunner().invoke(app, ["small.yaml", *words])

    return run


def test_a_good_scenario_says_what_there_is_and_the_next_command(run):
    result = run(SCENARIO)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0].startswith("OK: 1 unit, 50 beds; demand is 80 % of what ward can carry; ")
    assert lines[0].endswith(" values are still defaults")
    assert lines[-1] == "next: stepdown run small.yaml"
    assert "fields are left to their defaults (-v lists them)" in result.stdout
    assert result.stderr == ""


def test_verbose_lists_the_defaults(run):
    assert "growth_per_year: 0" in run(SCENARIO, "-v").stdout


def test_demand_above_what_there_is_is_warned_of_with_its_size(run):
    result = run(SCENARIO, "-s", "care_settings.ward.units[Main].beds=32")
    assert result.exit_code == 0
    assert result.stdout.startswith(
        "Runs, but demand exceeds what there is: 1 unit, 32 beds; demand is 125 % of what ward can "
        "carry; "
    )
    assert "warning: ward: demand is more than it can carry: 40.0 of 32.0 beds (125 %)" in (
        result.stdout
    )
    assert result.stdout.splitlines()[-1] == (
        "next: stepdown run small.yaml -s 'care_settings.ward.units[Main].beds=32'"
    )


def test_faults_of_every_sort_go_to_stderr_with_code_2(run):
    broken = SCENARIO.replace("beds: 50", "beds: lots").replace("{home: 1}", "{home: 1, hme: 0}")
    result = run(broken)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "small.yaml:7:30: patient_groups.all.pathways.hme: there is no pathway 'hme'" in (
        result.stderr
    )
    assert "'lots' is not a whole number" in result.stderr
    assert "2 problems found" in result.stderr
    assert "not checked that everyone finds a unit" in result.stderr
    assert result.stderr.splitlines()[-1] == (
        "next: put them right, then stepdown check small.yaml"
    )


def test_many_checks_that_wait_are_counted_and_listed_when_asked(run):
    broken = SCENARIO.replace("per_day: 10", "per_day: ten")
    assert "further checks wait for these to be put right (-v lists them)" in run(broken).stderr
    assert "not checked that everyone finds a unit" in run(broken, "-v").stderr


def test_a_measure_that_there_is_not_is_a_fault(run):
    result = run(SCENARIO + "batch: {headline: [ocupancy]}\n")
    assert result.exit_code == 2
    assert "there is no measure 'ocupancy'" in result.stderr
    assert "did you mean 'occupancy'?" in result.stderr


def test_json_has_the_flow_and_the_warnings(run):
    said = json.loads(run(SCENARIO, "--json").stdout)
    (ward,) = [row for row in said["flow"] if row["name"] == "ward"]
    assert said["ok"] is True
    assert ward["full"] == pytest.approx(0.8)
    refused = run(SCENARIO.replace("ward:", "wrd:"), "--json")
    assert refused.exit_code == 2
    problems = json.loads(refused.stdout)["problems"]
    assert "there is no care setting 'ward'" in [each["says"] for each in problems]


LOOP = """\
schema_version: 1
title: Small
calendar: {start: 2024-01-01, warm_up: 28 days, run_for: 364 days, bank_holidays: none}
patient_groups:
  all:
    arrivals: {per_day: 5}
    pathways: {home: 1}
care_settings:
  ward: {kind: beds, length_of_stay: 2 days, units: [{name: Main, beds: 50}]}
  community:
    kind: beds
    length_of_stay: 2 days
    units:
      - {name: First, beds: 20}
      - {name: Second, beds: 20, opens_when: {waiting_above: 6}}
      - {name: Third, beds: 20, out_of_area: true}
pathways:
  home: [{stay: {care_setting: ward, id: one}}, {stay: community}, {stay: ward}, {leave: home}]
"""


@pytest.mark.parametrize(
    ("policy", "happens"),
    [("swap", "the smallest such loop then moves at once"), ("stop", "the run then stops")],
)
def test_a_loop_of_full_places_is_shown_with_what_happens_and_is_no_error(run, policy, happens):
    result = run(LOOP, "-s", f"loops_of_full_places={policy}")
    assert result.exit_code == 0, result.output
    (said,) = [line for line in result.stdout.splitlines() if line.startswith("warning:")]
    assert "small.yaml:18:" in said
    assert "these places can fill in a loop: ward (Main) → community (First) → ward (Main)." in said
    assert f"When all are full and everyone in it waits for the next, {happens}" in said
    as_json = json.loads(run(LOOP, "--json").stdout)
    assert as_json["ok"] is True
    assert "these places can fill in a loop" in as_json["warnings"][0]["says"]


def test_what_is_not_always_there_is_said_to_count_in_full(run):
    said = run(LOOP).stdout
    assert "Opened by a queue, and counted as if always open: Second." in said
    assert "Out of area, and counted as if it were room here: Third." in said


def test_a_loop_that_a_swap_cannot_resolve_is_an_error(run):
    wide = LOOP.replace("{stay: community}", "{stay: {care_setting: community, places: 2}}")
    result = run(wide)
    assert result.exit_code == 2
    assert "these places can lock: community (First) → ward (Main) → community (First)" in (
        result.stderr
    )
    assert "cannot swap" in result.stderr
    assert "let each patient take one place" in result.stderr
