"""`stepdown stays`: what it prints, what it leaves, and what it says of wrong input."""

from __future__ import annotations

import json
import re
import shutil
import sys

import numpy as np
import pandas as pd
import pytest

from calibration.stay.group_fit import fit_group
from simulator.cli import main
from simulator.experiment.prepare import prepare
from simulator.report.file_said_stays import stays as stays_files
from simulator.sampling.distributions import distribution
from tests.calibration.stay import extracts
from tests.docs.console import PLACE

INTO = "patient_groups.older.length_of_stay.acute"
ASKED = ("--place", "riverside/place.yaml", "--into", f"{INTO}=emergency 75-84")


def ran(folder, monkeypatch, capsys, *arguments):
    """Run the command in a folder; its exit code, stdout and stderr."""
    monkeypatch.chdir(folder)
    words = ["stepdown", *map(str, arguments), *(("-j", "1") if arguments[0] == "stays" else ())]
    monkeypatch.setattr(sys, "argv", words)
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    return ended.value.code, said.out, said.err


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A place, and an extract of it with two groups, one without ready dates."""
    made = tmp_path_factory.mktemp("stays")
    shutil.copytree(PLACE, made / "riverside")
    # Where scenarios are, a file may extend the place wherever it lies below.
    (made / "scenarios").mkdir()
    rng = np.random.default_rng(8)
    some = extracts.rows(rng, 1500, before=200)
    some += extracts.rows(rng, 900, before=200, age=90, is_timed=False)
    extracts.write(made / "extract.csv", some)
    return made


@pytest.fixture
def stays(folder, monkeypatch, capsys):
    """The command with a few of the families, since each takes its time."""
    monkeypatch.setitem(fit_group.__kwdefaults__, "names", ("two_lognormals", "lognormal"))
    return lambda *words: ran(folder, monkeypatch, capsys, "stays", *words)


def landed(out, folder):
    report = next(line for line in out.splitlines() if line.startswith("report: "))
    return (folder / report.removeprefix("report: ")).parent


def test_an_extract_ends_as_a_scenario_with_the_law_of_the_page(stays, folder, monkeypatch, capsys):
    code, out, err = stays("extract.csv", *ASKED, "--bootstraps", 9)
    assert code == 0, err
    lines = out.splitlines()
    assert re.match(r"emergency 75-84: the need is [\d.]+ days on average", lines[0])
    assert "ready dates" in lines[2]
    made = landed(out, folder)
    names = {"stays.html", "stays.csv", "bands.csv", "stays.yaml", "manifest.json"}
    assert {file.name for file in made.iterdir()} == names
    scenario = lines[-1].removeprefix("next: stepdown check ").partition(",")[0]
    code, said, _ = ran(folder, monkeypatch, capsys, "check", scenario)
    assert code == 0
    assert said.startswith("OK")
    # The law of the scenario has the mean that page and table give.
    law = prepare(scenario).scenario.patient_groups["older"].length_of_stay["acute"]
    chosen = pd.read_csv(made / "stays.csv").query("is_chosen == True").iloc[0]
    assert distribution(law).mean() == pytest.approx(chosen["mean_days"], rel=1e-4)
    assert f"{chosen['mean_days']:.3g} days on average" in (made / "stays.html").read_text("utf-8")
    manifest = json.loads((made / "manifest.json").read_text("utf-8"))
    assert set(manifest["files"]) == {"extract.csv", "riverside/place.yaml"}
    _nothing_of_a_patient(made)
    _every_column_is_said(made)
    again = landed(stays("extract.csv", *ASKED, "--bootstraps", 9)[1], folder)
    assert again != made
    for name in names - {"manifest.json"}:
        assert (again / name).read_bytes() == (made / name).read_bytes(), name


def _nothing_of_a_patient(made):
    whole = "".join(file.read_text("utf-8") for file in made.iterdir())
    assert extracts.SECRET not in whole
    # The first and last day of the records are no patient's dates.
    days = set(re.findall(r"20\d\d-\d\d-\d\d", whole)) - {str(extracts.FIRST), str(extracts.LAST)}
    manifest = json.loads((made / "manifest.json").read_text("utf-8"))
    assert days <= {manifest["begun"][:10], "2027-12-31"}
    bands = pd.read_csv(made / "bands.csv")
    assert not bands["observed"].between(1, 4).any()
    assert ((bands["low"] < bands["high"]) | (bands["low"] == bands["observed"])).all()


def _every_column_is_said(made):
    said = {each.name: each for each in stays_files()}
    for name in ("stays", "bands"):
        columns = pd.read_csv(made / f"{name}.csv", nrows=0).columns
        assert list(columns) == [column.name for column in said[name].columns]


def test_groups_may_be_put_together_and_printed_as_json(stays, folder):
    name = "older=emergency 75-84, emergency 85+"
    words = ("extract.csv", "--group", name, "--bootstraps", 0, "--delay", "10%:4 days")
    code, out, _ = stays(*words, "--delay", "30%:8 days", "--json")
    assert code == 0
    (group,) = json.loads(out)["groups"]
    assert group["group"] == "older"
    # Of both, six in ten have a ready date: enough, with those without held apart.
    assert group["from"] == "need"
    low, high = group["mean_days_across"]
    assert low <= group["estimates"]["mean_days"]["value"] <= high
    assert any("have no ready date" in each for each in group["cautions"])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--group", "emergency 75-85"), "Near are: emergency 75-84"),
        (("--group", "elderly"), "There are: emergency 75-84, emergency 85+."),
        (("--organisation", "RXX"), "no stays of 'RXX'"),
        (("--into", f"{INTO}=emergency 85+"), "no place is given"),
        (("--delay", "10%:4"), "one assumption gives no range"),
        (("--delay", "often"), "'often' is no assumption on delays"),
        (("--records", "all"), "write ended"),
        (("--rounds", "daily"), "rounds"),
        (("--place", "riverside/place.yaml", "--into", "care_settings.acute.beds=emergency 85+"),
         "Nearest is"),
        (("--place", "riverside/place.yaml", "--into", f"{INTO}=children"), "no group 'children'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_what_there_is(stays, words, says):
    code, out, err = stays("extract.csv", *words)
    assert code == 2
    assert says in err
    assert "Traceback" not in err
    assert out == ""


def test_a_table_without_stays_says_which_files_would_give_them(stays, folder):
    head = ["code,name,quarter,sector,available,occupied,occupancy_percent"]
    (folder / "beds.csv").write_text("\n".join([*head, "RX1,Ambridge,2024-25 Q1,total,10,9,90\n"]))
    code, _, err = stays("beds.csv")
    assert code == 2
    assert "there are no lengths of stay in what was given" in err
    assert "ADMIDATE" in err
    assert stays("nowhere.csv")[0] == 2


def test_a_kept_table_is_read_as_its_files_are(stays, folder, monkeypatch, capsys):
    from calibration.stay.groups import groups
    from calibration.stay.source import source

    code, _, err = ran(folder, monkeypatch, capsys, "targets", "extract.csv", "-o", "t.parquet")
    assert code == 0, err
    found = [source([folder / name]) for name in ("extract.csv", "t.parquet", "t.csv")]
    first, *others = [groups(each.rows, each.organisation) for each in found]
    assert all(other == first for other in others)
