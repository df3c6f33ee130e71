"""``stepdown run`` as it is typed: the folder it leaves, what it prints, and its exit codes."""

from __future__ import annotations

import hashlib
import json
import re
import signal
import subprocess
import sys
import time
import zipfile

import pandas as pd
import pytest

from tests.experiment.place import SHORT, SMALL

FILES = {
    "manifest.json",
    "scenario.yaml",
    "resolved.yaml",
    "run.log",
    "replications.parquet",
    "summary.csv",
    "daily.parquet",
    "events.parquet",
    "checks.json",
    "report.html",
    "tables.xlsx",
}


def stepdown(*words, cwd):
    code = "import sys; from simulator.cli import main; sys.argv[0] = 'stepdown'; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, words)],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    cwd = tmp_path_factory.mktemp("run")
    sets = [word for each in SHORT for word in ("-s", each)]
    done = stepdown("run", SMALL, "-r", 2, "-j", 1, *sets, cwd=cwd)
    assert done.returncode == 0, done.stderr
    return cwd, done


@pytest.fixture(scope="module")
def folder(ran):
    (only,) = (ran[0] / "outputs" / "small").iterdir()
    return only


def test_the_folder_is_whole(folder):
    assert {file.name for file in folder.iterdir()} == {*FILES, "parts"}
    assert [file.name for file in sorted((folder / "parts").iterdir())] == [
        "000001.part",
        "000002.part",
    ]


def test_the_last_line_names_the_report(ran, folder):
    last = ran[1].stdout.splitlines()[-1]
    assert last.startswith("report: ")
    assert (ran[0] / last.removeprefix("report: ")) == folder / "report.html"


def test_the_manifest_tells_what_made_it(folder):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["seed"] == 1
    assert manifest["replications_done"] == 2
    assert set(manifest["outputs"]) == FILES - {"manifest.json"}
    for name, sha256 in manifest["outputs"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == sha256
    assert manifest["command"][:2] == ["stepdown", "run"]
    assert set(manifest["versions"]) >= {"python", "numpy", "simpy"}


def test_results_are_tidy(folder):
    rows = pd.read_parquet(folder / "replications.parquet")
    assert set(rows["replication"]) == {1, 2}
    assert {"scenario", "measure", "care_setting", "unit", "pathway", "value"} <= set(rows.columns)
    summary = pd.read_csv(folder / "summary.csv")
    beds = summary.query("measure == 'open_places' and care_setting == 'all acute'")
    assert beds["mean"].tolist() == [60.0]
    assert {"half_width", "relative_half_width", "n"} <= set(summary.columns)


def test_the_resolved_scenario_loads(folder):
    from simulator import load_scenario

    assert load_scenario(folder / "resolved.yaml").scenario.title == "A small place"


def test_the_workbook_opens(folder):
    assert zipfile.is_zipfile(folder / "tables.xlsx")


def test_never_written_over(ran):
    cwd, _ = ran
    sets = [word for each in SHORT for word in ("-s", each)]
    again = stepdown("run", SMALL, "-r", 2, "-j", 1, "-q", "--json", *sets, cwd=cwd)
    assert again.returncode == 0, again.stderr
    runs = list((cwd / "outputs" / "small").iterdir())
    assert len(runs) == 2
    said = json.loads(again.stdout)[0]
    assert said["replications"] == 2
    first, second = (pd.read_csv(run / "summary.csv") for run in runs)
    pd.testing.assert_frame_equal(first, second)


def test_a_trial_says_so(tmp_path):
    sets = [word for each in SHORT for word in ("-s", each)]
    done = stepdown("run", SMALL, "--trial", "-j", 1, *sets, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "TRIAL" in done.stdout
    (folder,) = (tmp_path / "outputs" / "small").iterdir()
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["trial"] is True
    assert "trial" in (folder / "report.html").read_text(encoding="utf-8").lower()


def test_a_dry_run_writes_nothing(tmp_path):
    done = stepdown("run", SMALL, "--dry-run", cwd=tmp_path)
    assert done.returncode == 0
    assert "10 replications" in done.stdout
    assert re.search(r"about [\d.,]+ (minutes|seconds) with", done.stdout)
    assert "megabytes" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_run_says_how_to_go_on(tmp_path):
    # Whoever runs the tests in the background has key presses passed over.
    code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    code += "import sys; from simulator.cli import main; sys.argv[0] = 'stepdown'; main()"
    words = ["run", str(SMALL), "-r", "400", "-j", "1", "--engine", "simpy", "-q"]
    running = subprocess.Popen(
        [sys.executable, "-c", code, *words],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    parts = tmp_path / "outputs" / "small"
    until = time.monotonic() + 120
    while not list(parts.glob(".unfinished-*/parts/*.part")):
        assert time.monotonic() < until
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=120)
    assert running.returncode == 130
    assert "the same command again goes on" in said
    assert "stepdown resume outputs/small/.unfinished-" in said
    assert list(parts.glob(".unfinished-*/parts/*.part"))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("nowhere.yaml",), "nowhere.yaml"),
        ((SMALL, "-s", "care_settings.acute.turnaround=soon"), "'soon' is not a duration"),
        ((SMALL, "--engine", "steam"), "there is no engine 'steam'"),
        ((SMALL, "--precision", "much"), "'much' is not a precision"),
        ((SMALL, "--precision", "nan"), "'nan' is not a precision"),
        ((SMALL, "-o", SMALL), "cannot be written to"),
        ((SMALL, "-o", SMALL / "sub"), "cannot be written to"),
        ((SMALL, "-r", "2", "--precision", "5%"), "not both"),
    ],
)
def test_bad_input_ends_with_exit_code_2(tmp_path, words, says):
    done = stepdown("run", *words, cwd=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_help_loads_nothing_heavy(tmp_path):
    code = (
        "import sys, simulator.cli; "
        "heavy = {'numpy', 'pandas', 'pydantic', 'simpy', 'matplotlib', 'numba', 'scipy'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=True
    )
    assert done.stdout.strip() == "[]"


def test_a_dry_run_as_json_has_its_figures(tmp_path):
    done = stepdown("run", SMALL, "--dry-run", "--json", cwd=tmp_path)
    (would,) = json.loads(done.stdout)["would_run"]
    assert would["replications"] == 10
    assert "10 replications" in would["says"]
    assert all(would[name] > 0 for name in ("days", "patients", "seconds", "disk", "memory"))


@pytest.mark.parametrize("option", ["--dry-run", "--replay"])
def test_a_shard_with_what_is_of_a_whole_batch_is_refused(tmp_path, option):
    done = stepdown("run", SMALL, "--shard", "1/2", option, cwd=tmp_path)
    assert done.returncode == 2
    assert f"--shard runs a part of a batch, and {option} is of the whole" in done.stderr
    assert list(tmp_path.iterdir()) == []
