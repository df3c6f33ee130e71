"""``stepdown resume``, ``reproduce``, ``--shard`` and ``collect`` as they are typed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys

import pytest
from filelock import FileLock

from simulator.errors import InputError
from simulator.experiment.folder import Folder
from tests.experiment.place import SHORT, SMALL

ABOUT = {"manifest.json", "run.log"}
SETS = [word for each in SHORT for word in ("-s", each)]


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


def run(*words, cwd):
    done = stepdown("run", SMALL, "-r", 3, "-j", 1, *SETS, *words, cwd=cwd)
    assert done.returncode == 0, done.stderr
    return done


def whole(cwd, out="outputs"):
    """The folders of whole runs, the newest last."""
    return sorted(each for each in (cwd / out / "small").glob("2*"))


def digests(folder):
    files = (file for file in folder.iterdir() if file.is_file() and file.name not in ABOUT)
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """A run that nothing happened to, in a folder that tests copy."""
    cwd = tmp_path_factory.mktemp("whole")
    run(cwd=cwd)
    return cwd


@pytest.fixture
def cut(ran, tmp_path):
    """The same run as if it had been killed after its second replication."""
    (folder,) = whole(ran)
    key = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["key"]
    unfinished = tmp_path / "outputs" / "small" / f".unfinished-{key[:8]}"
    shutil.copytree(folder / "parts", unfinished / "parts")
    (unfinished / "parts" / "000003.part").unlink()
    asked = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["asked"]
    (unfinished / "asked.json").write_text(json.dumps(asked), encoding="utf-8")
    shutil.copy(folder / "resolved.yaml", unfinished / "resolved.yaml")
    return unfinished


def test_a_resumed_run_is_that_of_an_unbroken_one(ran, cut, tmp_path):
    done = stepdown("resume", "-q", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (folder,) = whole(tmp_path)
    assert digests(folder) == digests(whole(ran)[0])
    log = (folder / "run.log").read_text(encoding="utf-8")
    assert "replication 3 of 3" in log
    assert not cut.exists()


def test_a_damaged_replication_is_said_and_run_again(ran, cut, tmp_path):
    file = cut / "parts" / "000002.part"
    file.write_bytes(file.read_bytes()[:-1])
    assert stepdown("resume", cut, "-q", cwd=tmp_path).returncode == 0
    (folder,) = whole(tmp_path)
    assert digests(folder) == digests(whole(ran)[0])
    assert "000002.part is damaged" in (folder / "run.log").read_text(encoding="utf-8")


def test_two_processes_in_one_folder_are_refused(cut, tmp_path):
    asked = (cut / "asked.json").read_bytes()
    with FileLock(cut.with_suffix(".lock")):
        run = ("run", SMALL, "-r", 9, "-j", 1, *SETS, "-q")
        assert stepdown(*run, cwd=tmp_path).returncode == 2
        assert (cut / "asked.json").read_bytes() == asked
        done = stepdown("resume", "-q", cwd=tmp_path)
    assert done.returncode == 2
    assert "another process" in done.stderr
    assert (cut / "parts" / "000002.part").exists()


def test_a_run_begun_with_other_code_is_refused(cut, tmp_path):
    asked = json.loads((cut / "asked.json").read_text(encoding="utf-8"))
    changed = {**asked, "key": "0" * 64, "code_sha256": "0" * 64}
    (cut / "asked.json").write_text(json.dumps(changed), encoding="utf-8")
    done = stepdown("resume", "-q", cwd=tmp_path)
    assert done.returncode == 2
    assert "another version of the code" in done.stderr


def test_all_that_can_go_on_do_and_the_rest_are_named(ran, cut, tmp_path):
    other = cut.parent / ".unfinished-00000000"
    shutil.copytree(cut, other)
    asked = json.loads((other / "asked.json").read_text(encoding="utf-8"))
    changed = {**asked, "key": "0" * 64, "code_sha256": "0" * 64}
    (other / "asked.json").write_text(json.dumps(changed), encoding="utf-8")
    compared = tmp_path / "outputs" / "compare-small" / ".unfinished-11111111"
    compared.mkdir(parents=True)
    (tmp_path / "outputs" / "compare-small" / ".unfinished-11111111.lock").touch()
    begun = {"command": ["stepdown", "compare", "small.yaml", "other place.yaml"]}
    (compared / "begun.json").write_text(json.dumps(begun), encoding="utf-8")
    (tmp_path / "outputs" / "fit" / ".unfinished-22222222").mkdir(parents=True)
    done = stepdown("resume", "-q", cwd=tmp_path)
    assert done.returncode == 2
    assert digests(whole(tmp_path)[0]) == digests(whole(ran)[0])
    assert "00000000: it was begun with another version of the code" in done.stderr
    assert "stepdown compare small.yaml 'other place.yaml'" in done.stderr
    assert "type the command again that made fit" in done.stderr
    assert "3 runs could not go on; 1 did" in done.stderr


def test_a_lock_is_held_by_one_whoever_lets_go_of_it(tmp_path, monkeypatch):
    """Who opened the file before it was deleted must not hold that, and another a new one."""
    here, file = Folder(tmp_path, "small", "f00d" * 16), []
    real = os.open

    def opened(path, flags, *more, **named):
        found = real(path, flags, *more, **named)
        if str(path).endswith(".lock") and not file:
            # As if a process that held it had let go between the opening and the locking.
            file.append(path)
            os.unlink(path)
        return found

    monkeypatch.setattr(os, "open", opened)
    with pytest.raises(InputError, match="another process"), here.held():
        pass
    with here.held():
        assert os.stat(file[0]).st_nlink == 1
        with pytest.raises(InputError, match="another process"), here.held():
            pass
    assert not list(tmp_path.rglob("*.lock"))


def test_a_scenario_that_is_gone_is_read_from_the_folder(ran, cut, tmp_path):
    asked = json.loads((cut / "asked.json").read_text(encoding="utf-8"))
    changed = {**asked, "scenario": "gone/small.yaml"}
    (cut / "asked.json").write_text(json.dumps(changed), encoding="utf-8")
    assert stepdown("resume", "-q", cwd=tmp_path).returncode == 0
    found, wanted = digests(whole(tmp_path)[0]), digests(whole(ran)[0])
    assert found["replications.parquet"] == wanted["replications.parquet"]
    assert found["summary.csv"] == wanted["summary.csv"]


def test_nothing_to_resume_is_said(tmp_path):
    done = stepdown("resume", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "nothing under outputs is unfinished\n")


def test_replications_are_added_to_a_whole_run(ran, tmp_path):
    shutil.copytree(ran / "outputs", tmp_path / "outputs")
    (folder,) = whole(tmp_path)
    before = digests(folder)
    done = stepdown("resume", folder, "--expand", 4, "-q", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    more = whole(tmp_path)[-1]
    assert digests(folder) == before
    for number in (1, 2, 3):
        part = f"parts/{number:06d}.part"
        assert (more / part).read_bytes() == (folder / part).read_bytes()
    other = tmp_path / "other"
    other.mkdir()
    stepdown("run", SMALL, "-r", 4, "-j", 1, *SETS, cwd=other)
    found, wanted = digests(more), digests(whole(other)[0])
    # The report names the command, which was another.
    assert {**found, "report.html": ""} == {**wanted, "report.html": ""}


def test_fewer_replications_than_there_are_cannot_be_added(ran):
    (folder,) = whole(ran)
    done = stepdown("resume", folder, "--expand", 3, cwd=ran)
    assert done.returncode == 2
    assert "--expand 4 or more" in done.stderr


def test_a_run_is_made_again(ran):
    done = stepdown("reproduce", whole(ran)[0], cwd=ran)
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[0] == "identical: 9 of 9 files"
    assert done.stdout.splitlines()[1].startswith("next: stepdown document ")
    assert len(whole(ran)) == 1


def test_what_comes_out_different_is_named(ran, tmp_path):
    shutil.copytree(whole(ran)[0], tmp_path / "run")
    file = tmp_path / "run" / "manifest.json"
    plain = json.loads(file.read_text(encoding="utf-8"))
    plain["outputs"]["summary.csv"] = "0" * 64
    plain["asked"]["code_sha256"] = plain["key"] = "0" * 64
    file.write_text(json.dumps(plain), encoding="utf-8")
    done = stepdown("reproduce", tmp_path / "run", cwd=ran)
    assert done.returncode == 3
    assert "identical: 8 of 9 files" in done.stdout
    assert "different: summary.csv" in done.stdout
    assert "no longer as the run wrote it: summary.csv" in done.stdout
    assert "likeliest cause: it was begun with another version of the code" in done.stdout


@pytest.mark.parametrize("words", [("resume",), ("reproduce",), ("collect",)])
def test_what_is_no_folder_of_a_run_is_refused(words, tmp_path):
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "manifest.json").write_text("[1, 2", encoding="utf-8")
    for name in ("notes", "nowhere"):
        done = stepdown(*words, name, cwd=tmp_path)
        assert done.returncode == 2
        assert f"{name}: is no folder" in done.stderr
        assert "Traceback" not in done.stderr


@pytest.fixture(scope="module")
def shards(tmp_path_factory):
    cwd = tmp_path_factory.mktemp("shards")
    for shard in ("1/2", "2/2"):
        run("--shard", shard, cwd=cwd)
    return cwd


def shard_folders(cwd):
    return sorted((cwd / "outputs" / "small").glob("shard-*"))


def test_shards_together_are_the_run_of_one_machine(ran, shards, tmp_path):
    one, two = shard_folders(shards)
    assert [file.name for file in sorted((one / "parts").iterdir())] == [
        "000001.part",
        "000003.part",
    ]
    done = stepdown("collect", two, one, "-o", tmp_path, "-q", cwd=shards)
    assert done.returncode == 0, done.stderr
    found, wanted = digests(whole(tmp_path, ".")[0]), digests(whole(ran)[0])
    assert {**found, "report.html": ""} == {**wanted, "report.html": ""}


def test_missing_doubled_and_foreign_shards_are_named(shards, tmp_path):
    one, two = shard_folders(shards)
    foreign = tmp_path / two.name
    shutil.copytree(two, foreign)
    asked = json.loads((foreign / "asked.json").read_text(encoding="utf-8"))
    (foreign / "asked.json").write_text(json.dumps({**asked, "key": "0" * 64}), encoding="utf-8")
    (foreign / "parts" / "000002.part").unlink()
    done = stepdown("collect", one, one, foreign, "-o", tmp_path / "all", cwd=shards)
    assert done.returncode == 2
    assert "is of another run" in done.stderr
    assert "is shard 1/2 again" in done.stderr
    assert "lacks replications 2" in done.stderr
    done = stepdown("collect", one, "-o", tmp_path / "all", cwd=shards)
    assert done.returncode == 2
    assert "missing: 2/2" in done.stderr
    assert not (tmp_path / "all").exists()


@pytest.mark.parametrize("text", ["0/2", "3/2", "half", "1/0"])
def test_what_is_no_shard_is_refused(text, tmp_path):
    done = stepdown("run", SMALL, "--shard", text, cwd=tmp_path)
    assert done.returncode == 2
    assert f"'{text}' is no shard" in done.stderr
