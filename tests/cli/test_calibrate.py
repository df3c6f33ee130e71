"""`stepdown calibrate`: what it prints, what it leaves, and its exit codes."""

from __future__ import annotations

import json
import sys
from calendar import monthrange
from datetime import date

import pandas as pd
import pytest

from calibration.sitrep.keep import keep
from calibration.sitrep.rows import Row, tidy
from simulator.cli import main
from tests.calibration.fit.places import FIT, TARGETS, written

PAIRS = """\
organisation: RXX
targets:
  - title: waiting
    measure: delayed_bed_days
    where: {care_setting: acute, reason: E}
    rows: {measure: dtoc_delayed_days, reason: E, setting: acute}
    monthly: 0.05
  - title: leaving
    measure: discharges
    where: {care_setting: acute, pathway_number: '1'}
    rows: {measure: discharges_by_pathway, reason: P1}
"""


@pytest.fixture
def calibrate(tmp_path, monkeypatch, capsys):
    """Run the command in a folder of its own; gives its exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        words = ["stepdown", "calibrate", "place.yaml", "-j", "1", *map(str, arguments)]
        monkeypatch.setattr(sys, "argv", words)
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return run


def test_what_is_told_what_is_not_and_what_to_do_next(calibrate, tmp_path):
    written(tmp_path)
    code, out, err = calibrate("--targets", "targets.csv", "--members", 12)
    assert code == 0, err
    assert err.startswith("12 members in four steps and a prediction: 60 runs, at least ")
    lines = out.splitlines()
    assert lines[0].startswith("The targets tell ")
    assert sum(line.startswith(("handoffs.", "patient_groups.")) for line in lines) == 3
    report, following = lines[-2:]
    assert (tmp_path / report.removeprefix("report: ")).is_file()
    scenario = following.removeprefix("next: stepdown run ")
    assert (tmp_path / scenario).read_text(encoding="utf-8").count("- path: ") == 4


def test_a_table_of_published_figures_is_paired_and_the_rest_is_listed(calibrate, tmp_path):
    """Months of 15 a day waiting and 3 a day leaving; a reason that nobody paired."""
    written(tmp_path, fit=FIT + PAIRS)
    rows = []
    for month in range(3, 7):
        days = monthrange(2025, month)[1]
        for measure, reason, rate, setting in (
            ("dtoc_delayed_days", "E", 15, "acute"),
            ("dtoc_delayed_days", "A", 2, "acute"),
            ("discharges_by_pathway", "P1", 3, ""),
        ):
            rows.append(
                Row(
                    organisation="RXX",
                    name="A trust",
                    level="provider",
                    start=date(2025, month, 1),
                    end=date(2025, month, days),
                    measure=measure,
                    value=float(rate * days),
                    reason=reason,
                    setting=setting,
                )
            )
    keep(tidy(rows), tmp_path / "targets.parquet")
    for name in ("targets.parquet", "targets.csv"):
        code, out, err = calibrate("--targets", name, "--members", 12, "--json", "-q")
        assert code == 0, err
        found = json.loads(out)
        assert [each["observed"] for each in found["targets"]] == [15.0, 3.0]
        # One is stated; of the other four months tell nothing of months.
        monthly = [each["monthly"] for each in found["targets"]]
        assert monthly == pytest.approx([0.05, 0.10 / (122 / 30.4375) ** 0.5])
        assert found["left_out_rows"] == 4
    left = pd.read_csv(tmp_path / found["folder"] / "left_out.csv", keep_default_na=False)
    assert left[["measure", "reason", "rows"]].to_numpy().tolist() == [
        ["dtoc_delayed_days", "A", 4]
    ]


def test_bad_input_ends_with_2_and_says_where(calibrate, tmp_path):
    written(tmp_path, fit=FIT.replace("package", "packet"), targets=TARGETS.replace(",3,", ",x,"))
    code, out, err = calibrate("--targets", "targets.csv")
    assert (code, out) == (2, "")
    assert "fit.yaml:3:11: " in err
    assert "targets.csv:3:" in err
    assert "2 problems; nothing was run" in err
    code, _, err = calibrate("--targets", "nothing.parquet")
    assert code == 2
    assert "there is no file 'nothing.parquet'" in err


def test_a_target_that_cannot_be_met_ends_with_2_and_is_named(calibrate, tmp_path):
    written(tmp_path, targets=TARGETS.replace(",15,", ",900,"))
    code, _, err = calibrate("--targets", "targets.csv", "--members", 12, "-q")
    assert code == 2
    assert "waiting: 900 was observed, and the place produces" in err
