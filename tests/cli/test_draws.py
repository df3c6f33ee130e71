"""Draws of what is not known from the file to the report, and made again."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import pandas as pd
import pytest

from simulator.cli import main
from simulator.experiment.sizing import question_of
from tests.scenario.test_carried import DRAWS, FITTED, LEAD, PLACE

SHORT = ("-s", "calendar.warm_up=5 days", "-s", "calendar.run_for=25 days", "-j", "1", "-q")
OTHER = f"extends: fitted.yaml\ntitle: Half the wait\nchanges: [{{path: {LEAD}, scale: 0.5}}]\n"
BEDS_OPEN = "care_settings.acute.units.General and acute.beds"
APART = "What is not known, and what is luck"


@pytest.fixture
def stepdown(tmp_path, monkeypatch, capsys):
    """Run a command in a folder of its own; gives its exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    for name, text in (
        ("place.yaml", PLACE),
        ("fitted.yaml", FITTED),
        ("draws.csv", DRAWS),
        ("other.yaml", OTHER),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["stepdown", *words])
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = ended.code or 0
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def landed(name):
    (folder,) = Path("outputs").glob(f"{name}/2*")
    return folder, (folder / "report.html").read_text(encoding="utf-8")


def test_a_run_takes_its_draws_says_so_and_can_be_made_again(stepdown):
    code, out, err = stepdown("run", "fitted.yaml", "-r", "6", *SHORT)
    assert code == 0, err
    assert "± of what the fit leaves open (3 draws of it) and simulation noise" in out
    assert "next: stepdown document" in out
    folder, page = landed("fitted")
    assert APART in page
    assert "What the fit leaves open is in the ranges" in page
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256(DRAWS.encode()).hexdigest()
    assert manifest["files"]["draws.csv"] == digest
    # Half as many again wait as a package takes half as long again: far beyond luck.
    table = pd.read_parquet(folder / "replications.parquet")
    of = (table["measure"] == "delayed_patients") & (table["reason"] == "E")
    one = table[of & (table["care_setting"] == "acute") & (table["organisation"] == "")]
    values = one.sort_values("replication")["value"].to_numpy()
    means = values.reshape(3, 2).mean(axis=1)
    assert means[0] < means[1] < means[2]
    code, out, err = stepdown("reproduce", folder.as_posix(), "-j", "1")
    assert code == 0, out + err
    assert "identical: 9 of 9 files" in out


def test_without_draws_it_is_chance_only(stepdown):
    code, out, err = stepdown("run", "fitted.yaml", "-r", "3", *SHORT, "-s", "posterior=none")
    assert code == 0, err
    assert "± of simulation noise only" in out
    _, page = landed("fitted")
    assert "Chance only" in page
    assert APART not in page


def test_scenarios_that_extend_it_are_compared_on_the_same_draws(stepdown):
    code, out, err = stepdown("compare", "fitted.yaml", "other.yaml", "-r", "6", *SHORT)
    assert code == 0, err
    assert "What the fit leaves open (3 draws of it) and chance" in out
    assert "better in 3 of 3" in out
    (page,) = Path("outputs").glob("compare-*/2*/compare.html")
    text = page.read_text(encoding="utf-8")
    assert APART in text
    assert "3 of 3 draws" in text
    assert "does not take the same draws" not in text


def test_scenarios_without_the_draws_are_warned_of(stepdown):
    Path("plain.yaml").write_text(OTHER + "posterior: none\n", encoding="utf-8")
    code, out, err = stepdown("compare", "fitted.yaml", "plain.yaml", "-r", "3", *SHORT)
    assert code == 0, err
    assert "it does not take the same draws of what is not known" in out


def test_a_size_takes_a_draw_a_run_and_says_what_its_ranges_are_of(stepdown):
    goal = "delayed_patients[care_setting=acute] <= 200"
    vary = ("--vary", f"{BEDS_OPEN}=140..180:20", "--goal", goal)
    code, out, err = stepdown("size", "fitted.yaml", *vary, "-r", "5", *SHORT)
    assert code == 0, err
    assert "Chance, around the average over what the fit leaves open" in out
    (page,) = Path("outputs").glob("size-*/2*/size.html")
    text = " ".join(page.read_text(encoding="utf-8").split())
    assert "Right on average over what the fit leaves open" in text
    assert "There are 3 of them, which is few." in text
    axis = f"{BEDS_OPEN}=140..180:20"
    asked = question_of("fitted.yaml", [axis], [goal], batch_of=lambda batch: batch)
    drawn = [arm.loaded.scenario.posterior for arm in asked.arms.values()]
    assert [each.draw_of(number) for each in drawn for number in (1, 2, 3)] == [1, 2, 3] * len(
        drawn
    )


def test_a_sensitivity_takes_a_draw_a_run(stepdown):
    vary = ("--vary", "handoffs.transport.lead_time.mean=2 hours..8 hours")
    code, out, err = stepdown("sensitivity", "fitted.yaml", "other.yaml", *vary, "-r", "3", *SHORT)
    assert code == 0, err
    assert "chance, around the average over what the fit leaves open" in out


def test_what_is_varied_and_what_is_explained_hold_what_is_not_known(stepdown):
    vary = ("--vary", "handoffs.transport.lead_time.mean=2 hours,8 hours")
    code, out, err = stepdown("compare", "fitted.yaml", *vary, "-r", "6", *SHORT)
    assert code == 0, err
    assert "95 % intervals, what the fit leaves open (3 draws of it) and simulation noise" in out
