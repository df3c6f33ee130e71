"""A fit that was killed: `stepdown resume` goes on with it, and comes to the same."""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
import signal
import subprocess
import sys
import time

import pytest

from calibration.fit.again import asked_in
from calibration.fit.bank import Bank
from simulator.cli import main
from tests.calibration.fit.places import QUICKER, written

WORDS = ("calibrate", "place.yaml", "-t", "targets.csv", "--members", "10", "-j", "1", "-q")
TYPED = "import sys; from simulator.cli import main; sys.argv[0] = 'stepdown'; main()"
WAIT = 120


@pytest.fixture
def stepdown(tmp_path, monkeypatch, capsys):
    """Run a command in the test's folder; gives its exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    # The page says it, and somebody may commit between two fits.
    monkeypatch.setattr("simulator.experiment.code.commit", lambda: {"commit": None})

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["stepdown", *map(str, words)])
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    """A place whose fit was killed with SIGKILL after some of its runs."""
    folder = tmp_path_factory.mktemp("killed")
    written(folder)
    (folder / "quicker.yaml").write_text(QUICKER, encoding="utf-8")
    typed = [sys.executable, "-c", TYPED, *WORDS, "--scenario", "quicker.yaml"]
    until = time.monotonic() + WAIT
    with subprocess.Popen(typed, cwd=folder, stderr=subprocess.DEVNULL) as process:
        while lines(folder) < 15 and process.poll() is None and time.monotonic() < until:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    return folder


def lines(folder):
    return sum(file.read_bytes().count(b"\n") for file in folder.rglob("bank.jsonl"))


@pytest.fixture
def cut(killed, tmp_path):
    shutil.copytree(killed, tmp_path, dirs_exist_ok=True)
    (found,) = (tmp_path / "outputs" / "calibrate-place").glob(".unfinished-*[!k]")
    return found


def landed(folder):
    (found,) = (folder / "outputs" / "calibrate-place").glob("2*")
    return found


def digests(folder):
    """Of every file but the manifest, which says when it was made."""
    files = (file for file in folder.iterdir() if file.name != "manifest.json")
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_resume_goes_on_with_a_fit_and_comes_to_what_an_unbroken_one_does(stepdown, cut, tmp_path):
    kept = lines(tmp_path)
    assert 15 <= kept < 50
    code, out, err = stepdown("resume", "-j", "1")
    assert (code, out.splitlines()[-1]) == (0, f"next: stepdown run {short(tmp_path)}/fitted.yaml")
    assert err.startswith("10 members in four steps")
    resumed = landed(tmp_path)
    assert not cut.exists()
    fit = json.loads((resumed / "manifest.json").read_text(encoding="utf-8"))["fit"]
    assert (fit["place"], fit["targets"], fit["fit"]) == ("place.yaml", "targets.csv", "fit.yaml")
    assert set(fit["files"]) == {"place.yaml", "targets.csv", "fit.yaml", "quicker.yaml"}
    shutil.move(resumed, tmp_path / "resumed")
    assert stepdown(*WORDS, "--scenario", "quicker.yaml")[0] == 0
    assert digests(tmp_path / "resumed") == digests(landed(tmp_path))
    code, _, err = stepdown("resume", landed(tmp_path))
    assert code == 2
    assert "this is a fit, and whole" in err
    assert stepdown("resume")[1] == "nothing under outputs is unfinished\n"


def short(folder):
    return landed(folder).relative_to(folder).as_posix()


def test_a_fit_whose_files_have_changed_is_refused_and_kept(stepdown, cut, tmp_path):
    for name in ("targets.csv", "quicker.yaml"):
        file = tmp_path / name
        file.write_bytes(file.read_bytes() + b"\n")
    (tmp_path / "fit.yaml").unlink()
    code, out, err = stepdown("resume", cut)
    assert (code, out) == (2, "")
    for name in ("targets.csv", "quicker.yaml"):
        assert f"{name}: it is not as it was when the fit in '" in err
    assert "fit.yaml: it is not there, and the fit read it" in err
    assert "fit afresh: stepdown calibrate place.yaml --targets targets.csv" in err
    assert "3 runs could not go on; 0 did" in err
    assert lines(tmp_path) >= 15


def test_a_fit_of_other_code_and_one_that_does_not_say_are_named(stepdown, cut, tmp_path):
    begun = json.loads((cut / "begun.json").read_text(encoding="utf-8"))
    begun["fit"]["code_sha256"] = "f00d"
    (cut / "begun.json").write_text(json.dumps(begun), encoding="utf-8")
    other = cut.with_name(".unfinished-00000000")
    other.mkdir()
    (other / "begun.json").write_text('{"command": [], "fit": {"place": 3}}', encoding="utf-8")
    code, _, err = stepdown("resume")
    assert code == 2
    assert "it was begun with another version of the code" in err
    assert "does not say what fit it is of" in err
    code, _, err = stepdown("resume", cut, "--expand", 5)
    assert code == 2


@pytest.mark.parametrize(
    ("fault", "wanted"),
    [
        (
            KeyboardInterrupt(),
            (130, "interrupted: 4 runs are kept\nthe same command again goes on"),
        ),
        (OSError(errno.ENOSPC, "No space left on device"), (4, "could not go on: No space left")),
    ],
)
def test_a_fit_that_is_stopped_says_what_is_kept_and_how_it_goes_on(
    stepdown, tmp_path, monkeypatch, fault, wanted
):
    written(tmp_path)
    real, done = Bank.keep, []

    def keep(bank, of, ran):
        done.append(of)
        if len(done) == 5:
            raise fault
        real(bank, of, ran)

    monkeypatch.setattr(Bank, "keep", keep)
    code, out, err = stepdown(*WORDS)
    assert (code, out) == (wanted[0], "")
    assert wanted[1] in err
    assert "4 runs" in err
    (folder,) = (tmp_path / "outputs" / "calibrate-place").glob(".unfinished-*[!k]")
    assert f"stepdown resume {folder.relative_to(tmp_path)}" in err
    assert asked_in(folder).command == ("stepdown", *WORDS)
